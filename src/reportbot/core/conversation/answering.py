"""Words that answer the question that is open, or an earlier one by its old button; what is unclear is asked again."""

from dataclasses import replace
from functools import partial

from reportbot.core.conversation import commands
from reportbot.core.conversation.beside import aside
from reportbot.core.conversation.danger import coming
from reportbot.core.conversation.flows.flow import Flow, Option, Step
from reportbot.core.conversation.questions import story
from reportbot.core.conversation.questions.answers import Answer, Unclear, names_an_answer, read_answer
from reportbot.core.conversation.questions.places import WHERE_SCHOOL, WHICH_SCHOOL
from reportbot.core.conversation.turns.scene import Scene
from reportbot.core.conversation.turns.session import Session
from reportbot.core.conversation.turns.turn import Reply, Turn
from reportbot.core.conversation.walking import about_report
from reportbot.core.conversation.walking.beginning import ONE_DIGIT, begin, tell_more
from reportbot.core.conversation.walking.walk import again, first_said, proceed, rewind, walk
from reportbot.core.languages import SERBIAN, base
from reportbot.core.messages import InboundMessage, Text
from reportbot.core.receipt import is_mistyped
from reportbot.core.text import fold

_AGAIN = Text("Please choose one of the answers below. You can type its number.")
_NEAREST = Text("It need not be exact. Choose the nearest village, or the town.")
KEPT = Text("We keep what you wrote.")


def take_answer(scene: Scene, session: Session, message: InboundMessage) -> Turn:
    """The turn after it: the next question, the same one again, or a new report. Commands and danger come before."""
    session, value = _pressed(scene, session, message.pressed)
    if message.pressed and not value:
        return again(scene, session)
    flow, step = scene.here(session)
    if not step.is_asking or step.id != session.step:
        return again(scene, session)
    if flow.version != session.version and step.kind in ("choice", "yes_no") and not value:
        return again(scene, session.at_step(flow.name, flow.version, step.id))  # its numbers may mean others by now
    if step.kind == "text" and message.code and not scene.is_drafting(session) and story.is_only_code(message.text):
        return begin(scene, session, message.text, message.code)
    if not message.pressed and _leaves_open(scene, step, message.text):
        return commands.skip(scene, session)
    if step.kind == "code" and fold(message.text) in scene.around.words.no:
        return commands.obey(scene, session, "start")  # they have none
    is_label = value or names_an_answer(step, message.text, scene.around)
    if not is_label and (said := aside.answered(scene, session, message.text, step)):
        return again(scene, session, *said)
    news = partial(commands.obey, scene, session, "status")
    if not is_label and (turn := about_report.answered(scene, message.text, news, step)):
        return turn
    answer = read_answer(step, session, message, value, scene.around)
    if isinstance(answer, Unclear):
        return _unclear(scene, flow, step, session, message, answer)
    return walk(scene, flow, step, session, answer)


