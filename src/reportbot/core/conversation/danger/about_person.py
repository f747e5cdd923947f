"""Somebody is hurt, told in a report about a thing: from here on it is a report about that person.

Who mends roads must not read of a beaten mother, and who helps her must. What was written about the thing stays with
it; the person is asked anew where help must come, with the place that they named first.
"""

from dataclasses import replace

from reportbot.core.conversation.questions import story
from reportbot.core.conversation.turns.scene import Scene
from reportbot.core.conversation.turns.session import LAST_PLACE, SENT, SENT_CATEGORY, Session

_DANGERS = frozenset({"suicide", "sexual_violence", "violence_now", "violence", "child_alone"})
_TOLD = "violence"  # and not as of this minute: strangers at the gate of a school are a matter of the street
_KEPT = ("photos", "now")


def is_meant(scene: Scene, session: Session, words: str, denied: bool = False) -> bool:
    """Whether these words of danger belong with others than the report that is being made, or was sent.

    `denied`: they say that nobody is in danger now. Dying is a saying then, and a beaten mother stays one.
    """
    danger, kind = scene.around.danger_in(words), story.kind_of(scene.around.listen(words).category)
    if danger not in _DANGERS or (danger == _TOLD and kind == "hazard"):
        return False
    if denied and (danger == "suicide" or kind != "person"):
        return False
    if SENT in session.answers:
        return story.kind_of(str(session.answers.get(SENT_CATEGORY, ""))) in ("hazard", "service")
    flow = scene.here(session)[0]
    of_one_kind = bool(flow.category) and scene.around.listen(words).category != flow.category
    return bool(flow.reports) and (flow.reports != "person" or of_one_kind)


def moved(scene: Scene, session: Session, words: str) -> Session:
    """At the first step of the report about the person: the draft, or a new one beside the report that was sent."""
    hint = scene.around.listen(words)
    flow = scene.book.newest(f"report_{'child' if hint.child else 'person'}")
    said = session.answers
    kept = {name: said[name] for name in _KEPT if name in said and SENT not in said}
    kept |= {"description": said["description"]} if said.get("description") else {}
    place = said.get("place")
    kept |= {LAST_PLACE: place["key"]} if isinstance(place, dict) and "key" in place else {}
    fresh = replace(session, answers={"language": session.language, **kept}, trail=())
    return story.told(flow, fresh, words, scene.around).at_step(flow.name, flow.version, flow.first)
