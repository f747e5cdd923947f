"""Who reads this, who sees my number, can it be erased? Answered wherever it is asked, and never kept as an answer."""

from reportbot.core.conversation.flow import Step
from reportbot.core.conversation.surroundings import Surroundings
from reportbot.core.conversation.turn import Reply
from reportbot.core.messages import Text

_QUESTION = "bot_info"  # the category of such words
_FEWEST_WORDS, _MOST_WORDS = 3, 10  # one word is an answer, and a story may well hold such a question
_READS = Text("Only those who must help read this. If a child may be badly hurt, we tell people who can help.")
_NUMBER = Text(
    "We do not ask your name. The offices do not learn your number. What we need to answer you is kept locked.",
    sms="We do not ask your name. The offices do not learn your number.",
)
_ERASED = Text(
    "FORGET: we delete the way back to you and what you have not sent. A report that was sent stays.",
    sms="FORGET: we delete the way back to you. A report that was sent stays.",
)


def is_asked(text: str, around: Surroundings, step: Step | None = None) -> bool:
    """`step` is the question that is open: where it wants words of any other kind, these are its answer."""
    words = len(text.split())
    if not (_FEWEST_WORDS <= words <= _MOST_WORDS) or around.danger_in(text):
        return False
    if around.listen(text).category != _QUESTION:
        return False
    match step.kind if step else "choice":
        case "choice" | "yes_no" | "code" | "digits":
            return True
        case "place":
            return not around.gazetteer.mentioned_in(text)
        case "text":
            return step is not None and step.save == "description"
        case _:
            return False


def answer() -> tuple[Reply, ...]:
    return Reply(_READS), Reply(_NUMBER), Reply(_ERASED)
