"""One message, one turn. Pure: the same session, message and moment always give the same turn.

code masked ─► left? ─► what came with it ─► danger? ─► a command? ─► an old button? ─► the answer ─► next question
"""

from dataclasses import replace
from datetime import datetime
from functools import partial

from reportbot.core.conversation import commands
from reportbot.core.conversation.answering import KEPT, take_answer
from reportbot.core.conversation.beside import aside
from reportbot.core.conversation.danger import about_person, coming, leaving, safeguarding
from reportbot.core.conversation.flows.flow import FlowBook
from reportbot.core.conversation.questions import last_place, story, tongues
from reportbot.core.conversation.questions.answers import LONGEST_TEXT, names_an_answer
from reportbot.core.conversation.questions.asking import commands as offers
from reportbot.core.conversation.questions.bringing import bring, legible
from reportbot.core.conversation.turns.scene import Scene
from reportbot.core.conversation.turns.session import AFTER_THE_END, HELD, LAST_FOUR, SENT, Session
from reportbot.core.conversation.turns.surroundings import Surroundings
from reportbot.core.conversation.turns.turn import Reply, Turn
from reportbot.core.conversation.walking import about_report, forgetting
from reportbot.core.conversation.walking.beginning import begin, brings_more, in_danger, look_for_last
from reportbot.core.conversation.walking.walk import again, first_said, proceed
from reportbot.core.messages import InboundMessage, Text
from reportbot.core.receipt import masked, read_code

_CUT = Text("Your message was very long. We kept the first {kept} letters. You can send the rest as a new message.")
_EXPIRED = Text("A day has passed. What you wrote before is erased.")
_WELCOME_BACK = Text("You are welcome. Write BEGIN when you want to report something new.")

_WRITTEN = {HELD, "first_words", "description", "place", "category", "photos"}


def advance(book: FlowBook, session: Session, message: InboundMessage, around: Surroundings, now: datetime) -> Turn:
    """Raises FlowWentTooFar when a flow never comes to a question."""
    scene = Scene(book, around, now, message.address.channel)
    cut = len(message.text) > LONGEST_TEXT
    text = legible(message.text[:LONGEST_TEXT])
    code = read_code(text)
    if code or text != message.text:  # whatever is kept of a text with a code in it, the code is not
        message = replace(message, text=masked(text), code=code or "")
    came_back = session.quiet
    if came_back:
        turn = leaving.while_quiet(scene, session, message, commands.read(message, around))
        if turn is not None:
            return turn
        session = leaving.woken(session)
    if message.pressed and message.pressed == session.pressed:  # a second tap on the same button
        return Turn(replace(session, at=now))
    had_photos = "photos" in session.answers
    expired = session.is_stale(now) or (not session.is_idle and session.flow not in book.names())
    first: list[Reply] = []
    if expired:
        first += [Reply(_EXPIRED)] if session.answers.keys() & _WRITTEN and session.case is None else []
        session = session.ended()
    over_before = _is_over(session)
    if cut:
        first.append(Reply(Text(_CUT.msgid, {"kept": LONGEST_TEXT})))
    if _is_something_else(scene, session, message):
        session = session.ended()
    session = tongues.of_stranger(session, message.text, around)
    brought = bring(scene, session, message)
    if came_back and not expired and message.code and not around.danger_in(message.text):
        turn = commands.back_with_code(scene, brought.session, message.code)
    else:
        turn = _hear(scene, brought.session, message, brought.replies)
    turn = tongues.in_their_letters(session, turn, message.text, scene.channel)
    lost = had_photos and (expired or ("photos" not in turn.session.answers and not (turn.submitted or turn.added)))
    over = _is_over(turn.session) or turn.session.flow == "check_report"
    return replace(
        turn,
        replies=safeguarding.numbers_first((*first, *turn.replies)),
        session=replace(turn.session, at=now, pressed=message.pressed if _is_answer(message.pressed) else ""),
        keep_photos=brought.photos > 0,
        photos_of=brought.photos_of,
        photos_of_last=brought.photos_of_last,
        begins=over_before and not over,
        erased=turn.erased or lost,
    )


