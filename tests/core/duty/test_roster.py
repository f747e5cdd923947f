"""Who is on call: turns over daylight saving and year ends, swaps, absences, holidays, deputies; gaps to the minute."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportbot.core.duty.clock import moment
from reportbot.core.duty.roster import Gap, Roster, Twice, Unmanned
from reportbot.core.duty.rows import HOLIDAY, Absence, DutyRow, Period, Swap, Turns

ZONE = "Europe/Belgrade"
HERE = ZoneInfo(ZONE)
MINUTE, HOUR, DAY, WEEK = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1), timedelta(days=7)
EVERY_DAY = frozenset(range(7))
THREE = ("duty_1", "duty_2", "duty_3")
MONDAYS = Turns(date(2026, 11, 23), time(8))


def at(text: str, fold: int = 0) -> datetime:
    """ "2026-11-22 16:00" of the town's clock, in UTC; `fold` 1 for the second time that the clock says so."""
    return datetime.fromisoformat(text).replace(tzinfo=HERE, fold=fold).astimezone(UTC)


def between(since: str, until: str) -> Period:
    return Period(at(since), at(until))


def by_turns(*roles: str, turns: Turns = MONDAYS, deputy: str = "", hours: tuple[int, int] = (0, 0)) -> DutyRow:
    return DutyRow(roles, EVERY_DAY, time(hours[0]), time(hours[1]), turns=turns, deputy=deputy)


def a_roster(
    *rows: DutyRow,
    swaps: tuple[Swap, ...] = (),
    absences: tuple[Absence, ...] = (),
    holidays: frozenset[date] = frozenset(),
) -> Roster:
    return Roster(rows or (by_turns(*THREE),), ZONE, holidays, swaps, absences)


@pytest.mark.parametrize(
    ("now", "who"),
    [
        (at("2026-11-23 07:59"), ()),  # before the first week
        (at("2026-11-23 08:00"), ("duty_1",)),
        (at("2026-11-30 07:59"), ("duty_1",)),
        (at("2026-11-30 08:00"), ("duty_2",)),
        (at("2026-12-14 08:00"), ("duty_1",)),
        (at("2026-12-28 08:00"), ("duty_3",)),  # 2026 has a week 53
        (at("2027-01-01 00:00"), ("duty_3",)),
        (at("2027-01-04 07:59"), ("duty_3",)),
        (at("2027-01-04 08:00"), ("duty_1",)),
        (at("2027-03-29 07:59"), ("duty_3",)),  # the clock jumped on the 28th: the week has 167 hours
        (at("2027-03-29 08:00"), ("duty_1",)),
        (at("2027-11-01 07:59"), ("duty_1",)),  # and here it has 169
        (at("2027-11-01 08:00"), ("duty_2",)),
        (at("2033-01-03 08:00"), ("duty_2",)),  # 319 weeks later: 2026 and 2032 both had 53
    ],
)
def test_each_week_the_next_one_takes_over_at_the_hour_of_the_wall_clock(now: datetime, who: tuple[str, ...]) -> None:
    assert a_roster().on_call(now) == who


@pytest.mark.parametrize(
    ("now", "who"),
    [
        (at("2026-10-25 02:29"), "duty_1"),
        (at("2026-10-25 02:30"), "duty_2"),
        (at("2026-10-25 02:59"), "duty_2"),
        (at("2026-10-25 02:00", 1), "duty_2"),  # the clock says two once more, and nobody goes back
        (at("2026-10-25 02:30", 1), "duty_2"),
        (at("2027-03-28 01:59"), "duty_1"),
        (at("2027-03-28 03:00"), "duty_2"),  # half past two is skipped: the jump itself is the change
    ],
)
def test_a_change_in_the_hour_that_jumps_happens_once(now: datetime, who: str) -> None:
    sundays = by_turns("duty_1", "duty_2", turns=Turns(date(2026, 10, 18), time(2, 30)))
    if now.year == 2027:
        sundays = by_turns("duty_1", "duty_2", turns=Turns(date(2027, 3, 21), time(2, 30)))
    assert a_roster(sundays).on_call(now) == (who,)


