"""What may be said of how many, and which weeks are over."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportbot.core.cases.desk.measures import (
    FEWEST,
    Group,
    Load,
    Measured,
    Owed,
    Shown,
    Times,
    institutions,
    languages,
    loads,
    period_of,
    places,
    rank,
    rounded,
    shown,
    weeks_over,
)

HOUR = timedelta(hours=1)
ZONE = "Europe/Belgrade"


def a_group(key: str = "police", count: int = 20, counted: int = 20, promised: int = 20, kept: int = 13) -> Measured:
    times = Times(counted, 2 * HOUR, 9 * HOUR, promised, kept)
    return Measured(key, count, times, times)


@pytest.mark.parametrize(
    ("counted", "tenths", "place"),
    [(1, 5, 1), (2, 5, 1), (3, 5, 2), (9, 5, 5), (10, 9, 9), (11, 9, 10), (1, 9, 1), (0, 5, 0)],
)
def test_the_one_in_the_middle_and_at_nine_tenths(counted: int, tenths: int, place: int) -> None:
    assert rank(counted, tenths) == place


@given(st.integers(1, 10**6))
def test_at_least_so_many_took_no_longer(counted: int) -> None:
    for tenths in (5, 9):
        assert 10 * rank(counted, tenths) >= tenths * counted > 10 * (rank(counted, tenths) - 1)


@pytest.mark.parametrize(
    ("counted", "said"),
    [
        (0, Shown(few=True)),
        (4, Shown(few=True)),
        (5, Shown(False, 2 * HOUR, None, False, 20, 13)),
        (9, Shown(False, 2 * HOUR, None, False, 20, 13)),
        (10, Shown(False, 2 * HOUR, 9 * HOUR, True, 20, 13)),
    ],
)
def test_of_few_nothing_is_said_and_nine_of_ten_takes_ten(counted: int, said: Shown) -> None:
    assert shown(Times(counted, 2 * HOUR, 9 * HOUR, 20, 13), exact=True) == said


@pytest.mark.parametrize(("promised", "said"), [(4, (0, 0)), (5, (5, 3))])
def test_few_promises_are_not_counted_out(promised: int, said: tuple[int, int]) -> None:
    found = shown(Times(20, HOUR, HOUR, promised, 3), exact=True)
    assert (found.promised, found.kept) == said


@given(st.integers(0, 4), st.integers(0, 4))
def test_a_group_of_few_says_nothing_but_that(count: int, counted: int) -> None:
    nothing = (None, Shown(few=True), Shown(few=True))
    for found in (
        *institutions([a_group(count=count, counted=counted)]),
        *languages([a_group("sq", count, counted)], ["sq"]),
    ):
        assert (found.count, found.answered, found.done) == nothing
    assert places([a_group(count=count)]) == []


def test_a_language_in_which_nobody_has_written_looks_like_one_in_which_few_have() -> None:
    written, silent = languages([a_group("sq", 4)], ["sq", "sr"])
    assert (written.count, written.answered, written.done) == (silent.count, silent.answered, silent.done)


@given(st.integers(FEWEST, 10**6))
def test_counts_about_people_are_rounded_and_never_vanish(count: int) -> None:
    assert rounded(count) % 5 == 0 and rounded(count) >= FEWEST and abs(rounded(count) - count) <= 2


def test_tables_about_people_say_no_exact_number() -> None:
    (found,) = places([a_group("komoran", 18)])
    assert (found.count, found.answered.promised, found.answered.kept) == (20, 0, 0)


def test_few_stand_by_name_and_not_by_how_few_they_are() -> None:
    rows = [a_group("b", 1), a_group("a", 4), a_group("c", 2), a_group("d", 30)]
    found: list[Group] = institutions(rows)
    assert [each.key for each in found] == ["d", "a", "b", "c"]


@pytest.mark.parametrize(
    ("now", "until"),
    [
        (datetime(2026, 11, 22, 12, tzinfo=UTC), datetime(2026, 11, 15, 23, tzinfo=UTC)),  # a Sunday
        (datetime(2026, 11, 22, 22, 59, tzinfo=UTC), datetime(2026, 11, 15, 23, tzinfo=UTC)),
        (datetime(2026, 11, 22, 23, tzinfo=UTC), datetime(2026, 11, 22, 23, tzinfo=UTC)),  # Monday there
        (datetime(2026, 7, 1, tzinfo=UTC), datetime(2026, 6, 28, 22, tzinfo=UTC)),
    ],
)
def test_weeks_are_over_at_the_midnight_of_the_town(now: datetime, until: datetime) -> None:
    assert weeks_over(4, now, ZONE)[1] == until


def test_weeks_begin_at_midnight_also_where_the_clock_was_changed_between() -> None:
    since, _ = weeks_over(13, datetime(2026, 11, 22, 12, tzinfo=UTC), ZONE)
    assert since == datetime(2026, 8, 16, 22, tzinfo=UTC)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        weeks_over(4, datetime(2026, 1, 1), ZONE)


@pytest.mark.parametrize(
    ("text", "weeks"), [("4", 4), ("52", 52), ("", 13), ("5", 13), ("-4", 13), ("4 ", 13), ("٤", 13)]
)
def test_only_periods_that_are_offered_can_be_chosen(text: str, weeks: int) -> None:
    assert period_of(text) == weeks


def test_who_has_nothing_stands_there_too() -> None:
    owed = [Owed("qps", "first", 3, 1, None), Owed("qps", "", 9, 9, None), Owed("police", "first", 1, 0, None)]
    assert loads(owed, ["first", "second"]) == {"first": Load("first", 4, 1), "second": Load("second", 0, 0)}
