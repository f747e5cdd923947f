"""When a person is asked whether it is solved, what their word leads to, and until when a case opens again."""

from datetime import timedelta

import pytest

from reportbot.core.cases.case import Case
from reportbot.core.cases.events import KINDS, CaseEvent
from reportbot.core.cases.telling.feedback import (
    REOPENS_FOR,
    Asks,
    Solved,
    Then,
    after,
    asks,
    has_said,
    is_theirs,
    is_unsolved,
)
from reportbot.core.cases.workflow import Status
from tests.builders import TUESDAY, a_case

MOMENT, DAY = timedelta(microseconds=1), timedelta(days=1)
LEAD = "public_services"
RESOLVED_FACTS = {"outcome": "resolved"}


def event(kind: str, at: int = 0, actor: str = "reporter", **facts: str) -> CaseEvent:
    return CaseEvent(at, 1, "drenas", kind, TUESDAY + at * DAY, actor, facts)


OPENED, REFERRED = event("opened"), event("referred", actor="reportbot", lead=LEAD)
DONE = event("done", 1, LEAD)
CLOSED = event("closed", 2, "coordinator", outcome="resolved")
YES, RATED = event("feedback", 3, solved="yes"), event("feedback", 3, rating="2")
CONFIRMED = event("closed", 3, outcome="resolved", confirmed_by_reporter="yes")
NOT_SOLVED = event("reopened", 4, not_solved="yes", lead=LEAD)
AGAIN = event("referred", 4, "reportbot", lead=LEAD)
DONE_AGAIN = event("done", 5, LEAD)


def a_case_of(status: Status, of_a_person: bool = False) -> Case:
    return a_case(status=status, category="domestic_violence" if of_a_person else "manhole")


@pytest.mark.parametrize(
    ("status", "events", "asked"),
    [
        (Status.REFERRED, [], ""),
        (Status.ACKNOWLEDGED, [], ""),
        (Status.RESOLVED, [DONE], "solved"),
        (Status.RESOLVED, [DONE, YES], ""),
        (Status.RESOLVED, [DONE, event("feedback", 3, solved="skipped")], ""),
        (Status.RESOLVED, [DONE, RATED], "solved"),
        (Status.CLOSED, [DONE, CLOSED], "solved"),
        (Status.CLOSED, [DONE, YES, CLOSED], ""),  # the closing after "done" is the same ending
        (Status.CLOSED, [DONE, CONFIRMED], ""),
        (Status.RESOLVED, [DONE, YES, NOT_SOLVED, AGAIN, DONE_AGAIN], "solved"),  # another ending, another question
        (Status.RESOLVED, [DONE, NOT_SOLVED, AGAIN, DONE_AGAIN, YES], ""),
        (Status.REJECTED, [], ""),
        (Status.CLOSED, [event("closed", 2, "coordinator", outcome="rejected")], ""),
        (Status.CLOSED, [], ""),
    ],
)
def test_they_are_asked_once_for_each_ending(status: Status, events: list[CaseEvent], asked: Asks) -> None:
    assert asks(a_case_of(status), [OPENED, REFERRED, *events]) == asked


def test_whoever_reported_about_a_person_is_asked_gently() -> None:
    assert asks(a_case_of(Status.RESOLVED, of_a_person=True), [DONE]) == "helped"
    assert asks(a_case(status=Status.RESOLVED, category="other", danger="violence_now"), [DONE]) == "helped"


@pytest.mark.parametrize(
    ("status", "said", "then"),
    [
        (Status.RESOLVED, Solved.YES, Then.CLOSE),
        (Status.RESOLVED, Solved.NO, Then.REOPEN),
        (Status.RESOLVED, Solved.UNKNOWN, Then.NOTE),
        (Status.RESOLVED, Solved.SKIPPED, Then.NOTE),
        (Status.CLOSED, Solved.YES, Then.NOTE),
        (Status.CLOSED, Solved.NO, Then.REOPEN),
        (Status.NEW, Solved.NO, Then.IS_OPEN),
        (Status.REFERRED, Solved.NO, Then.IS_OPEN),
        (Status.ACKNOWLEDGED, Solved.NO, Then.IS_OPEN),
        (Status.REFERRED, Solved.YES, Then.NOTE),
        (Status.REJECTED, Solved.NO, Then.NOTE),
    ],
)
def test_what_follows_their_word(status: Status, said: Solved, then: Then) -> None:
    assert after(a_case_of(status), [DONE, CLOSED], said, TUESDAY + 5 * DAY) is then


def test_helped_once_does_not_close_the_matter_of_a_person() -> None:
    assert after(a_case_of(Status.RESOLVED, of_a_person=True), [DONE], Solved.YES, TUESDAY + 2 * DAY) is Then.NOTE


@pytest.mark.parametrize(
    ("status", "since", "then"),
    [
        (Status.CLOSED, timedelta(0), Then.REOPEN),
        (Status.CLOSED, timedelta(days=30) - MOMENT, Then.REOPEN),
        (Status.CLOSED, timedelta(days=30), Then.REOPEN),
        (Status.CLOSED, timedelta(days=30) + MOMENT, Then.TOO_LATE),
        (Status.CLOSED, timedelta(days=400), Then.TOO_LATE),
        (Status.RESOLVED, timedelta(days=400), Then.REOPEN),  # not closed: no time runs
    ],
)
def test_a_case_opens_again_for_thirty_days_after_its_last_closing(
    status: Status, since: timedelta, then: Then
) -> None:
    assert timedelta(days=30) == REOPENS_FOR
    earlier = event("closed", -100, "coordinator", outcome="resolved")
    assert after(a_case_of(status), [earlier, DONE, CLOSED], Solved.NO, CLOSED.at + since) is then


def test_without_a_closing_in_its_history_time_runs_from_the_last_change() -> None:
    case = a_case(status=Status.CLOSED, updated_at=TUESDAY)
    assert after(case, [], Solved.NO, TUESDAY + REOPENS_FOR) is Then.REOPEN
    assert after(case, [], Solved.NO, TUESDAY + REOPENS_FOR + MOMENT) is Then.TOO_LATE


def test_a_rating_is_told_apart_from_a_yes() -> None:
    case = a_case_of(Status.RESOLVED)
    assert has_said(case, [DONE, RATED], "rating") and not has_said(case, [DONE, RATED])
    assert has_said(case, [DONE, YES]) and not has_said(case, [DONE, YES], "rating")


@pytest.mark.parametrize(
    ("status", "events", "unsolved"),
    [
        (Status.REFERRED, [DONE, NOT_SOLVED, AGAIN], True),
        (Status.ACKNOWLEDGED, [DONE, NOT_SOLVED, AGAIN, event("received", 5, LEAD)], True),
        (Status.RESOLVED, [DONE, NOT_SOLVED, AGAIN, DONE_AGAIN], False),
        (Status.REFERRED, [DONE, NOT_SOLVED, AGAIN, DONE_AGAIN, event("reopened", 6, "coordinator")], False),
        (Status.REFERRED, [OPENED], False),
    ],
)
def test_a_case_is_unsolved_until_its_lead_calls_it_done(
    status: Status, events: list[CaseEvent], unsolved: bool
) -> None:
    assert is_unsolved(a_case_of(status), events) is unsolved


def test_their_word_is_told_apart_from_what_others_did() -> None:
    assert all(map(is_theirs, [YES, RATED, CONFIRMED, NOT_SOLVED]))
    assert not any(map(is_theirs, [OPENED, DONE, CLOSED, event("reopened", 1, "coordinator")]))
    assert {YES.kind, CONFIRMED.kind, NOT_SOLVED.kind} <= KINDS