def _is_over(session: Session) -> bool:
    """Nothing new has begun: also while they say whether a message after the end belongs to their report."""
    return session.is_idle or SENT in session.answers or session.flow == AFTER_THE_END


def _is_answer(button: str) -> bool:
    """Of a question, or a language: a command may be meant twice, and the answer to a danger is never silent."""
    return ":" in button and not button.startswith((f"!{safeguarding.WAITING}", f"!{forgetting.WAITING}"))


def _is_something_else(scene: Scene, session: Session, message: InboundMessage) -> bool:
    """Said to "Type the last four digits back": a new story, a photo, thanks or another code are no wrong digits.

    The report is sent and the code was given, so it is heard like anything after the end.
    """
    if session.waiting_for or scene.here(session)[1].kind != "digits":
        return False
    if message.code:
        return not message.code.endswith(str(session.answers.get(LAST_FOUR, "-")))
    brings = bool(message.attachments) or message.location is not None
    return brings or story.is_story(message.text) or scene.around.listen(message.text).thanks


def _hear(scene: Scene, session: Session, message: InboundMessage, came: tuple[Reply, ...]) -> Turn:
    """`came` says what became of photos and files."""
    around = scene.around
    answers = not session.waiting_for and names_an_answer(scene.here(session)[1], message.text, around)
    command = commands.read(message, around)
    if answers and command not in leaving.ALWAYS:
        command = ""
    if command == commands.SKIP and not commands.may_skip(scene, session):
        if _must_be_told(scene, session):
            return first_said(again(scene, session, Reply(Text(scene.here(session)[1].again))), *came)
        command = ""
    if session.waiting_for == safeguarding.WAITING or message.pressed == safeguarding.YES_PRESSED:
        if command not in commands.LEAVES_DANGER and not forgetting.is_pressed(message):
            return _after_danger(scene, session, message, command)
    elif message.text and not command and not answers:
        danger = coming.danger_in(scene, session, message.text)
        if danger and safeguarding.asks(session, danger):
            session, (*first, question) = safeguarding.interrupt(session, message.text, danger, around, scene.now)
            return Turn(session, (*first, *came, question))
        if danger:
            came = (safeguarding.numbers(danger, around, scene.now), *came)
            session, worse = safeguarding.worse(session, message.text, danger)
            turn = _go_on(scene, session, message, command, came)
            return replace(turn, alarm=worse or turn.alarm)
    return _go_on(scene, session, message, command, came)


def _must_be_told(scene: Scene, session: Session) -> bool:
    """A question for words or a place that cannot be skipped: "skip" is no answer to it either."""
    step = scene.here(session)[1] if not session.is_idle and not session.waiting_for else None
    return step is not None and step.kind in ("text", "place") and bool(step.again)


def _go_on(scene: Scene, session: Session, message: InboundMessage, command: str, came: tuple[Reply, ...]) -> Turn:
    """Danger has been looked at."""
    if command:
        return first_said(commands.obey(scene, session, command), *came)
    if session.waiting_for == forgetting.WAITING or forgetting.is_pressed(message):
        return first_said(forgetting.decide(scene, session, message), *came)
    if session.waiting_for == commands.LANGUAGE or message.pressed.startswith(f"!{commands.LANGUAGE}:"):
        return first_said(_after_language(scene, session, message), *came)
    if came and not message.text and not message.pressed:
        if session.is_idle:
            return first_said(_first_words(scene, session, message), *came)
        return first_said(proceed(scene, session), *came)
    if session.is_idle:
        return first_said(_first_words(scene, session, message), *came)
    return first_said(take_answer(scene, session, message), *came)


