"""A notice in an institution's duty chat (a group or one person's chat), with buttons, through the town's own bot."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from reportbot.core.given_json import is_whole, object_in
from reportbot.service.offices.duty_chats import MESSAGE
from reportbot.service.ports import DeliveryFailed, Notice

OFFICE = "office:"
"""Starts the data of our buttons, so that a press in a duty chat is never taken for a reporter's."""

LONGEST_BUTTON_DATA = 64  # bytes, https://core.telegram.org/bots/api#inlinekeyboardbutton
LONGEST_TEXT = 4096  # letters, https://core.telegram.org/bots/api#sendmessage


class Bots(Protocol):
    """The bots of all municipalities (channels/telegram_bot.py)."""

    async def call(self, municipality: str, method: str, parameters: dict[str, Any]) -> Any:
        """One call of the Bot API; its result. Raises DeliveryFailed."""


class DutyChat:
    """The target of a notice is the chat's id, as text; groups have negative ones."""

    def __init__(self, bots: Bots) -> None:
        self._bots = bots

    async def send(self, notice: Notice) -> str:
        """The number of the message in that chat: a new one, or that of the message which is changed.

        A chat that is no more is a failure, never let go: an office that nobody reaches is somebody's business.
        """
        try:
            if MESSAGE in notice.facts:
                return await self._change(notice)
            sent = await self._bots.call(notice.municipality, "sendMessage", request(notice))
        except DeliveryFailed as failure:
            raise DeliveryFailed(failure.reason, retry=failure.retry, after=failure.after) from None
        return str(sent.get("message_id", "")) if isinstance(sent, dict) else ""

    async def _change(self, notice: Notice) -> str:
        """What is deleted there, or looks so already, is left as it is."""
        method, parameters = change(notice)
        try:
            await self._bots.call(notice.municipality, method, parameters)
        except DeliveryFailed as failure:
            if failure.retry or failure.gone:
                raise
            return "not changed"
        return str(parameters["message_id"])


@dataclass(frozen=True, slots=True)
class Pressed:
    """`shown` is the text of the message below which the button is, "" where Telegram does not give it."""

    chat: int = field(repr=False)
    callback: str
    data: str
    message: int
    shown: str = field(default="", repr=False)


def change(notice: Notice) -> tuple[str, dict[str, Any]]:
    """The method and its parameters: text and buttons of a message of ours, or its buttons alone. Raises
    DeliveryFailed."""
    number = notice.facts[MESSAGE]
    if not re.fullmatch(r"[0-9]{1,18}", number, re.ASCII):
        raise DeliveryFailed("no message of a Telegram chat", retry=False)
    call: dict[str, Any] = {"chat_id": _chat(notice), "message_id": int(number), "reply_markup": _keyboard(notice)}
    if not notice.body:
        return "editMessageReplyMarkup", call
    text = {"text": _fitting(notice.body, ""), "link_preview_options": {"is_disabled": True}}
    return "editMessageText", {**call, **text}


def request(notice: Notice) -> dict[str, Any]:
    """Parameters of sendMessage. Raises DeliveryFailed for a target or a button that Telegram cannot have."""
    parts = [notice.subject, notice.body, notice.link if notice.link not in notice.body else ""]
    call: dict[str, Any] = {
        "chat_id": _chat(notice),
        "text": _fitting("\n\n".join(part for part in parts[:2] if part), parts[2]),
        "link_preview_options": {"is_disabled": True},
        "protect_content": False,
    }
    if notice.buttons:
        call["reply_markup"] = _keyboard(notice)
    return call


def answer_pressed(update: Mapping[str, Any]) -> Pressed | None:
    """When a button of a notice was pressed, else None. Who pressed it is not read.

    Whether that chat may answer is the caller's to check: a message with buttons can be forwarded.
    """
    pressed = object_in(update, "callback_query") or {}
    identity, data, message = pressed.get("id"), pressed.get("data"), object_in(pressed, "message") or {}
    chat, number = (object_in(message, "chat") or {}).get("id"), message.get("message_id")
    shown = message.get("text")
    if not (isinstance(identity, str) and isinstance(data, str) and data.startswith(OFFICE)):
        return None
    if not (is_whole(chat) and is_whole(number)):
        return None
    words = shown if isinstance(shown, str) else ""
    return Pressed(chat, identity, data.removeprefix(OFFICE), number, words)


def _chat(notice: Notice) -> int:
    if not re.fullmatch(r"-?[0-9]{1,18}", notice.target, re.ASCII):
        raise DeliveryFailed("the target is not the id of a Telegram chat", retry=False)
    return int(notice.target)


def _keyboard(notice: Notice) -> dict[str, Any]:
    return {"inline_keyboard": [[_button(label, data)] for label, data in notice.buttons]}


def _button(label: str, data: str) -> dict[str, str]:
    if data.startswith("https://"):
        return {"text": label, "url": data}
    if not data or len((OFFICE + data).encode()) > LONGEST_BUTTON_DATA:
        raise DeliveryFailed(f"a button carries 1 to {LONGEST_BUTTON_DATA - len(OFFICE)} bytes", retry=False)
    return {"text": label, "callback_data": OFFICE + data}


def _fitting(text: str, link: str) -> str:
    end = f"\n\n{link}" if link else ""
    return text[: LONGEST_TEXT - len(end)] + end
