"""One bot on the fake Telegram server: who it is, its chats, its files, what it has set, what waits for it."""

from dataclasses import dataclass, field
from typing import Any

from reportbot.demo.telegram_chat import Chat
from reportbot.demo.telegram_files import Files
from reportbot.demo.telegram_params import ApiError
from reportbot.demo.telegram_updates import Updates
from reportbot.demo.telegram_webhook import Attempt
from reportbot.demo.waiting import Bell

Json = dict[str, Any]


@dataclass
class BotAccount:
    """A bot and its side of every chat. `settings` holds the last call of each set… method, by method and language."""

    token: str
    updates: Updates
    changed: Bell
    retry_seconds: float = 0.05
    chats: dict[int, Chat] = field(default_factory=dict)
    files: Files = field(default_factory=Files)
    settings: dict[tuple[str, str], Json] = field(default_factory=dict)
    queries: dict[str, Chat] = field(default_factory=dict)
    attempts: list[Attempt] = field(default_factory=list)

    def attempted(self, attempt: Attempt) -> None:
        """An update was offered to the webhook; it is confirmed when the webhook took it."""
        self.attempts.append(attempt)
        if 200 <= attempt.status < 300:
            self.updates.confirm(attempt.update_id)
        self.changed.ring()

    @property
    def user(self) -> Json:
        """The bot as people and getMe see it."""
        number = int(self.token.partition(":")[0])
        return {"id": number, "is_bot": True, "first_name": "Reportbot", "username": f"reportbot_{number}_bot"}

    def chat(self, chat_id: object) -> Chat:
        """The chat. Raises ApiError 400 when the bot has never met it."""
        if chat_id is None or chat_id == "":
            raise ApiError(400, "Bad Request: chat_id is empty")
        found = self.chats.get(chat_id) if isinstance(chat_id, int) else None
        if found is None:
            raise ApiError(400, "Bad Request: chat not found")
        return found

    def open_chat(self, chat_id: object) -> Chat:
        """The chat, if the bot may write there now. Raises ApiError 403 when not."""
        chat = self.chat(chat_id)
        if chat.blocked and chat.id < 0:
            raise ApiError(403, "Forbidden: bot was kicked from the group chat")
        if chat.blocked:
            raise ApiError(403, "Forbidden: bot was blocked by the user")
        if not chat.started:
            raise ApiError(403, "Forbidden: bot can't initiate conversation with a user")
        return chat
