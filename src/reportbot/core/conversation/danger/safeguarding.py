"""Danger first, anywhere: every message is looked at here before the flow sees it (rules R1 and R2)."""

from dataclasses import replace
from datetime import datetime

from reportbot.core.conversation.danger.comfort import question_to, words_for
from reportbot.core.conversation.questions.asking import NO, YES, commands
from reportbot.core.conversation.questions.story import joined
from reportbot.core.conversation.turns.session import HELD, Session
from reportbot.core.conversation.turns.surroundings import Surroundings
from reportbot.core.conversation.turns.turn import Alarm, Offer, Reply
from reportbot.core.messages import InboundMessage, Text, TextList
from reportbot.core.text import fold

WAITING = "danger"
RAISED = "raised"
YES_PRESSED, NO_PRESSED = f"!{WAITING}:yes", f"!{WAITING}:no"
_TOLD_NOT_NOW = "violence"  # told, but not as happening this minute

_CALL = Text("Call:\n{numbers}\n{words}", sms="Call {numbers}. {words}")
_TOLD = Text(
    "We are telling the person on duty now. We cannot promise that someone is there at once.",
    sms="The person on duty is told now, but may not be there.",
)
OVER = Reply(Text("This is finished. Write BEGIN to begin again."), commands=commands("start", "status"))


def asks(session: Session, danger: str) -> bool:
    """Whether this sign of danger needs the question. Each kind is asked once, and nothing once they said yes.

    Nor is violence that is told, where they said before that it is not happening now.
    """
    settled = danger == _TOLD_NOT_NOW and session.answers.get("now") == "no"
    return RAISED not in session.dangers and danger not in session.dangers and not settled


def interrupt(
    session: Session, text: str, danger: str, around: Surroundings, now: datetime
) -> tuple[Session, tuple[Reply, ...]]:
    """A sign of danger: the numbers that answer now and what helps, then the question. The flow waits."""
    session = session.with_answer(HELD, joined(session.answers.get(HELD), text))
    session = replace(session, waiting_for=WAITING, dangers=(*session.dangers, danger))
    return session, question(session, around, now)


def question(session: Session, around: Surroundings, now: datetime) -> tuple[Reply, ...]:
    """The numbers that answer now, then: is someone in danger?"""
    danger = last(session)
    asked = question_to(danger)
    choices = (Offer(YES_PRESSED, asked.danger), Offer(NO_PRESSED, asked.no_danger))
    return numbers(danger, around, now), Reply(asked.text, choices, commands("exit"))


def numbers(danger: str, around: Surroundings, now: datetime) -> Reply:
    """Who answers such a danger at this minute, and what helps until they come."""
    return Reply(_call(around.answering(danger, now).numbers, words_for(danger)), first=True)


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
    told = Reply(_call(around.answering(danger, now).numbers, _TOLD), first=True)
    return session, (told,), raised


def admission(danger: str, words: Text, around: Surroundings, now: datetime) -> Text:
    """`words` about ourselves, with digits alone: it may light up on a screen that others see (R8, R18)."""
    return _call(around.answering(danger, now).bare, words)


def numbers_first(replies: tuple[Reply, ...]) -> tuple[Reply, ...]:
    """Before anything else that is said in the same turn, where every phone shows them (R2)."""
    return tuple(sorted(replies, key=lambda reply: not reply.first)) if any(r.first for r in replies) else replies


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


def is_yes(session: Session, message: InboundMessage, around: Surroundings) -> bool:
    """Someone is in danger, in so many words."""
    return message.pressed == YES_PRESSED or _says(message, around, question_to(last(session)).danger, "1")


def is_no(session: Session, message: InboundMessage, around: Surroundings) -> bool:
    """Nobody is in danger: plainly, or it counts as danger."""
    return message.pressed == NO_PRESSED or _says(message, around, question_to(last(session)).no_danger, "2")


def _says(message: InboundMessage, around: Surroundings, label: Text, number: str) -> bool:
    said, forms = around.words.counted(around.words.plain(fold(message.text[:200]))), _forms(label, around)
    return said == number or said in forms or said.removeprefix(f"{number} ") in forms


def _forms(label: Text, around: Surroundings) -> frozenset[str]:
    """All that means this answer: itself in every language, and the words of the yes or no that it begins with."""
    forms = around.known_as(label.msgid) | around.known_as(label.sms or label.msgid)
    for plain, words in ((YES, around.words.yes), (NO, around.words.no)):
        forms |= words if label.msgid.startswith(plain.msgid) else frozenset()
    return forms


def _call(listed: TextList, words: Text) -> Text:
    return Text(_CALL.msgid, {"numbers": listed, "words": words}, _CALL.sms)
