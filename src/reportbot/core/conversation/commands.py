"""The words that work everywhere, in any language: help, numbers, back, language, cancel, start, news, exit, stop …"""

from dataclasses import replace
from datetime import datetime

from reportbot.core.conversation.danger import leaving, safeguarding
from reportbot.core.conversation.questions import tongues
from reportbot.core.conversation.questions.answers import read_number
from reportbot.core.conversation.questions.asking import commands as offers
from reportbot.core.conversation.questions.asking import named
from reportbot.core.conversation.turns.scene import Scene
from reportbot.core.conversation.turns.session import PAUSED, SENT, Session
from reportbot.core.conversation.turns.surroundings import Surroundings
from reportbot.core.conversation.turns.turn import Offer, Reply, Turn
from reportbot.core.conversation.walking import forgetting
from reportbot.core.conversation.walking.beginning import begin
from reportbot.core.conversation.walking.walk import again, enter, first_said, go, proceed, rewind
from reportbot.core.messages import InboundMessage, Text
from reportbot.core.text import fold

LANGUAGE = "language"
SKIP = "skip"  # a word like any other where nothing can be skipped
LEAVES_DANGER = frozenset({"start", "cancel", "status", "forget"}) | leaving.ALWAYS
"""They leave "Is someone in danger?" unanswered."""

_HELP = Text(
    "You can write: BACK, LANGUAGE, BEGIN, CANCEL, FORGET. EXIT leaves at once, FLOWER brings you back. In danger now?"
    " Call {emergency}.",
    sms="Danger now: call {emergency}. Write BACK, LANGUAGE, BEGIN, FORGET. EXIT leaves at once.",
)
_CANCELLED = Text("Nothing was sent. What you wrote is erased here. Write BEGIN to begin again.")
_TOLD_ALREADY = Text("The person on duty was told already, and that stays. The rest is erased here.")
_NOTHING_OPEN = Text("There is nothing to cancel. Write BEGIN to begin.")
_LETTERS = Text("We now write to you in these letters.")
_STOPPED = Text("We do not write to you first any more. Send STATUS when you want to know more.")
_CHOOSE_LANGUAGE = Text(
    "Choose your language. In danger now? Call {emergency}.",
    sms="Danger? Call {emergency}. Language:",  # in five languages at once, with their names, one SMS
)


def read(message: InboundMessage, around: Surroundings) -> str:
    """The command in this message, "" if there is none. What follows a /command is left aside ("/start flyer7"), unless
    it tells of danger (R1)."""
    if message.pressed:
        name = message.pressed.removeprefix("!")
        return name if name != message.pressed and name in around.words.commands.values() else ""
    said = fold(message.text[:200])
    if message.text.startswith("/"):
        said, _, more = said.partition(" ")
        if more and around.danger_in(message.text):
            return ""
    return around.words.commands.get(said, "")


def obey(scene: Scene, session: Session, command: str) -> Turn:
    """Every command keeps its promise in every state, and always leads to a next question or says how to begin."""
    if command == leaving.EXIT:
        return leaving.leave(scene, session)
    if command == leaving.SAFE:
        return take_up(scene, session)
    asked_language, asked_forget = session.waiting_for == LANGUAGE, session.waiting_for == forgetting.WAITING
    session = replace(session, waiting_for="")
    match command:
        case "start":
            return begin(scene, session.restarted())
        case "cancel" if session.is_idle or SENT in session.answers:
            over = session.restarted() if session.is_idle else session.ended()
            return Turn(over, (Reply(_NOTHING_OPEN, commands=offers("start")),))
        case "cancel":
            stays = safeguarding.is_passed_on(session)
            reply = Reply(_TOLD_ALREADY if stays else _CANCELLED, commands=offers("start"))
            return Turn(session.restarted(), (reply,), erased=True)
        case "language":
            return ask_language(scene, session)
        case "cyrillic" | "latin" if tongues.switched(session, command, scene.around) is not session:
            return _switch_letters(scene, session, command)
        case "help" if asked_language:
            return first_said(ask_language(scene, session), help_reply(scene.around, scene.now))
        case "help" if session.is_idle:
            return first_said(begin(scene, session), help_reply(scene.around, scene.now))
        case "help":
            return again(scene, session, help_reply(scene.around, scene.now))
        case "status":
            return _aside(scene, session.with_answer("code", ""), "check_report")
        case "numbers":
            return _aside(scene, session.without_answers("need"), "find_help")
        case "stop":
            return _stopped(scene, session, asked_language)
        case "forget":  # said twice, it is meant
            return forgetting.forgotten(session) if asked_forget else forgetting.ask(scene, session)
        case "skip":
            return skip(scene, session)
        case "back" if session.trail and not asked_language:
            return again(scene, rewind(scene, session, session.trail[-1]))
        case _:
            return begin(scene, session) if session.is_idle else again(scene, session)


