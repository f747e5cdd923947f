"""Put into words what goes to offices: number, category and deadline, and a signed link. Never a word of the story."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from reportbot.core.cases.case import Case
from reportbot.core.cases.referral import Answer, Referral, check_may_hear
from reportbot.core.categories import CATEGORIES
from reportbot.core.messages import Fill, Text
from reportbot.core.urgency import Urgency
from reportbot.service.ports import Ids, Translator, Vault
from reportbot.service.records import Delivery
from reportbot.service.sentences import Sentences
from reportbot.service.towns import Town

LINK_LIVES = timedelta(days=60)
MISSING = "missing"  # the transport of an office whose contact nobody has told us: it ends in the dead letters
URGENCIES = {
    Urgency.EMERGENCY: Text("emergency"),
    Urgency.URGENT: Text("urgent"),
    Urgency.NORMAL: Text("normal"),
    Urgency.INFORMATION: Text("for information"),
}
ANSWERS = {
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
        municipality, target, subject, body, link, message_id, buttons = json.loads(data)
        pressed = tuple((label, value) for label, value in buttons)
        return cls(municipality, target, subject, body, link, message_id, pressed)


class Notices:
    """`public_url` is where offices open their page; its host also names our messages."""

    def __init__(self, translator: Translator, vault: Vault, sentences: Sentences, ids: Ids, public_url: str) -> None:
        self._translator, self._vault, self._ids, self._sentences = translator, vault, ids, sentences
        self._url = public_url.rstrip("/")
        self._host = urlsplit(public_url).hostname or "localhost"

    def write(
        self, kind: str, town: Town, case: Case, referral: Referral, now: datetime, by: str = "", /, **fill: Fill
    ) -> list[Delivery]:
        """`kind` is a group of sentences in notices.toml [office]: forward, copy, reminder, escalation, alert …

        One delivery, through the first contact that the office has, or its first one of the transport `by`; an alert
        goes out through every one. Never through a contact of an office that the case must not go to. Raises
        OfficeAvoided for such an office itself.
        """
        check_may_hear(case, referral.institution)
        town = town.without(case.avoided)
        about = _About(kind, town, case, referral, now, fill)
        targets = [(target.kind, target.address) for target in town.rules.contact_of(referral.institution).transports]
        targets.sort(key=lambda target: target[0] != by)  # stable: the others stay as the file has them
        chosen = targets if kind == "alert" else targets[:1]
        return [self._delivery(about, by, address) for by, address in chosen or [(MISSING, "")]]

    def to_desk(
        self, kind: str, town: Town, case: Case | None, now: datetime, page: str = "", **fill: Fill
    ) -> list[Delivery]:
        """To the coordinator, about a case that they look at on the console: number and link, nothing of the matter.

        Without a case, about a `page` of the console.
        """
        town = town.without(case.avoided) if case else town
        desk = town.office(town.rules.coordinator)
        language = next(iter(desk.languages), town.rules.office_languages[0])
        known: dict[str, Fill] = {"number": case.number if case else "", "town": town.rules.name, **fill}
        subject, body = (
            self._translator.say(self._sentences.office(f"{kind}_{part}", known), language, zone=town.rules.zone)
            for part in ("subject", "body")
        )
        targets = [(target.kind, target.address) for target in town.rules.contact_of(desk.key).transports[:1]]
        ((by, address),) = targets or [(MISSING, "")]
        id = self._ids.new()
        link = f"{self._url}/console/{town.key}/{f'cases/{case.number}' if case else page}"
        notice = OfficeNotice(town.key, address, subject, body, link, f"<{kind}.{id}@{self._host}>")
        return [
            Delivery(
                id=id,
                municipality=town.key,
                lane=-id,
                kind=kind,
                by=by,
                due_at=now,
                created_at=now,
                payload=self._vault.seal(notice.to_json(), f"deliveries.payload:{id}"),
                case=case.id if case else None,
                target=address,
            )
        ]

    def _delivery(self, about: "_About", by: str, address: str) -> Delivery:
        id = self._ids.new()
        return Delivery(
            id=id,
            municipality=about.town.key,
            # Offices wait for their own earlier message about this case, for nobody else's; an alert waits for nothing.
            lane=-id if about.kind == "alert" else -about.referral.id,
            kind=about.kind,
            by=by,
            due_at=about.now,
            created_at=about.now,
            payload=self._vault.seal(self._notice(id, about, by, address).to_json(), f"deliveries.payload:{id}"),
            case=about.case.id,
            referral=about.referral.id,
            target=address,
            at_most_once=about.kind == "reminder",
        )

    def _notice(self, id: int, about: "_About", by: str, address: str) -> OfficeNotice:
        town, referral = about.town, about.referral
        language = next(iter(town.office(referral.institution).languages), town.rules.office_languages[0])
        known: dict[str, Fill] = {
            "number": about.case.number,
            "town": town.rules.name,
            "category": self.matter(about.case),
            "urgency": URGENCIES[about.case.urgency],
            **about.fill,
        }

        def say(key: str) -> str:
            return self._translator.say(self._sentences.office(key, known), language, zone=town.rules.zone)

        link = self._vault.sign_link(referral.id, referral.institution, about.now + LINK_LIVES)
        answers = [
            (self._translator.say(text, language), f"{answer}:{referral.id}") for answer, text in ANSWERS.items()
        ]
        return OfficeNotice(
            town.key,
            address,
            say(f"{about.kind}_subject"),
            say(f"{about.kind}_body"),
            f"{self._url}/r/{link}",
            f"<{about.kind}.{id}@{self._host}>",
            tuple(answers) if by == "telegram" else (),
        )

    def matter(self, case: Case) -> Text:
        """The category, or for a sensitive one only that it concerns a person (R8)."""
        if case.concerns_a_person:
            return self._sentences.office("sensitive", {})
        return Text(CATEGORIES[case.category].label)


@dataclass(frozen=True, slots=True)
class _About:
    """What one notice is about."""

    kind: str
    town: Town
    case: Case
    referral: Referral
    now: datetime
    fill: Mapping[str, Fill]
