"""A coordinator has paused this sender for a while: what is said to us is answered, and makes no new report.

Whatever is about danger goes on as always, in every state, and so do numbers, news of a report, "forget me", the exit
and the language. It is decided by what the engine would have done, so that no way to an alarm can be overlooked.
"""

from collections.abc import Sequence
from dataclasses import replace

from reportbot.core.conversation import commands
from reportbot.core.conversation.danger import leaving, safeguarding
from reportbot.core.conversation.turns.session import HELD, Session
from reportbot.core.conversation.turns.surroundings import Surroundings
from reportbot.core.conversation.turns.turn import Reply, Turn
from reportbot.core.conversation.walking import forgetting
from reportbot.core.messages import InboundMessage

_FLOWS = frozenset({"find_help", "check_report"})
_COMMANDS = frozenset({"numbers", "status", "forget", "stop", "cyrillic", "latin", commands.LANGUAGE}) | leaving.ALWAYS
_LAST_REPORT = "last"  # look-up: to which report a new message may belong


def held_back(
    before: Session, turn: Turn, message: InboundMessage, around: Surroundings, said: Sequence[Reply]
) -> Turn | None:
    """What a paused sender is answered in place of `turn`: `said`, and all stays as it was. None: the turn counts."""
    command = commands.read(message, around)
    if _is_danger(before, turn) or _asked_for(before, turn, command):
        return None
    is_chosen = before.waiting_for == commands.LANGUAGE or message.pressed.startswith(f"!{commands.LANGUAGE}:")
    language = commands.read_language(message, around) if is_chosen else ""
    session = leaving.woken(before) if before.quiet else before
    if session.waiting_for:  # the question was answered: nobody is in danger, they stay, that language
        session = replace(session.without_answers(HELD), waiting_for="")
    if language:
        session = replace(session, language=turn.session.language, language_known=True)
    return Turn(session, tuple(said), may_push=turn.may_push)


def _is_danger(before: Session, turn: Turn) -> bool:
    """Said, asked about, or passed on: then they tell it to the end."""
    shown = bool(turn.alarm) or any(reply.first for reply in turn.replies)
    asked = turn.session.waiting_for == safeguarding.WAITING
    return shown or asked or safeguarding.is_passed_on(before)


def _asked_for(before: Session, turn: Turn, command: str) -> bool:
    """What a pause does not touch. Nothing of it is a new report."""
    if turn.submitted or turn.added or (turn.look_up and turn.look_up.what == _LAST_REPORT):
        return False
    if turn.leave or turn.forget or forgetting.WAITING in (before.waiting_for, turn.session.waiting_for):
        return True
    if before.quiet and turn.session.quiet:
        return True
    if (turn.look_up and turn.look_up.what != "alike") or turn.answered or turn.feedback or before.flow in _FLOWS:
        return True
    return command in _COMMANDS