def take_up(scene: Scene, session: Session) -> Turn:
    """Back after they have left, or asked for help with the safe word: the numbers first, then the same question."""
    match session.waiting_for:
        case safeguarding.WAITING:
            turn = Turn(session, safeguarding.question(session, scene.around, scene.now))
        case _ if session.waiting_for == LANGUAGE:
            turn = ask_language(scene, session)
        case forgetting.WAITING:
            turn = Turn(session, (forgetting.question(),))
        case _ if session.is_idle:
            turn = begin(scene, session)
        case _:
            return again(scene, session, leaving.welcome_back(scene))
    return first_said(turn, leaving.welcome_back(scene))


def back_with_code(scene: Scene, session: Session, code: str) -> Turn:
    """Back after they have left: what happened to that report, then the question that was open."""
    if session.waiting_for:
        return take_up(scene, session)
    if scene.is_drafting(session):
        turn = _aside(scene, session.with_answer("code", code), "check_report")
    else:
        turn = begin(scene, session, code=code)
    return first_said(turn, leaving.welcome_back(scene))


def may_skip(scene: Scene, session: Session) -> bool:
    return not session.is_idle and not session.waiting_for and bool(scene.here(session)[1].skip)


def skip(scene: Scene, session: Session) -> Turn:
    """The question stays unanswered, as its flow allows."""
    flow, step = scene.here(session)
    return go(scene, flow, step.skip, session.asked(flow.name, flow.version, step.id, {}))


def ask_language(scene: Scene, session: Session) -> Turn:
    around = scene.around
    choices = tuple(Offer(f"!{LANGUAGE}:{code}", named(around.language_names[code])) for code in around.languages)
    question = replace(_CHOOSE_LANGUAGE, fill={"emergency": around.emergency})
    return Turn(replace(session, waiting_for=LANGUAGE), (Reply(question, choices, every_language=True),))


def _switch_letters(scene: Scene, session: Session, command: str) -> Turn:
    """The same question in the other letters."""
    session = tongues.switched(session, command, scene.around)
    if session.is_idle:
        ended = session.without_answers("language")
        return Turn(ended, (Reply(_LETTERS, commands=offers("start", "status")),))
    return proceed(scene, session) if scene.here(session)[1].save == "language" else again(scene, session)


def read_language(message: InboundMessage, around: Surroundings) -> str:
    """The language that was chosen, "" if none."""
    if message.pressed:
        chosen = message.pressed.removeprefix(f"!{LANGUAGE}:")
        return chosen if chosen in around.languages else ""
    names = [tongues.names_of(code, around) for code in around.languages]
    number = read_number(message.text, len(names), names, around.words.numbers)
    if number is not None:
        return around.languages[number]
    said = fold(message.text[:200])
    return next((code for code, known in zip(around.languages, names, strict=True) if said in known), "")


def help_reply(around: Surroundings, now: datetime) -> Reply:
    return Reply(Text(_HELP.msgid, {"emergency": around.emergency}, _HELP.sms))


def _aside(scene: Scene, session: Session, name: str) -> Turn:
    """Another flow at once: news of their last report, or the numbers to call. A report being made waits meanwhile."""
    if not scene.is_drafting(session):
        code = {"code": session.answers["code"]} if "code" in session.answers else {}
        return enter(scene, replace(session.restarted(), answers=code), name)
    paused = session.with_answer(PAUSED, [session.flow, session.version, session.step])
    flow = scene.book.newest(name)
    return go(scene, flow, flow.first, paused)


def _stopped(scene: Scene, session: Session, asked_language: bool) -> Turn:
    """They want no messages. Whatever is under way goes on, since only they write now."""
    if asked_language:
        turn = first_said(ask_language(scene, session), Reply(_STOPPED))
    elif session.is_idle:
        turn = Turn(session, (Reply(_STOPPED, commands=offers("start", "status")),))
    else:
        turn = again(scene, session, Reply(_STOPPED))
    return replace(turn, may_push=False)
