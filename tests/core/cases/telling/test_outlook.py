"""What happens next and by when: read from what is due, never a word about how it ends."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from reportbot.core.cases.due.deadlines import Deadline, Rung
from reportbot.core.cases.events import CaseEvent
from reportbot.core.cases.telling.outlook import Outlook, outlook
from reportbot.core.cases.workflow import Status
from tests.builders import TUESDAY, a_case

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LADDER = (Rung(DAY, ("@lead",), "One day."), Rung(2 * DAY, ("coordinator",), "Two days."))
PLAN = (
    Deadline("acknowledge", TUESDAY + DAY),
    Deadline("reminder", TUESDAY + 2 * DAY, 1),
    Deadline("reminder", TUESDAY + 4 * DAY, 2),
    Deadline("act", TUESDAY + 5 * DAY),
    Deadline("close", TUESDAY + 9 * DAY),
)
REMINDED = CaseEvent(1, 1, "drenas", "reminded", TUESDAY + DAY, "reportbot", {"institution": "public_services"})
OTHERS = replace(REMINDED, facts={"institution": "police"}, at=TUESDAY + 3 * DAY)


def seen(status: Status, now: datetime, events: tuple[CaseEvent, ...] = ()) -> Outlook:
    case = a_case(status=status, updated_at=TUESDAY)
    return outlook(case, events, PLAN if status.is_open else (), LADDER, 30 * DAY, now)


@pytest.mark.parametrize(
    ("status", "after", "key", "due"),
    [
        (Status.NEW, HOUR, "status_new", DAY),
        (Status.REFERRED, HOUR, "status_referred", DAY),
        (Status.REFERRED, DAY, "status_referred", DAY),  # to the minute
        (Status.ACKNOWLEDGED, HOUR, "status_acknowledged", 9 * DAY),
        (Status.ACKNOWLEDGED, 6 * DAY, "status_acknowledged", 9 * DAY),
        (Status.RESOLVED, HOUR, "status_resolved", 30 * DAY),
        (Status.RESOLVED, 31 * DAY, "status_resolved", 31 * DAY),  # never a date that is over
    ],
)
def test_it_says_by_when(status: Status, after: timedelta, key: str, due: timedelta) -> None:
    assert seen(status, TUESDAY + after) == Outlook(key, TUESDAY + due)


@pytest.mark.parametrize("after", [HOUR, 31 * DAY])
def test_of_a_person_nothing_says_that_it_closes_by_itself(after: timedelta) -> None:
    case = a_case(status=Status.RESOLVED, updated_at=TUESDAY, category="child_violence")
    assert outlook(case, (), (), LADDER, 30 * DAY, TUESDAY + after) == Outlook("status_resolved_stays")


@pytest.mark.parametrize(
    ("outcome", "by", "key"),
    [("repaired", "public_services", "resolved"), ("cannot", "public_services", "ended"), ("cannot", "x", "resolved")],
)
def test_nothing_is_called_done_that_the_office_in_charge_could_not_do(outcome: str, by: str, key: str) -> None:
    said = (CaseEvent(2, 1, "drenas", "done", TUESDAY, by, {"came_of": outcome}),)
    assert seen(Status.RESOLVED, TUESDAY, said).key == f"status_{key}"
    person = a_case(status=Status.RESOLVED, updated_at=TUESDAY, category="child_violence", lead="public_services")
    assert outlook(person, said, (), LADDER, 30 * DAY, TUESDAY).key == f"status_{key}_stays"


@pytest.mark.parametrize(
    ("status", "after", "key", "rung", "then"),
    [
        (Status.NEW, DAY + HOUR, "status_new_late", LADDER[0], 2 * DAY),
        (Status.REFERRED, DAY + HOUR, "status_referred_late", LADDER[0], 2 * DAY),
        (Status.REFERRED, 3 * DAY, "status_referred_late", LADDER[1], 4 * DAY),
        (Status.REFERRED, 20 * DAY, "status_referred_late", None, None),  # everybody was told
        (Status.ACKNOWLEDGED, 10 * DAY, "status_acknowledged_late", None, None),
    ],
)
def test_of_a_late_office_it_says_who_is_told_next(
    status: Status, after: timedelta, key: str, rung: Rung | None, then: timedelta | None
) -> None:
    above = LADDER[LADDER.index(rung) + 1 :] if rung else ()
    expected = Outlook(key, rung=rung, then=None if then is None else TUESDAY + then, above=above)
    assert seen(status, TUESDAY + after) == expected


def test_of_a_late_office_it_says_when_it_was_reminded_itself() -> None:
    assert seen(Status.REFERRED, TUESDAY + 3 * DAY, (REMINDED, OTHERS)).reminded == TUESDAY + DAY
    assert seen(Status.REFERRED, TUESDAY + 3 * DAY, (OTHERS,)).reminded is None
    assert seen(Status.REFERRED, TUESDAY + HOUR, (REMINDED,)).reminded is None


def closed(outcome: str) -> CaseEvent:
    return CaseEvent(2, 1, "drenas", "closed", TUESDAY, "coordinator", {"outcome": outcome})


@pytest.mark.parametrize(
    ("events", "after", "key", "due"),
    [
        ((closed("resolved"),), DAY, "status_closed_until", 30 * DAY),
        ((closed("resolved"),), 31 * DAY, "status_closed", None),
        ((closed("rejected"),), DAY, "status_rejected", None),
        ((), DAY, "status_closed", None),
    ],
)
def test_of_a_closed_case_it_says_until_when_it_opens_again(
    events: tuple[CaseEvent, ...], after: timedelta, key: str, due: timedelta | None
) -> None:
    assert seen(Status.CLOSED, TUESDAY + after, events) == Outlook(key, None if due is None else TUESDAY + due)


def test_whoever_was_rejected_reads_what_else_they_can_do() -> None:
    assert seen(Status.REJECTED, TUESDAY) == Outlook("status_rejected")
