"""The person's side of the fake Telegram server: says, presses, sends, blocks; and sees what the bot said."""

import itertools
import time
from collections.abc import Callable
from typing import Any

from reportbot.demo.telegram_bots import BotAccount
from reportbot.demo.telegram_chat import Button, Chat, Heard, buttons_of

Json = dict[str, Any]

LONGEST_TEXT = 4096


class Person:
    """One person in their chat with one bot. What they do gives the id of the update, 0 when the bot is not told."""

    def __init__(self, bot: BotAccount, chat: Chat) -> None:
        self.bot = bot
        self.chat = chat
        self.id = chat.id
        self._read = 0

    def says(self, text: str) -> int:
        """Type a text. The app sends a long one as several messages."""
        if not text.strip():
            raise ValueError("Telegram's app does not send an empty text")
        pieces = [text[start : start + LONGEST_TEXT] for start in range(0, len(text), LONGEST_TEXT)]
        return [self.sends(text=piece) for piece in pieces][-1]

    def starts(self, payload: str = "") -> int:
        """Press "Start", or open a link t.me/bot?start=payload."""
        self.chat.started = True
        return self.says(f"/start {payload}".strip())

    def presses(self, wanted: str, on: int = 0) -> int:
        """Press the newest button with this label or data, or the one below message `on`.

        Raises LookupError when no such button is to be seen.
        """
        for heard in reversed(self.heard):
            for button in heard.buttons:
                if wanted in {button.label, button.data} and on in {0, heard.message_id}:
                    if "reply_markup" in self.chat.messages[heard.message_id]:
                        return self._press_inline(heard.message_id, button)
                    if button in self.keyboard:
                        return self._press_key(button)
        raise LookupError(f"no button {wanted!r}; to be seen: {[button.label for button in self._all_buttons()]}")

    def sends(self, **content: Any) -> int:
        """Send a message with any content that the Bot API knows, for what has no verb here."""
        message = self.chat.add(self.chat.user, content)
        if self.id < 0 and not self._is_for_the_bot(message):
            return 0
        return self.bot.updates.push("message", message)

    def sends_photo(self, data: bytes, caption: str = "", **more: Any) -> int:
        """Send a photo; it arrives in two sizes when it is larger than a thumbnail."""
        return self.sends(photo=self.bot.files.photo(data)[0], **({"caption": caption} if caption else {}), **more)

    def sends_document(self, data: bytes, name: str, caption: str = "", **more: Any) -> int:
        """Send a file as it is."""
        document = self.bot.files.document(data, name)[0]
        return self.sends(document=document, **({"caption": caption} if caption else {}), **more)

    def sends_voice(self, data: bytes = b"OggS", seconds: int = 3) -> int:
        """Send a voice message."""
        file = self.bot.files.keep("voice", ".oga", data)
        return self.sends(voice={"duration": seconds, "mime_type": "audio/ogg", **file.about()})

    def sends_location(self, latitude: float, longitude: float) -> int:
        """Send a pin, in degrees."""
        return self.sends(location={"latitude": latitude, "longitude": longitude})

    def sends_contact(self, phone: str) -> int:
        """Share one's own phone number."""
        user = self.chat.user
        return self.sends(contact={"phone_number": phone, "first_name": user["first_name"], "user_id": user["id"]})

    def forwards(self, text: str, first_name: str) -> int:
        """Forward what somebody else wrote."""
        author = {"id": self.chat.user["id"] + 1, "is_bot": False, "first_name": first_name}
        return self.sends(text=text, forward_origin={"type": "user", "date": int(time.time()), "sender_user": author})

    def edits(self, text: str, message_id: int = 0) -> int:
        """Change one's last text, or the one named."""
        mine = [m for m in self.chat.messages.values() if not m["from"]["is_bot"] and "text" in m]
        message = self.chat.messages[message_id or mine[-1]["message_id"]]
        message |= {"text": text, "edit_date": int(time.time())}
        return self.bot.updates.push("edited_message", message)

    def deletes_the_chat(self) -> None:
        """Clear the history on both sides; the bot is not told."""
        self.chat.messages.clear()

    def blocks_the_bot(self) -> int:
        """From now on the bot gets 403."""
        self.chat.blocked = True
        return self._changes_membership("member", "kicked")

    def unblocks_the_bot(self) -> int:
        """Let the bot write again."""
        self.chat.blocked = False
        return self._changes_membership("kicked", "member")

    @property
    def heard(self) -> list[Heard]:
        """What the bot said, as it stands now, oldest first."""
        return self.chat.heard

    @property
    def keyboard(self) -> tuple[Button, ...]:
        """The keys in place of the letters, if the bot put some there."""
        return buttons_of(self.chat.keyboard or {})

    @property
    def notices(self) -> list[str]:
        """The short notices shown after presses (answerCallbackQuery with a text)."""
        return self.chat.notices

    async def hears(self, what: int | str | Callable[[Heard], bool], seconds: float = 20.0) -> Heard:
        """Wait until that many messages can be seen, or one has this text in it, or one fits; give it (the newest).

        Raises TimeoutError with what was heard instead.
        """
        return await self._wait(lambda: _newest(self.heard, what), f"{what!r}", seconds)

    async def hears_next(self, seconds: float = 20.0) -> Heard:
        """Wait for the next message: each is given once, in order. Raises TimeoutError when none comes."""
        heard = await self._wait(self._unread, "a next message", seconds)
        self._read = heard.message_id
        return heard

    def _press_inline(self, message_id: int, button: Button) -> int:
        if not button.data:
            raise LookupError(f"{button.label!r} opens {button.url}; it tells the bot nothing")
        query_id = f"{self.chat.user['id']}{next(_query_numbers):09d}"
        self.bot.queries[query_id] = self.chat
        message = self.chat.messages[message_id]
        return self.bot.updates.push(
            "callback_query",
            {"id": query_id, "from": self.chat.user, "message": message, "chat_instance": f"{self.id * 7919}"}
            | {"data": button.data},
        )

    def _press_key(self, button: Button) -> int:
        if button.asks:
            raise LookupError(f"{button.label!r} shares a {button.asks}: use sends_{button.asks}")
        if self.chat.keyboard and self.chat.keyboard.get("one_time_keyboard"):
            self.chat.keyboard = None
        return self.says(button.label)

    def _all_buttons(self) -> list[Button]:
        return [button for heard in self.heard for button in heard.buttons]

    def _is_for_the_bot(self, message: Json) -> bool:
        """In groups, bots hear only commands and replies to themselves (privacy mode, on by default)."""
        kinds = {entity["type"] for entity in message.get("entities", [])}
        return "bot_command" in kinds or message.get("reply_to_message", {}).get("from", {}).get("is_bot", False)

    def _changes_membership(self, before: str, after: str) -> int:
        sides = {"old_chat_member": self._membership(before), "new_chat_member": self._membership(after)}
        about = {"chat": self.chat.about, "from": self.chat.user, "date": int(time.time())}
        return self.bot.updates.push("my_chat_member", about | sides)

    def _membership(self, status: str) -> Json:
        return {"user": self.bot.user, "status": status} | ({"until_date": 0} if status == "kicked" else {})

    async def _wait(self, find: Callable[[], Heard | None], wanted: str, seconds: float) -> Heard:
        try:
            return await self.chat.changed.until(find, seconds)
        except TimeoutError:
            texts = [heard.text for heard in self.heard]
            raise TimeoutError(f"waited {seconds} s for {wanted}; heard only {texts}") from None

    def _unread(self) -> Heard | None:
        return next((heard for heard in self.heard if heard.message_id > self._read), None)


_query_numbers = itertools.count(1)


def _newest(heard: list[Heard], what: int | str | Callable[[Heard], bool]) -> Heard | None:
    if isinstance(what, int):
        return heard[what - 1] if len(heard) >= what else None
    fits = (lambda one: what in one.text) if isinstance(what, str) else what
    return next((one for one in reversed(heard) if fits(one)), None)
