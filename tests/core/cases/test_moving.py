"""How a promised date moves: each change says what it was, what it became and why; nothing moves by itself."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from reportbot.core.calendar import ALWAYS
from reportbot.core.cases.due.deadlines import (
    DESK,
    FURTHEST,
    MovedDate,
    Promise,
    hurried,
    moved,
    moved_by_desk,
    plan_of,
    promised,
    relaxed,
    until,
)
from reportbot.core.cases.referral import Answer, Referral
from reportbot.core.errors import DateRefused
from tests.builders import TUESDAY

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NORMAL = Promise(DAY, 3 * DAY, 14 * DAY, (3 * DAY, 7 * DAY), around_the_clock=True)
URGENT = Promise(2 * HOUR, DAY, 7 * DAY, (4 * HOUR, 12 * HOUR), around_the_clock=True)
EMPTY = Referral(7, 1, "drenas", "public_services", "lead", TUESDAY)
WAITING = promised(EMPTY, NORMAL, ALWAYS, TUESDAY)
WORKING = replace(WAITING, answer=Answer.RECEIVED)


def dates(referral: Referral) -> tuple[timedelta | None, ...]:
    """Counted from when it got the case: first answer, work, end."""
    due = (referral.acknowledge_by, referral.act_by, referral.close_by)
    return tuple(each - TUESDAY if each else None for each in due)


def test_a_changed_file_changes_no_promise_that_was_made() -> None:
    kinds = {each.kind: each.due_at for each in plan_of(WAITING, URGENT, ALWAYS) if not each.rung}
    assert kinds == {"acknowledge": TUESDAY + DAY, "act": TUESDAY + 3 * DAY, "close": TUESDAY + 14 * DAY}
    assert [each.due_at for each in plan_of(WAITING, URGENT, ALWAYS) if each.kind == "reminder"] == [
        TUESDAY + 4 * HOUR,
        TUESDAY + 12 * HOUR,
    ]


def test_what_is_the_same_was_not_moved() -> None:
    assert moved(WAITING, {"act": TUESDAY + 3 * DAY}, DESK) == (WAITING, ())


def test_a_change_says_what_it_was_what_it_became_and_why() -> None:
    after, (change,) = moved(WAITING, {"act": TUESDAY + 5 * DAY}, DESK)
    assert change == MovedDate("act", TUESDAY + 3 * DAY, TUESDAY + 5 * DAY, "desk", "public_services")
    assert change.facts["was"] == "2026-04-10T08:00:00+00:00" and change.facts["became"].startswith("2026-04-12")
    assert dates(after) == (DAY, 5 * DAY, 14 * DAY)


@pytest.mark.parametrize(
    ("ahead", "became"),
    [(2 * DAY, (DAY, 2 * DAY, 14 * DAY)), (10 * DAY, (DAY, 10 * DAY, 14 * DAY)), (20 * DAY, (DAY, 20 * DAY, 20 * DAY))],
)
def test_an_office_gives_its_own_date_and_the_ladder_begins_there(ahead: timedelta, became: object) -> None:
    after, changes = until(replace(WORKING, answer=Answer.IN_PROGRESS), TUESDAY + ahead, TUESDAY + HOUR)
    assert dates(after) == became
    assert {change.why for change in changes} == {"office"}
    assert after.clock_from == TUESDAY + ahead


def test_a_date_of_its_own_sets_a_clock_going_that_stood() -> None:
    after, _ = until(replace(WORKING, stopped_at=TUESDAY), TUESDAY + DAY, TUESDAY + HOUR)
    assert after.stopped_at is None


@pytest.mark.parametrize("ahead", [timedelta(0), -DAY, FURTHEST + timedelta(seconds=1)])
def test_into_the_past_or_too_far_is_refused(ahead: timedelta) -> None:
    with pytest.raises(DateRefused):
        until(WORKING, TUESDAY + ahead, TUESDAY)
    with pytest.raises(DateRefused):
        moved_by_desk(WORKING, "act", TUESDAY + ahead, TUESDAY, ALWAYS)
    until(WORKING, TUESDAY + FURTHEST, TUESDAY)


@pytest.mark.parametrize(
    ("which", "to", "became"),
    [
        ("act", 5 * DAY, (DAY, 5 * DAY, 14 * DAY)),
        ("act", 20 * DAY, (DAY, 20 * DAY, 20 * DAY)),
        ("act", 2 * HOUR, (2 * HOUR, 2 * HOUR, 14 * DAY)),
        ("acknowledge", 5 * DAY, (5 * DAY, 5 * DAY, 14 * DAY)),
        ("close", 2 * DAY, (DAY, 2 * DAY, 2 * DAY)),
    ],
)
def test_the_desk_moves_one_and_the_others_stay_in_order(which: str, to: timedelta, became: object) -> None:
    after, _ = moved_by_desk(WAITING, which, TUESDAY + to, TUESDAY, ALWAYS)  # type: ignore[arg-type]
    assert dates(after) == became


def test_more_time_to_answer_is_more_time_before_the_ladder() -> None:
    after, _ = moved_by_desk(WAITING, "acknowledge", TUESDAY + 5 * DAY, TUESDAY, ALWAYS)
    assert after.clock_from == TUESDAY + 4 * DAY
    sooner, _ = moved_by_desk(WAITING, "acknowledge", TUESDAY + HOUR, TUESDAY, ALWAYS)
    assert sooner.clock_from == TUESDAY


def test_the_desk_moves_the_date_that_an_office_gave_and_its_ladder_goes_with_it() -> None:
    own, _ = until(replace(WORKING, answer=Answer.IN_PROGRESS), TUESDAY + 2 * DAY, TUESDAY)
    after, _ = moved_by_desk(own, "act", TUESDAY + 4 * DAY, TUESDAY, ALWAYS)
    assert after.clock_from == TUESDAY + 4 * DAY


def test_more_urgent_is_due_sooner_and_what_is_sooner_stays() -> None:
    after, changes = hurried(WAITING, URGENT, ALWAYS, TUESDAY + 23 * HOUR)
    assert dates(after) == (DAY, 47 * HOUR, 7 * DAY + 23 * HOUR)
    assert [change.which for change in changes] == ["act", "close"]
    assert after.clock_from == TUESDAY + 23 * HOUR


def test_what_has_passed_is_asked_for_anew() -> None:
    after, _ = hurried(WAITING, URGENT, ALWAYS, TUESDAY + 2 * DAY)
    assert after.acknowledge_by == TUESDAY + 2 * DAY + 2 * HOUR


def test_less_urgent_is_due_later_but_for_a_date_of_the_offices_own() -> None:
    urgent = promised(EMPTY, URGENT, ALWAYS, TUESDAY)
    after, _ = relaxed(urgent, NORMAL, ALWAYS, TUESDAY + HOUR)
    assert dates(after) == (25 * HOUR, 3 * DAY + HOUR, 14 * DAY + HOUR)
    own = replace(urgent, answer=Answer.IN_PROGRESS)
    assert relaxed(own, NORMAL, ALWAYS, TUESDAY + HOUR) == (own, ())


def test_a_referral_without_dates_is_due_as_the_file_says_today() -> None:
    assert [each.due_at for each in plan_of(EMPTY, NORMAL, ALWAYS) if each.kind == "act"] == [_on(3)]


def _on(days: int) -> datetime:
    return TUESDAY + days * DAY
