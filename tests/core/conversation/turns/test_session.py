"""A session can be put away and taken up again between any two messages."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportbot.core.conversation.turns.session import DRAFT_LIVES, Session

MOMENT = datetime(2026, 3, 2, 10, tzinfo=UTC)
answers = st.dictionaries(
    st.text(max_size=8), st.one_of(st.text(), st.integers(), st.dictionaries(st.text(), st.floats(0, 90)))
)
steps = st.tuples(st.text(max_size=5), st.integers(1, 9), st.text(max_size=5))


@given(
    answers=answers,
    trail=st.lists(steps, max_size=5).map(tuple),
    offered=st.lists(st.text(), max_size=5).map(tuple),
    dangers=st.lists(st.text(), max_size=3).map(tuple),
    case=st.none() | st.integers(1, 2**62),
)
def test_a_session_comes_back_as_it_was_stored(
    answers: dict[str, object],
    trail: tuple[tuple[str, int, str], ...],
    offered: tuple[str, ...],
    dangers: tuple[str, ...],
    case: int | None,
) -> None:
    session = Session("sq", True, "f", 1, "s", answers, trail, offered, "danger", dangers, case, quiet=True, at=MOMENT)
    session = replace(session, pressed="f.s:x", left=True)
    assert Session.from_json(session.to_json()) == session


def test_a_session_of_another_release_is_still_read() -> None:
    stored = Session("sr", at=MOMENT).to_json().replace('"language_known":false,', '"mood":"good",')
    assert Session.from_json(stored) == Session("sr", at=MOMENT)


def test_what_was_said_does_not_show_in_a_log() -> None:
    assert "secret" not in repr(Session("sq").with_answer("description", "secret"))


def test_a_draft_lives_for_a_day() -> None:
    session = Session("sq", at=MOMENT)
    assert not session.is_stale(MOMENT + DRAFT_LIVES)
    assert session.is_stale(MOMENT + DRAFT_LIVES + timedelta(seconds=1))


@pytest.mark.parametrize(
    ("session", "blank"),
    [
        (Session("sq", True), True),
        (Session("sq"), False),  # its language is still to be asked
        (Session("sq", True, flow="welcome"), False),
        (Session("sq", True, waiting_for="language"), False),
        (Session("sq", True, case=7), False),
    ],
)
def test_a_blank_session_need_not_be_stored(session: Session, blank: bool) -> None:
    assert session.is_blank is blank


def test_an_ended_session_keeps_the_language_and_a_restarted_one_the_case_of_the_alarm_too() -> None:
    session = Session("sr", True, "f", 1, "s", {"a": "b"}, case=7, dangers=("raised",), at=MOMENT)
    assert session.ended() == Session("sr", True, at=MOMENT)
    assert session.restarted() == Session("sr", True, case=7, dangers=("raised",), at=MOMENT)


def test_the_way_back_is_long_but_not_endless() -> None:
    session = Session("sq")
    for number in range(200):
        session = session.asked("f", 1, str(number), {})
    assert len(session.trail) == 50
    assert session.trail[-1] == ("f", 1, "199")