def _after_danger(scene: Scene, session: Session, message: InboundMessage, command: str) -> Turn:
    """Only a plain no ends it; a yes, and anything else, is taken as danger (R2)."""
    around = scene.around
    held = str(session.answers.get(HELD, ""))
    if session.waiting_for != safeguarding.WAITING and safeguarding.RAISED in session.dangers:
        return again(scene, session, safeguarding.numbers(safeguarding.last(session), around, scene.now))
    if command == "language":
        return commands.ask_language(scene, session)
    if command in tongues.SCRIPTS:
        session = tongues.switched(session, command, around)
        return Turn(session, safeguarding.question(session, around, scene.now))
    if command == "back" or message.pressed not in ("", safeguarding.YES_PRESSED, safeguarding.NO_PRESSED):
        return Turn(session, safeguarding.question(session, around, scene.now))
    session = replace(session.without_answers(HELD), waiting_for="")
    if safeguarding.is_no(session, message, around):
        if about_person.is_meant(scene, session, held, denied=True):
            return first_said(proceed(scene, about_person.moved(scene, session, held)), Reply(KEPT))
        return _go_on(scene, session, replace(message, text=held, pressed="", location=None, attachments=()), "", ())
    if not safeguarding.is_yes(session, message, around) and not command:
        held = story.joined(held, message.text)
        danger = around.danger_in(message.text)
        session = replace(session, dangers=(*session.dangers, danger)) if danger else session
    if about_person.is_meant(scene, session, held):
        session = last_place.unless_told(about_person.moved(scene, session, held))
    elif SENT in session.answers:
        return _after_danger_sent(scene, session, held)
    elif scene.is_drafting(session):
        session = story.told(scene.here(session)[0], session, held, around)
    else:
        session = last_place.unless_told(in_danger(scene, session, held))
    session = session.with_answer("now", "yes")
    session, replies, alarm = safeguarding.alarm(session, around, scene.now)
    if last_place.is_open(session):
        return Turn(session, replies, alarm=alarm, look_up=last_place.LOOK_UP)
    return replace(first_said(proceed(scene, session), *replies), alarm=alarm)


def _after_danger_sent(scene: Scene, session: Session, held: str) -> Turn:
    """The report is stored: what they say now belongs to it, and answers the question if that was for words."""
    session, replies, alarm = safeguarding.alarm(session, scene.around, scene.now)
    alarm = replace(alarm, answers={**alarm.answers, "description": held, "now": "yes"})
    step = scene.here(session)[1]
    if step.kind == "text" and step.skip:
        return replace(first_said(commands.skip(scene, session), *replies), alarm=alarm)
    return replace(again(scene, session, *replies), alarm=alarm)


def _after_language(scene: Scene, session: Session, message: InboundMessage) -> Turn:
    language = commands.read_language(message, scene.around)
    if not language:
        return commands.ask_language(scene, session)
    chosen = tongues.chosen(language, session)
    session = replace(session, language=chosen, language_known=True, waiting_for="")
    if HELD in session.answers:
        session = replace(session, waiting_for=safeguarding.WAITING)
        return Turn(session, safeguarding.question(session, scene.around, scene.now))
    return begin(scene, session) if session.is_idle else proceed(scene, session.with_answer("language", language))


def _first_words(scene: Scene, session: Session, message: InboundMessage) -> Turn:
    """Nothing is under way: the first message, or one after the end."""
    if message.pressed and session.language_known:
        return Turn(session, (safeguarding.OVER,))
    if session.language_known and message.text and scene.around.listen(message.text).thanks:
        return Turn(session, (Reply(_WELCOME_BACK, commands=offers("start", "status")),))
    if said := aside.answered(scene, session, message.text):
        return _aside(scene, session, message.text, said)
    if session.language_known and not message.code:
        status = partial(commands.obey, scene, session, "status")
        if news := about_report.answered(scene, message.text, status):
            return news
        if brings_more(scene, session, message.text):
            return look_for_last(scene, session, message.text)
    return begin(scene, session, message.text, message.code)


def _aside(scene: Scene, session: Session, text: str, said: tuple[Reply, ...]) -> Turn:
    """To a stranger in the language of the question, and then the welcome, as for whoever only greets."""
    *first, last = said
    if session.language_known:
        return Turn(session, (*first, replace(last, commands=offers("start", "status"))))
    session = tongues.proposed(session, text, scene.around.listen(text), scene.around)
    return first_said(begin(scene, session), *first, last)
