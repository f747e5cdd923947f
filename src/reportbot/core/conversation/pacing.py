"""Which answers never wait, however much somebody writes: danger and what is said in it, numbers to call, the exit."""

from reportbot.core.conversation import safeguarding
from reportbot.core.conversation.session import Session
from reportbot.core.conversation.turn import Turn

_FINDS_HELP = "find_help"


def is_at_once(before: Session, turn: Turn) -> bool:
    """A receipt too: its code is said once. From an alarm to the end of what is told about it, all is at once."""
    after = turn.session
    in_danger = bool(turn.alarm) or any(reply.first for reply in turn.replies)
    in_danger = in_danger or any(
        each.waiting_for == safeguarding.WAITING or safeguarding.RAISED in each.dangers for each in (before, after)
    )
    helped = _FINDS_HELP in (before.flow, after.flow)
    gone = turn.leave or turn.forget or after.quiet
    return in_danger or helped or gone or turn.submitted is not None
