"""A promise becomes dates; emergencies do not sleep."""

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise

from reportbot.core.calendar import OfficeHours
from reportbot.core.cases.due.deadlines import Deadline, Promise, deadlines

OFFICE = OfficeHours(dict.fromkeys(range(5), (time(8), time(16))), frozenset(), "UTC")
FRIDAY_NOON = datetime(2026, 3, 6, 12, tzinfo=UTC)
NORMAL = Promise(
    timedelta(days=1), timedelta(days=3), timedelta(days=14), (timedelta(days=3), timedelta(days=7)), False
)
EMERGENCY = Promise(
    timedelta(minutes=10),
    timedelta(minutes=30),
    timedelta(days=1),
    (timedelta(0), timedelta(minutes=10), timedelta(minutes=30)),
    True,
)


def march(day: int, hour: int = 12, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


def listed(promise: Promise, since: datetime) -> tuple[Deadline, ...]:
    """Without the weeks that follow."""
    return tuple(each for each in deadlines(promise, since, OFFICE) if each.kind != "again")


def test_when_all_has_passed_it_comes_again_every_week() -> None:
    weeks = [each.due_at for each in deadlines(NORMAL, FRIDAY_NOON, OFFICE) if each.kind == "again"]
    assert len(weeks) == 26 and weeks[0] == march(26) + timedelta(days=7)
    assert {later - earlier for earlier, later in pairwise(weeks)} == {timedelta(days=7)}


def test_a_normal_case_counts_working_days() -> None:
    assert listed(NORMAL, FRIDAY_NOON) == (
        Deadline("acknowledge", march(9)),
        Deadline("act", march(11)),
        Deadline("reminder", march(11), 1),
        Deadline("reminder", march(17), 2),
        Deadline("close", march(26)),
    )


def test_an_emergency_counts_around_the_clock() -> None:
    friday_night = march(6, 23, 50)
    assert listed(EMERGENCY, friday_night) == (
        Deadline("reminder", friday_night, 1),
        Deadline("acknowledge", march(7, 0, 0)),
        Deadline("reminder", march(7, 0, 0), 2),
        Deadline("act", march(7, 0, 20)),
        Deadline("reminder", march(7, 0, 20), 3),
        Deadline("close", march(7, 23, 50)),
    )


def test_a_case_of_the_weekend_begins_on_monday_morning() -> None:
    first = deadlines(NORMAL, march(7), OFFICE)[0]
    assert first == Deadline("acknowledge", march(10, 8))


def test_each_reminder_names_its_rung_of_the_ladder() -> None:
    reminders = [d.rung for d in deadlines(EMERGENCY, FRIDAY_NOON, OFFICE) if d.kind == "reminder"]
    assert reminders == [1, 2, 3]
