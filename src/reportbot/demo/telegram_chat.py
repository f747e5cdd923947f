"""One private chat (or group) as both sides see it: its messages, buttons and keyboard. Knows nothing of HTTP."""

import re
import time
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from reportbot.demo.waiting import Bell

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Button:
    """A button below a message, or of the keyboard: `asks` is "location" or "contact" where it shares one."""

    label: str
    data: str = ""
    url: str = ""
    asks: str = ""


@dataclass(frozen=True, slots=True)
class Heard:
    """A message of the bot as the person sees it now: after edits, with the buttons that are still there."""

    message_id: int
    text: str
    buttons: tuple[Button, ...] = ()
    file: bytes = field(default=b"", repr=False)

    @property
    def labels(self) -> list[str]:
        """The words on the buttons, in order."""
        return [button.label for button in self.buttons]


class Chat:
    """The state of a chat between one bot and one person; a group when its id is negative."""

    def __init__(self, user: Json, chat_id: int, title: str = "") -> None:
        self.id = chat_id
        self.user = user
        self.about = _about(user, chat_id, title)
        self.started = True
        self.blocked = False
        self.messages: dict[int, Json] = {}
        self.markups: dict[int, Json] = {}
        self.files: dict[int, bytes] = {}
        self.keyboard: Json | None = None
        self.notices: list[str] = []
        self.changed = Bell()
        self._last_id = 0

    def add(self, sender: Json, content: Json) -> Json:
        """Write a message of `sender` into the chat, numbered and dated."""
        self._last_id += 1
        message = {"message_id": self._last_id, "from": sender, "chat": self.about, "date": int(time.time()), **content}
        message |= entities_of(content)
        self.messages[self._last_id] = message
        self.changed.ring()
        return message

    def show(self, message: Json, markup: Json | None) -> None:
        """Put the bot's markup where it belongs: below the message, or as the keyboard of the chat."""
        self.markups[message["message_id"]] = markup or {}
        message.pop("reply_markup", None)
        if markup and "inline_keyboard" in markup:
            message["reply_markup"] = markup
        elif markup and "keyboard" in markup:
            self.keyboard = markup
        elif markup and markup.get("remove_keyboard"):
            self.keyboard = None
        self.changed.ring()

    def remove(self, message_id: int) -> bool:
        """Delete a message for both sides; False when there is none."""
        found = self.messages.pop(message_id, None) is not None
        self.markups.pop(message_id, None)
        self.files.pop(message_id, None)
        self.changed.ring()
        return found

    def grows_older(self, hours: float) -> None:
        """As if everything had been sent so long before."""
        for message in self.messages.values():
            message["date"] -= int(hours * 3600)

    @property
    def heard(self) -> list[Heard]:
        """What the bot has said, oldest first, as it stands now."""
        return [self._heard(message) for message in self.messages.values() if message["from"]["is_bot"]]

    def _heard(self, message: Json) -> Heard:
        number = message["message_id"]
        text: str = message.get("text") or message.get("caption") or ""
        return Heard(number, text, buttons_of(self.markups.get(number, {})), self.files.get(number, b""))


def buttons_of(markup: Json) -> tuple[Button, ...]:
    """The buttons of an inline keyboard or a reply keyboard, row by row."""
    rows = markup.get("inline_keyboard") or markup.get("keyboard") or []
    return tuple(_button({"text": button} if isinstance(button, str) else button) for row in rows for button in row)


def entities_of(content: Json) -> Json:
    """Mark commands and links in a text, as the real server does for both sides."""
    name = "entities" if "text" in content else "caption_entities"
    text: str = content.get("text") or content.get("caption") or ""
    found = [
        {"type": kind, "offset": _utf16(text[: match.start()]), "length": _utf16(match.group())}
        for kind, pattern in _ENTITIES.items()
        for match in pattern.finditer(text)
    ]
    return {name: sorted(found, key=itemgetter("offset"))} if found else {}


_ENTITIES = {
    "bot_command": re.compile(r"(?<!\S)/[A-Za-z0-9_]{1,64}(?:@\w+)?"),
    "url": re.compile(r"https?://[^\s]+[^\s.,;:!?)]"),
}


def _utf16(text: str) -> int:
    """Telegram counts offsets in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def _button(button: Json) -> Button:
    asks = "location" if button.get("request_location") else "contact" if button.get("request_contact") else ""
    return Button(button["text"], button.get("callback_data", ""), button.get("url", ""), asks)


def _about(user: Json, chat_id: int, title: str) -> Json:
    if chat_id < 0:
        return {"id": chat_id, "type": "supergroup" if chat_id < -1_000_000_000_000 else "group", "title": title}
    names: Json = {name: user[name] for name in ("first_name", "last_name", "username") if name in user}
    return {"id": chat_id, "type": "private", **names}
