"""Reads a photo that is sent in a duty chat: as a reply to a notice of ours, or by itself. Pure.

Who of the office sent it is not read.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from reportbot.channels.telegram import attachments_in, replied_to
from reportbot.core.errors import BadInput
from reportbot.core.given_json import object_in


@dataclass(frozen=True, slots=True)
class DutyPhoto:
    """`replied` is the text of the message that it answers, "" for none."""

    chat: str = field(repr=False)
    message: str
    handle: str = field(repr=False)
    caption: str = field(default="", repr=False)
    replied: str = field(default="", repr=False)


def duty_photo(update: Mapping[str, Any]) -> DutyPhoto | None:
    """None where there is no photo, or one that is too large to be fetched."""
    message = object_in(update, "message")
    if message is None:
        return None
    id = (object_in(message, "chat") or {}).get("id")
    number, caption = message.get("message_id"), message.get("caption")
    if not isinstance(id, int) or not isinstance(number, int):
        return None
    try:
        photos = [each for each in attachments_in(message) if each.kind == "photo"]
    except BadInput:
        return None
    words = caption if isinstance(caption, str) else ""
    return DutyPhoto(str(id), str(number), photos[0].handle, words, replied_to(message)) if photos else None
