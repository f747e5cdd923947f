"""A municipality as the service sees it. The municipality file's values have this shape; nothing here reads a file."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol, Self

from reportbot.core.access.member import is_member
from reportbot.core.calendar import OfficeHours, QuietHours
from reportbot.core.cases.due.deadlines import Promise, Rung
from reportbot.core.cases.offices.assignment import Staff
from reportbot.core.cases.retention import Keeping
from reportbot.core.cases.routing.rules import Route, RoutingRule
from reportbot.core.cases.routing.when import When
from reportbot.core.cases.telling.own_replies import OwnReply
from reportbot.core.cases.triage.corroboration import Corroboration
from reportbot.core.cases.triage.deciding import TriageDecision
from reportbot.core.conversation.turns.surroundings import Surroundings
from reportbot.core.directory.entry import ServiceEntry
from reportbot.core.duty.roster import Roster
from reportbot.core.messages import Named, Text
from reportbot.core.peers import Open311Rules
from reportbot.core.secrets import SecretTurn
from reportbot.core.spending import SmsBudget
from reportbot.core.urgency import Urgency

Triage = Callable[[str, str | None, bool, Mapping[str, Urgency], str], TriageDecision]
"""(what was written, the category chosen, danger now, the town's urgencies, the town) → decision."""


class Target(Protocol):
    @property
    def kind(self) -> str: ...
    @property
    def address(self) -> str: ...
    @property
    def group(self) -> int: ...
    @property
    def urgencies(self) -> frozenset[Urgency]: ...
    @property
    def when(self) -> When | None: ...
    @property
    def options(self) -> Mapping[str, str]: ...
    def fits(self, urgency: Urgency, now: datetime) -> bool: ...


class Office(Protocol):
    """An institution: `called` is its name for whoever reads, `name` an English msgid or the first of its own names;
    `also` are other names for it, in any language. `retired`: it gets nothing new."""

    @property
    def key(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def called(self) -> Text: ...
    @property
    def retired(self) -> bool: ...
    @property
    def refuses(self) -> bool: ...
    @property
    def hours(self) -> OfficeHours: ...
    @property
    def transports(self) -> Sequence[Target]: ...
    @property
    def second(self) -> Sequence[Target]: ...
    @property
    def head(self) -> Sequence[Target]: ...
    @property
    def languages(self) -> Sequence[str]: ...
    @property
    def also(self) -> Sequence[str]: ...
    @property
    def boss(self) -> str | None: ...
    @property
    def instead(self) -> Sequence[str]: ...
    @property
    def people_of(self) -> Sequence[str]: ...
    @property
    def hotline(self) -> str: ...
    @property
    def secret(self) -> SecretTurn: ...


class Rules(Protocol):
    """What a municipality file decides."""

    @property
    def key(self) -> str: ...
    @property
    def name(self) -> Named: ...
    @property
    def country(self) -> str: ...
    @property
    def zone(self) -> str: ...
    @property
    def languages(self) -> tuple[str, ...]: ...
    @property
    def office_languages(self) -> tuple[str, ...]: ...
    @property
    def urgencies(self) -> Mapping[str, Urgency]: ...
    @property
    def institutions(self) -> Mapping[str, Office]: ...
    @property
    def coordinator(self) -> str: ...
    @property
    def keeping(self) -> Keeping: ...
    @property
    def quiet_hours(self) -> QuietHours: ...
    @property
    def sms(self) -> SmsBudget: ...
    @property
    def corroboration(self) -> Corroboration: ...
    @property
    def exit_page(self) -> str: ...
    @property
    def desk_phone(self) -> str: ...
    @property
    def directory(self) -> Sequence[ServiceEntry]: ...
    @property
    def allowed_links(self) -> Sequence[str]: ...
    @property
    def gate(self) -> float: ...
    @property
    def staff(self) -> Sequence[Staff]: ...
    @property
    def open311(self) -> Open311Rules: ...
    @property
    def roster(self) -> Roster: ...
    @property
    def rules(self) -> Sequence[RoutingRule]: ...
    @property
    def promises(self) -> Mapping[Urgency, Promise]: ...
    @property
    def promises_for(self) -> Mapping[tuple[str, Urgency], Promise]: ...
    @property
    def replies(self) -> Mapping[str, OwnReply]: ...
    @property
    def text(self) -> str: ...
    @property
    def out(self) -> frozenset[str]: ...
    def without(self, avoid: Iterable[str]) -> Self: ...
    def promise_of(self, category: str, urgency: Urgency) -> Promise: ...
    def ladder_of(self, category: str, urgency: Urgency) -> tuple[Rung, ...]: ...
    def route(self, category: str, place_key: str | None, voice: str, at: datetime) -> Route: ...
    def way_of(self, category: str) -> object: ...
    def contact_of(self, key: str) -> Office: ...
    def told_by(self, rung: Rung, lead: str, now: datetime) -> tuple[str, ...]: ...
    def on_call(self, now: datetime) -> tuple[str, ...]: ...
    def staff_on_call(self, now: datetime) -> frozenset[str]: ...


@dataclass(frozen=True, slots=True)
class Town:
    """The rules of one municipality and what the conversation may know of it."""

    rules: Rules
    around: Surroundings

    @property
    def key(self) -> str:
        return self.rules.key

    def serves(self, key: str) -> bool:
        """Whether there is such an institution, and it still takes part."""
        office = self.rules.institutions.get(key)
        return office is not None and not office.retired

    def takes_reports(self, key: str) -> bool:
        """Whether a case may go to this institution: it takes part, hears of cases, and has not refused to."""
        office = self.rules.institutions.get(key)
        willing = getattr(office, "takes_reports", True) and not getattr(office, "refuses", False)
        return self.serves(key) and bool(willing)

    def office(self, key: str) -> Office:
        return self.rules.institutions[key]

    def names_of(self, keys: Sequence[str]) -> Text:
        """One after another."""
        names = {f"office{place}": self.name_of(key) for place, key in enumerate(keys)}
        return Text(", ".join(f"{{{name}}}" for name in names), names)

    def name_of(self, key: str) -> Text:
        """An institution's name, the desk's for whoever works there; a key that the file no longer has is shown as it
        is."""
        key = self.rules.coordinator if is_member(key) else key
        office = self.rules.institutions.get(key)
        return office.called if office else Text("{key}", {"key": key})

    def language_of(self, key: str) -> str:
        """In which an institution is written to; the coordinator's for a key that the file no longer has."""
        rules = self.rules
        office = rules.institutions[key if key in rules.institutions else rules.coordinator]
        return next(iter(office.languages), rules.office_languages[0])

    def hours_of(self, key: str) -> OfficeHours:
        """Those of the coordinator for a key that the file no longer has."""
        rules = self.rules
        return rules.institutions[key if key in rules.institutions else rules.coordinator].hours

    def without(self, avoid: Iterable[str]) -> "Town":
        """The same town for a case that these offices must hear nothing of."""
        rules = self.rules.without(avoid)
        return self if rules is self.rules else replace(self, rules=rules)


def chat_page(public_url: str, town: Town) -> str:
    """Where people report from any device: the town's web chat."""
    return f"{public_url.rstrip('/')}/chat/{town.key}"


def every_way(office: Office) -> tuple[Target, ...]:
    """To it, to its second contact and to its head."""
    return (*office.transports, *office.second, *office.head)
