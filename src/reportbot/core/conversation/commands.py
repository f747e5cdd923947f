"""The words that work everywhere: help, back, language, cancel, start again, news. In any language, at any step."""

from collections.abc import Iterable
from datetime import datetime

from reportbot.core.conversation.answers import read_number
from reportbot.core.conversation.asking import commands as offers
from reportbot.core.conversation.session import Session
from reportbot.core.conversation.surroundings import Surroundings
from reportbot.core.conversation.turn import Offer, Reply
from reportbot.core.messages import InboundMessage, Text
from reportbot.core.text import fold

LANGUAGE = "language"

_HELP = Text(
    "You can write at any time: BACK, LANGUAGE, START, CANCEL. If someone is in danger now, call {emergency}.",
    sms="Danger now: call {emergency}. Write BACK, LANGUAGE, START.",
)
_CANCELLED = Text("Nothing was sent. What you wrote is erased here. Write START to begin again.")
_NOTHING_OPEN = Text("There is nothing to cancel. Write START to begin.")
_CHOOSE_LANGUAGE = Text("Choose your language. In danger now? Call {emergency}.")

__all__ = ["LANGUAGE", "ask_language", "cancelled", "help_reply", "offers", "read", "read_language"]


def read(message: InboundMessage, session: Session, around: Surroundings) -> str:
    """The command in this message, "" if there is none. An answer of the present step goes first elsewhere."""
    if message.pressed.startswith("!") and ":" not in message.pressed:
        return message.pressed[1:]
    if message.pressed:
        return ""
    return around.words.commands.get(fold(message.text), "")


def read_language(message: InboundMessage, around: Surroundings) -> str:
    if message.pressed.startswith(f"!{LANGUAGE}:"):
        chosen = message.pressed.partition(":")[2]
        return chosen if chosen in around.languages else ""
    names = [_names_of(code, around) for code in around.languages]
    number = read_number(message.text, len(names), names)
    if number is not None:
        return around.languages[number]
    said = fold(message.text)
    return next((code for code, known in zip(around.languages, names, strict=True) if said in known), "")


def ask_language(around: Surroundings) -> Reply:
    names = around.language_names
    choices = tuple(Offer(f"!{LANGUAGE}:{code}", Text(names[code])) for code in around.languages)
    question = Text(_CHOOSE_LANGUAGE.msgid, {"emergency": around.emergency})
    return Reply(question, choices, every_language=True)


def help_reply(around: Surroundings, now: datetime) -> Reply:
    return Reply(Text(_HELP.msgid, {"emergency": around.emergency}, _HELP.sms), commands=offers("start", "status"))


def cancelled(session: Session) -> Reply:
    return Reply(_NOTHING_OPEN if session.is_idle else _CANCELLED, commands=offers("start"))


def _names_of(code: str, around: Surroundings) -> frozenset[str]:
    known: Iterable[str] = around.known_as(around.language_names[code])
    return frozenset(known) | {fold(around.language_names[code]), code}
