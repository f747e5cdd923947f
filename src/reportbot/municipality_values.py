"""What a municipality file says, as plain values: who must act, when, where, and which numbers to give. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Literal
from zoneinfo import ZoneInfo

from reportbot.core.calendar import NIGHT, OfficeHours, QuietHours
from reportbot.core.cases.assignment import Staff
from reportbot.core.cases.corroboration import Corroboration
from reportbot.core.cases.deadlines import LEAD, LEAD_BOSS, ON_CALL, Promise, Rung
from reportbot.core.cases.gate import USUAL_GATE
from reportbot.core.cases.retention import Keeping
from reportbot.core.cases.routing import Route, RoutingRule, route, way_of
from reportbot.core.cases.wayround import Detour, shut_out
from reportbot.core.directory.entry import ServiceEntry
from reportbot.core.languages import of_offices
from reportbot.core.messages import Named
from reportbot.core.places import Gazetteer
from reportbot.core.spending import SmsBudget
from reportbot.core.urgency import Urgency

TransportKind = Literal["email", "telegram", "sms", "nowhere"]


@dataclass(frozen=True, slots=True)
class TransportTarget:
    """One way to reach an institution. `nowhere` has no address: for training."""

    kind: TransportKind
    address: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Institution:
    """`name` and `role` are English msgids. `boss` is the institution that is told when this one stays silent.

    `instead` can take what somebody does not want to go here; people of the offices in `people_of` sit here too.
    `also` are other names for it, in any language.
    """

    key: str
    name: str
    role: str
    hours: OfficeHours
    transports: tuple[TransportTarget, ...] = ()
    languages: tuple[str, ...] = ()
    takes_reports: bool = True
    boss: str | None = None
    instead: tuple[str, ...] = ()
    people_of: tuple[str, ...] = ()
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DutyRow:
    """One line of the roster: this institution (a role, never a person) is on call on these days and hours.

    `days` are weekdays (0 = Monday); `first` and `last` bound the row where it holds for a time only. `until` at or
    before `since` runs past midnight, into the day after.
    """

    role: str
    days: frozenset[int]
    since: time = time(0)
    until: time = time(0)
    first: date | None = None
    last: date | None = None

    def covers(self, day: date, clock: time) -> bool:
        """Whether the shift that began on `day` is on at `clock` of that same day."""
        return self._is_on(day) and self.since <= clock and (self.until <= self.since or clock < self.until)

    def covers_after_midnight(self, day_before: date, clock: time) -> bool:
        return self._is_on(day_before) and self.until <= self.since and clock < self.until

    def _is_on(self, day: date) -> bool:
        return (
            day.weekday() in self.days
            and (self.first is None or self.first <= day)
            and (self.last is None or day <= self.last)
        )


@dataclass(frozen=True, slots=True)
class Roster:
    """Who is on call. Rows with dates come before rows without, so that a holiday plan wins over the usual week."""

    rows: tuple[DutyRow, ...]
    zone: str

    def on_call(self, now: datetime) -> tuple[str, ...]:
        """Institution keys on call at this moment, the first one first; empty when nobody is."""
        local = now.astimezone(ZoneInfo(self.zone))
        day, clock = local.date(), local.time()
        before = date.fromordinal(day.toordinal() - 1)
        on = [row for row in self.rows if row.covers(day, clock) or row.covers_after_midnight(before, clock)]
        dated = [row for row in on if row.first or row.last]
        return tuple(dict.fromkeys(row.role for row in dated or on))


@dataclass(frozen=True, slots=True)
class Municipality:
    """One municipality file. `to_be_supplied` lists, in English, what only the municipality can tell us.

    `exit_page`: where the web chat leads who leaves it quickly; "" for a page of our own that says the date.
    `gate`: how sure triage must be, from 0 to 1, to route a case at once (core/cases/gate.py).
    `learn_from_sensitive`: whether triage may be trained on cases that concern a person (core/cases/learning.py).
    `out` are institutions that must hear nothing of a case: see `without`.
    """

    key: str
    name: Named
    country: Literal["XK", "AL"]
    zone: str
    languages: tuple[str, ...]
    gazetteer: Gazetteer
    urgencies: Mapping[str, Urgency]
    institutions: Mapping[str, Institution]
    rules: tuple[RoutingRule, ...]
    promises: Mapping[Urgency, Promise]
    ladder: Mapping[Urgency, tuple[Rung, ...]]
    roster: Roster
    directory: tuple[ServiceEntry, ...]
    coordinator: str
    keeping: Keeping = field(default_factory=Keeping)
    credits: tuple[str, ...] = ()
    open_questions: tuple[str, ...] = ()
    quiet_hours: QuietHours = NIGHT
    sms: SmsBudget = field(default_factory=SmsBudget)
    corroboration: Corroboration = field(default_factory=Corroboration)
    exit_page: str = ""
    gate: float = USUAL_GATE
    learn_from_sensitive: bool = False
    staff: tuple[Staff, ...] = ()
    out: frozenset[str] = frozenset()

    def without(self, avoid: Iterable[str]) -> "Municipality":
        """The same town for a case that these institutions must hear nothing of, nor whoever reports to them (R15).

        Every question to it is then answered without them, the coordinator's place is taken by the way round it, and
        no contact of theirs is used, by whatever other name it stands in the file.
        """
        out = shut_out(self.institutions, (*self.out, *avoid))
        if out == self.out:
            return self
        gone = {
            target.address for key in out if key in self.institutions for target in self.institutions[key].transports
        }
        institutions = {
            key: replace(each, transports=tuple(t for t in each.transports if not t.address or t.address not in gone))
            for key, each in self.institutions.items()
        }
        coordinator = Detour(self.institutions, self.coordinator, out).around(self.coordinator)
        return replace(self, out=out, institutions=institutions, coordinator=coordinator or self.coordinator)

    @property
    def office_languages(self) -> tuple[str, ...]:
        """In which the desk and the offices can read."""
        return of_offices(self.languages)

    def route(self, category: str, place_key: str | None, voice: str, at: datetime) -> Route:
        """Never falls through: the last rule is the coordinator. `at` is aware."""
        return route(self.rules, category, place_key, voice, at, self._detour)

    def way_of(self, category: str) -> object:
        """Equal for two categories that go to the same lead, wherever, whenever and whoever tells of them."""
        return way_of(self.rules, category)

    def contact_of(self, key: str) -> Institution:
        """The institution if it can be reached, else the coordinator. Raises KeyError for a key that is not there."""
        institution = self.institutions[key]
        return institution if institution.transports else self.institutions[self.coordinator]

    def on_call(self, now: datetime) -> tuple[str, ...]:
        """Institution keys on call at this moment, the first one first; empty when nobody is."""
        return tuple(dict.fromkeys(filter(None, map(self._detour.around, self.roster.on_call(now)))))

    def staff_on_call(self, now: datetime) -> frozenset[str]:
        """Keys of the staff on call: by hours of their own, or with their office."""
        offices = self.roster.on_call(now)
        return frozenset(
            each.key
            for each in self.staff
            if (each.on_call.open_at(now) if each.on_call.known else each.institution in offices)
        )

    def told_by(self, rung: Rung, lead: str, now: datetime) -> tuple[str, ...]:
        """The institution keys that a rung tells now. Where there is no boss or nobody on call: the coordinator."""
        keys: list[str] = []
        for whom in rung.to:
            if whom == ON_CALL:
                keys += self.on_call(now) or (self.coordinator,)
            elif whom == LEAD_BOSS:
                keys.append(self.institutions[lead].boss or self.coordinator)
            else:
                keys.append(lead if whom == LEAD else self._detour.around(whom))
        return self._detour.keep(dict.fromkeys(keys)) or self._detour.keep([self.coordinator])

    @property
    def _detour(self) -> Detour:
        return Detour(self.institutions, self.coordinator, self.out)

    @property
    def emergency_number(self) -> ServiceEntry:
        """The one number for every emergency; the loader makes sure that there is one."""
        return next(entry for entry in self.directory if entry.general and entry.may_be_shown)

    @property
    def to_be_supplied(self) -> tuple[str, ...]:
        unreached = [i.name for i in self.institutions.values() if not i.transports]
        uncalled = [entry for entry in self.directory if entry.enabled and entry.verified_on is None]
        return (
            *(f"a contact (e-mail, Telegram or SMS) of: {name}" for name in unreached),
            *(f"a test call of {e.number}, {e.name}" for e in uncalled if e.number),
            *(f"a visit to {e.url}, {e.name}" for e in uncalled if not e.number),
            *self.open_questions,
        )


def with_contacts(municipality: Municipality, contacts: Mapping[str, Sequence[TransportTarget]]) -> Municipality:
    """The same municipality with other transports for some institutions. Raises KeyError for an unknown key."""
    for key in contacts:
        municipality.institutions[key]
    institutions = {
        key: replace(institution, transports=tuple(contacts.get(key, institution.transports)))
        for key, institution in municipality.institutions.items()
    }
    return replace(municipality, institutions=institutions)
