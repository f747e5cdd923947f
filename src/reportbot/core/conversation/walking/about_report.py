"""What happened with my report? I lost my code. It is not solved: said in words of their own, as STATUS would be."""

from collections.abc import Callable

from reportbot.core.conversation.flows.flow import Step
from reportbot.core.conversation.turns.scene import Scene
from reportbot.core.conversation.turns.surroundings import Surroundings
from reportbot.core.conversation.turns.turn import Reply, Turn
from reportbot.core.conversation.walking.walk import first_said
from reportbot.core.messages import Text
from reportbot.core.text import fold

_NEWS = "status_query"  # the category of such words
_FEWEST_WORDS, _MOST_WORDS = 2, 10  # a story may well hold such a question
_ANSWERED_BY_WORDS = frozenset({"text", "place"})
_LOST = Text("We cannot give you the code again. In the chat where you sent the report, STATUS works without it.")


def answered(scene: Scene, text: str, status: Callable[[], Turn], step: Step | None = None) -> Turn | None:
    """None where they ask nothing of the kind. `step` is the one that is open, `status` what the word STATUS does."""
    around = scene.around
    if not text or around.danger_in(text) or (step and step.kind in _ANSWERED_BY_WORDS):
        return None
    if _has_lost_code(text, around):
        return first_said(status(), Reply(_LOST))
    return status() if _asks_news(text, around) or _is_unsolved(text, around) else None


def _asks_news(text: str, around: Surroundings) -> bool:
    hint = around.listen(text)
    return _FEWEST_WORDS <= len(text.split()) <= _MOST_WORDS and hint.category == _NEWS and not hint.personal


def _is_unsolved(text: str, around: Surroundings) -> bool:
    return around.words.plain(fold(text)) in around.words.unsolved


def _has_lost_code(text: str, around: Surroundings) -> bool:
    said = frozenset(fold(text).split())
    lost = around.words.lost_code
    return len(text.split()) <= _MOST_WORDS and not said.isdisjoint(lost.code) and not said.isdisjoint(lost.lost)
