"""I have no food for my children, or none at home: no report of a child without care, but a question of where help is.

A child of whom nobody takes care may say the same: it hears that it can say so.
"""

from reportbot.core.conversation.turns.surroundings import Surroundings
from reportbot.core.conversation.turns.turn import Reply
from reportbot.core.messages import Text

_MOST_WORDS = 20  # a longer story tells more than a need
_HELP = Text(
    "It is good that you wrote. For food or money for your family, ask the social service of your municipality. For"
    " help lines, write NUMBERS.",
    sms="For food or money, ask the social service of your municipality.",
)
_CHILD = Text("If you are a child and nobody takes care of you, write that to us.")


def is_told(text: str, around: Surroundings) -> bool:
    return len(text.split()) <= _MOST_WORDS and around.listen(text).in_need


def answer() -> tuple[Reply, ...]:
    return Reply(_HELP), Reply(_CHILD)
