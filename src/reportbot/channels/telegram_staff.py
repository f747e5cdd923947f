"""Reads what concerns staff chats in Telegram's JSON: presses of their buttons, codes typed in a group. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from reportbot.channels.telegram import DESK


@dataclass(frozen=True, slots=True)
class StaffPress:
    """`is_private`: below a message of a private chat; who pressed it is not read."""

    chat: str = field(repr=False)
    data: str
    is_private: bool


def staff_press(update: Mapping[str, Any]) -> StaffPress | None:
    """When a button of a staff chat was pressed, else None."""
    pressed = _dict(update, "callback_query")
    data, chat = pressed.get("data"), _dict(_dict(pressed, "message"), "chat")
    number = chat.get("id")
    if not isinstance(data, str) or not data.startswith(DESK) or not isinstance(number, int):
        return None
    return StaffPress(str(number), data.removeprefix(DESK), chat.get("type") == "private")


def said_in_group(update: Mapping[str, Any]) -> tuple[str, str]:
    """A command said where others read along: its text and the chat; ("", "") for anything else."""
    message = _dict(update, "message")
    text, chat = message.get("text"), _dict(message, "chat")
    number = chat.get("id")
    if not isinstance(text, str) or not text.startswith("/") or not isinstance(number, int):
        return "", ""
    return ("", "") if chat.get("type") == "private" else (text, str(number))


def _dict(holder: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = holder.get(name)
    return found if isinstance(found, Mapping) else {}
