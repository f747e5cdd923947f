"""A notice in an institution's duty chat (a group or one person's chat), with buttons, through the town's own bot."""

import re
from collections.abc import Mapping
from typing import Any, Protocol

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
        """The number of the message in that chat."""
        sent = await self._bots.call(notice.municipality, "sendMessage", request(notice))
        return str(sent.get("message_id", "")) if isinstance(sent, dict) else ""


def request(notice: Notice) -> dict[str, Any]:
    """Parameters of sendMessage. Raises DeliveryFailed for a target or a button that Telegram cannot have."""
    if not re.fullmatch(r"-?[0-9]{1,18}", notice.target, re.ASCII):
        raise DeliveryFailed("the target is not the id of a Telegram chat", retry=False)
    parts = [notice.subject, notice.body, notice.link if notice.link not in notice.body else ""]
    call: dict[str, Any] = {
        "chat_id": int(notice.target),
        "text": _fitting("\n\n".join(part for part in parts[:2] if part), parts[2]),
        "link_preview_options": {"is_disabled": True},
        "protect_content": False,
    }
    if notice.buttons:
        call["reply_markup"] = {"inline_keyboard": [[_button(label, data)] for label, data in notice.buttons]}
    return call


def answer_pressed(update: Mapping[str, Any]) -> tuple[int, str, str] | None:
    """(chat id, callback id, data) when a button of a notice was pressed, else None. Who pressed it is not read.

    Whether that chat may answer is the caller's to check: a message with buttons can be forwarded.
    """
    pressed = _dict(update, "callback_query")
    identity, data = pressed.get("id"), pressed.get("data")
    chat = _dict(_dict(pressed, "message"), "chat").get("id")
    if not (isinstance(identity, str) and isinstance(data, str) and isinstance(chat, int)) or isinstance(chat, bool):
        return None
    return (chat, identity, data.removeprefix(OFFICE)) if data.startswith(OFFICE) else None


def _button(label: str, data: str) -> dict[str, str]:
    if not data or len((OFFICE + data).encode()) > LONGEST_BUTTON_DATA:
        raise DeliveryFailed(f"a button carries 1 to {LONGEST_BUTTON_DATA - len(OFFICE)} bytes", retry=False)
    return {"text": label, "callback_data": OFFICE + data}


def _fitting(text: str, link: str) -> str:
    end = f"\n\n{link}" if link else ""
    return text[: LONGEST_TEXT - len(end)] + end


def _dict(holder: object, name: str) -> Mapping[str, Any]:
    found = holder.get(name) if isinstance(holder, Mapping) else None
    return found if isinstance(found, Mapping) else {}
