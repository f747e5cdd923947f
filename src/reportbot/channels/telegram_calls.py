"""Translates our messages into calls of the Bot API: what is sent, and what is deleted. Pure."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from reportbot.core.errors import RuleBroken
from reportbot.core.messages import Address, OutboundMessage

LONGEST_MESSAGE = 4096  # https://core.telegram.org/bots/api#sendmessage; counted in UTF-16 units to be safe
LONGEST_CAPTION = 1024  # https://core.telegram.org/bots/api#sendphoto
_OF_TEXT = "link_preview_options"
LONGEST_BUTTON_DATA = 64  # bytes, https://core.telegram.org/bots/api#inlinekeyboardbutton
_MESSAGE_ID = re.compile(r"[0-9]{1,18}", re.ASCII)
MOST_DELETED = 100  # messages in one call: https://core.telegram.org/bots/api#deletemessages
_CHAT_ID = re.compile(r"-?[0-9]{1,18}", re.ASCII)


def requests(message: OutboundMessage) -> tuple[dict[str, Any], ...]:
    """Parameters of sendMessage: one call, or several for a text beyond Telegram's limit; buttons below the last.

    Raises RuleBroken when a choice cannot be carried by a button.
    """
    if not _CHAT_ID.fullmatch(message.address.value):
        raise RuleBroken("a Telegram address is the id of a chat")
    calls = [
        {
            "chat_id": int(message.address.value),
            "text": part,
            "link_preview_options": {"is_disabled": True},
            "protect_content": False,
        }
        for part in _parts(message.text)
    ]
    if rows := _rows(message):
        calls[-1]["reply_markup"] = {"inline_keyboard": rows}
    elif message.farewell:
        calls[-1]["reply_markup"] = {"remove_keyboard": True}
    if message.farewell:
        calls = [call | {"disable_notification": True} for call in calls]
    return tuple(calls)


def photo(message: OutboundMessage) -> dict[str, Any]:
    """Parameters of sendPhoto, without the picture itself. Raises RuleBroken as `requests`, and for words that are
    longer than those below a picture may be."""
    if _units(message.text) > LONGEST_CAPTION:
        raise RuleBroken(f"below a picture stand {LONGEST_CAPTION} letters")
    (call,) = requests(message)
    return {("caption" if name == "text" else name): value for name, value in call.items() if name != _OF_TEXT}


def deletions(address: Address, numbers: Sequence[str]) -> tuple[dict[str, Any], ...]:
    """Parameters of deleteMessages, as many calls as it takes. Raises RuleBroken as `requests`; what is no number of a
    message is left out."""
    if not _CHAT_ID.fullmatch(address.value):
        raise RuleBroken("a Telegram address is the id of a chat")
    ids = [int(number) for number in dict.fromkeys(numbers) if _MESSAGE_ID.fullmatch(number)]
    return tuple(
        {"chat_id": int(address.value), "message_ids": ids[start : start + MOST_DELETED]}
        for start in range(0, len(ids), MOST_DELETED)
    )


def button(label: str, data: str) -> dict[str, str]:
    """An inline button. Raises RuleBroken when its data is empty or longer than Telegram takes."""
    if not 1 <= len(data.encode()) <= LONGEST_BUTTON_DATA:
        raise RuleBroken(f"a button carries 1 to {LONGEST_BUTTON_DATA} bytes")
    return {"text": label, "callback_data": data}


def shown_words(said: str) -> dict[str, str]:
    """Of answerCallbackQuery: up to 200 letters, https://core.telegram.org/bots/api#answercallbackquery."""
    return {"text": said[:200]} if said else {}


def _rows(message: OutboundMessage) -> list[list[dict[str, str]]]:
    rows = [[button(f"{number} · {choice.label}", choice.value)] for number, choice in enumerate(message.choices, 1)]
    commands = [button(choice.label, choice.value) for choice in message.commands]
    return [*rows, commands] if commands else rows


def _parts(text: str) -> Iterator[str]:
    """Pieces within the limit, cut at the last line end or space where there is one in the second half."""
    rest = text
    while _units(rest) > LONGEST_MESSAGE:
        piece = _beginning(rest, LONGEST_MESSAGE)
        at = max(piece.rfind("\n"), piece.rfind(" "))
        piece = piece[: at + 1] if at > len(piece) // 2 else piece
        yield piece.rstrip() or piece
        rest = rest[len(piece) :]
    yield rest


def _beginning(text: str, units: int) -> str:
    """The longest beginning of that many UTF-16 units that tears no letter apart."""
    return text.encode("utf-16-le", "surrogatepass")[: 2 * units].decode("utf-16-le", "ignore")


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2 if len(text) * 2 > LONGEST_MESSAGE else len(text)
