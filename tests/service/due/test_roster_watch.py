"""A gap in the roster: the desk hears of each a week ahead, once, whoever looks and whatever was restarted."""

import asyncio
import secrets
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from reportbot import paths
from reportbot.core.duty.roster import Gap, Roster
from reportbot.core.duty.rows import DutyRow
from reportbot.service.due.roster_watch import LOOK, RosterWatch, coming_gaps
from reportbot.service.ids import RisingIds
from reportbot.service.outgoing.notices import Notices
from reportbot.storage.database import Database
from reportbot.surroundings import load_sentences
from tests.builders import TUESDAY, Clock, Parts, a_municipality, catalogues, parts_for

ZONE = "Europe/Belgrade"
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
EVERY_DAY = frozenset(range(7))
UNTIL_MAY = DutyRow(("duty",), EVERY_DAY, last=date(2026, 4, 30))
FROM_MAY_4 = DutyRow(("duty",), EVERY_DAY, first=date(2026, 5, 4))
HOLE = Roster((UNTIL_MAY, FROM_MAY_4), ZONE)
"""Nobody from Friday 1 May to Sunday 3 May 2026."""


def at(day: int, month: int = 4, hour: int = 12) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=ZoneInfo(ZONE)).astimezone(UTC)


async def with_roster(store: Database, roster: Roster = HOLE, now: datetime = TUESDAY) -> Parts:
    return await parts_for(store, Clock(now), town=replace(a_municipality(), roster=roster))


def watch(parts: Parts) -> RosterWatch:
    ids = RisingIds(parts.clock.now, secrets.randbits)
    notices = Notices(catalogues(), parts.vault, load_sentences(paths.conversations()), ids, "https://reports.example")
    return RosterWatch(parts.store, parts.vault, parts.towns, notices)


async def test_the_desk_is_told_a_week_ahead_and_not_again(store: Database) -> None:
    parts = await with_roster(store)
    here = watch(parts)
    told = []
    for hours in range(0, 40 * 24, 6):
        parts.clock.set(TUESDAY + hours * HOUR)
        if await here.tell(parts.clock.now()):
            told.append(parts.clock.now())
        await parts.deliver()
    assert told == [at(24, hour=4)], "the first look within seven days of its beginning"
    (mail,) = parts.mail.sent
    assert mail.target == "coordinator@drenas.example"
    assert mail.subject == "Askush nuk është në kujdestari. Fillon: e premte, 1 maj, ora 00:00"
    assert "Mbaron: e hënë, 4 maj, ora 00:00" in mail.body and "emergjencat vijnë te zyra e raportimeve" in mail.body
    assert mail.link == "https://reports.example/console/drenas/on-call"


async def test_two_processes_and_a_restart_tell_it_once(store: Database) -> None:
    parts = await with_roster(store, now=at(28))
    both = await asyncio.gather(*(watch(parts).tell(at(28)) for _ in range(4)))
    assert sorted(both) == [0, 0, 0, 1]
    assert await watch(parts).tell(at(29)) == 0
    assert await watch(parts).tell(at(2, month=5)) == 0, "nor while it lasts"
    await parts.deliver()
    assert len(parts.mail.sent) == 1


async def test_within_the_hour_nobody_looks_again(here: Parts) -> None:
    town = here.towns["drenas"]
    watcher = watch(here)
    await watcher.tell(at(28))
    with_a_hole = replace(town, rules=replace(town.rules, roster=HOLE))  # type: ignore[type-var]
    watcher._towns = {"drenas": with_a_hole}
    assert await watcher.tell(at(28) + LOOK - timedelta(seconds=1)) == 0
    assert await watcher.tell(at(28) + LOOK) == 1


async def test_each_gap_has_a_mail_of_its_own(store: Database) -> None:
    weekdays = Roster((DutyRow(("duty",), frozenset(range(5))),), ZONE)
    parts = await with_roster(store, weekdays, at(8))
    here = watch(parts)
    assert await here.tell(at(8)) == 1
    assert await here.tell(at(17)) == 1
    assert await here.tell(at(19)) == 1, "the next weekend already; this one was told"


async def test_a_roster_that_ends_says_that_no_end_is_known(store: Database) -> None:
    parts = await with_roster(store, Roster((UNTIL_MAY,), ZONE), at(28))
    here = watch(parts)
    assert await here.tell(at(28)) == 1
    for weeks in (1, 9, 30, 52):
        assert await here.tell(at(28) + weeks * timedelta(weeks=1)) == 0, "it is the same gap a year later"
    await parts.deliver()
    assert "Mbaron: ende nuk dihet" in parts.mail.sent[0].body


async def test_a_roster_that_never_had_anybody_is_told_once(store: Database) -> None:
    parts = await with_roster(store, Roster((), ZONE), at(28))
    assert [await watch(parts).tell(at(28) + days * DAY) for days in (0, 1, 100, 500)] == [1, 0, 0, 0]


async def test_without_a_gap_nothing_is_said(here: Parts) -> None:
    assert await watch(here).tell(at(28)) == 0
    await here.deliver()
    assert here.mail.sent == []


@pytest.mark.parametrize(
    ("now", "found"),
    [
        (at(24, hour=0) - timedelta(seconds=1), []),
        (at(24, hour=0) + timedelta(seconds=1), [Gap(at(1, 5, 0), at(4, 5, 0))]),
        (at(2, 5), [Gap(at(1, 5, 0), at(4, 5, 0))]),
        (at(4, 5, 0), []),
    ],
)
def test_a_gap_is_seen_whole_from_a_week_before_until_it_ends(now: datetime, found: list[Gap]) -> None:
    assert coming_gaps(HOLE, now) == found
