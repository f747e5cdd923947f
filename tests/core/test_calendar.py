"""Working time, in rows: from, how much, until. Clocks are local: one hour ahead of UTC, two in summer."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import holidays
import pytest

from reportbot.core.calendar import ALWAYS, MONDAY_TO_FRIDAY, OfficeHours, QuietHours, add_working

PRISTINA = ZoneInfo("Europe/Belgrade")
WEEK = dict.fromkeys(MONDAY_TO_FRIDAY, (time(8), time(16)))
NEW_YEAR = frozenset({date(2026, 1, 1), date(2026, 1, 2)})
OFFICE = OfficeHours(WEEK, NEW_YEAR, "Europe/Belgrade")
NIGHT_WATCH = OfficeHours(dict.fromkeys(range(7), (time(0), time(6))), frozenset(), "Europe/Belgrade")


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PRISTINA)


@pytest.mark.parametrize(
    ("since", "amount", "until"),
    [
        ("2026-03-03 09:00", timedelta(hours=2), "2026-03-03 11:00"),  # a Tuesday, within the day
        ("2026-03-03 15:00", timedelta(hours=2), "2026-03-04 09:00"),  # over the night
        ("2026-03-06 15:00", timedelta(hours=2), "2026-03-09 09:00"),  # over the weekend
        ("2026-03-03 22:00", timedelta(hours=2), "2026-03-04 10:00"),  # after closing counts from the morning
        ("2026-03-03 05:00", timedelta(hours=2), "2026-03-03 10:00"),
        ("2026-03-07 12:00", timedelta(days=1), "2026-03-10 08:00"),  # Saturday: Monday at eight, and a day
        ("2026-03-06 11:30", timedelta(days=1), "2026-03-09 11:30"),  # a working day is the same time of day
        ("2026-03-03 15:30", timedelta(days=3, hours=1), "2026-03-09 08:30"),
        ("2025-12-31 12:00", timedelta(days=1), "2026-01-05 12:00"),  # New Year, its second day and a weekend
        ("2026-03-03 08:00", timedelta(hours=8), "2026-03-03 16:00"),  # until closing, not until the next morning
        ("2026-03-03 09:00", timedelta(0), "2026-03-03 09:00"),
        ("2026-03-07 09:00", timedelta(0), "2026-03-09 08:00"),  # nothing begins on a Saturday
    ],
)
def test_working_time_skips_nights_weekends_and_holidays(since: str, amount: timedelta, until: str) -> None:
    assert add_working(local(since), amount, OFFICE) == local(until)


@pytest.mark.parametrize(
    ("since", "until"), [("2026-03-27 15:00", "2026-03-30 09:00"), ("2026-10-23 15:00", "2026-10-26 09:00")]
)
def test_the_office_opens_at_eight_on_the_wall_clock_after_the_clocks_change(since: str, until: str) -> None:
    due = add_working(local(since), timedelta(hours=2), OFFICE)
    assert due == local(until)
    assert due.astimezone(PRISTINA).strftime("%H:%M") == "09:00"


@pytest.mark.parametrize(
    ("since", "until"),
    [
        ("2026-03-29 01:00", "2026-03-29 05:00"),  # 02:00 to 03:00 does not exist: three hours end at five
        ("2026-10-25 01:00", "2026-10-25 03:00"),  # 02:00 to 03:00 comes twice: three hours end at three
    ],
)
def test_an_hour_of_work_is_a_real_hour_in_the_nights_when_the_clocks_change(since: str, until: str) -> None:
    assert add_working(local(since), timedelta(hours=3), NIGHT_WATCH) == local(until).astimezone(UTC)


def test_a_time_of_day_that_is_skipped_in_spring_is_moved_on() -> None:
    assert add_working(local("2026-03-28 02:30"), timedelta(days=1), NIGHT_WATCH) == local("2026-03-29 03:30")


def test_around_the_clock_nothing_is_skipped() -> None:
    friday_night = local("2026-10-23 23:00")
    assert add_working(friday_night, timedelta(days=1), ALWAYS) - friday_night == timedelta(hours=24)
    assert ALWAYS.is_open(friday_night)


def test_what_comes_out_is_utc() -> None:
    for hours in (OFFICE, ALWAYS):
        assert add_working(local("2026-03-03 09:00"), timedelta(hours=1), hours).tzinfo is UTC


@pytest.mark.parametrize(
    ("now", "is_open"),
    [
        ("2026-03-03 07:59", False),
        ("2026-03-03 08:00", True),
        ("2026-03-03 15:59", True),
        ("2026-03-03 16:00", False),
        ("2026-03-08 10:00", False),
        ("2026-01-02 10:00", False),
    ],
)
def test_an_office_is_open_from_the_minute_it_opens_until_the_minute_it_closes(now: str, is_open: bool) -> None:
    assert OFFICE.is_open(local(now)) is is_open


@pytest.mark.parametrize(
    ("country", "day", "why"),
    [
        ("XK", date(2026, 2, 17), "Independence Day"),
        ("XK", date(2026, 4, 9), "Constitution Day"),
        ("XK", date(2026, 5, 11), "Europe Day (observed)"),
        ("AL", date(2025, 11, 28), "Flag and Independence Day"),
        ("AL", date(2026, 3, 16), "Summer Day (observed)"),
        ("AL", date(2026, 12, 8), "National Youth Day"),
    ],
)
def test_public_holidays_of_kosovo_and_albania_are_no_working_days(country: str, day: date, why: str) -> None:
    days_off = holidays.country_holidays(country, years=range(2025, 2028))
    assert why in days_off[day]
    hours = OfficeHours(WEEK, frozenset(days_off), "Europe/Tirane" if country == "AL" else "Europe/Belgrade")
    noon = datetime.combine(day, time(12), ZoneInfo(hours.zone))
    assert not hours.is_open(noon)
    assert add_working(noon, timedelta(hours=1), hours).date() > day


@pytest.mark.parametrize(
    "weekly", [{}, {7: (time(8), time(16))}, {0: (time(16), time(8))}, {0: (time(8), time(8))}], ids=str
)
def test_hours_that_never_open_are_refused(weekly: dict[int, tuple[time, time]]) -> None:
    with pytest.raises(ValueError, match=r"."):
        OfficeHours(weekly, frozenset(), "UTC")


def test_a_moment_without_a_zone_and_time_that_runs_backwards_are_refused() -> None:
    for hours in (OFFICE, ALWAYS):
        with pytest.raises(ValueError, match="time zone"):
            add_working(datetime(2026, 3, 3), timedelta(hours=1), hours)
        with pytest.raises(ValueError, match="backwards"):
            add_working(local("2026-03-03 09:00"), timedelta(hours=-1), hours)


@pytest.mark.parametrize(
    ("now", "over"),
    [
        ("2026-03-03 20:59", "2026-03-03 20:59"),
        ("2026-03-03 21:00", "2026-03-04 07:00"),
        ("2026-03-03 23:59", "2026-03-04 07:00"),
        ("2026-03-04 00:00", "2026-03-04 07:00"),
        ("2026-03-04 06:59", "2026-03-04 07:00"),
        ("2026-03-04 07:00", "2026-03-04 07:00"),
        ("2026-03-28 22:00", "2026-03-29 07:00"),  # the night in which an hour is skipped
        ("2026-10-24 22:00", "2026-10-25 07:00"),  # and the one that has an hour twice
    ],
)
def test_news_that_can_wait_waits_for_the_morning(now: str, over: str) -> None:
    assert QuietHours().over(local(now), "Europe/Belgrade") == local(over)


def test_quiet_hours_may_lie_within_a_day_or_be_none() -> None:
    noon = QuietHours(time(12), time(14))
    assert noon.over(local("2026-03-03 13:00"), "Europe/Belgrade") == local("2026-03-03 14:00")
    assert noon.over(local("2026-03-03 14:00"), "Europe/Belgrade") == local("2026-03-03 14:00")
    never = QuietHours(time(0), time(0))
    assert never.over(local("2026-03-03 00:00"), "Europe/Belgrade") == local("2026-03-03 00:00")


def test_quiet_hours_need_a_time_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        QuietHours().over(datetime(2026, 3, 3), "Europe/Belgrade")
