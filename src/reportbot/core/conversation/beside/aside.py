"""What people ask beside the question that is open: answered wherever it is asked, and never kept as an answer."""

from reportbot.core.conversation.beside import about_us, own_need, somebody
from reportbot.core.conversation.flows.flow import Step
from reportbot.core.conversation.turns.scene import Scene
from reportbot.core.conversation.turns.session import Session
from reportbot.core.conversation.turns.surroundings import Surroundings
from reportbot.core.conversation.turns.turn import Reply


def answered(scene: Scene, session: Session, text: str, step: Step | None = None) -> tuple[Reply, ...]:
    """() where it is no such question. `step` is the one that is open: where it wants words of any other kind, these
    are its answer."""
    around = scene.around
    if not text or around.danger_in(text) or not _may_be_aside(text, around, step):
        return ()
    if somebody.is_asked(text, around):
        return somebody.answer(session, around, scene.now)
    if own_need.is_told(text, around):  # in a report that is being made no word of it is lost
        return () if scene.is_drafting(session) else own_need.answer()
    return about_us.answer(text, around) if about_us.is_asked(text, around) else ()


def _may_be_aside(text: str, around: Surroundings, step: Step | None) -> bool:
    match step.kind if step else "choice":
        case "choice" | "yes_no" | "code" | "digits" | "photo":
            return True
        case "place":
            return not around.gazetteer.mentioned_in(text)
        case "text":
            return step is not None and step.save == "description"
        case _:
            return False
