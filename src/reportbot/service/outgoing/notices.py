"""Put into words what goes to offices: number, category and deadline, and a signed link. Never a word of the story."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from zlib import crc32

from reportbot.core.cases.case import Case
from reportbot.core.cases.offices.ways import in_order
from reportbot.core.cases.referral import Referral, check_may_hear
from reportbot.core.errors import CannotBeRead
from reportbot.core.messages import Fill, Text
from reportbot.core.urgency import Urgency
from reportbot.service.outgoing.notice_ways import MISSING, Place, groups_of, patience
from reportbot.service.outgoing.notice_words import (
    CODE,
    LINK_LIVES,
    URGENCIES,
    WITHDRAWN,
    About,
    NoticeWords,
    OfficeNotice,
    host_of,
    usual,
)
from reportbot.service.outgoing.payloads import open_payload
from reportbot.service.outgoing.rows import office_row
from reportbot.service.outgoing.sentences import Sentences
from reportbot.service.ports import Ids, Translator, Vault
from reportbot.service.records import Delivery
from reportbot.service.towns import Target, Town

__all__ = ["CODE", "LINK_LIVES", "URGENCIES", "WITHDRAWN", "Notices", "OfficeNotice", "Place", "host_of"]


class Notices:
    """`public_url` is where offices open their page; its host also names our messages."""

    def __init__(self, translator: Translator, vault: Vault, sentences: Sentences, ids: Ids, public_url: str) -> None:
        self._translator, self._vault, self._ids, self._sentences = translator, vault, ids, sentences
        self._words = NoticeWords(translator, vault, sentences, public_url)
        self._url = public_url.rstrip("/")
        self._host = host_of(public_url)

    def write(
        self,
        kind: str,
        town: Town,
        case: Case,
        referral: Referral,
        now: datetime,
        by: str = "",
        contact: str = "",
        /,
        **fill: Fill,
    ) -> list[Delivery]:
        """`kind` is a group of sentences in notices.toml [office]: forward, copy, reminder, escalation, alert …
        `contact` is "second" or "head" for that contact of the office, as far as it has one.

        Through the first way to the office that fits, or its first one of the transport `by`; where there is another
        one, this one is given up after a while. An alert goes out through every one. Never through a contact of an
        office that the case must not go to. Raises OfficeAvoided for such an office itself.
        """
        check_may_hear(case, referral.institution)
        town = town.without(case.avoided)
        about = About(kind, town, case, referral, now, fill)
        groups = groups_of(town, referral.institution, case.urgency, now, by, contact)
        if kind == "alert":
            groups = groups and (tuple(way for group in groups for way in group),)
        place = Place(self._ids.new(), gives_up_at=patience(groups, case.urgency, now))
        targets = [(way.kind, way.address) for way in groups[0]] if groups else [(MISSING, "")]
        return [self._delivery(about, place, by, address) for by, address in targets]

    def again(
        self,
        lost: Delivery,
        town: Town,
        case: Case,
        referral: Referral,
        ways: Sequence[Target],
        place: Place,
        now: datetime,
    ) -> list[Delivery]:
        """What this row says, through other ways, with a new link. Where its words are gone, as it would be said today.

        Raises OfficeAvoided.
        """
        check_may_hear(case, referral.institution)
        kind = lost.kind if self._sentences.has_office(f"{lost.kind}_body") else "forward"
        about = About(kind, town.without(case.avoided), case, referral, now, usual(town, case, referral))
        said = self._said(lost)
        return [self._delivery(about, place, way.kind, way.address, said) for way in ways]

    def write_by(
        self, kind: str, town: Town, case: Case, referral: Referral, ways: Sequence[Target], now: datetime
    ) -> list[Delivery]:
        """By these ways alone. Raises OfficeAvoided."""
        check_may_hear(case, referral.institution)
        about = About(kind, town.without(case.avoided), case, referral, now, {})
        place = Place(self._ids.new())
        return [self._delivery(about, place, way.kind, way.address) for way in ways]

    def write_code(self, town: Town, case: Case, referral: Referral, way: Target, code: str, now: datetime) -> Delivery:
        """The code for a sealed matter, by this way alone: without a link, so that nobody finds both in one place."""
        check_may_hear(case, referral.institution)
        about = About(CODE, town, case, referral, now, {"code": code})
        return self._delivery(about, Place(self._ids.new()), way.kind, way.address)

    def again_to_desk(
        self, lost: Delivery, town: Town, ways: Sequence[Target], place: Place, now: datetime
    ) -> list[Delivery]:
        """What this row says to the desk, by these ways; nothing where its words are gone."""
        said, about = self._said(lost), (town.key, town.rules.coordinator, lost.kind, lost.case)
        return [self._to_desk(about, said, place, way.kind, way.address, now) for way in ways] if said else []

    def link(self, referral: Referral, now: datetime) -> str:
        """Where its institution reads and answers, for some weeks."""
        return self._words.link(referral, now)

    def matter(self, case: Case) -> Text:
        """The category, or for a sensitive one only that it concerns a person (R8)."""
        return self._words.matter(case)

    def to_desk(
        self, kind: str, town: Town, case: Case | None, now: datetime, page: str = "", **fill: Fill
    ) -> list[Delivery]:
        """To the coordinator, about a case that they look at on the console: number and link, nothing of the matter.

        Without a case, about a `page` of the console. Nothing of a case that the desk must hear nothing of, for nobody
        else opens the console (beside_desk.py).
        """
        if case and town.rules.coordinator in case.avoided:
            return []
        town = town.without(case.avoided) if case else town
        desk = town.office(town.rules.coordinator)
        language = town.language_of(desk.key)
        known: dict[str, Fill] = {"number": case.number if case else "", "town": town.rules.name, **fill}
        subject, body = (
            self._translator.say(self._sentences.office(f"{kind}_{part}", known), language, zone=town.rules.zone)
            for part in ("subject", "body")
        )
        urgency = case.urgency if case else Urgency.NORMAL
        groups = in_order(town.rules.contact_of(desk.key).transports, urgency, now)
        place = Place(self._ids.new(), gives_up_at=patience(groups, urgency, now))
        targets = [(way.kind, way.address) for way in groups[0]] if groups else [(MISSING, "")]
        link = f"{self._url}/console/{town.key}/{f'cases/{case.number}' if case else page}"
        said = OfficeNotice(town.key, "", subject, body, link, "")
        about = (town.key, desk.key, kind, case.id if case else None)
        return [self._to_desk(about, said, place, by, address, now) for by, address in targets]

    def _said(self, row: Delivery) -> OfficeNotice | None:
        """None where its words are gone: those of what was delivered are erased, and all after some weeks."""
        try:
            return OfficeNotice.from_json(open_payload(self._vault, row))
        except (CannotBeRead, ValueError, TypeError, KeyError):
            return None

    def _to_desk(
        self,
        about: tuple[str, str, str, int | None],
        said: OfficeNotice,
        place: Place,
        by: str,
        address: str,
        now: datetime,
    ) -> Delivery:
        """`about`: municipality, the desk's key, kind, case."""
        municipality, desk, kind, case = about
        id = self._ids.new()
        message_id = f"<{kind}.{id}@{self._host}>"
        notice = replace(said, municipality=municipality, target=address, message_id=message_id)
        return office_row(self._vault, id, notice, kind, by, now, place=place, case=case, institution=desk)

    def _delivery(
        self, about: About, place: Place, by: str, address: str, said: OfficeNotice | None = None
    ) -> Delivery:
        id = self._ids.new()
        notice = self._words.of(id, about, by, address, said)
        return office_row(
            self._vault,
            id,
            notice,
            about.kind,
            by,
            about.now,
            place=place,
            # Each way waits for its own earlier message about this case alone; an alert and a code wait for nothing.
            lane=None if about.kind in ("alert", CODE) else lane_of(about.referral, by, address),
            case=about.case.id,
            referral=about.referral.id,
            at_most_once=about.kind == "reminder",
            institution=about.referral.institution,
        )


def lane_of(referral: Referral, by: str, address: str) -> int:
    """Of each way its own: what cannot leave by one of them must not hold up the others, nor the second contact."""
    return -(referral.id ^ crc32(f"{by} {address}".encode()))
