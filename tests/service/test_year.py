"""A year of three towns on a passed clock: what is overdue is told within one tick, never twice, never early.

The offices answer late or never, the roster has gaps, and cases come in also minutes before both nights in which the
clocks change, at New Year and around every holiday. What should come of it is worked out in year_oracle.py.
"""

import random
import secrets
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from heapq import heappop, heappush
from zoneinfo import ZoneInfo

import holidays
import pytest

from reportbot import paths
from reportbot.core.cases.closing import outcomes_for
from reportbot.core.cases.referral import Answer
from reportbot.core.duty.roster import Roster
from reportbot.core.duty.rows import DutyRow
from reportbot.municipality.loading import Municipality, TransportTarget, load_file, with_contacts
from reportbot.service.ids import RisingIds
from reportbot.service.outgoing.notices import Notices
from reportbot.service.records import Conversation, Who
from reportbot.service.reports.opening import Opener
from reportbot.storage import Database
from reportbot.surroundings import load_sentences
from tests.builders import PUBLIC_URL, Clock, Parts, catalogues, listening, parts_for
from tests.service.year_oracle import Matter, Oracle, Owed

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
CASES = 60  # at any time of the year, besides those of special days
LATEST_TICK = 8  # minutes after something is due
TOLD = ("reminded", "escalated", "alerted")
KINDS = ("manhole", "waste", "neglect", "school_dropout", "domestic_violence", "stray_dogs", "other", "mental_health")


