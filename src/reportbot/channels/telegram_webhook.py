"""Reads what Telegram posts to a webhook. The HTTP route belongs to web/hooks; nothing here talks to anybody."""

import hmac
import json
from collections.abc import Mapping
from typing import Any, NoReturn

from reportbot.channels.telegram import callback_id
from reportbot.channels.telegram_calls import shown_words
from reportbot.core.errors import BadInput, BadSignature, TooLarge

SECRET_HEADER = "x-telegram-bot-api-secret-token"  # noqa: S105 - the name of a header
LARGEST = 1024 * 1024
"""Bytes. Telegram's updates have a few kilobytes."""


def read_webhook(headers: Mapping[str, str], body: bytes, secret: str) -> dict[str, Any]:
    """The update that was posted. `headers` by lower-case name, or a mapping that ignores case.

    Raises BadSignature (also when no secret is set), TooLarge, BadInput when it is not a JSON object.
    """
    given = headers.get(SECRET_HEADER, "")
    if not secret or not hmac.compare_digest(given.encode(errors="replace"), secret.encode()):
        raise BadSignature("not from Telegram: the secret is missing or wrong")
    if len(body) > LARGEST:
        raise TooLarge("an update of more than 1 MB")
    try:
        update = json.loads(body, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise BadInput("the update is not JSON") from None
    if not isinstance(update, dict):
        raise BadInput("the update is not a JSON object")
    return update


def answer_webhook(update: Mapping[str, Any], said: str = "") -> dict[str, str] | None:
    """What the webhook may answer (as JSON) after the commit: it stops a pressed button from spinning, for no call.
    Whoever pressed sees the words `said` for a moment.
    """
    pressed = callback_id(update)
    return {"method": "answerCallbackQuery", "callback_query_id": pressed, **shown_words(said)} if pressed else None


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)
