"""A town's budget for SMS: how far it is used up, in which month, and what is said whatever it costs."""

from datetime import UTC, datetime

import pytest

from reportbot.core.conversation.turns.session import Session
from reportbot.core.conversation.turns.turn import Alarm, Offer, Reply, Submission, Turn
from reportbot.core.messages import Text
from reportbot.core.spending import Level, SmsBudget, is_essential, month_of, shortest

DULL = Session("sq", True, flow="report_hazard")


@pytest.mark.parametrize(("spent", "level"), [
    (0, Level.FREE), (79, Level.FREE), (80, Level.WARNED), (99, Level.WARNED), (100, Level.SPENT), (5000, Level.SPENT),
])  # fmt: skip
def test_a_budget_is_free_then_nearly_spent_then_spent(spent: int, level: Level) -> None:
    assert SmsBudget(100, 80).level(spent) is level


def test_a_budget_of_one_sms_goes_from_free_to_spent() -> None:
    assert [SmsBudget(1, 80).level(spent) for spent in (0, 1, 2)] == [Level.FREE, Level.SPENT, Level.SPENT]


@pytest.mark.parametrize(("moment", "zone", "month"), [
    (datetime(2026, 11, 22, 12, tzinfo=UTC), "Europe/Belgrade", 202611),
    (datetime(2026, 11, 30, 22, 59, tzinfo=UTC), "Europe/Belgrade", 202611),
    (datetime(2026, 11, 30, 23, 0, tzinfo=UTC), "Europe/Belgrade", 202612),  # midnight there
    (datetime(2026, 12, 31, 23, 0, tzinfo=UTC), "Europe/Tirane", 202701),
    (datetime(2026, 6, 30, 22, 0, tzinfo=UTC), "Europe/Belgrade", 202607),  # summer time
    (datetime(2026, 6, 30, 22, 0, tzinfo=UTC), "UTC", 202606),
])  # fmt: skip
def test_a_month_is_one_on_the_clock_of_the_town(moment: datetime, zone: str, month: int) -> None:
    assert month_of(moment, zone) == month


@pytest.mark.parametrize(("turn", "essential"), [
    (Turn(DULL), False),
    (Turn(DULL, alarm=Alarm("violence_now", {})), True),
    (Turn(Session("sq", dangers=("suicide",))), True),
    (Turn(Session("sq", waiting_for="danger")), True),
    (Turn(Session("sq", case=7)), True),  # an alarm has opened it
    (Turn(DULL, submitted=Submission("hazard", "citizen", {})), True),
    (Turn(DULL, forget=True), True),
    (Turn(Session("sq", waiting_for="language")), False),
])  # fmt: skip
def test_danger_and_receipts_are_said_whatever_they_cost(turn: Turn, essential: bool) -> None:
    assert is_essential(turn) is essential


def test_the_shortest_form_is_whom_to_call_and_the_question() -> None:
    call, kind, where = Reply(Text("Call {emergency}.")), Reply(Text("Thank you.")), Reply(Text("Where?"))
    choice = Reply(Text("Send it?"), (Offer("yes", Text("Yes")),))
    assert shortest([kind, call, where]) == (call, where)
    assert shortest([kind, choice]) == (choice,)
    assert shortest([kind]) == (kind,)
