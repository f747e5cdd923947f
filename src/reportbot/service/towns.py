"""A municipality as the service sees it. The municipality file's values have this shape; nothing here reads a file."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol, Self

from reportbot.core.calendar import OfficeHours, QuietHours
from reportbot.core.cases.assignment import Staff
from reportbot.core.cases.corroboration import Corroboration
from reportbot.core.cases.deadlines import Promise, Rung
from reportbot.core.cases.retention import Keeping
from reportbot.core.cases.routing import Route
from reportbot.core.cases.triage import TriageDecision
from reportbot.core.conversation.surroundings import Surroundings
from reportbot.core.messages import Named
from reportbot.core.spending import SmsBudget
from reportbot.core.urgency import Urgency

Triage = Callable[[str, str | None, bool, Mapping[str, Urgency], str], TriageDecision]
"""(what was written, the category chosen, danger now, the town's urgencies, the town) → decision."""


class Target(Protocol):
    @property
    def kind(self) -> str: ...
    @property
    def address(self) -> str: ...


class Office(Protocol):
    """An institution: `name` is an English msgid; `also` are other names for it, in any language."""

    @property
    def key(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def hours(self) -> OfficeHours: ...
    @property
    def transports(self) -> Sequence[Target]: ...
    @property
    def languages(self) -> Sequence[str]: ...
    @property
    def also(self) -> Sequence[str]: ...
    @property
    def boss(self) -> str | None: ...
    @property
    def people_of(self) -> Sequence[str]: ...


class Rules(Protocol):
    """What a municipality file decides."""

    @property
    def key(self) -> str: ...
    @property
    def name(self) -> Named: ...
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
    def promises(self) -> Mapping[Urgency, Promise]: ...
    @property
    def ladder(self) -> Mapping[Urgency, tuple[Rung, ...]]: ...
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
    def gate(self) -> float: ...
    @property
    def staff(self) -> Sequence[Staff]: ...
    @property
    def out(self) -> frozenset[str]: ...
    def without(self, avoid: Iterable[str]) -> Self: ...
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

    def office(self, key: str) -> Office:
        return self.rules.institutions[key]

    def without(self, avoid: Iterable[str]) -> "Town":
        """The same town for a case that these offices must hear nothing of."""
        rules = self.rules.without(avoid)
        return self if rules is self.rules else replace(self, rules=rules)
