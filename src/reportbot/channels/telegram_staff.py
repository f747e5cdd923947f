"""Reads what concerns staff chats in Telegram's JSON: presses of their buttons, codes typed in a group. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from reportbot.channels.telegram import DESK
from reportbot.core.given_json import object_in


@dataclass(frozen=True, slots=True)
class StaffPress:
    """`is_private`: below a message of a private chat; who pressed it is not read."""

    chat: str = field(repr=False)
    data: str
    is_private: bool


def staff_press(update: Mapping[str, Any]) -> StaffPress | None:
    """When a button of a staff chat was pressed, else None."""
    pressed = object_in(update, "callback_query") or {}
    data, chat = pressed.get("data"), object_in(object_in(pressed, "message"), "chat") or {}
    number = chat.get("id")
    if not isinstance(data, str) or not data.startswith(DESK) or not isinstance(number, int):
        return None
    return StaffPress(str(number), data.removeprefix(DESK), chat.get("type") == "private")


def said_in_group(update: Mapping[str, Any]) -> tuple[str, str]:
    """A command said where others read along: its text and the chat; ("", "") for anything else."""
    message = object_in(update, "message") or {}
    text, chat = message.get("text"), object_in(message, "chat") or {}
    number = chat.get("id")
    if not isinstance(text, str) or not text.startswith("/") or not isinstance(number, int):
        return "", ""
    return ("", "") if chat.get("type") == "private" else (text, str(number))
