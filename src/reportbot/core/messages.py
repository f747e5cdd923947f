"""What goes in and out, with no vendor in it. An `Address` is the only thing here that can lead back to a person."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from reportbot.core.cyrillic import to_cyrillic
from reportbot.core.languages import CYRILLIC, nearest


@dataclass(frozen=True, slots=True)
class Address:
    """One way to reach one reporter. `value` (chat id, phone number, browser key) never shows in a repr or a log."""

    municipality: str
    channel: str
    value: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Location:
    """A point, in degrees (WGS 84). Never shows in a repr: a pin can be somebody's home."""

    latitude: float = field(repr=False)
    longitude: float = field(repr=False)


Kind = Literal["photo", "large_photo", "picture", "voice", "video", "file", "contact", "other"]
"""A photo is taken; a photo that is too large, and everything else, is declined. A picture is one we do not read."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a message. A photo is fetched later by its channel's `handle`, or already here as `data`.

    Of every other kind only that it came is known; it is never fetched (see core/conversation/questions/bringing.py).
    """

    kind: Kind
    handle: str = field(default="", repr=False)
    data: bytes = field(default=b"", repr=False)
    size: int = 0


def kind_of(mime_type: str) -> Kind:
    """What a file is by the type that its sender names. Of a photo the bytes decide again, later."""
    if mime_type.lower() in _PHOTOS:
        return "photo"
    return _KINDS.get(mime_type.lower().partition("/")[0], "file")


_PHOTOS = frozenset({"image/jpeg", "image/jpg", "image/png", "image/webp", "image/heic", "image/heif"})
_KINDS: Mapping[str, Kind] = {"image": "picture", "audio": "voice", "video": "video"}


@dataclass(frozen=True, slots=True)
class InboundMessage:
    """One message from a reporter.

    `keys` name it for ever, so that it takes effect once; they may hold a chat id and are hashed before they are
    stored. `pressed` is the `Choice.value` of a button, `text` what was typed. `received_at` is aware, UTC.
    `copy` is the name of the provider's own copy of it, to be erased there; empty where none can be.
    `code` is the receipt code that stood in the text, once the conversation has masked it there.
    `number` is what its platform calls the message in that chat, so that it can be deleted there; empty where none can.
    `language` is that of the page it was written on, which only proposes one to a stranger; other channels give none.
    `crowded`: too many come from where it comes from, so an ordinary answer waits; only the web chat can tell.
    """

    address: Address
    received_at: datetime
    keys: tuple[str, ...] = field(repr=False)
    text: str = field(default="", repr=False)
    pressed: str = field(default="", repr=False)
    location: Location | None = None
    attachments: tuple[Attachment, ...] = ()
    copy: str = field(default="", repr=False)
    code: str = field(default="", repr=False)
    number: str = field(default="", repr=False)
    language: str = ""
    crowded: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer that can be pressed, or typed as its number (its place in the list, from 1) or its label."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class OutboundMessage:
    """One message to a reporter, in their language. `commands` are quiet extras (back, help): not numbered.

    `farewell`: it clears the keyboard and makes no sound. `picture` is the number of a picture that an office has sent,
    shown with the text where the channel shows pictures; `image` is the picture itself (JPEG), read when it leaves.
    """

    address: Address
    text: str = field(repr=False)
    choices: tuple[Choice, ...] = ()
    commands: tuple[Choice, ...] = ()
    farewell: bool = False
    picture: int = 0
    image: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Named:
    """A name that differs by language, as municipality files give it for places. The first is the fallback."""

    names: Mapping[str, str]

    def in_(self, language: str) -> str:
        """A Serbian name also in Cyrillic letters; a name of another language keeps its own."""
        for code in nearest(language):
            if name := self.names.get(code):
                return to_cyrillic(name) if language == CYRILLIC and code != CYRILLIC else name
        return next(iter(self.names.values()), "")


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence for the reader's language: the English msgid, a shorter one for SMS, and what fills it in."""

    msgid: str
    fill: Mapping[str, "Fill"] = field(default_factory=dict)
    sms: str = ""


@dataclass(frozen=True, slots=True)
class TextList:
    """Several texts, one below the other unless something else stands `between`; `sms` is what an SMS has instead."""

    items: tuple[Text, ...]
    between: str = "\n"
    sms: "TextList | None" = None


Fill = str | int | date | datetime | Named | Text | TextList
