"""What Telegram's updates say of staff chats; everything else is left alone, whatever it looks like."""

from datetime import UTC, datetime
from typing import Any

import pytest

from reportbot.channels.telegram import inbound
from reportbot.channels.telegram_staff import StaffPress, said_in_group, staff_press


def a_press(data: Any = "desk:late", chat: Any = 7, kind: str = "private") -> dict[str, Any]:
    message = {"message_id": 1, "chat": {"id": chat, "type": kind}}
    return {"update_id": 1, "callback_query": {"id": "1", "data": data, "message": message}}


def test_a_press_is_read_with_its_chat_and_nobodys_name() -> None:
    assert staff_press(a_press()) == StaffPress("7", "late", True)
    assert staff_press(a_press(chat=-7, kind="group")) == StaffPress("-7", "late", False)
    assert "7" not in repr(staff_press(a_press()))


def test_it_is_no_reporters_message() -> None:
    assert inbound("drenas", a_press(), datetime.now(UTC)) is None


@pytest.mark.parametrize(
    "update",
    [
        {},
        {"callback_query": None},
        {"callback_query": {"data": "desk:x"}},
        {"message": {"text": "desk:late", "chat": {"id": 7, "type": "private"}}},
        a_press("office:done:1"),
        a_press("!start"),
        a_press(None),
        a_press(chat="7"),
        a_press(chat=None),
    ],
)
def test_anything_else_is_no_press(update: dict[str, Any]) -> None:
    assert staff_press(update) is None


@pytest.mark.parametrize(
    ("message", "read"),
    [
        ({"text": "/link x", "chat": {"id": -7, "type": "group"}}, ("/link x", "-7")),
        ({"text": "/link x", "chat": {"id": -7, "type": "supergroup"}}, ("/link x", "-7")),
        ({"text": "/link x", "chat": {"id": 7, "type": "private"}}, ("", "")),
        ({"text": "hello", "chat": {"id": -7, "type": "group"}}, ("", "")),
        ({"text": 7, "chat": {"id": -7, "type": "group"}}, ("", "")),
        ({"text": "/link x", "chat": {"id": "x", "type": "group"}}, ("", "")),
        ({"text": "/link x"}, ("", "")),
        (None, ("", "")),
    ],
)
def test_commands_in_groups(message: Any, read: tuple[str, str]) -> None:
    assert said_in_group({"message": message}) == read
