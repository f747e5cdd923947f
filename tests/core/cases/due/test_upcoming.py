"""Which deadline comes next: after one has fired, and after something has changed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from reportbot.core.cases.due.deadlines import Deadline
from reportbot.core.cases.due.upcoming import after, anew, awaited
from reportbot.core.cases.referral import Answer, Referral
from reportbot.core.urgency import Urgency
from tests.builders import TUESDAY

DAY = timedelta(days=1)
PLAN = (
    Deadline("acknowledge", TUESDAY + DAY),
    Deadline("act", TUESDAY + 3 * DAY),
    Deadline("reminder", TUESDAY + 3 * DAY, 1),
    Deadline("reminder", TUESDAY + 7 * DAY, 2),
    Deadline("close", TUESDAY + 14 * DAY),
)
WAITING = Referral(7, 1, "drenas", "public_services", "lead", TUESDAY, act_by=TUESDAY + 3 * DAY)


def names(items: list[Deadline]) -> list[str]:
    return [f"{each.kind}{each.rung or ''}" for each in items]


@pytest.mark.parametrize(
    ("answer", "urgency", "kinds"),
    [
        (None, Urgency.NORMAL, ["acknowledge", "reminder1", "reminder2"]),
        (None, Urgency.EMERGENCY, ["acknowledge", "act", "reminder1", "reminder2", "close"]),
        (Answer.RECEIVED, Urgency.NORMAL, ["act", "close"]),
        (Answer.IN_PROGRESS, Urgency.NORMAL, ["act", "reminder2", "close"]),
        (Answer.DONE, Urgency.NORMAL, []),
        (Answer.NOT_OURS, Urgency.NORMAL, []),
    ],
)
def test_what_is_waited_for_follows_from_the_answer(answer: Answer | None, urgency: Urgency, kinds: list[str]) -> None:
    assert names(awaited(PLAN, replace(WAITING, answer=answer), urgency)) == kinds


@pytest.mark.parametrize(
    ("stopped", "kinds"), [(0, ["acknowledge"]), (3, ["acknowledge", "reminder1"]), (4, ["acknowledge", "reminder1"])]
)
def test_while_the_clock_stands_what_was_to_come_does_not_come(stopped: int, kinds: list[str]) -> None:
    asking = replace(WAITING, stopped_at=TUESDAY + stopped * DAY)
    assert names(awaited(PLAN, asking, Urgency.NORMAL)) == kinds


def test_one_after_the_other_each_once() -> None:
    fired, each = [], after(PLAN, Deadline("acknowledge", TUESDAY))
    while each:
        fired.append(each)
        each = after(PLAN, each)
    assert names(fired) == ["act", "reminder1", "reminder2", "close"]


def test_a_rung_that_the_file_moves_does_not_fire_again() -> None:
    later = [replace(each, due_at=each.due_at + DAY) for each in PLAN]
    coming = after(later, Deadline("reminder", TUESDAY + 3 * DAY, 1))
    assert coming is not None and (coming.kind, coming.rung) == ("act", 0)
    then = after(later, Deadline("reminder", TUESDAY + 7 * DAY, 2))
    assert then is not None and then.kind == "close"


def test_after_a_change_what_has_passed_is_over() -> None:
    items = awaited(PLAN, replace(WAITING, answer=Answer.RECEIVED), Urgency.NORMAL)
    assert anew(items, PLAN[0], TUESDAY) == PLAN[1]
    assert anew(items, Deadline("close", TUESDAY + 14 * DAY), TUESDAY + 4 * DAY) == PLAN[4]
    assert anew(items, None, TUESDAY + 20 * DAY) is None


def test_what_was_due_and_has_not_fired_yet_is_not_left_out() -> None:
    assert anew(PLAN, PLAN[1], TUESDAY + 5 * DAY) == PLAN[1]
