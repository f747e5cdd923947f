"""Translates between Telegram's JSON and our messages. Pure: no network, no python-telegram-bot.

Only what is named here is ever read from an update: ids, text, button data, location, file handles. Names,
usernames, language codes, forwards and contacts are dropped unseen, and not building PTB's `Update` saves 83 µs.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeGuard

from reportbot.channels.arrived import words
from reportbot.core.errors import BadInput, RuleBroken
from reportbot.core.messages import Address, Attachment, InboundMessage, Kind, Location, OutboundMessage, kind_of

CHANNEL = "telegram"
UPDATES = ("message", "callback_query")
"""The kinds of update we ask Telegram for."""

LONGEST_MESSAGE = 4096  # https://core.telegram.org/bots/api#sendmessage; counted in UTF-16 units to be safe
LONGEST_BUTTON_DATA = 64  # bytes, https://core.telegram.org/bots/api#inlinekeyboardbutton
OFFICE = "office:"
"""Button data of an institution's duty chat starts so (see transports/telegram.py): never a reporter's message."""

_CHAT_ID = re.compile(r"-?[0-9]{1,18}", re.ASCII)
_MESSAGE_ID = re.compile(r"[0-9]{1,18}", re.ASCII)
MOST_DELETED = 100  # messages in one call: https://core.telegram.org/bots/api#deletemessages
LARGEST_FILE = 20 * 1024 * 1024  # bytes; bots cannot fetch more: https://core.telegram.org/bots/api#getfile
# What else a person can send, in the order in which it is looked for. It is noticed, so that they get an answer, and
# not read.
_DECLINED: Mapping[str, Kind] = {
    "voice": "voice", "audio": "voice", "video": "video", "video_note": "video", "animation": "video",
    "document": "file", "contact": "contact", "users_shared": "contact", "chat_shared": "contact",
    "sticker": "other", "poll": "other", "dice": "other", "story": "other", "paid_media": "other", "game": "other",
    "checklist": "other", "gift": "other", "rich_message": "other",
}  # fmt: skip
_PHOTO_NAMES = (".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif")


def inbound(municipality: str, update: Mapping[str, Any], received_at: datetime) -> InboundMessage | None:
    """What a reporter sent, or None where an update is nothing for us: groups, edits, service notes, duty chats.

    Raises BadInput where a message is there but cannot be read.
    """
    if not isinstance(update, Mapping):
        raise BadInput("an update is a JSON object")
    message, pressed = _dict(update, "message"), _dict(update, "callback_query")
    if pressed is not None:
        return _pressed(municipality, update, pressed, received_at)
    if message is None or not _is_private(message):
        return None
    location, attachments = _location(message), tuple(_attachments(message))
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
    return _text(_dict(update, "callback_query") or {}, "id")


def requests(message: OutboundMessage) -> tuple[dict[str, Any], ...]:
    """Parameters of sendMessage: one call, or several for a text beyond Telegram's limit; buttons below the last.

    Raises RuleBroken when a choice cannot be carried by a button.
    """
    if not _CHAT_ID.fullmatch(message.address.value):
        raise RuleBroken("a Telegram address is the id of a chat")
    calls = [
        {
            "chat_id": int(message.address.value),
            "text": part,
            "link_preview_options": {"is_disabled": True},
            "protect_content": False,
        }
        for part in _parts(message.text)
    ]
    if rows := _rows(message):
        calls[-1]["reply_markup"] = {"inline_keyboard": rows}
    elif message.farewell:
        calls[-1]["reply_markup"] = {"remove_keyboard": True}
    if message.farewell:
        calls = [call | {"disable_notification": True} for call in calls]
    return tuple(calls)


def deletions(address: Address, numbers: Sequence[str]) -> tuple[dict[str, Any], ...]:
    """Parameters of deleteMessages, as many calls as it takes. Raises RuleBroken as `requests`; what is no number of a
    message is left out."""
    if not _CHAT_ID.fullmatch(address.value):
        raise RuleBroken("a Telegram address is the id of a chat")
    ids = [int(number) for number in dict.fromkeys(numbers) if _MESSAGE_ID.fullmatch(number)]
    return tuple(
        {"chat_id": int(address.value), "message_ids": ids[start : start + MOST_DELETED]}
        for start in range(0, len(ids), MOST_DELETED)
    )


def button(label: str, data: str) -> dict[str, str]:
    """An inline button. Raises RuleBroken when its data is empty or longer than Telegram takes."""
    if not 1 <= len(data.encode()) <= LONGEST_BUTTON_DATA:
        raise RuleBroken(f"a button carries 1 to {LONGEST_BUTTON_DATA} bytes")
    return {"text": label, "callback_data": data}


def _pressed(
    municipality: str, update: Mapping[str, Any], pressed: Mapping[str, Any], received_at: datetime
) -> InboundMessage | None:
    message, data = _dict(pressed, "message"), _text(pressed, "data")
    if message is None or not _is_private(message) or not data or data.startswith(OFFICE):
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


def _is_private(message: Mapping[str, Any]) -> bool:
    return (_dict(message, "chat") or {}).get("type") == "private"


def _chat(message: Mapping[str, Any]) -> int:
    return _id(_dict(message, "chat") or {}, "id")


def _id(holder: Mapping[str, Any], name: str) -> int:
    number = holder.get(name)
    if not _is_whole(number) or abs(number) >= 2**63:
        raise BadInput(f"{name} is not a number we can use")
    return number


def _text(holder: Mapping[str, Any], name: str) -> str:
    text = holder.get(name)
    return words(text) if isinstance(text, str) else ""


def _location(message: Mapping[str, Any]) -> Location | None:
    point = _dict(message, "location")
    if point is None:
        return None
    latitude, longitude = point.get("latitude"), point.get("longitude")
    if not (_is_number(latitude) and _is_number(longitude) and abs(latitude) <= 90 and abs(longitude) <= 180):
        raise BadInput("a location that is not on this planet")
    return Location(float(latitude), float(longitude))


def _attachments(message: Mapping[str, Any]) -> Iterator[Attachment]:
    sizes = _sizes(message) or _sizes(_dict(message, "live_photo") or {})
    document = _dict(message, "document") or {}
    if sizes:
        yield _photo(max(sizes, key=_area))
    elif "animation" not in message and _kind(document) == "photo" and _text(document, "file_id"):
        yield _photo(document)
    elif found := next((name for name in _DECLINED if name in message), ""):
        yield Attachment(_kind(document) if found == "document" else _DECLINED[found])


def _sizes(holder: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [size for size in _list(holder, "photo") if isinstance(size, Mapping) and _text(size, "file_id")]


def _kind(document: Mapping[str, Any]) -> Kind:
    """A photo sent as a file is a photo. Some phones name no type for a HEIC: of the file's name its end is read."""
    mime_type = _text(document, "mime_type").lower()
    untold = mime_type in ("", "application/octet-stream")
    if untold and _text(document, "file_name").lower().endswith(_PHOTO_NAMES):
        return "photo"
    return kind_of(mime_type)


