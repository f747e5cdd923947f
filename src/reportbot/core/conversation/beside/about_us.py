"""Who reads this, who sees my number, can it be erased, is this a machine?"""

from reportbot.core.conversation.turns.surroundings import Surroundings
from reportbot.core.conversation.turns.turn import Reply
from reportbot.core.messages import Text
from reportbot.core.text import fold

_QUESTION = "bot_info"  # the category of such words
_FEWEST_WORDS, _MOST_WORDS = 3, 10  # one word is an answer, and a story may well hold such a question
_READS = Text("Only those who must help read this. If a child may be badly hurt, we tell people who can help.")
_MACHINE = Text("Here a program asks. People read the reports.")
_NUMBER = Text(
    "We do not ask your name. The offices do not learn your number. What we need to answer you is kept locked.",
    sms="We do not ask your name. The offices do not learn your number.",
)
_ERASED = Text(
    "FORGET: we delete the way back to you and what you have not sent. A report that was sent stays.",
    sms="FORGET: we delete the way back to you. A report that was sent stays.",
)


def is_asked(text: str, around: Surroundings) -> bool:
    return _FEWEST_WORDS <= len(text.split()) <= _MOST_WORDS and around.listen(text).category == _QUESTION


def answer(text: str, around: Surroundings) -> tuple[Reply, ...]:
    asks_who = not around.words.machine.isdisjoint(fold(text).split())
    return (*((Reply(_MACHINE),) if asks_who else ()), Reply(_READS), Reply(_NUMBER), Reply(_ERASED))
