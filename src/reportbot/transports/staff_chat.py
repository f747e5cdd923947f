"""A message in the private Telegram chat of one who works at the desk, or a change of one, through the town's bot."""

import re
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from reportbot.service.ports import DeliveryFailed, Notice
from reportbot.service.staff_chats.post import SILENT
from reportbot.transports.telegram import LONGEST_BUTTON_DATA, LONGEST_TEXT, Bots

DESK = "desk:"
"""Starts the data of these buttons, so that a press is never taken for a reporter's or an office's."""


class Where(Protocol):
    @property
    def chat(self) -> str: ...
    @property
    def message(self) -> str: ...


class StaffChatPost:
    """`where` says at the last moment to which chat it goes and which message it changes; `lost` hears of a chat that
    is no more."""

    def __init__(
        self,
        bots: Bots,
        where: Callable[[Notice], Awaitable[Where]],
        lost: Callable[[Notice], Awaitable[None]],
    ) -> None:
        self._bots, self._where, self._lost = bots, where, lost

    async def send(self, notice: Notice) -> str:
        """The number of the message in that chat. Raises DeliveryFailed."""
        where = await self._where(notice)
        method, parameters = call(notice, where.chat, where.message)
        try:
            sent = await self._bots.call(notice.municipality, method, parameters)
        except DeliveryFailed as failure:
            if failure.gone:
                await self._lost(notice)
            elif where.message and not failure.retry:
                return where.message  # deleted there, or looks so already
            raise
        return str(sent.get("message_id", "")) if isinstance(sent, dict) else where.message


def call(notice: Notice, chat: str, message: str) -> tuple[str, dict[str, Any]]:
    """The method and its parameters. Raises DeliveryFailed for what Telegram cannot have."""
    if not re.fullmatch(r"-?[0-9]{1,18}", chat, re.ASCII):
        raise DeliveryFailed("not the id of a Telegram chat", retry=False)
    parameters: dict[str, Any] = {
        "chat_id": int(chat),
        "text": notice.body[:LONGEST_TEXT],
        "link_preview_options": {"is_disabled": True},
    }
    buttons = {"inline_keyboard": [[_button(label, data)] for label, data in notice.buttons]}
    if message:
        return "editMessageText", {**parameters, "message_id": int(message), "reply_markup": buttons}
    parameters |= {"protect_content": True, "disable_notification": SILENT in notice.facts}
    return "sendMessage", {**parameters, "reply_markup": buttons} if notice.buttons else parameters


def _button(label: str, data: str) -> dict[str, str]:
    if not data or len((DESK + data).encode()) > LONGEST_BUTTON_DATA:
        raise DeliveryFailed(f"a button carries 1 to {LONGEST_BUTTON_DATA - len(DESK)} bytes", retry=False)
    return {"text": label, "callback_data": DESK + data}
