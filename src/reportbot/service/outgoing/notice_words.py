"""What a notice to an office says: its words in the language of that office, its link, and its facts for a machine."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from reportbot.core.cases.case import Case
from reportbot.core.cases.referral import Referral
from reportbot.core.categories import CATEGORIES
from reportbot.core.messages import Fill, Text
from reportbot.core.urgency import Urgency
from reportbot.service.outgoing.buttons import OfficeButtons
from reportbot.service.outgoing.sentences import Sentences
from reportbot.service.ports import Translator, Vault
from reportbot.service.towns import Town

LINK_LIVES = timedelta(days=60)
CODE = "code"
WITHDRAWN = "withdrawn"  # like a code, it leads nowhere: the page is no longer theirs
NOT_ARRIVED = Text("An earlier message did not arrive.")
URGENCIES = {
    Urgency.EMERGENCY: Text("emergency"),
    Urgency.URGENT: Text("urgent"),
    Urgency.NORMAL: Text("normal"),
    Urgency.INFORMATION: Text("for information"),
}


@dataclass(frozen=True, slots=True)
class OfficeNotice:
    """One neutral message to one office (the Notice that transports take).

    `short` is the text for an SMS (the subject where it is ""), `code` the 6 digits by which it can be answered there.
    `facts` are what a machine can read of it: kind, number, category ("" for a sensitive one), urgency, referral,
    institution, due (RFC 3339).
    """

    municipality: str
    target: str
    subject: str
    body: str
    link: str
    message_id: str
    buttons: tuple[tuple[str, str], ...] = ()
    short: str = ""
    code: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> bytes:
        return json.dumps({name: getattr(self, name) for name in _FIELDS}, ensure_ascii=False).encode()

    @classmethod
    def from_json(cls, data: bytes) -> "OfficeNotice":
        given = json.loads(data)
        return cls(**{**given, "buttons": tuple((label, value) for label, value in given["buttons"])})


_FIELDS = tuple(each.name for each in fields(OfficeNotice))


@dataclass(frozen=True, slots=True)
class About:
    """What one notice is about."""

    kind: str
    town: Town
    case: Case
    referral: Referral
    now: datetime
    fill: Mapping[str, Fill]


class NoticeWords:
    """`public_url` is where offices open their page; its host also names our messages."""

    def __init__(self, translator: Translator, vault: Vault, sentences: Sentences, public_url: str) -> None:
        self._translator, self._vault, self._sentences = translator, vault, sentences
        self._buttons = OfficeButtons(translator, sentences)
        self._url = public_url.rstrip("/")
        self._host = host_of(public_url)

    def of(self, id: int, about: About, by: str, address: str, said: OfficeNotice | None = None) -> OfficeNotice:
        """`said`: what was said before, which keeps its words."""
        town, referral = about.town, about.referral
        language = town.language_of(referral.institution)
        code = self._vault.answer_codes(referral.id, referral.institution)[0]
        known: dict[str, Fill] = {
            "number": about.case.number,
            "code": code,
            "town": town.rules.name,
            "category": self.matter(about.case),
            "urgency": URGENCIES[about.case.urgency],
            **about.fill,
        }

        def say(key: str) -> str:
            return self._translator.say(self._sentences.office(key, known), language, zone=town.rules.zone)

        link = self.link(referral, about.now)
        if about.kind in (CODE, WITHDRAWN):
            subject, body = say(f"{about.kind}_subject"), say(f"{about.kind}_body")
            message_id = f"<{about.kind}.{id}@{self._host}>"
            short = body if about.kind == CODE else subject
            return OfficeNotice(town.key, address, subject, body, "", message_id, short=short, facts=self._facts(about))
        subject = said.subject if said else say(f"{about.kind}_subject")
        short = f"{about.kind}_short"
        return OfficeNotice(
            town.key,
            address,
            subject,
            said.body if said else say(f"{about.kind}_body"),
            link,
            f"<{about.kind}.{id}@{self._host}>",
            self._buttons.answers(about.case, referral, link, language) if by == "telegram" else (),
            short=said.short if said else say(short) if self._sentences.has_office(short) else subject,
            code=code,
            facts=said.facts if said else self._facts(about),
        )

    def link(self, referral: Referral, now: datetime) -> str:
        """Where its institution reads and answers, for some weeks."""
        return f"{self._url}/r/{self._vault.sign_link(referral.id, referral.institution, now + LINK_LIVES)}"

    def matter(self, case: Case) -> Text:
        """The category, or for a sensitive one only that it concerns a person (R8)."""
        if case.concerns_a_person:
            return self._sentences.office("sensitive", {})
        return Text(CATEGORIES[case.category].label)

    def _facts(self, about: About) -> Mapping[str, str]:
        due, case = about.fill.get("due"), about.case
        return {
            "kind": about.kind,
            "number": case.number,
            "category": "" if case.concerns_a_person or about.kind == WITHDRAWN else case.category,
            "urgency": case.urgency.word,
            "referral": str(about.referral.id),
            "institution": about.referral.institution,
            "due": due.isoformat() if isinstance(due, datetime) else "",
        }


def host_of(public_url: str) -> str:
    """Stands in the Message-ID of each mail of ours."""
    return urlsplit(public_url).hostname or "localhost"


def usual(town: Town, case: Case, referral: Referral) -> Mapping[str, Fill]:
    """What fills any sentence to an office, as far as the case itself knows it."""
    return {
        "due": referral.acknowledge_by or referral.act_by or referral.created_at,
        "since": referral.created_at,
        "institution": town.name_of(case.lead),
        "reason": NOT_ARRIVED,
        "count": 1,
    }
