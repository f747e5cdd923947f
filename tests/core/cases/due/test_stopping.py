"""A clock that stands still: what was left of the office's open time when it stopped is left when it goes on."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportbot.core.calendar import ALWAYS, OfficeHours, add_open_time, open_time_between
from reportbot.core.cases.due.deadlines import Promise, plan_of, promised
from reportbot.core.cases.due.stopping import may_stop, started, stopped
from reportbot.core.cases.referral import Answer, Referral
from reportbot.core.cases.workflow import Status
from reportbot.core.urgency import Urgency
from tests.builders import TUESDAY, a_case

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OFFICE = OfficeHours(
    {**dict.fromkeys(range(4), (time(8), time(16))), 4: (time(8), time(12, 30))},
    frozenset({date(2026, 4, 9), date(2026, 10, 26)}),
    "Europe/Belgrade",
)
PROMISE = Promise(DAY, 3 * DAY, 14 * DAY, (3 * DAY, 7 * DAY), around_the_clock=False)
moments = st.datetimes(datetime(2026, 3, 20), datetime(2026, 11, 5), timezones=st.just(UTC))
spans = st.timedeltas(timedelta(0), timedelta(days=12))
clocks = st.sampled_from([OFFICE, ALWAYS])


def a_referral(since: datetime = TUESDAY, hours: OfficeHours = OFFICE, **fields: object) -> Referral:
    referral = promised(Referral(7, 1, "drenas", "public_services", "lead", since), PROMISE, hours, since)
    return replace(referral, **fields)  # type: ignore[arg-type]


@settings(deadline=None)
@given(moments, spans, spans, clocks)
def test_what_was_left_is_left(stop: datetime, stood: timedelta, ahead: timedelta, clock: OfficeHours) -> None:
    referral = a_referral(stop - DAY, act_by=stop + ahead, close_by=stop + 2 * ahead, stopped_at=stop)
    after, _ = started(referral, stop + stood, clock)
    assert after.act_by is not None and after.close_by is not None
    for was, became in ((stop + ahead, after.act_by), (stop + 2 * ahead, after.close_by)):
        left = open_time_between(stop, was, clock)
        assert open_time_between(stop + stood, became, clock) == left or was <= stop
        assert became >= was


@settings(deadline=None)
@given(moments, spans, clocks)
def test_it_never_moves_anything_nearer_and_never_further_than_it_stood(
    stop: datetime, stood: timedelta, clock: OfficeHours
) -> None:
    referral = a_referral(stop - DAY, stopped_at=stop)
    after, changes = started(referral, stop + stood, clock)
    assert after.acknowledge_by == referral.acknowledge_by, "never the first answer"
    assert all(change.was is not None and change.became > change.was for change in changes)
    assert after.clock_from is not None and referral.clock_from is not None
    assert referral.clock_from <= after.clock_from
    assert open_time_between(referral.clock_from, after.clock_from, clock) == open_time_between(
        stop, stop + stood, clock
    )


@settings(deadline=None)
@given(moments, spans, spans, clocks)
def test_to_stop_twice_is_as_long_as_to_stop_once(
    stop: datetime, first: timedelta, second: timedelta, clock: OfficeHours
) -> None:
    """As long as no time passes between."""
    referral = a_referral(stop - DAY, stopped_at=stop)
    once, _ = started(referral, stop + first + second, clock)
    half, _ = started(referral, stop + first, clock)
    twice, _ = started(stopped(half, stop + first), stop + first + second, clock)
    assert open_time_between(once.act_by or stop, twice.act_by or stop, clock) == timedelta(0)
    assert open_time_between(twice.act_by or stop, once.act_by or stop, clock) == timedelta(0)


@settings(deadline=None)
@given(moments, spans, clocks)
def test_open_time_added_is_open_time_passed(since: datetime, amount: timedelta, clock: OfficeHours) -> None:
    assert open_time_between(since, add_open_time(since, amount, clock), clock) == amount


def test_a_weekend_in_which_the_office_is_closed_anyway_moves_nothing() -> None:
    friday, monday = datetime(2026, 4, 17, 18, tzinfo=UTC), datetime(2026, 4, 20, 5, tzinfo=UTC)
    referral = a_referral(TUESDAY + 8 * DAY, stopped_at=friday)
    after, changes = started(referral, monday, OFFICE)
    assert changes == () and (after.act_by, after.clock_from) == (referral.act_by, referral.clock_from)


def test_two_open_hours_of_standing_move_by_two_open_hours() -> None:
    stop = datetime(2026, 4, 14, 13, tzinfo=UTC)  # Tuesday, 15:00; the office closes at 16:00
    referral = a_referral(datetime(2026, 4, 14, 8, tzinfo=UTC), stopped_at=stop)
    after, changes = started(referral, datetime(2026, 4, 15, 7, tzinfo=UTC), OFFICE)  # 9:00 the next day
    assert [change.which for change in changes] == ["act", "close"]
    assert referral.act_by == datetime(2026, 4, 17, 8, tzinfo=UTC)
    assert after.act_by == datetime(2026, 4, 17, 10, tzinfo=UTC)


def test_what_had_passed_before_it_stopped_stays_passed() -> None:
    referral = a_referral(stopped_at=TUESDAY + 10 * DAY)
    after, changes = started(referral, TUESDAY + 12 * DAY, OFFICE)
    assert [change.which for change in changes] == ["close"]
    assert after.act_by == referral.act_by


@settings(deadline=None)
@given(moments, spans)
def test_no_reminder_that_had_come_comes_again(stop: datetime, stood: timedelta) -> None:
    """With one opening for all days; where days differ the rows see to it (service/reports/deadlines.py)."""
    office = OfficeHours(dict.fromkeys(range(5), (time(8), time(16))), frozenset(), "Europe/Belgrade")
    referral = a_referral(stop - 6 * DAY, office, stopped_at=stop)
    after, _ = started(referral, stop + stood, office)
    gone = {each.rung for each in plan_of(referral, PROMISE, office) if each.kind == "reminder" and each.due_at <= stop}
    again = {
        each.rung for each in plan_of(after, PROMISE, office) if each.kind == "reminder" and each.due_at > stop + stood
    }
    assert not gone & again


@pytest.mark.parametrize(
    ("case", "referral", "may"),
    [
        (a_case(), a_referral(), True),
        (a_case(), a_referral(role="joint"), True),
        (a_case(), a_referral(answer=Answer.RECEIVED), True),
        (a_case(urgency=Urgency.EMERGENCY), a_referral(), False),
        (a_case(status=Status.CLOSED), a_referral(), False),
        (a_case(), a_referral(answer=Answer.DONE), False),
        (a_case(), a_referral(role="copy"), False),
        (a_case(), a_referral(role="duty"), False),
        (a_case(), a_referral(stopped_at=TUESDAY), False),
    ],
)
def test_whose_clock_may_be_stopped(case: object, referral: Referral, may: bool) -> None:
    assert may_stop(case, referral) is may  # type: ignore[arg-type]


def test_a_clock_that_runs_is_not_started() -> None:
    assert started(a_referral(), TUESDAY + DAY, OFFICE) == (a_referral(), ())
