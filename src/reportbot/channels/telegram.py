"""Translates Telegram's JSON into our messages (telegram_calls: ours into its calls). Pure: no network, no vendor.

Only what is named here is ever read from an update: ids, text, button data, location, file handles. Names,
usernames, language codes, forwards and contacts are dropped unseen, and not building PTB's `Update` saves 83 µs.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from reportbot.channels.arrived import words
from reportbot.core.errors import BadInput
from reportbot.core.given_json import is_number, is_whole, list_in, object_in
from reportbot.core.messages import Address, Attachment, InboundMessage, Kind, Location, kind_of

CHANNEL = "telegram"
UPDATES = ("message", "callback_query")
"""The kinds of update we ask Telegram for."""

OFFICE = "office:"
"""Button data of an institution's duty chat starts so (see transports/telegram.py): never a reporter's message."""
DESK = "desk:"
"""So does that of a staff chat (see transports/staff_chat.py)."""

LARGEST_FILE = 20 * 1024 * 1024  # bytes; bots cannot fetch more: https://core.telegram.org/bots/api#getfile
# What else a person can send, in the order in which it is looked for. It is noticed, so that they get an answer, and
# not read.
_DECLINED: Mapping[str, Kind] = {
    "voice": "voice", "audio": "voice", "video": "video", "video_note": "video", "animation": "video",
    "document": "file", "contact": "contact", "users_shared": "contact", "chat_shared": "contact",
    "sticker": "other", "poll": "other", "dice": "other", "story": "other", "paid_media": "other", "game": "other",
    "checklist": "other", "gift": "other", "rich_message": "other",
}  # fmt: skip
_NOTICE = re.compile(r"/r/[\w-]{20,}")
_PHOTO_NAMES = (".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif")


def inbound(municipality: str, update: Mapping[str, Any], received_at: datetime) -> InboundMessage | None:
    """What a reporter sent, or None where an update is nothing for us: groups, edits, service notes, duty chats.

    Raises BadInput where a message is there but cannot be read.
    """
    if not isinstance(update, Mapping):
        raise BadInput("an update is a JSON object")
    message, pressed = object_in(update, "message"), object_in(update, "callback_query")
    if pressed is not None:
        return _pressed(municipality, update, pressed, received_at)
    if message is None or not _is_private(message) or _answers_notice(message):
        return None
    location, attachments = _location(message), tuple(attachments_in(message))
    text = _text(message, "text") or _text(message, "caption")
    if not (text or location or attachments):
        return None
    chat = _chat(message)
    return InboundMessage(
        address=Address(municipality, CHANNEL, str(chat)),
        received_at=received_at,
        keys=(
            f"telegram:update:{municipality}:{_id(update, 'update_id')}",
            f"telegram:message:{municipality}:{chat}:{_id(message, 'message_id')}",
        ),
        text=text,
        location=location,
        attachments=attachments,
        number=str(_id(message, "message_id")),
    )


def callback_id(update: Mapping[str, Any]) -> str:
    """The id to answer after the commit, so that the button stops spinning; "" when nothing was pressed."""
    return _text(object_in(update, "callback_query") or {}, "id")


def _pressed(
    municipality: str, update: Mapping[str, Any], pressed: Mapping[str, Any], received_at: datetime
) -> InboundMessage | None:
    message, data = object_in(pressed, "message"), _text(pressed, "data")
    if message is None or not _is_private(message) or not data or data.startswith((OFFICE, DESK)):
        return None
    identity = _text(pressed, "id")
    if not identity:
        raise BadInput("a pressed button without an id")
    return InboundMessage(
        address=Address(municipality, CHANNEL, str(_chat(message))),
        received_at=received_at,
        keys=(
            f"telegram:update:{municipality}:{_id(update, 'update_id')}",
            f"telegram:press:{identity}",
        ),
        pressed=data,
        number=str(_id(message, "message_id")) if "message_id" in message else "",
    )


def replied_to(message: Mapping[str, Any]) -> str:
    """The text of our own message that this one answers, "" for none."""
    replied = object_in(message, "reply_to_message") or {}
    is_ours = (object_in(replied, "from") or {}).get("is_bot") is True
    return _text(replied, "text") if is_ours else ""


def _answers_notice(message: Mapping[str, Any]) -> bool:
    """An office's photo below a notice of ours (telegram_duty.py): nobody who reports gets such a link."""
    return bool(_NOTICE.search(replied_to(message))) and any(each.kind == "photo" for each in attachments_in(message))


def _is_private(message: Mapping[str, Any]) -> bool:
    return (object_in(message, "chat") or {}).get("type") == "private"


def _chat(message: Mapping[str, Any]) -> int:
    return _id(object_in(message, "chat") or {}, "id")


def _id(holder: Mapping[str, Any], name: str) -> int:
    number = holder.get(name)
    if not is_whole(number) or abs(number) >= 2**63:
        raise BadInput(f"{name} is not a number we can use")
    return number


def _text(holder: Mapping[str, Any], name: str) -> str:
    text = holder.get(name)
    return words(text) if isinstance(text, str) else ""


def _location(message: Mapping[str, Any]) -> Location | None:
    point = object_in(message, "location")
    if point is None:
        return None
    latitude, longitude = point.get("latitude"), point.get("longitude")
    if not (is_number(latitude) and is_number(longitude) and abs(latitude) <= 90 and abs(longitude) <= 180):
        raise BadInput("a location that is not on this planet")
    return Location(float(latitude), float(longitude))


def attachments_in(message: Mapping[str, Any]) -> Iterator[Attachment]:
    sizes = _sizes(message) or _sizes(object_in(message, "live_photo") or {})
    document = object_in(message, "document") or {}
    if sizes:
        yield _photo(max(sizes, key=_area))
    elif "animation" not in message and _kind(document) == "photo" and _text(document, "file_id"):
        yield _photo(document)
    elif found := next((name for name in _DECLINED if name in message), ""):
        yield Attachment(_kind(document) if found == "document" else _DECLINED[found])


def _sizes(holder: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [size for size in list_in(holder, "photo") if isinstance(size, Mapping) and _text(size, "file_id")]


def _kind(document: Mapping[str, Any]) -> Kind:
    """A photo sent as a file is a photo. Some phones name no type for a HEIC: of the file's name its end is read."""
    mime_type = _text(document, "mime_type").lower()
    untold = mime_type in ("", "application/octet-stream")
    if untold and _text(document, "file_name").lower().endswith(_PHOTO_NAMES):
        return "photo"
    return kind_of(mime_type)


def _photo(file: Mapping[str, Any]) -> Attachment:
    told = file.get("file_size")
    size = told if is_whole(told) and told > 0 else 0
    return Attachment("large_photo") if size > LARGEST_FILE else Attachment("photo", _text(file, "file_id"), size=size)


def _area(size: Mapping[str, Any]) -> int:
    width, height = size.get("width"), size.get("height")
    return width * height if is_whole(width) and is_whole(height) else 0