@pytest.mark.parametrize("night", ["2026-03-29", "2026-10-25", "2026-06-14"])
def test_shifts_that_follow_each_other_leave_no_minute_free_and_none_double(night: str) -> None:
    first = DutyRow(("duty_1",), EVERY_DAY, time(16), time(2, 30))
    second = DutyRow(("duty_2",), EVERY_DAY, time(2, 30), time(2, 45))
    third = DutyRow(("duty_3",), EVERY_DAY, time(2, 45), time(16))
    roster, now = a_roster(first, second, third), at(f"{night} 00:00")
    found = [roster.on_call(now + step * MINUTE) for step in range(8 * 60)]
    assert all(len(who) == 1 for who in found)
    assert found == sorted(found), "nobody goes back to the one before"
    assert roster.gaps(now, now + DAY) == ()


def test_a_swap_exchanges_two_and_no_more_for_its_time() -> None:
    swap = Swap("duty_1", "duty_2", between("2026-11-25 00:00", "2026-12-03 00:00"))
    roster = a_roster(swaps=(swap,))
    found = [(each.since, each.on_call) for each in roster.stretches(at("2026-11-23 08:00"), at("2026-12-08 00:00"))]
    assert found == [
        (at("2026-11-23 08:00"), ("duty_1",)),
        (at("2026-11-25 00:00"), ("duty_2",)),
        (at("2026-11-30 08:00"), ("duty_1",)),
        (at("2026-12-03 00:00"), ("duty_2",)),
        (at("2026-12-07 08:00"), ("duty_3",)),
    ]


def test_who_is_away_is_stood_in_for_by_the_next_in_turn() -> None:
    away = Absence("duty_1", between("2026-11-25 00:00", "2026-11-26 12:00"))
    roster = a_roster(absences=(away,))
    assert roster.on_call(at("2026-11-24 23:59")) == ("duty_1",)
    assert roster.on_call(at("2026-11-25 00:00")) == ("duty_2",)
    assert roster.deputy(at("2026-11-25 00:00")) == ("duty_3",), "and the deputy moves up too"
    assert roster.on_call(at("2026-11-26 12:00")) == ("duty_1",)


def test_the_next_two_may_be_away_and_then_everybody_is() -> None:
    days = between("2026-11-25 00:00", "2026-11-26 00:00")
    noon = at("2026-11-25 12:00")
    gone = tuple(Absence(role, days) for role in THREE)
    assert a_roster(absences=gone[:2]).on_call(noon) == ("duty_3",)
    assert a_roster(absences=gone[:2]).deputy(noon) == ()
    nobody = a_roster(absences=gone)
    assert nobody.on_call(noon) == ()
    assert nobody.gaps(noon - DAY, noon + DAY) == (Gap(days.since, days.until),)
    assert nobody.unmanned(noon - DAY, noon + DAY) == (Unmanned(days.since, days.until, "duty_1", 0),)
    with_deputy = a_roster(by_turns(*THREE, deputy="chief"), absences=gone)
    assert with_deputy.on_call(noon) == ("chief",)
    assert with_deputy.unmanned(noon - DAY, noon + DAY) == ()


@pytest.mark.parametrize(
    ("now", "who"),
    [
        ("2026-12-25 12:00", ("holiday",)),  # a Friday and a holiday
        ("2026-12-25 19:00", ("week",)),  # the holiday's shift is over
        ("2026-12-24 12:00", ("week",)),
        ("2027-01-01 12:00", ("plan",)),  # a holiday that lies in a plan with dates
        ("2026-12-30 12:00", ("plan",)),
        ("2027-01-04 12:00", ("week",)),
    ],
)
def test_a_plan_with_dates_wins_over_holidays_and_these_over_the_usual_week(now: str, who: tuple[str, ...]) -> None:
    roster = a_roster(
        DutyRow(("week",), EVERY_DAY),
        DutyRow(("holiday",), frozenset({HOLIDAY}), time(8), time(18)),
        DutyRow(("plan",), EVERY_DAY, first=date(2026, 12, 28), last=date(2027, 1, 3)),
        holidays=frozenset({date(2026, 12, 25), date(2027, 1, 1)}),
    )
    assert roster.on_call(at(now)) == who


def test_where_the_plan_with_dates_has_nobody_left_the_usual_week_answers_and_it_is_reported() -> None:
    plan = DutyRow(("plan",), EVERY_DAY, first=date(2026, 12, 28), last=date(2026, 12, 28), line=7)
    day = between("2026-12-28 00:00", "2026-12-29 00:00")
    roster = a_roster(DutyRow(("week",), EVERY_DAY), plan, absences=(Absence("plan", day),))
    assert roster.on_call(at("2026-12-28 12:00")) == ("week",)
    assert roster.unmanned(day.since, day.until) == (Unmanned(day.since, day.until, "plan", 7),)
    assert roster.gaps(day.since, day.until) == ()


