"""He is coming: alone it may be the bus. After a danger, or in a report about violence, it is violence now."""

from reportbot.core.conversation.danger import safeguarding
from reportbot.core.conversation.turns.scene import Scene
from reportbot.core.conversation.turns.session import SENT_CATEGORY, Session

_NOW = "violence_now"
_BY_SOMEBODY = frozenset(
    {"violence", _NOW, "sexual_violence", "weapon", "child_alone", "cry_for_help", safeguarding.RAISED}
)
_VIOLENT = frozenset({"domestic_violence", "child_violence", "sexual_abuse", "exploitation"})
_NAMED_IN = ("category", "guessed_category", SENT_CATEGORY)
_TOLD_IN = ("description", "first_words")


def danger_in(scene: Scene, session: Session, text: str) -> str:
    """The kind of danger in these words, after all that was said before; "" for none."""
    around = scene.around
    if (danger := around.danger_in(text)) or not around.listen(text).coming:
        return danger
    return _NOW if not _BY_SOMEBODY.isdisjoint(session.dangers) or _is_about_violence(scene, session) else ""


def _is_about_violence(scene: Scene, session: Session) -> bool:
    said = session.answers
    named = {str(said.get(name, "")) for name in _NAMED_IN}
    named |= {scene.around.listen(str(said[name])).category for name in _TOLD_IN if said.get(name)}
    return not _VIOLENT.isdisjoint(named)
