"""The checker of calls itself: right calls pass, each kind of mistake is named."""

from typing import Any

import pytest

from reportbot.demo.telegram_params import Upload
from tests.demo.specs import check_answer, check_call, needs_bot_api

pytestmark = needs_bot_api


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("getMe", {}),
        ("sendMessage", {"chat_id": 42, "text": "x"}),
        (
            "sendMessage",
            {"chat_id": 1, "text": "x", "reply_markup": {"inline_keyboard": [[{"text": "a", "url": "b"}]]}},
        ),
        ("sendDocument", {"chat_id": 42, "document": Upload("a", "b", b"c")}),
    ],
)
def test_a_right_call_has_no_problems(method: str, params: dict[str, Any]) -> None:
    assert check_call(method, params) == []


@pytest.mark.parametrize(
    ("method", "params", "problem"),
    [
        ("sendMesage", {}, "sendMesage: no such method"),
        ("sendMessage", {"chat_id": 42}, "sendMessage.text: missing"),
        ("sendMessage", {"chat_id": 42, "text": "x", "txt": "y"}, "sendMessage.txt: unknown"),
        ("sendMessage", {"chat_id": 42, "text": 7}, "sendMessage.text: int is not String"),
        ("sendMessage", {"chat_id": 4.5, "text": "x"}, "sendMessage.chat_id: float is not Integer"),
        (
            "sendMessage",
            {"chat_id": 42, "text": "x", "reply_markup": {"inline_keyboard": [[{"txt": "a"}]]}},
            "sendMessage.reply_markup.inline_keyboard[0][0].text: missing",
        ),
        ("deleteMessages", {"chat_id": 42, "message_ids": ["7"]}, "deleteMessages.message_ids[0]: str is not Integer"),
    ],
)
def test_a_wrong_call_is_named(method: str, params: dict[str, Any], problem: str) -> None:
    assert problem in check_call(method, params)


def test_a_wrong_answer_is_named() -> None:
    assert check_answer("getMe", {"id": 1, "is_bot": True}) == ["getMe.first_name: missing"]
