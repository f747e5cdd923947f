"""Hours of an office and of the town's clock: nights, weekends, holidays, and the two nights that are not 24 h."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from reportbot.core.calendar import MONDAY_TO_FRIDAY, OfficeHours
from reportbot.core.cases.routing.when import HOLIDAY, OfficeTime, When, Window, moments

ZONE = "Europe/Belgrade"
DAYS_OFF = frozenset({date(2026, 2, 17), date(2026, 5, 1)})  # a Tuesday and a Friday
HOURS = OfficeHours(dict.fromkeys(MONDAY_TO_FRIDAY, (time(8), time(16))), DAYS_OFF, ZONE)
OPEN, CLOSED = OfficeTime(HOURS, True), OfficeTime(HOURS, False)
NIGHT = Window(dict.fromkeys(range(7), ((time(20), time(6)),)), DAYS_OFF, ZONE)
SATURDAY_NIGHT = Window({5: ((time(20), time(6)),)}, DAYS_OFF, ZONE)
DAYS = Window({5: ((time(0), time(0)),), HOLIDAY: ((time(0), time(0)),)}, DAYS_OFF, ZONE)
TWICE = Window({0: ((time(8), time(12)), (time(13), time(16)))}, DAYS_OFF, ZONE)


def at(text: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ZONE), fold=fold)


@pytest.mark.parametrize(
    ("when", "moment", "holds"),
    [
        (OPEN, "2026-04-07 08:00", True),
        (OPEN, "2026-04-07 16:00", False),
        (OPEN, "2026-04-11 10:00", False),  # a Saturday
        (OPEN, "2026-02-17 10:00", False),  # a holiday
        (CLOSED, "2026-04-07 15:59", False),
        (CLOSED, "2026-04-07 16:00", True),
        (CLOSED, "2026-02-17 10:00", True),
        (NIGHT, "2026-04-07 19:59", False),
        (NIGHT, "2026-04-07 20:00", True),
        (NIGHT, "2026-04-08 05:59", True),
        (NIGHT, "2026-04-08 06:00", False),
        (NIGHT, "2026-02-17 21:00", True),  # a window does not mind what day it is, unless it names it
        (SATURDAY_NIGHT, "2026-04-11 21:00", True),
        (SATURDAY_NIGHT, "2026-04-12 05:00", True),  # Sunday morning is still that night
        (SATURDAY_NIGHT, "2026-04-11 05:00", False),  # Saturday morning is Friday's
        (DAYS, "2026-04-11 00:00", True),
        (DAYS, "2026-04-11 23:59", True),
        (DAYS, "2026-04-12 00:00", False),
        (DAYS, "2026-05-01 12:00", True),
        (DAYS, "2026-04-30 12:00", False),
        (TWICE, "2026-04-06 12:30", False),
        (TWICE, "2026-04-07 07:00", False),  # the morning after: no night began on Monday
        (TWICE, "2026-04-07 15:00", False),
        (TWICE, "2026-04-06 13:00", True),
    ],
)
def test_when_it_holds(when: When, moment: str, holds: bool) -> None:
    assert when.holds(at(moment)) is holds
    assert when.holds(at(moment).astimezone(ZoneInfo("UTC"))) is holds


@pytest.mark.parametrize("moment", ["2026-03-29 01:59", "2026-03-29 03:00", "2026-10-25 01:59", "2026-10-25 03:00"])
def test_the_nights_in_which_the_clock_is_changed_are_nights(moment: str) -> None:
    for fold in (0, 1):
        assert NIGHT.holds(at(moment, fold)) and CLOSED.holds(at(moment, fold)) and not OPEN.holds(at(moment, fold))


def test_both_hours_that_are_called_half_past_two_are_in_the_night() -> None:
    window = Window({6: ((time(2), time(3)),)}, frozenset(), ZONE)
    assert [window.holds(at("2026-10-25 02:30", fold)) for fold in (0, 1)] == [True, True]


@pytest.mark.parametrize("when", [OPEN, CLOSED, NIGHT, SATURDAY_NIGHT, DAYS, TWICE])
def test_the_moments_tried_meet_each_of_its_two_sides(when: When) -> None:
    assert {when.holds(each) for each in moments([when])} == {True, False}


def test_the_moments_tried_tell_apart_whatever_a_year_tells_apart() -> None:
    known: list[When] = [OPEN, NIGHT, SATURDAY_NIGHT, DAYS, TWICE]
    tried = {tuple(when.holds(each) for when in known) for each in moments(known)}
    hours = [datetime(2026, month, day, hour, 30, tzinfo=ZoneInfo(ZONE)) for month in range(1, 13)
             for day in range(1, 29) for hour in range(24)]  # fmt: skip
    assert {tuple(when.holds(each) for when in known) for each in hours} <= tried


def test_where_no_rule_asks_for_a_time_one_moment_is_enough() -> None:
    assert len(moments([])) == 1
