"""Forget me: told plainly what goes and what stays, asked once, then the service erases all that leads to them."""

from dataclasses import replace

from reportbot.core.conversation.danger import safeguarding
from reportbot.core.conversation.questions.asking import NO, YES, commands
from reportbot.core.conversation.turns.scene import Scene
from reportbot.core.conversation.turns.session import HELD, Session
from reportbot.core.conversation.turns.turn import Offer, Reply, Turn
from reportbot.core.conversation.walking.walk import again, first_said
from reportbot.core.messages import InboundMessage, Text
from reportbot.core.text import fold

WAITING = "forget"
YES_PRESSED, NO_PRESSED = f"!{WAITING}:yes", f"!{WAITING}:no"

_GOES = Text(
    "We delete the way back to you, this conversation, and what you have not sent. We cannot write to you after that.",
    sms="We delete the way back to you, this chat, and what you have not sent.",
)
_STAYS = Text(
    "A report or an alarm that you sent stays. Keep your code: with it you can still ask what happened.",
    sms="A report or an alarm that you sent stays. Keep your code.",
)
_COPIES = {
    "telegram": Text(
        "Telegram keeps its own copy, and your phone too. Open the menu of this chat and delete it there yourself."
    ),
    "sms": Text("Your phone company keeps its own record. Delete the messages on your phone yourself."),
    "web": Text("Your browser may remember this page. Delete it from the browser's history yourself."),
}
_ASK = Text("Shall we forget you now?")
_FORGOTTEN = Text("Everything here is deleted. Take care of yourself.")
_ALARM_STAYS = Text("The person on duty was told already, and that stays. We cannot tell you more about it.")
_NOTHING_DELETED = Text("Nothing was deleted.")


def ask(scene: Scene, session: Session) -> Turn:
    """What goes, what stays, what only they themselves can delete; then the question."""
    told = [_GOES, _STAYS, *filter(None, [_COPIES.get(scene.channel)])]
    if safeguarding.is_passed_on(session):
        told.append(_ALARM_STAYS)
    return Turn(replace(session, waiting_for=WAITING), (*map(Reply, told), question()))


def is_pressed(message: InboundMessage) -> bool:
    """One of the two answers, whenever it is pressed."""
    return message.pressed in (YES_PRESSED, NO_PRESSED)


def decide(scene: Scene, session: Session, message: InboundMessage) -> Turn:
    """Only a plain yes deletes, only a plain no does not; anything else is asked again."""
    words = scene.around.words
    said = words.counted(fold(message.text[:200]))
    if message.pressed == YES_PRESSED or said in words.yes | {"1"} or said.removeprefix("1 ") in words.yes:
        return forgotten(session)
    if message.pressed != NO_PRESSED and said not in words.no | {"2"} and said.removeprefix("2 ") not in words.no:
        return Turn(replace(session, waiting_for=WAITING), (question(),))
    session = replace(session, waiting_for="")
    if HELD in session.answers:
        session = replace(session, waiting_for=safeguarding.WAITING)
        return first_said(
            Turn(session, safeguarding.question(session, scene.around, scene.now)), Reply(_NOTHING_DELETED)
        )
    if session.is_idle:
        return Turn(session, (Reply(_NOTHING_DELETED, commands=commands("start", "status")),))
    return again(scene, session, Reply(_NOTHING_DELETED))


def forgotten(session: Session) -> Turn:
    """A neutral last word, with nothing to press."""
    last = [Reply(_FORGOTTEN)]
    if safeguarding.is_passed_on(session):
        last.insert(0, Reply(_ALARM_STAYS))
    return Turn(session.ended(), tuple(last), erased=True, forget=True)


def question() -> Reply:
    """Nothing is deleted before it is answered."""
    return Reply(_ASK, (Offer(YES_PRESSED, YES), Offer(NO_PRESSED, NO)))