@pytest.mark.parametrize(
    ("row", "deputy"),
    [
        (DutyRow(("duty",), EVERY_DAY), ()),
        (DutyRow(("duty",), EVERY_DAY, deputy="duty_deputy"), ("duty_deputy",)),
        (by_turns(*THREE), ("duty_2",)),
        (by_turns(*THREE, deputy="chief"), ("chief",)),
    ],
)
def test_the_deputy_is_the_one_of_the_row_or_the_next_in_turn(row: DutyRow, deputy: tuple[str, ...]) -> None:
    assert a_roster(row).deputy(at("2026-11-25 12:00")) == deputy


def test_a_deputy_who_is_on_call_elsewhere_is_passed_over() -> None:
    roster = a_roster(by_turns(*THREE), DutyRow(("duty_2",), EVERY_DAY))
    assert roster.on_call(at("2026-11-25 12:00")) == ("duty_1", "duty_2")
    assert roster.deputy(at("2026-11-25 12:00")) == ("duty_3",)


def test_everyone_is_all_that_stand_in_the_roster() -> None:
    swap = Swap("duty_1", "guest", between("2026-11-25 00:00", "2026-11-26 00:00"))
    roster = a_roster(by_turns(*THREE, deputy="chief"), DutyRow(("duty_2",), EVERY_DAY), swaps=(swap,))
    assert roster.everyone() == (*THREE, "chief", "guest")


def test_who_stands_in_for_somebody_while_on_call_is_on_call_twice() -> None:
    day = between("2026-11-25 00:00", "2026-11-26 00:00")
    second = DutyRow(("duty_2",), EVERY_DAY, time(20), time(22), line=12)
    roster = a_roster(by_turns(*THREE), second, absences=(Absence("duty_1", day),))
    evening = between("2026-11-25 20:00", "2026-11-25 22:00")
    assert roster.twice(day.since, day.until) == (Twice(evening.since, evening.until, "duty_2", 12),)
    assert roster.on_call(evening.since) == ("duty_2",)


@pytest.mark.parametrize("change", ["2026-11-24 00:00", "2026-03-29 03:00"])
def test_no_time_at_all_has_no_gap(change: str) -> None:
    assert a_roster().gaps(at(change), at(change)) == ()
    assert a_roster().stretches(at(change), at(change) - DAY) == ()


# --- What must hold for any roster ----------------------------------------------------------------------------------

CLOCKS = st.sampled_from([time(0), time(2), time(2, 30), time(3), time(8), time(16), time(23, 59)])
FIRST = date(2026, 10, 19)  # a Monday; the clock goes back on the 25th
MOMENTS = st.integers(0, 20 * 24 * 60).map(lambda minutes: moment(FIRST, time(0), ZONE) + minutes * MINUTE)
PERIODS = st.tuples(MOMENTS, st.integers(1, 5000)).map(lambda pair: Period(pair[0], pair[0] + pair[1] * MINUTE))
ROLES = st.sampled_from(THREE)
SWAPS = st.tuples(ROLES, ROLES, PERIODS).map(lambda three: Swap(*three))
ABSENCES = st.tuples(ROLES, PERIODS).map(lambda pair: Absence(*pair))
DAYS = st.frozensets(st.integers(0, HOLIDAY), min_size=1)
HOLIDAYS = frozenset({FIRST + 5 * DAY, FIRST + 9 * DAY})


@st.composite
def rows(draw: st.DrawFn) -> DutyRow:
    several = draw(st.booleans())
    turns = Turns(FIRST + draw(st.integers(0, 9)) * DAY, draw(CLOCKS)) if several else None
    roles = tuple(draw(st.permutations(THREE))) if several else (draw(ROLES),)
    bounds = sorted(draw(st.tuples(st.integers(0, 20), st.integers(0, 20))))
    first, last = (FIRST + bound * DAY for bound in bounds) if draw(st.booleans()) else (None, None)
    days = frozenset({HOLIDAY}) if draw(st.booleans()) else draw(DAYS)
    deputy = draw(st.sampled_from(["", "chief"]))
    return DutyRow(roles, days, draw(CLOCKS), draw(CLOCKS), first, last, turns, deputy)


ROSTERS = st.builds(
    lambda lines, swaps, absences: Roster(tuple(lines), ZONE, HOLIDAYS, tuple(swaps), tuple(absences)),
    st.lists(rows(), min_size=1, max_size=4),
    st.lists(SWAPS, max_size=3),
    st.lists(ABSENCES, max_size=3),
)


