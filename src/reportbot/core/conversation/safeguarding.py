"""Danger first, anywhere: every message is looked at here before the flow sees it (rules R1 and R2)."""

from dataclasses import replace
from datetime import datetime

from reportbot.core.conversation.asking import YES
from reportbot.core.conversation.session import Session
from reportbot.core.conversation.surroundings import Surroundings
from reportbot.core.conversation.turn import Alarm, Offer, Reply
from reportbot.core.messages import InboundMessage, Text
from reportbot.core.text import fold

WAITING = "danger"
HELD = "held_words"
RAISED = "raised"

_WARM = Text("You did the right thing by writing.")
_SUICIDE = Text("You did the right thing by writing. You matter, and you are not alone. Are you safe right now?")
_NUMBERS = Text("If it is happening now, call:\n{numbers}")
_QUESTION = Text("Is someone in danger?")
_NOT_MEANT = Text("No, I meant something else", sms="No")
_TOLD = Text(
    "We are telling the person on duty now. We cannot promise that someone is there at once. Please call:\n{numbers}"
)
_NEEDS = {
    "suicide": "suicide",
    "fire_gas_electricity": "fire",
    "injured": "ambulance",
    "missing_child": "missing_child",
}


def interrupt(
    session: Session, text: str, danger: str, around: Surroundings, now: datetime
) -> tuple[Session, tuple[Reply, ...]]:
    """A sign of danger: a warm sentence and the numbers that answer now, then the question. The flow waits."""
    held = session.answers.get(HELD)
    session = session.with_answer(HELD, f"{held}\n{text}" if held else text)
    session = replace(session, waiting_for=WAITING, dangers=(*session.dangers, danger))
    return session, (
        Reply(_SUICIDE if danger == "suicide" else _WARM),
        Reply(Text(_NUMBERS.msgid, {"numbers": around.numbers(need_of(danger), now)})),
        Reply(_QUESTION, (Offer(f"!{WAITING}:yes", YES), Offer(f"!{WAITING}:no", _NOT_MEANT))),
    )


def alarm(session: Session, around: Surroundings, now: datetime) -> tuple[Session, tuple[Reply, ...], Alarm]:
    """They said yes, or anything but no: the numbers once more, and the duty contact is told."""
    danger = next((kind for kind in session.dangers if kind != RAISED), "said_now")
    raised = Alarm(danger, dict(session.answers))
    session = replace(session, waiting_for="", dangers=(*session.dangers, RAISED))
    return session, (Reply(Text(_TOLD.msgid, {"numbers": around.numbers(need_of(danger), now)})),), raised


def need_of(danger: str) -> str:
    """Which numbers answer this danger (the `need` of a directory entry)."""
    return _NEEDS.get(danger, "emergency")


def is_yes(message: InboundMessage, around: Surroundings) -> bool:
    return message.pressed == f"!{WAITING}:yes" or fold(message.text) in around.words.yes | {"1"}


def is_no(message: InboundMessage, around: Surroundings) -> bool:
    said = fold(message.text)
    no = around.words.no | around.known_as(_NOT_MEANT.msgid) | {"2"}
    return message.pressed == f"!{WAITING}:no" or said in no or said.removeprefix("2 ") in no
