"""Why a question to the person was refused, in words, for the desk's page and an institution's. Pure."""

from reportbot.core.cases.telling.questions import LONGEST_QUESTION
from reportbot.core.errors import AlreadyAsked, BadInput, CannotBeRead, Refusal, TooLarge, TransitionRefused
from reportbot.core.messages import Text
from reportbot.web import asking_words

REFUSALS = (BadInput, TransitionRefused, CannotBeRead)
"""What `AskingReporter` raises about the question itself; that there is no such case or link is caught before."""


def refused(refusal: Refusal, question: str) -> tuple[int, Text]:
    """The status of the answer, and the sentence above what they wrote."""
    if isinstance(refusal, TooLarge):
        return 413, Text(asking_words.REFUSED_LONG.msgid, {"count": len(question), "most": LONGEST_QUESTION})
    if isinstance(refusal, AlreadyAsked):
        return 409, asking_words.REFUSED_OPEN
    if isinstance(refusal, TransitionRefused):
        return 409, asking_words.REFUSED_OVER
    if isinstance(refusal, CannotBeRead):
        return 409, asking_words.REFUSED_DAMAGED
    return 400, asking_words.REFUSED_EMPTY
