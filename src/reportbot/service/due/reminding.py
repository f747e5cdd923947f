"""Several reminders to one office are one message: number, matter, why, since when it is due, and a link for each.

Alerts are never put together, and nothing sensitive is named (R8).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from reportbot.core.cases.case import Case
from reportbot.core.cases.offices.ways import Taken
from reportbot.core.cases.referral import Referral, check_may_hear
from reportbot.core.categories import CATEGORIES
from reportbot.core.messages import Fill, Text
from reportbot.core.urgency import Urgency
from reportbot.service.outgoing.notice_ways import MISSING, Place, groups_of, patience
from reportbot.service.outgoing.notices import LINK_LIVES, URGENCIES, OfficeNotice
from reportbot.service.outgoing.rows import office_row
from reportbot.service.outgoing.sentences import Sentences
from reportbot.service.ports import Ids, Translator, Vault
from reportbot.service.records import Delivery, Reminded
from reportbot.service.towns import Target, Town

KIND = "reminders"
MOST = 20  # of one message: a mail that can be read; the next message has the next ones
MOST_IN_A_CHAT = 10  # Telegram's messages end after 4,096 letters
NUMBERS = 5  # named in the short text


@dataclass(frozen=True, slots=True)
class Reminder:
    """One thing to say to one office. `kind` is reminder, escalation or alert; `contact` is which of its contacts.

    `town` is the town for this case: without those who must hear nothing of it. `referral` is whose page it opens,
    `owes` who has let the date `due` pass, which may be another's.
    """

    kind: str
    town: Town
    case: Case
    referral: Referral
    contact: str
    owes: Referral
    reason: Text
    due: datetime

    @property
    def fill(self) -> Mapping[str, Fill]:
        office = self.town.name_of(self.owes.institution)
        return {"since": self.owes.created_at, "due": self.due, "institution": office, "reason": self.reason}


Said = tuple[list[Delivery], list[Reminded]]
"""The messages, and which reports each of them names."""


def grouped(reminders: Sequence[Reminder]) -> list[list[Reminder]]:
    """Those of one office and one contact together, at most MOST; whatever is alone or loud by itself. In order."""
    last: dict[tuple[object, ...], list[Reminder]] = {}
    found: list[list[Reminder]] = []
    for each in reminders:
        key = (each.case.municipality, each.case.avoided, each.referral.institution, each.contact)
        if each.kind != "alert" and key in last and len(last[key]) < MOST:
            last[key].append(each)
            continue
        found.append([each])
        if each.kind != "alert":
            last[key] = found[-1]
    return found


def ways_of(group: Sequence[Reminder], now: datetime) -> Sequence[Sequence[Target]]:
    """The ways to their office in the order in which they are taken, for the most urgent of them."""
    town, key, contact = group[0].town, group[0].referral.institution, group[0].contact
    return groups_of(town, key, urgency_of(group), now, contact=contact)


def urgency_of(group: Sequence[Reminder]) -> Urgency:
    return max(each.case.urgency for each in group)


class Reminding:
    """`public_url` is where offices open their page; its host also names our messages."""

    def __init__(self, translator: Translator, vault: Vault, sentences: Sentences, ids: Ids, public_url: str) -> None:
        self._translator, self._vault, self._sentences, self._ids = translator, vault, sentences, ids
        self._url = public_url.rstrip("/")
        self._host = urlsplit(public_url).hostname or "localhost"

    def write(self, group: Sequence[Reminder], now: datetime) -> Said:
        """One message, through the first ways that fit the most urgent of them; where there are others, these are given
        up after a while. Raises OfficeAvoided."""
        groups, urgency = ways_of(group, now), urgency_of(group)
        ways = [(way.kind, way.address) for way in groups[0]] if groups else [(MISSING, "")]
        place = Place(self._ids.new(), gives_up_at=patience(groups, urgency, now))
        return self.through(group, ways, place, now)

    def through(self, group: Sequence[Reminder], ways: Sequence[Taken], place: Place, now: datetime) -> Said:
        """The same by these ways, with new links. Raises OfficeAvoided."""
        for each in group:
            check_may_hear(each.case, each.referral.institution)
        said: Said = [], []
        for by, address in ways:
            most = MOST_IN_A_CHAT if by == "telegram" else MOST
            for first in range(0, len(group), most):
                some = group[first : first + most]
                row = self._delivery(some, place, by, address, now)
                said[0].append(row)
                said[1].extend(_line(row.id, at, each) for at, each in enumerate(some))
        return said

    def _delivery(self, group: Sequence[Reminder], place: Place, by: str, address: str, now: datetime) -> Delivery:
        id, office = self._ids.new(), group[0].referral.institution
        notice = self._notice(id, group, address, now)
        return office_row(self._vault, id, notice, KIND, by, now, place=place, at_most_once=True, institution=office)

    def _notice(self, id: int, group: Sequence[Reminder], address: str, now: datetime) -> OfficeNotice:
        town, key = group[0].town, group[0].referral.institution
        language = town.language_of(key)
        links = [self._link(each, now) for each in group]

        def say(sentence: str, **known: Fill) -> str:
            text = self._sentences.office(f"{KIND}_{sentence}", {"town": town.rules.name, "count": len(group), **known})
            return self._translator.say(text, language, zone=town.rules.zone)

        lines = [
            say("line" if each.kind == "reminder" else "line_of", **self._known(each), link=link)
            for each, link in zip(group, links, strict=True)
        ]
        numbers = [each.case.number for each in group]
        named = ", ".join(numbers[:NUMBERS]) + (" …" if len(numbers) > NUMBERS else "")
        facts = {"kind": KIND, "institution": key, "numbers": " ".join(numbers)}
        return OfficeNotice(
            town.key,
            address,
            say("subject"),
            "\n\n".join([say("body"), *lines]),
            links[0],
            f"<{KIND}.{id}@{self._host}>",
            short=say("short", numbers=named),
            facts=facts,
        )

    def _known(self, each: Reminder) -> Mapping[str, Fill]:
        matter = Text(CATEGORIES[each.case.category].label)
        if each.case.concerns_a_person:
            matter = self._sentences.office("sensitive", {})
        return {**each.fill, "number": each.case.number, "category": matter, "urgency": URGENCIES[each.case.urgency]}

    def _link(self, each: Reminder, now: datetime) -> str:
        link = self._vault.sign_link(each.referral.id, each.referral.institution, now + LINK_LIVES)
        return f"{self._url}/r/{link}"


def _line(delivery: int, place: int, each: Reminder) -> Reminded:
    until = each.reason.fill.get("until")
    return Reminded(
        delivery=delivery,
        place=place,
        municipality=each.case.municipality,
        case=each.case.id,
        referral=each.referral.id,
        owes=each.owes.id,
        kind=each.kind,
        contact=each.contact,
        because=each.reason.msgid,
        until=until if isinstance(until, datetime) else None,
        due_at=each.due,
    )
