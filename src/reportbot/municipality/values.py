"""What a municipality file says, as plain values: who must act, when, where, and which numbers to give. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from reportbot.core.calendar import NIGHT, QuietHours
from reportbot.core.cases.due.deadlines import DEPUTY, EVERYONE, LEAD_BOSS, OF_THE_LEAD, ON_CALL, Promise, Rung
from reportbot.core.cases.offices.assignment import Staff
from reportbot.core.cases.retention import Keeping
from reportbot.core.cases.routing.rules import Route, RoutingRule, past_refusals, route, way_of
from reportbot.core.cases.routing.wayround import Detour, shut_out
from reportbot.core.cases.telling.own_replies import OwnReply
from reportbot.core.cases.triage.corroboration import Corroboration
from reportbot.core.cases.triage.gate import USUAL_GATE
from reportbot.core.directory.entry import ServiceEntry
from reportbot.core.duty.roster import Roster
from reportbot.core.languages import of_offices
from reportbot.core.messages import Named
from reportbot.core.peers import Open311Rules
from reportbot.core.places import Gazetteer
from reportbot.core.spending import SmsBudget
from reportbot.core.urgency import Urgency
from reportbot.municipality.offices import Institution, TransportTarget, in_turn, targets_of, without_targets

Country = Literal["XK", "AL"]
COUNTRIES: tuple[Country, ...] = ("XK", "AL")


@dataclass(frozen=True, slots=True)
class Municipality:
    """One municipality file. `to_be_supplied` lists, in English, what only the municipality can tell us.

    `exit_page`: where the web chat leads who leaves it quickly; "" for a page of our own that says the date.
    `desk_phone`: the telephone of the reporting desk that offices and people may call, "" where nobody has told us.
    `gate`: how sure triage must be, from 0 to 1, to route a case at once (core/cases/triage/gate.py).
    `learn_from_sensitive`: whether triage may learn of cases that concern a person (core/cases/triage/learning.py).
    `allowed_links` may be sent to people, beside our own address (core/outgoing/links.py).
    `out` are institutions that must hear nothing of a case: see `without`. `replies` are the town's own templates of
    what the desk writes, by their key. `text`: the file that all this was read from.
    """

    key: str
    name: Named
    country: Country
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
    desk_phone: str = ""
    gate: float = USUAL_GATE
    learn_from_sensitive: bool = False
    staff: tuple[Staff, ...] = ()
    open311: Open311Rules = field(default_factory=Open311Rules)
    allowed_links: tuple[str, ...] = ()
    out: frozenset[str] = frozenset()
    promises_for: Mapping[tuple[str, Urgency], Promise] = field(default_factory=dict)
    replies: Mapping[str, OwnReply] = field(default_factory=dict)
    text: str = field(default="", repr=False, compare=False)
    _owed: dict[tuple[str, Urgency], tuple[Promise, tuple[Rung, ...]]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def without(self, avoid: Iterable[str]) -> "Municipality":
        """The same town for a case that these institutions must hear nothing of, nor whoever reports to them (R15).

        Every question to it is then answered without them, the coordinator's place is taken by the way round it, and
        no contact of theirs is used, by whatever other name it stands in the file.
        """
        avoid = frozenset(avoid)
        if avoid <= self.out:
            return self
        out = shut_out(self.institutions, self.out | avoid)
        gone = {
            target.address for key in out if key in self.institutions for target in targets_of(self.institutions[key])
        }
        institutions = {key: without_targets(each, gone) for key, each in self.institutions.items()}
        coordinator = Detour(self.institutions, self.coordinator, out).around(self.coordinator)
        phone = "" if self.coordinator in out else self.desk_phone
        return replace(
            self,
            out=out,
            institutions=institutions,
            coordinator=coordinator or self.coordinator,
            desk_phone=phone,
        )

    def promise_of(self, category: str, urgency: Urgency) -> Promise:
        """What an office owes by when: as the file says for this category, or for the urgency; with its reminders."""
        return self._promise_and_ladder(category, urgency)[0]

    def ladder_of(self, category: str, urgency: Urgency) -> tuple[Rung, ...]:
        """The rungs of this category alone, where the file has any; else those of the urgency."""
        return self._promise_and_ladder(category, urgency)[1]

    def _promise_and_ladder(self, category: str, urgency: Urgency) -> tuple[Promise, tuple[Rung, ...]]:
        """Worked out once: a round of reminders asks for a hundred cases of a few categories."""
        known = self._owed.get((category, urgency))
        if known is None:
            rungs = self.ladder[urgency]
            own = tuple(rung for rung in rungs if category in rung.categories)
            ladder = own or tuple(rung for rung in rungs if not rung.categories)
            promise = self.promises_for.get((category, urgency), self.promises[urgency])
            known = replace(promise, reminders=tuple(rung.after for rung in ladder)), ladder
            self._owed[category, urgency] = known
        return known

    @property
    def office_languages(self) -> tuple[str, ...]:
        """In which the desk and the offices can read."""
        return of_offices(self.languages)

    def route(self, category: str, place_key: str | None, voice: str, at: datetime) -> Route:
        """Never falls through: the last rule is the coordinator. `at` is aware."""
        found = route(self.rules, category, place_key, voice, at, self._detour)
        refusing = {key for key, each in self.institutions.items() if each.refuses}
        return past_refusals(found, refusing, self.coordinator) if refusing else found

    def way_of(self, category: str) -> object:
        """Equal for two categories that go to the same lead, wherever, whenever and whoever tells of them."""
        return way_of(self.rules, category)

    def contact_of(self, key: str) -> Institution:
        """The institution if it is there and can be reached, else the coordinator."""
        institution = self.institutions.get(key)
        return institution if institution and institution.transports else self.institutions[self.coordinator]

    def on_call(self, now: datetime) -> tuple[str, ...]:
        """Institution keys on call at this moment, the first one first; empty when nobody is.

        Where one of them must hear nothing, whoever would be called next is.
        """
        return self._around(self.roster.on_call(now), self.roster.deputy(now) if self.out else ())

    def deputy(self, now: datetime) -> tuple[str, ...]:
        """Who is called when whoever is on call does not answer; empty where nobody is."""
        return self._around(self.roster.deputy(now))

    def everyone(self) -> tuple[str, ...]:
        """All of the roster, on call or not."""
        return self._around(self.roster.everyone())

    def staff_on_call(self, now: datetime) -> frozenset[str]:
        """Keys of the staff on call: by hours of their own, or with their office."""
        offices = self.roster.on_call(now)
        return frozenset(
            each.key
            for each in self.staff
            if (each.on_call.open_at(now) if each.on_call.known else each.institution in offices)
        )

    def told_by(self, rung: Rung, lead: str, now: datetime) -> tuple[str, ...]:
        """The institution keys that a rung tells now. Without a boss, a deputy, anybody on call: the coordinator."""
        keys: list[str] = []
        for whom in rung.to:
            if whom == ON_CALL:
                keys += self.on_call(now) or (self.coordinator,)
            elif lead not in self.institutions and whom in OF_THE_LEAD:
                keys.append(self.coordinator)  # the file does not have it any more
            elif whom == DEPUTY:
                keys += self.deputy(now) or (self.coordinator,)
            elif whom == EVERYONE:
                keys += self.everyone() or (self.coordinator,)
            elif whom == LEAD_BOSS:
                keys.append(self.institutions[lead].boss or self.coordinator)
            else:
                keys.append(lead if whom in OF_THE_LEAD else self._detour.around(whom))
        return self._detour.keep(dict.fromkeys(keys)) or self._detour.keep([self.coordinator])

    def _around(self, keys: Iterable[str], first: tuple[str, ...] = ()) -> tuple[str, ...]:
        return tuple(dict.fromkeys(filter(None, (self._detour.around(key, first) for key in keys))))

    @property
    def _detour(self) -> Detour:
        return Detour(self.institutions, self.coordinator, self.out)

    @property
    def emergency_number(self) -> ServiceEntry:
        """The one number for every emergency; the loader makes sure that there is one."""
        return next(entry for entry in self.directory if entry.general and entry.may_be_shown)

    @property
    def to_be_supplied(self) -> tuple[str, ...]:
        unreached = [i.name for i in self.institutions.values() if not i.transports and not i.retired]
        uncalled = [entry for entry in self.directory if entry.enabled and entry.verified_on is None]
        return (
            *(("a telephone of the reporting desk that offices can call (desk_phone)",) if not self.desk_phone else ()),
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
        key: replace(institution, transports=in_turn(contacts[key])) if key in contacts else institution
        for key, institution in municipality.institutions.items()
    }
    return replace(municipality, institutions=institutions)
