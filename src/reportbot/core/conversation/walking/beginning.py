"""The first message, or one after the end: where a conversation starts, and what its first words already say."""

from reportbot.core.conversation.questions import story, tongues
from reportbot.core.conversation.turns.scene import Scene
from reportbot.core.conversation.turns.session import AFTER_THE_END, Session
from reportbot.core.conversation.turns.surroundings import Hint
from reportbot.core.conversation.turns.turn import Reply, Turn
from reportbot.core.conversation.walking.walk import enter, first_said, proceed
from reportbot.core.languages import sounds_like
from reportbot.core.messages import Text
from reportbot.core.receipt import is_mistyped

_KEPT = ("photos", "place")  # what may have come with the very first message


ONE_DIGIT = Text("One digit of this code is wrong. Please compare it with what you wrote down.")


def begin(scene: Scene, session: Session, text: str = "", code: str = "") -> Turn:
    """What the first words say is kept, so that nobody has to write it twice. A receipt code is looked up at once."""
    hint = scene.around.listen(text) if text else Hint()
    session = _fresh(session)
    session = tongues.proposed(session, text, hint, scene.around)
    if code:
        return enter(scene, session.with_answer("code", code), "check_report")
    if story.looks_like_code(text):
        turn = enter(scene, session, "check_report")
        why = ONE_DIGIT if is_mistyped(text) else Text(scene.here(turn.session)[1].again)
        return first_said(turn, Reply(why))
    return enter(scene, story.opened_with(session, text, hint), scene.book.start)


def brings_more(scene: Scene, session: Session, text: str) -> bool:
    """Whether this may be about the report they have sent: a photo, a point or words, in the language they know."""
    if not text:
        return any(name in session.answers for name in _KEPT)
    hint = scene.around.listen(text)
    theirs = not hint.language or sounds_like(session.language, hint.language)
    return story.is_telling(text) and theirs and not story.looks_like_code(text)


def look_for_last(scene: Scene, session: Session, text: str) -> Turn:
    """A message after the end: the service says whether there is a report that it may belong to."""
    hint = scene.around.listen(text) if text else Hint()
    return enter(scene, story.opened_with(_fresh(session), text, hint), AFTER_THE_END)


def tell_more(scene: Scene, session: Session, text: str) -> Turn:
    """A story where the welcome expected an answer: it becomes the first words."""
    session = story.opened_with(session, text, scene.around.listen(text))
    flow, step = scene.here(session)
    fork = next((each.id for each in flow.steps.values() if each.on == "guess"), step.id)
    there = step.id if step.save == "language" else fork
    return proceed(scene, session.at_step(flow.name, flow.version, there))


def in_danger(scene: Scene, session: Session, words: str) -> Session:
    """A danger that was told outside a report begins one: what is known so far, at its first step."""
    earlier = session.answers.get("first_words")
    words = words if earlier == words else story.joined(earlier, words)
    hint = scene.around.listen(words)
    about = "child" if hint.child else "person"
    name = "report_hazard" if story.kind_of(hint.category) == "hazard" else f"report_{about}"
    flow = scene.book.newest(name)
    return story.told(flow, _fresh(session), words, scene.around).at_step(flow.name, flow.version, flow.first)


def _fresh(session: Session) -> Session:
    fresh = session.restarted()
    for name in _KEPT:
        if name in session.answers:
            fresh = fresh.with_answer(name, session.answers[name])
    return fresh.with_answer("language", session.language) if session.language_known else fresh
