"""The table of statuses: no dead end but the end, nothing that cannot be reached, and nothing else is allowed."""

import pytest

from reportbot.core.cases.workflow import FIRST, OPEN, TRANSITIONS, Status, check_move
from reportbot.core.errors import TransitionRefused


def reachable(start: Status) -> set[Status]:
    seen, ahead = {start}, [start]
    while ahead:
        for status in TRANSITIONS[ahead.pop()] - seen:
            seen.add(status)
            ahead.append(status)
    return seen


def test_every_status_has_its_row() -> None:
    assert set(TRANSITIONS) == set(Status)


def test_every_status_can_be_reached_from_the_first() -> None:
    assert reachable(FIRST) == set(Status)


@pytest.mark.parametrize("status", list(Status))
def test_every_case_can_come_to_its_end(status: Status) -> None:
    assert Status.CLOSED in reachable(status)


@pytest.mark.parametrize("status", list(Status))
def test_only_an_open_case_waits_for_somebody(status: Status) -> None:
    assert status.is_open is (status in OPEN) is (status not in (Status.RESOLVED, Status.REJECTED, Status.CLOSED))


@pytest.mark.parametrize("before", list(Status))
@pytest.mark.parametrize("after", list(Status))
def test_what_the_table_does_not_allow_is_refused(before: Status, after: Status) -> None:
    if before is after or after in TRANSITIONS[before]:
        check_move(before, after)
    else:
        with pytest.raises(TransitionRefused):
            check_move(before, after)