def _photo(file: Mapping[str, Any]) -> Attachment:
    told = file.get("file_size")
    size = told if _is_whole(told) and told > 0 else 0
    return Attachment("large_photo") if size > LARGEST_FILE else Attachment("photo", _text(file, "file_id"), size=size)


def _area(size: Mapping[str, Any]) -> int:
    width, height = size.get("width"), size.get("height")
    return width * height if _is_whole(width) and _is_whole(height) else 0


def _rows(message: OutboundMessage) -> list[list[dict[str, str]]]:
    rows = [[button(f"{number} · {choice.label}", choice.value)] for number, choice in enumerate(message.choices, 1)]
    commands = [button(choice.label, choice.value) for choice in message.commands]
    return [*rows, commands] if commands else rows


def _parts(text: str) -> Iterator[str]:
    """Pieces within the limit, cut at the last line end or space where there is one in the second half."""
    rest = text
    while _units(rest) > LONGEST_MESSAGE:
        piece = _beginning(rest, LONGEST_MESSAGE)
        at = max(piece.rfind("\n"), piece.rfind(" "))
        piece = piece[: at + 1] if at > len(piece) // 2 else piece
        yield piece.rstrip() or piece
        rest = rest[len(piece) :]
    yield rest


def _beginning(text: str, units: int) -> str:
    """The longest beginning of that many UTF-16 units that tears no letter apart."""
    return text.encode("utf-16-le", "surrogatepass")[: 2 * units].decode("utf-16-le", "ignore")


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2 if len(text) * 2 > LONGEST_MESSAGE else len(text)


def _dict(holder: Mapping[str, Any], name: str) -> Mapping[str, Any] | None:
    found = holder.get(name)
    return found if isinstance(found, Mapping) else None


def _list(holder: Mapping[str, Any], name: str) -> list[Any]:
    found = holder.get(name)
    return found if isinstance(found, list) else []


def _is_whole(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, float) or _is_whole(value)
