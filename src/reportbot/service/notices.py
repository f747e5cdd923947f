"""Put into words what goes to offices: number, category and deadline, and a signed link. Never a word of the story."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from reportbot.core.cases.case import Case
from reportbot.core.cases.referral import Answer, Referral
from reportbot.core.categories import CATEGORIES
from reportbot.core.messages import Fill, Text
from reportbot.core.urgency import Urgency
from reportbot.service.ports import Ids, Translator, Vault
from reportbot.service.records import Delivery
from reportbot.service.sentences import Sentences
from reportbot.service.towns import Town

LINK_LIVES = timedelta(days=60)
MISSING = "missing"  # the transport of an office whose contact nobody has told us: it ends in the dead letters
_URGENCIES = {
    Urgency.EMERGENCY: Text("emergency"),
    Urgency.URGENT: Text("urgent"),
    Urgency.NORMAL: Text("normal"),
    Urgency.INFORMATION: Text("for information"),
}
_ANSWERS = {
    Answer.RECEIVED: Text("We have it"),
    Answer.NOT_OURS: Text("Not ours"),
    Answer.DONE: Text("Done"),
}


@dataclass(frozen=True, slots=True)
class OfficeNotice:
    """One neutral message to one office (the Notice that transports take)."""

    municipality: str
    target: str
    subject: str
    body: str
    link: str
    message_id: str
    buttons: tuple[tuple[str, str], ...] = ()

    def to_json(self) -> bytes:
        fields = [self.municipality, self.target, self.subject, self.body, self.link, self.message_id, self.buttons]
        return json.dumps(fields, ensure_ascii=False).encode()

    @classmethod
    def from_json(cls, data: bytes) -> "OfficeNotice":
        *texts, buttons = json.loads(data)
        return cls(*texts, buttons=tuple((label, value) for label, value in buttons))


class Notices:
    """`public_url` is where offices open their page; its host also names our messages."""

    def __init__(self, translator: Translator, vault: Vault, sentences: Sentences, ids: Ids, public_url: str) -> None:
        self._translator, self._vault, self._ids, self._sentences = translator, vault, ids, sentences
        self._url = public_url.rstrip("/")

    def write(
        self, kind: str, town: Town, case: Case, referral: Referral, now: datetime, step: int = 0, **fill: Fill
    ) -> list[Delivery]:
        """`kind` is a group of sentences in notices.toml [office]: forward, copy, reminder, escalation, alert …

        One delivery; an alert goes out through every contact that the office has.
        """
        office = town.rules.contact_of(referral.institution)
        targets = list(office.transports) or [None]
        return [
            self._delivery(kind, town, case, referral, now, step, fill, target.kind, target.address)
            if target
            else self._delivery(kind, town, case, referral, now, step, fill, MISSING, "")
            for target in (targets if kind == "alert" else targets[:1])
        ]

    def _delivery(
        self,
        kind: str,
        town: Town,
        case: Case,
        referral: Referral,
        now: datetime,
        step: int,
        fill: dict[str, Fill],
        by: str,
        address: str,
    ) -> Delivery:
        id = self._ids.new()
        notice = self._notice(kind, town, case, referral, now, step, fill, by, address)
        return Delivery(
            id=id,
            municipality=town.key,
            lane=-referral.id,  # offices wait for their own earlier message about this case, for nobody else's
            kind=kind,
            by=by,
            due_at=now,
            created_at=now,
            payload=self._vault.seal(notice.to_json(), f"deliveries.payload:{id}"),
            case=case.id,
            referral=referral.id,
            target=address,
            at_most_once=kind == "reminder",
        )

    def _notice(
        self,
        kind: str,
        town: Town,
        case: Case,
        referral: Referral,
        now: datetime,
        step: int,
        fill: dict[str, Fill],
        by: str,
        address: str,
    ) -> OfficeNotice:
        office = town.office(referral.institution)
        language = next(iter(office.languages), town.rules.languages[0])
        known: dict[str, Fill] = {
            "number": case.number,
            "town": town.rules.name,
            "category": self.matter(case),
            "urgency": _URGENCIES[case.urgency],
            **fill,
        }

        def say(key: str) -> str:
            return self._translator.say(self._sentences.office(key, known), language, zone=town.rules.zone)

        link = self._vault.sign_link(referral.id, referral.institution, now + LINK_LIVES)
        buttons = tuple(
            (self._translator.say(text, language), f"{answer}:{referral.id}") for answer, text in _ANSWERS.items()
        )
        host = self._url.partition("://")[2].partition("/")[0].partition(":")[0] or "localhost"
        return OfficeNotice(
            town.key,
            address,
            say(f"{kind}_subject"),
            say(f"{kind}_body"),
            f"{self._url}/r/{link}",
            f"<{kind}.{referral.id}.{step}.{by}@{host}>",
            buttons if by == "telegram" else (),
        )

    def matter(self, case: Case) -> Text:
        """The category, or for a sensitive one only that it concerns a person (R8)."""
        category = CATEGORIES[case.category]
        return self._sentences.office("sensitive", {}) if category.sensitive else Text(category.label)
