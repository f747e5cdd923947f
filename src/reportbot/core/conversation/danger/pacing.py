"""Which answers never wait, however much somebody writes: danger and the answer to it, numbers to call, the exit."""

from reportbot.core.conversation.danger import safeguarding
from reportbot.core.conversation.turns.session import Session
from reportbot.core.conversation.turns.turn import Turn

_FINDS_HELP = "find_help"


def is_at_once(before: Session, turn: Turn) -> bool:
    """A receipt too: its code is said once."""
    after = turn.session
    in_danger = bool(turn.alarm) or any(reply.first for reply in turn.replies)
    in_danger = in_danger or safeguarding.WAITING in (before.waiting_for, after.waiting_for)
    helped = _FINDS_HELP in (before.flow, after.flow)
    gone = turn.leave or turn.forget or after.quiet
    return in_danger or helped or gone or turn.submitted is not None


def is_in_danger(turn: Turn) -> bool:
    """An alarm stands in the conversation: whoever tells it in bits and pieces waits much later than others."""
    return safeguarding.RAISED in turn.session.dangers
