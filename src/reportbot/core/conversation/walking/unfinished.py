"""A draft that falls silent: whether it is too serious to be erased unread, how long it may rest, what it tells.

Only what nobody may keep to themselves is passed on: danger, and a child at risk. Whatever else an adult has not sent
stays theirs (R11).
"""

from datetime import timedelta
from typing import Any

from reportbot.core.categories import CATEGORIES
from reportbot.core.conversation.danger.safeguarding import RAISED
from reportbot.core.conversation.questions.story import joined
from reportbot.core.conversation.turns.session import HELD, SENT, Session
from reportbot.core.conversation.walking import forgetting
from reportbot.core.urgency import Urgency

# Long enough to hide the phone and come back, short enough that somebody can still act on the same day. Too early
# costs little: whoever comes back completes the same case. Our proposal; no source states them.
DANGER_RESTS = timedelta(minutes=30)
SERIOUS_RESTS = timedelta(hours=2)

_CHILDREN = frozenset({"child", "school"})
_PEOPLE = _CHILDREN | {"adult"}


def is_serious(session: Session, category: str, urgency: Urgency) -> bool:
    """`category` and `urgency` are those of what the draft tells; words or a place are needed, or nobody could act.

    "Is someone in danger?" without an answer counts as danger (R2), and whoever was about to be forgotten is not
    passed on.
    """
    if SENT in session.answers or session.waiting_for == forgetting.WAITING:
        return False
    if not told_so_far(session).keys() & {"description", "place"}:
        return False
    if tells_of_danger(session):
        return True
    group = CATEGORIES[category].group
    return urgency >= (Urgency.URGENT if group in _CHILDREN else Urgency.EMERGENCY) and group in _PEOPLE


def rests(session: Session) -> timedelta:
    """How long a serious draft may be silent before somebody reads it."""
    return DANGER_RESTS if tells_of_danger(session) else SERIOUS_RESTS


def tells_of_danger(session: Session) -> bool:
    """They said that someone is in danger, or were asked and have not answered."""
    return HELD in session.answers or RAISED in session.dangers


def told_so_far(session: Session) -> dict[str, Any]:
    """The answers as a report has them, with the words that wait for a question to be answered."""
    said, answers = session.said, session.answers
    words = said.get("description") or answers.get("first_words")
    if HELD in answers:
        words = joined(words, str(answers[HELD]))
    return {**said, "description": words} if words else said