def on_call(local: datetime) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Whoever is on call, and behind them: nobody at night, nor from Friday to Sunday."""
    on = local.weekday() < 4 and 8 <= local.hour < 20
    return (("duty",), ("duty_deputy",)) if on else ((), ())


def a_town(name: str) -> Municipality:
    """As it is shipped, but without anybody who could be written to, and under the one key that `Parts` know."""
    town = load_file(paths.municipalities() / f"{name}.toml", date(2026, 1, 1))
    town = with_contacts(town, dict.fromkeys(town.institutions, (TransportTarget("nowhere"),)))
    row = DutyRow(("duty",), frozenset(range(4)), time(8), time(20), deputy="duty_deputy")
    return replace(town, key="drenas", gate=0.0, roster=Roster((row,), town.zone))


@dataclass
class Year:
    """`chance` decides everything that nobody decides; the same seed gives the same year."""

    parts: Parts
    opener: Opener
    oracle: Oracle
    chance: random.Random
    coming: list[tuple[datetime, int, Callable[[], Awaitable[None]]]] = field(default_factory=list)
    ticks: list[datetime] = field(default_factory=list)
    matters: list[Matter] = field(default_factory=list)

    def plan(self, at: datetime, what: Callable[[], Awaitable[None]]) -> None:
        heappush(self.coming, (at, len(self.coming) + self.chance.getrandbits(40), what))

    async def open(self, kind: str, danger: str) -> None:
        parts, now = self.parts, self.parts.clock.now()
        id = self.opener.ids.new()
        who = Conversation(id, Who("drenas", "telegram", b""), b"", "en", None, b"", None, now)
        file = self.opener.open(
            parts.towns["drenas"], who, {"category": kind}, "citizen", danger, str(id).encode(), now
        ).numbered(now.year, len(self.matters) + 1)
        case = replace(file.case, conversation=None)
        async with parts.store.begin() as work:
            await work.cases.add([case], file.reports, file.referrals, file.events)
            await work.dues.add(file.dues)
        owed = [Owed(each.institution, now) for each in file.referrals if each.owes]
        self.matters.append(Matter(case.number, case.urgency.word, owed))
        ids = {each.institution: each.id for each in file.referrals if each.owes}
        for each in owed:
            self._will_answer(case.concerns_a_person, each, ids[each.institution], now)

    def _will_answer(self, personal: bool, owed: Owed, referral: int, now: datetime) -> None:
        """Never, late, with a date of their own, and at last or never done. At half minutes: no tick is then."""
        at = now + timedelta(minutes=self.chance.choice([3, 25, 300, 3000, 9000, 30000]), seconds=30)
        way = self.chance.choice(["never", "received", "received", "in_progress", "done"])
        if way == "never":
            return
        self.plan(at, lambda: self._say(personal, owed, referral, way))
        if way != "done" and self.chance.random() < 0.6:
            later = at + timedelta(minutes=self.chance.choice([10, 1000, 12000, 40000]))
            self.plan(later, lambda: self._say(personal, owed, referral, "done"))

    async def _say(self, personal: bool, owed: Owed, referral: int, what: str) -> None:
        now, until, day = self.parts.clock.now(), None, None
        if what == "in_progress":
            day = now.astimezone(self.oracle.zone).date() + self.chance.randrange(1, 30) * DAY
            until = self.oracle.closes(owed.institution, day)
        outcome = outcomes_for(personal)[0].code if what == "done" else ""
        await self.parts.responses.answer_as(owed.institution, referral, Answer(what), outcome=outcome, until=day)
        owed.said.append((now, what, until))

    async def run(self) -> None:
        """From one thing to the next, with looks in between that must find nothing."""
        while True:
            due = await self._next_due()
            if due is None and not self.coming:
                return
            first = self.coming[0][0] if self.coming else None
            if first is not None and (due is None or first < due):
                if self.chance.random() < 0.1:
                    await self._tick(max(self.parts.clock.now(), first - self.chance.randrange(30) * MINUTE))
                at, _, what = heappop(self.coming)
                self.parts.clock.set(at)
                await what()
            elif due is not None:
                late = due + self.chance.choice([0, 0, 1, LATEST_TICK]) * MINUTE
                await self._tick(max(due if first is not None and first <= late else late, self.parts.clock.now()))

    async def _tick(self, now: datetime) -> None:
        self.parts.clock.set(now)
        self.ticks.append(now)
        await self.parts.follow_ups.run_due(now)

    async def _next_due(self) -> datetime | None:
        async with self.parts.store.read() as work:
            return await work.dues.next_due()

    async def told(self) -> Counter[tuple[str, datetime, str, str]]:
        found: Counter[tuple[str, datetime, str, str]] = Counter()
        async with self.parts.store.read() as work:
            for case in await self.parts.cases():
                for event in await work.cases.events(case.id):
                    if event.kind in TOLD:
                        found[case.number, event.at, event.kind, event.facts["institution"]] += 1
        return found


def special_moments(zone: ZoneInfo) -> list[datetime]:
    """In 2026: minutes before the clocks change, New Year, around every holiday of either country."""
    days = set(holidays.country_holidays("XK", years=2026)) | set(holidays.country_holidays("AL", years=2026))
    walls = [datetime.combine(day - DAY, time(15, 58)) for day in days]
    walls += [datetime.combine(day, time(10, 17)) for day in days]
    walls += [datetime(2026, 1, 1, 0, 1), datetime(2026, 12, 31, 23, 57)]
    walls += [datetime(2026, 3, 29, 1, 58), datetime(2026, 10, 25, 1, 58), datetime(2026, 10, 25, 2, 30)]
    walls += [datetime(2026, 3, 28, 15, 0), datetime(2026, 3, 27, 9, 30), datetime(2026, 10, 23, 9, 30)]
    return sorted(each.replace(tzinfo=zone).astimezone(UTC) for each in walls)


async def a_year(store: Database, name: str, seed: int) -> Year:
    town, clock = a_town(name), Clock(datetime(2025, 12, 31, 12, tzinfo=UTC))
    parts = await parts_for(store, clock, town=town)
    ids = RisingIds(clock.now, secrets.randbits)
    notices = Notices(catalogues(), parts.vault, load_sentences(paths.conversations()), ids, PUBLIC_URL)
    opener = Opener(listening().triage, parts.vault, notices, ids)
    oracle = Oracle(paths.municipalities() / f"{name}.toml", on_call, ("duty", "duty_deputy"))
    year = Year(parts, opener, oracle, random.Random(seed))
    minutes = [year.chance.randrange(365 * 24 * 60) for _ in range(CASES)]
    for at in (*special_moments(oracle.zone), *(datetime(2026, 1, 1, tzinfo=UTC) + each * MINUTE for each in minutes)):
        kind, danger = year.chance.choice(KINDS), year.chance.choice(["", "", "", "weapon"])
        year.plan(at, lambda kind=kind, danger=danger: year.open(kind, danger))  # type: ignore[misc]
    return year


@pytest.mark.parametrize(("name", "seed"), [("drenas", 1), ("kamez", 2), ("vushtrri", 3)])
async def test_in_a_whole_year_each_overdue_thing_is_told_once_and_in_time(
    sqlite_store: Database, name: str, seed: int
) -> None:
    year = await a_year(sqlite_store, name, seed)
    await year.run()
    told, expected = await year.told(), year.oracle.told(year.matters, year.ticks)
    assert len(year.matters) > 100 and sum(told.values()) > 400
    assert {kind for _, _, kind, _ in told} == set(TOLD)
    assert sorted((told - expected).items()) == [], "too much, or too early"
    assert sorted((expected - told).items()) == [], "missing, or too late"
