"""Can I talk to a human? By telephone: who answers now for children, the general number, and the reporting desk."""

from datetime import datetime

from reportbot.core.conversation.beside.elsewhere import avoids_lead
from reportbot.core.conversation.turns.session import Session
from reportbot.core.conversation.turns.surroundings import Surroundings
from reportbot.core.conversation.turns.turn import Reply
from reportbot.core.messages import Text
from reportbot.core.text import fold

_FEWEST_WORDS, _MOST_WORDS = 2, 12
_CALL = Text(
    "You can call and talk to a person:\n{numbers}\nHere a program asks. People read the reports.",
    sms="To talk to a person, call {numbers}.",
)


def is_asked(text: str, around: Surroundings) -> bool:
    """Of nothing but such words: whoever says also why they want to talk is telling their story."""
    if not _FEWEST_WORDS <= len(text.split()) <= _MOST_WORDS:
        return False
    said, known = frozenset(fold(text).split()), around.words.human
    return said <= known.all and not said.isdisjoint(known.wants) and not said.isdisjoint(known.whom)


def answer(session: Session, around: Surroundings, now: datetime) -> tuple[Reply, ...]:
    numbers = Reply(Text(_CALL.msgid, {"numbers": around.to_talk(now)}, _CALL.sms), first=True)
    desk = around.desk(now)
    return (numbers,) if desk is None or avoids_lead(session.said) else (numbers, Reply(desk))
