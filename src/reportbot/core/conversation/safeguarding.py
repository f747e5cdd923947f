"""Danger first, anywhere: every message is looked at here before the flow sees it (rules R1 and R2)."""

from dataclasses import replace
from datetime import datetime

from reportbot.core.conversation.asking import YES, commands
from reportbot.core.conversation.session import HELD, Session
from reportbot.core.conversation.story import joined
from reportbot.core.conversation.surroundings import Surroundings
from reportbot.core.conversation.turn import Alarm, Offer, Reply
from reportbot.core.messages import InboundMessage, Text
from reportbot.core.text import fold

WAITING = "danger"
RAISED = "raised"
YES_PRESSED, NO_PRESSED = f"!{WAITING}:yes", f"!{WAITING}:no"
_TOLD_NOT_NOW = "violence"  # told, but not as happening this minute

_WARM = Text("You did the right thing by writing.")
_SUICIDE = Text("You did the right thing by writing. You matter, and you are not alone.")
_NUMBERS = Text("If it is happening now, call:\n{numbers}")
_QUESTION = Text("Is someone in danger?")
_NOT_MEANT = Text("No, I meant something else", sms="No")
_TOLD = Text(
    "We are telling the person on duty now. We cannot promise that someone is there at once. Please call:\n{numbers}"
)
OVER = Reply(Text("This is finished. Write START to begin again."), commands=commands("start", "status"))
_NEEDS = {
    "suicide": "suicide",
    "fire_gas_electricity": "fire",
    "injured": "ambulance",
    "missing_child": "missing_child",
}


def asks(session: Session, danger: str) -> bool:
    """Whether this sign of danger needs the question. Each kind is asked once, and nothing once they said yes.

    Nor is violence that is told, where they said before that it is not happening now.
    """
    settled = danger == _TOLD_NOT_NOW and session.answers.get("now") == "no"
    return RAISED not in session.dangers and danger not in session.dangers and not settled


def interrupt(
    session: Session, text: str, danger: str, around: Surroundings, now: datetime
) -> tuple[Session, tuple[Reply, ...]]:
    """A sign of danger: a warm sentence and the numbers that answer now, then the question. The flow waits."""
    session = session.with_answer(HELD, joined(session.answers.get(HELD), text))
    session = replace(session, waiting_for=WAITING, dangers=(*session.dangers, danger))
    return session, (Reply(_SUICIDE if danger == "suicide" else _WARM), *question(session, around, now))


def question(session: Session, around: Surroundings, now: datetime) -> tuple[Reply, ...]:
    """The numbers that answer now, then: is someone in danger?"""
    choices = (Offer(YES_PRESSED, YES), Offer(NO_PRESSED, _NOT_MEANT))
    return numbers(last(session), around, now), Reply(_QUESTION, choices)


def numbers(danger: str, around: Surroundings, now: datetime) -> Reply:
    """Who answers such a danger at this minute."""
    return Reply(Text(_NUMBERS.msgid, {"numbers": around.numbers(_need_of(danger), now)}))


def alarm(
    session: Session, around: Surroundings, now: datetime, kind: str = ""
) -> tuple[Session, tuple[Reply, ...], Alarm]:
    """They said yes, or anything but no: the numbers once more, and the duty contact is told.

    `kind` is the danger where the question itself named it.
    """
    session = replace(session, dangers=(*session.dangers, kind)) if kind else session
    danger = last(session)
    raised = Alarm(danger, session.said)
    session = replace(session, waiting_for="", dangers=(*session.dangers, RAISED))
    return session, (Reply(Text(_TOLD.msgid, {"numbers": around.numbers(_need_of(danger), now)})),), raised


def is_news(session: Session, kind: str) -> bool:
    """Whether the duty contact must be told that somebody said so: once, and once more of another kind."""
    return RAISED not in session.dangers or (bool(kind) and kind not in session.dangers)


def is_passed_on(session: Session) -> bool:
    """Whether somebody has been told already: by an alarm, or because the person had fallen silent."""
    return RAISED in session.dangers or session.case is not None


def last(session: Session) -> str:
    """The kind of danger that was heard last; what they said themselves where nothing was heard."""
    return next((kind for kind in reversed(session.dangers) if kind != RAISED), "said_now")


def worse(session: Session, text: str, danger: str) -> tuple[Session, Alarm | None]:
    """Another kind of danger after an alarm: the duty contact is told again, and nobody has to say yes again."""
    if RAISED not in session.dangers or danger in session.dangers:
        return session, None
    words = joined(session.answers.get("description"), text)
    raised = Alarm(danger, {**session.said, "description": words})
    return replace(session, dangers=(*session.dangers, danger)), raised


def is_yes(message: InboundMessage, around: Surroundings) -> bool:
    said = fold(message.text[:200])
    yes = around.words.yes | {"1"}
    return message.pressed == YES_PRESSED or said in yes or said.removeprefix("1 ") in yes


def is_no(message: InboundMessage, around: Surroundings) -> bool:
    said = fold(message.text[:200])
    no = around.words.no | around.known_as(_NOT_MEANT.msgid) | {"2"}
    return message.pressed == NO_PRESSED or said in no or said.removeprefix("2 ") in no


def _need_of(danger: str) -> str:
    """Which numbers answer this danger (the `need` of a directory entry)."""
    return _NEEDS.get(danger, "emergency")
