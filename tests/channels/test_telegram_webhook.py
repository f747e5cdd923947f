"""What may come in at a Telegram webhook, and what is turned away at the door."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import Headers

from reportbot.channels.telegram_webhook import LARGEST, answer_webhook, read_webhook
from reportbot.core.errors import BadInput, BadSignature, TooLarge

SECRET = "a-secret-of-the-test"
SIGNED = {"x-telegram-bot-api-secret-token": SECRET}


def test_a_signed_update_is_read() -> None:
    headers = Headers({"X-Telegram-Bot-Api-Secret-Token": SECRET})
    assert read_webhook(headers, b'{"update_id": 7}', SECRET) == {"update_id": 7}


@pytest.mark.parametrize(("headers", "secret"), [
    ({}, SECRET),
    ({"x-telegram-bot-api-secret-token": ""}, SECRET),
    ({"x-telegram-bot-api-secret-token": SECRET + "x"}, SECRET),
    ({"x-telegram-bot-api-secret-token": "\udcff"}, SECRET),
    ({}, ""),
    ({"x-telegram-bot-api-secret-token": ""}, ""),
])  # fmt: skip
def test_without_the_secret_nobody_gets_in(headers: dict[str, str], secret: str) -> None:
    with pytest.raises(BadSignature):
        read_webhook(headers, b"{}", secret)


@pytest.mark.parametrize("body", [
    b"", b"{", b'{"update_id": 7', b"[]", b"null", b"7", b"\xff\xfe", b'{"a": NaN}', b"[" * 200_000,
    b'{"update_id": ' + b"9" * 5000 + b"}",
])  # fmt: skip
def test_what_is_not_a_json_object_is_bad_input(body: bytes) -> None:
    with pytest.raises(BadInput):
        read_webhook(SIGNED, body, SECRET)


def test_more_than_a_megabyte_is_too_large() -> None:
    with pytest.raises(TooLarge):
        read_webhook(SIGNED, b" " * (LARGEST + 1), SECRET)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    with suppress(BadInput):
        assert isinstance(read_webhook(SIGNED, body, SECRET), dict)


def test_a_pressed_button_is_answered_in_the_webhooks_own_answer() -> None:
    assert answer_webhook({"callback_query": {"id": "991"}}) == {
        "method": "answerCallbackQuery",
        "callback_query_id": "991",
    }
    assert answer_webhook({"message": {}}) is None