def _unclear(scene: Scene, flow: Flow, step: Step, session: Session, message: InboundMessage, unclear: Unclear) -> Turn:
    text = message.text
    if step.save == "language" and "first_words" in session.answers:
        return _in_their_language(scene, session, text)
    is_unknown = scene.around.words.plain(fold(text)) in scene.around.words.unknown
    if step.append_to and len(fold(text).split()) > 1 and not is_unknown:
        longer = session.with_answer(step.append_to, story.joined(session.answers.get(step.append_to), text))
        return again(scene, longer, Reply(KEPT))
    placed = story.placed(flow, session, text, scene.around) if step.kind == "choice" else session
    if placed is not session and scene.is_drafting(session) and not story.is_story(text):
        return again(scene, placed, Reply(KEPT))
    if step.kind in ("choice", "yes_no") or (step.kind == "place" and _is_no_place(scene, text, unclear)):
        if not scene.is_drafting(session) and (story.is_only_code(text) or story.looks_like_code(text)):
            return begin(scene, session, text, message.code)
        if scene.is_drafting(session) and (story.is_story(text) or _is_in_own_words(scene, step, text)):
            return first_said(_told(scene, flow, step, session, text), Reply(KEPT))
        if scene.is_beginning(session) and (story.is_story(text) or story.names_thing(text, scene.around)):
            return first_said(tell_more(scene, session, text), Reply(KEPT))
    if unclear.offered or unclear.draft:
        session = replace(session, offered=unclear.offered, answers={**session.answers, **unclear.draft})
    in_danger = coming.danger_in(scene, session, text)
    if unclear.why in ("turned", "yes") or in_danger:  # R1: who tells of danger is never told "wrong"
        return again(scene, session)
    if step.kind == "code" and is_mistyped(text):
        return again(scene, session, Reply(ONE_DIGIT))
    if unclear.why in ("school", "some school"):
        return again(scene, session, Reply(WHICH_SCHOOL if unclear.why == "school" else WHERE_SCHOOL))
    if unclear.why == "unknown":
        return again(scene, session, Reply(_NEAREST))
    return again(scene, session, Reply(Text(step.again) if step.again else _AGAIN))


def _in_their_language(scene: Scene, session: Session, text: str) -> Turn:
    """Whoever writes on in place of choosing has chosen: the language of their words. LANGUAGE changes it."""
    if story.is_telling(text):
        session = story.opened_with(session, text, scene.around.listen(text))
    if len(named := scene.around.gazetteer.mentioned_in(text)) == 1 and "place" not in session.answers:
        session = session.with_answer("place", {"key": named[0].key})
    spoken = SERBIAN if base(session.language) == SERBIAN else session.language
    session = replace(session, language_known=True).with_answer("language", spoken)
    return first_said(proceed(scene, session), *((Reply(KEPT),) if story.is_telling(text) else ()))


def _leaves_open(scene: Scene, step: Step, text: str) -> bool:
    """ "Do you want to add something?" "No." "What do you know?" "I do not know."."""
    said, words = scene.around.words.plain(fold(text)), scene.around.words
    if not step.skip or names_an_answer(step, text, scene.around):
        return False
    if step.kind == "digits" or (step.kind == "text" and step.save == "description"):
        return said in words.no | words.unknown
    return said in words.unknown


def _is_no_place(scene: Scene, text: str, unclear: Unclear) -> bool:
    """What happens to somebody, told where a place was asked."""
    told = scene.around.listen(text)
    return bool(told.danger) or (not unclear.why and story.is_story(text) and story.kind_of(told.category) == "person")


def _is_in_own_words(scene: Scene, step: Step, text: str) -> bool:
    """A few words where "something else" is an answer: they say what."""
    says = len(fold(text).split()) > 1 and not scene.around.listen(text).thanks
    return says and _something_else(step) is not None


def _told(scene: Scene, flow: Flow, step: Step, session: Session, text: str) -> Turn:
    """More words for the report. Where they leave open what it is, it is "something else", so that nobody who has
    told it in their words must choose as well."""
    told, other = story.told(flow, session, text, scene.around), _something_else(step)
    if other is None or step.save in told.answers:
        return proceed(scene, told)
    return walk(scene, flow, step, told, Answer(other.value, other))


def _something_else(step: Step) -> Option | None:
    return next((option for option in step.options if option.value == "other"), None)


def _pressed(scene: Scene, session: Session, button: str) -> tuple[Session, str]:
    """The value of a button, after going back to the step it belongs to. "" where it leads nowhere any more."""
    where, _, value = button.partition(":")
    flow, _, name = where.partition(".")
    if (flow, name) == (session.flow, session.step):
        return session, value
    asked = next((each for each in reversed(session.trail) if (each[0], each[2]) == (flow, name)), None)
    step = scene.book.step(*asked) if asked else None
    if asked is None or step is None or session.answers.get(step.save) == value:
        return session, ""
    return rewind(scene, session, asked), value
