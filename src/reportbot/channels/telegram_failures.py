"""What Telegram's refusals mean for a delivery, never in its own words."""

from datetime import timedelta

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    TelegramError,
)

from reportbot.channels.telegram_requests import SlowDown
from reportbot.service.ports import DeliveryFailed


class ConflictingPoll(DeliveryFailed):
    """Telegram gives updates to one listener only, and it is not us."""


NOT_TELEGRAMS = (LookupError, TypeError, AttributeError, ValueError)
_GONE = ("chat not found", "user is deactivated", "peer_id_invalid", "bot was blocked")
# What Telegram is known to complain of, said again in its words; anything else could repeat a text or a name.
_KNOWN = (
    "message text is empty",
    "message is too long",
    "wrong file identifier",
    "wrong file_id",
    "file is too big",
    "not enough rights to send text messages",
    "button_data_invalid",
    "image_process_failed",
    "can't parse entities",
    "group chat was upgraded",
    "have no rights to send a message",
    "topic_closed",
    "message can't be deleted",
    "message is not modified",
    "message to edit not found",
    "message can't be edited",
)


def failed(error: TelegramError) -> DeliveryFailed:
    """What an error means for the delivery. The reason is ours: Telegram's words could repeat a text or a token."""
    if isinstance(error, SlowDown):
        return DeliveryFailed("Telegram: asked to wait", retry=True, after=error.after)
    if isinstance(error, Forbidden):
        return DeliveryFailed("Telegram: the person blocked the bot or left", retry=False, gone=True)
    if isinstance(error, InvalidToken | EndPointNotFound):
        return DeliveryFailed("Telegram: the bot token was rejected", retry=True, after=timedelta(minutes=5))
    if isinstance(error, ChatMigrated):
        return DeliveryFailed("Telegram: the group has a new chat id", retry=False)
    if isinstance(error, BadRequest):
        return _bad_request(error.message)
    if isinstance(error, Conflict):
        return ConflictingPoll("Telegram: somebody else polls with this token, or a webhook is set", retry=True)
    kind = "not reached" if isinstance(error, NetworkError) else "answered with something we cannot read"
    return DeliveryFailed(f"Telegram: {kind}", retry=True)


def _bad_request(description: str) -> DeliveryFailed:
    if any(gone in description.lower() for gone in _GONE):
        return DeliveryFailed("Telegram: the chat is no more", retry=False, gone=True)
    why = next((known for known in _KNOWN if known in description.lower()), "bad request")
    return DeliveryFailed(f"Telegram: refused ({why})", retry=False)