@settings(max_examples=40, deadline=None)
@given(ROSTERS, MOMENTS, st.integers(600, 2 * 24 * 60))
def test_gaps_are_those_that_looking_at_every_minute_finds(roster: Roster, since: datetime, minutes: int) -> None:
    until = since + minutes * MINUTE
    free = [not roster.on_call(since + step * MINUTE) for step in range(minutes)]
    found = roster.gaps(since, until)
    assert free == [any(gap.since <= since + step * MINUTE < gap.until for gap in found) for step in range(minutes)]
    assert all(one.until < other.since for one, other in pairwise(found)), "none touch"


@settings(max_examples=60, deadline=None)
@given(ROSTERS, MOMENTS, st.integers(1, 20 * 24 * 60))
def test_stretches_fill_the_time_and_say_what_is_so_at_each_end(roster: Roster, since: datetime, minutes: int) -> None:
    until = since + minutes * MINUTE
    found = roster.stretches(since, until)
    assert (found[0].since, found[-1].until) == (since, until)
    assert all(one.until == other.since for one, other in pairwise(found))
    for each in found:
        for now in (each.since, each.until - timedelta(seconds=1)):
            assert (roster.on_call(now), roster.deputy(now)) == (each.on_call, each.deputy)


@settings(max_examples=150, deadline=None)
@given(st.permutations(THREE), CLOCKS, st.lists(SWAPS, max_size=3), MOMENTS)
def test_a_rotation_round_the_clock_has_exactly_one_at_every_moment(
    roles: list[str], change: time, swaps: list[Swap], now: datetime
) -> None:
    roster = a_roster(by_turns(*roles, turns=Turns(FIRST - 7 * DAY, change)), swaps=tuple(swaps))
    assert len(roster.on_call(now)) == 1
    assert set(roster.deputy(now)).isdisjoint(roster.on_call(now))


@settings(max_examples=100, deadline=None)
@given(ROSTERS, SWAPS, MOMENTS)
def test_the_same_swap_twice_changes_nothing(roster: Roster, swap: Swap, now: datetime) -> None:
    plain = Roster(roster.rows, ZONE, HOLIDAYS, (), roster.absences)
    assert Roster(roster.rows, ZONE, HOLIDAYS, (swap, swap), roster.absences).on_call(now) == plain.on_call(now)


@settings(max_examples=100, deadline=None)
@given(ROSTERS, MOMENTS)
def test_nobody_who_is_away_is_called(roster: Roster, now: datetime) -> None:
    away = {absence.role for absence in roster.absences if absence.period.holds(now)}
    assert away.isdisjoint({*roster.on_call(now), *roster.deputy(now)})


# --- A year, hour by hour, against the most obvious way to work it out -----------------------------------------------


def obviously(now: datetime) -> str:
    """By walking from the first Monday on, week by week, on the wall's calendar."""
    monday, number = date(2026, 1, 5), 0
    while datetime.combine(monday + WEEK, time(8), HERE).astimezone(UTC) <= now:
        monday, number = monday + WEEK, number + 1
    role = THREE[number % 3]
    local = now.astimezone(HERE)
    if date(2026, 8, 1) <= local.date() <= date(2026, 8, 21):  # two have swapped
        role = {"duty_1": "duty_2", "duty_2": "duty_1"}.get(role, role)
    if role == "duty_3" and local.date() in (date(2026, 5, 1), date(2026, 10, 25)):
        role = "duty_1"
    if local.date() in (date(2026, 12, 24), date(2026, 12, 25)) and 8 <= local.hour < 20:
        role = "chief"
    return role


def test_a_year_of_hours_is_as_one_would_work_it_out_by_hand() -> None:
    plan = DutyRow(("chief",), EVERY_DAY, time(8), time(20), date(2026, 12, 24), date(2026, 12, 25))
    days_off = [between("2026-05-01 00:00", "2026-05-02 00:00"), between("2026-10-25 00:00", "2026-10-26 00:00")]
    roster = a_roster(
        by_turns(*THREE, turns=Turns(date(2026, 1, 5), time(8))),
        plan,
        swaps=(Swap("duty_1", "duty_2", between("2026-08-01 00:00", "2026-08-22 00:00")),),
        absences=tuple(Absence("duty_3", period) for period in days_off),
    )
    start = at("2026-01-05 08:00")
    hours = [start + step * HOUR for step in range(365 * 24)]
    assert [roster.on_call(hour) for hour in hours] == [(obviously(hour),) for hour in hours]
