"""Every word that works everywhere is tried at every question; one that does nothing is found out."""

from dataclasses import replace

import pytest

from reportbot.core.conversation import commands
from reportbot.core.conversation.checks.promises import promise_findings
from reportbot.core.conversation.checks.wandering import Wanderer
from reportbot.core.conversation.questions.asking import COMMANDS
from reportbot.core.conversation.turns.scene import Scene
from reportbot.core.conversation.turns.session import Session
from reportbot.core.conversation.turns.surroundings import Surroundings
from reportbot.core.conversation.turns.turn import Reply, Turn
from reportbot.core.errors import FlowWentTooFar
from reportbot.core.messages import Text
from tests.conversations.world import MONDAY, the_world

BOOK = the_world().book
TOWNS = the_world().towns
AROUND = TOWNS["drenas"].around
ASKING = {(flow, step.id) for flow in BOOK.names() for step in BOOK.newest(flow).steps.values() if step.is_asking}


@pytest.mark.parametrize("town", TOWNS)
def test_every_word_keeps_its_promise_at_every_question(town: str) -> None:
    assert promise_findings(BOOK, TOWNS[town].around, MONDAY) == []


@pytest.mark.parametrize("channel", ["telegram", "sms", "web"])
def test_somebody_is_asked_every_question_there_is(channel: str) -> None:
    found = Wanderer(BOOK, AROUND, MONDAY, channel).questions()
    assert {(flow, step) for flow, step, _ in found} == ASKING
    for (flow, step, _), session in found.items():
        assert (session.flow, session.step) == (flow, step)


def obeys(monkeypatch: pytest.MonkeyPatch, command: str, turn: Turn | None) -> None:
    real = commands.obey

    def obey(scene: Scene, session: Session, given: str) -> Turn:
        if given == command and turn is None:
            raise FlowWentTooFar("round and round")
        return replace(turn, session=turn.session or session) if given == command and turn else real(
            scene, session, given
        )  # fmt: skip

    monkeypatch.setattr(commands, "obey", obey)


def deaf(*, words: str = "What?") -> Turn:
    stays = Session("sq", True, "nowhere", 1, "nowhere", {"description": "kept"}, (("a", 1, "b"),), at=MONDAY)
    return Turn(stays, (Reply(Text(words)),))


@pytest.mark.parametrize("command", ["help", "language", "cancel", "start", "status", "forget"])
def test_a_command_that_does_something_else_is_a_finding(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    obeys(monkeypatch, command, deaf())
    problems = promise_findings(BOOK, AROUND, MONDAY)
    assert {problem.message.partition("”")[2] for problem in problems} == {" does not do what it promises"}
    word = {word for word, name in AROUND.words.commands.items() if name == command}
    assert {problem.message.partition("“")[2].partition("”")[0] for problem in problems} <= word
    assert len(problems) >= len(ASKING)


def test_a_command_without_a_reply_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    obeys(monkeypatch, "back", Turn(Session("sq")))
    assert len(promise_findings(BOOK, AROUND, MONDAY)) >= len(ASKING)


def test_a_command_that_goes_round_and_round_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    obeys(monkeypatch, "help", None)
    assert len(promise_findings(BOOK, AROUND, MONDAY)) >= len(ASKING)


def test_a_button_that_is_understood_as_something_else_is_a_finding() -> None:
    words = replace(AROUND.words, commands={**AROUND.words.commands, "ndihme": "cancel"})
    around: Surroundings = replace(AROUND, words=words)
    found = [problem.message for problem in promise_findings(BOOK, around, MONDAY)]
    assert '"ndihme" stands on the button of help and does something else' in found
    assert "help" in COMMANDS
