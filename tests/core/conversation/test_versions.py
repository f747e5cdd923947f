"""A session goes on with the flow that it began with, however the file has changed meanwhile."""

from datetime import timedelta
from pathlib import Path

import pytest

from reportbot.core.conversation.engine import advance
from reportbot.core.conversation.flows.flow import FlowBook
from reportbot.core.conversation.flows.parse import parse
from reportbot.core.conversation.turns.session import Session
from reportbot.core.conversation.turns.turn import Turn
from reportbot.core.errors import FlowWentTooFar
from reportbot.core.messages import Address, InboundMessage
from reportbot.surroundings import load_book
from tests.conversations.world import MONDAY, the_world

FIRST = """
name = "welcome"
version = 1
[[step]]
id = "colour"
kind = "choice"
ask = "Which colour?"
save = "colour"
options = [{ value = "red", label = "Red" }, { value = "blue", label = "Blue" }]
next = "why"
[[step]]
id = "why"
kind = "text"
ask = "Why?"
save = "why"
next = "bye"
[[step]]
id = "bye"
kind = "say"
ask = "Bye."
"""
SECOND = FIRST.replace("version = 1", "version = 2").replace("Bye.", "Good bye.").replace(
    '{ value = "red", label = "Red" }, { value = "blue", label = "Blue" }',
    '{ value = "blue", label = "Blue" }, { value = "red", label = "Red" }',
)  # fmt: skip


def book(*texts: str) -> FlowBook:
    flows = [parse("welcome.toml", text) for text in texts]
    return FlowBook({(flow.name, flow.version): flow for flow in flows})


def say(flows: FlowBook, session: Session, text: str = "", pressed: str = "") -> Turn:
    message = InboundMessage(Address("drenas", "sms", "7"), MONDAY, ("key",), text, pressed)
    turn = advance(flows, Session.from_json(session.to_json()), message, the_world().towns["drenas"].around, MONDAY)
    assert turn.replies
    return turn


def begun() -> Session:
    return say(book(FIRST), Session("en", True), "hello").session


def said(turn: Turn) -> list[str]:
    return [reply.text.msgid for reply in turn.replies]


def test_a_session_begun_in_version_1_goes_on_with_it() -> None:
    turn = say(book(FIRST, SECOND), begun(), "1")
    assert turn.session.answers["colour"] == "red"
    assert said(say(book(FIRST, SECOND), turn.session, "because"))[-1] == "Bye."


def test_a_new_session_begins_in_the_newest() -> None:
    assert say(book(FIRST, SECOND), Session("en", True), "hello").session.version == 2


def test_where_the_version_is_gone_a_number_is_not_believed_and_the_question_comes_again() -> None:
    turn = say(book(SECOND), begun(), "1")
    assert said(turn) == ["Which colour?"]
    assert "colour" not in turn.session.answers
    assert say(book(SECOND), turn.session, "1").session.answers["colour"] == "blue"


def test_where_the_version_is_gone_a_button_and_words_still_mean_what_they_say() -> None:
    turn = say(book(SECOND), begun(), pressed="welcome.colour:red")
    assert turn.session.answers["colour"] == "red"
    assert said(say(book(SECOND), say(book(FIRST), begun(), "1").session, "because"))[-1] == "Good bye."


def test_where_the_step_is_gone_the_next_open_question_is_asked() -> None:
    without = SECOND.replace('id = "why"', 'id = "reason"').replace('next = "why"', 'next = "reason"')
    turn = say(book(without), say(book(FIRST), begun(), "1").session, "because")
    assert said(turn) == ["Why?"]
    assert turn.session.step == "reason"
    assert turn.session.answers["colour"] == "red"


def test_where_the_flow_is_gone_the_conversation_begins_again() -> None:
    gone = Session("en", True, "poetry", 1, "rhyme", {"description": "x"}, at=MONDAY)
    turn = say(book(FIRST), gone, "1")
    assert turn.session.step == "colour"
    assert "description" not in turn.session.answers


def test_back_over_a_step_that_is_gone_leads_to_what_is_open() -> None:
    session = say(book(FIRST), begun(), "1").session
    without = SECOND.replace('id = "colour"', 'id = "shade"')
    turn = say(book(without), session, "back")
    assert said(turn) == ["Why?"]
    assert say(book(without), turn.session, "back").session.step == "shade"


def test_old_versions_lie_in_a_folder_of_their_own(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    (tmp_path / "welcome.toml").write_text(SECOND, "utf-8")
    (tmp_path / "old" / "welcome.1.toml").write_text(FIRST, "utf-8")
    flows = load_book(tmp_path)
    assert sorted(flows.flows) == [("welcome", 1), ("welcome", 2)]
    assert flows.newest("welcome").version == 2


def test_a_flow_that_never_asks_stops_at_its_budget_and_can_be_left() -> None:
    """Two questions that lead to each other, both answered already: `check` cannot know that."""
    question = '[[step]]\nid = "{}"\nkind = "text"\nask = "?"\nsave = "{}"\nnext = "{}"\n'
    flows = book('name = "welcome"\nversion = 1\n' + question.format("a", "x", "b") + question.format("b", "y", "a"))
    session = Session("en", True, "welcome", 1, "gone", {"x": "1", "y": "1"}, at=MONDAY)
    with pytest.raises(FlowWentTooFar):
        say(flows, session, "hello")
    assert say(flows, session, "undo").session.is_idle


def test_a_session_of_yesterday_is_forgotten() -> None:
    session = begun()
    late = Session.from_json(session.to_json())
    message = InboundMessage(Address("drenas", "sms", "7"), MONDAY, ("key",), "1")
    around = the_world().towns["drenas"].around
    turn = advance(book(FIRST), late, message, around, MONDAY + timedelta(hours=25))
    assert said(turn) == ["Which colour?"]
