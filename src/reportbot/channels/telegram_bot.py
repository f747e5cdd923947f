"""Sends to Telegram through python-telegram-bot, one bot per municipality, and says whether trying again can help."""

import asyncio
import logging
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from telegram import Bot, InputFile
from telegram.error import (
    InvalidToken,
    TelegramError,
)
from telegram.request import BaseRequest, RequestData
from telegram.request._requestparameter import RequestParameter

from reportbot.channels.telegram import UPDATES
from reportbot.channels.telegram_calls import deletions, photo, requests, shown_words
from reportbot.channels.telegram_failures import NOT_TELEGRAMS, failed
from reportbot.channels.telegram_requests import AiohttpRequest, AnswerTooLarge, quiet_loggers
from reportbot.core.errors import RuleBroken, TooLarge
from reportbot.core.messages import Address, Attachment, OutboundMessage
from reportbot.service.ports import DeliveryFailed

TELEGRAM = "https://api.telegram.org"
PATIENCE = 3.0  # seconds that a page waits for the bot's name

log = logging.getLogger(__name__)


class TelegramChannel:
    """The bots of all municipalities. `tokens` by municipality; `api_url` may be a Bot API server of one's own."""

    def __init__(
        self,
        tokens: Mapping[str, str],
        api_url: str = TELEGRAM,
        make_request: Callable[[], BaseRequest] = AiohttpRequest,
    ) -> None:
        quiet_loggers()
        url = api_url.rstrip("/")
        self._names: dict[str, str] = {}
        self._bots = {municipality: _bot(token, url, make_request()) for municipality, token in tokens.items()}

    @property
    def municipalities(self) -> tuple[str, ...]:
        """Those that have a bot."""
        return tuple(self._bots)

    async def send(self, message: OutboundMessage) -> str:
        """The message id, or those of all parts, parted by spaces.

        A text in several parts whose sending breaks in the middle is sent again from its start.
        """
        try:
            method, calls = ("sendPhoto", (photo(message),)) if message.image else ("sendMessage", requests(message))
        except RuleBroken as error:
            raise DeliveryFailed(str(error), retry=False) from None
        if message.image:
            calls = tuple(call | {"photo": InputFile(message.image, filename="picture.jpg")} for call in calls)
        sent = [await self.call(message.address.municipality, method, call) for call in calls]
        return " ".join(str(each["message_id"]) for each in sent if isinstance(each, dict) and "message_id" in each)

    async def take_back(self, address: Address, numbers: Sequence[str]) -> bool:
        """Deletes messages of the last 48 hours from the chat, for both sides. Whether all are gone.

        Telegram skips those that it does not find, and refuses a whole call for one that it will not delete.
        """
        try:
            calls = deletions(address, numbers)
        except RuleBroken as error:
            raise DeliveryFailed(str(error), retry=False) from None
        return all([await self._deleted(address.municipality, call) for call in calls])

    async def _deleted(self, municipality: str, call: dict[str, Any]) -> bool:
        try:
            return await self.call(municipality, "deleteMessages", call) is True
        except DeliveryFailed as failure:
            if failure.retry or failure.gone:
                raise
        ids = call["message_ids"]
        if len(ids) == 1:
            return False
        parts = ({**call, "message_ids": some} for some in (ids[: len(ids) // 2], ids[len(ids) // 2 :]))
        return all([await self._deleted(municipality, part) for part in parts])

    async def fetch(self, municipality: str, attachment: Attachment) -> bytes:
        """The bytes of a photo, 20 MB at most. Raises DeliveryFailed, TooLarge."""
        bot = self._bot(municipality)
        try:
            file = await bot.get_file(attachment.handle)
        except TelegramError as error:
            if "file is too big" in error.message.lower():
                raise TooLarge("a photo of more than 20 MB") from None
            raise failed(error) from None
        except NOT_TELEGRAMS:
            raise failed(TelegramError("")) from None
        # PTB would open a path without a scheme as a file of this machine.
        if not (file.file_path or "").startswith(("http://", "https://")):
            raise DeliveryFailed("Telegram: the file is not offered for download", retry=False)
        try:
            return bytes(await file.download_as_bytearray())
        except AnswerTooLarge:
            raise TooLarge("a photo of more than 20 MB") from None
        except InvalidToken:  # PTB's reading of 404
            raise DeliveryFailed("Telegram: the file is no longer there", retry=False) from None
        except TelegramError as error:
            raise failed(error) from None

    async def acknowledge(
        self, municipality: str, callback_ids: Iterable[str], said: Mapping[str, str] | None = None
    ) -> None:
        """Stop pressed buttons from spinning; to be called after the commit. What cannot be answered is let go.

        `said` are words that the presser sees for a moment, by callback id.
        """
        words = said or {}
        calls = [
            self.call(municipality, "answerCallbackQuery", {"callback_query_id": id, **shown_words(words.get(id, ""))})
            for id in callback_ids
        ]
        failed = [answer for answer in await asyncio.gather(*calls, return_exceptions=True) if answer is not True]
        if failed:
            log.info("buttons not answered", extra={"municipality": municipality, "count": len(failed)})

    async def set_webhook(self, municipality: str, url: str, secret: str) -> None:
        """Ask Telegram to post updates to `url`, with the secret in a header. Raises DeliveryFailed."""
        if not secret:
            raise DeliveryFailed("Telegram: a webhook needs a secret", retry=False)
        wanted = {"url": url, "secret_token": secret, "allowed_updates": list(UPDATES), "drop_pending_updates": False}
        await self.call(municipality, "setWebhook", wanted)

    async def remove_webhook(self, municipality: str) -> None:
        """Telegram refuses polling while a webhook is set. Raises DeliveryFailed."""
        await self.call(municipality, "deleteWebhook", {"drop_pending_updates": False})

    async def updates(self, municipality: str, offset: int | None, wait: int) -> list[Any]:
        """Wait up to `wait` seconds for updates. An `offset` tells Telegram to forget those below it.

        Raises DeliveryFailed; ConflictingPoll when somebody else polls too.
        """
        asked = {"timeout": wait, "allowed_updates": list(UPDATES), "offset": offset}
        found = await self.call(municipality, "getUpdates", asked, patience=wait + 10)
        return found if isinstance(found, list) else []

    async def call(
        self, municipality: str, method: str, parameters: dict[str, Any], patience: float | None = None
    ) -> Any:
        """One call of the Bot API; its result as JSON. `patience`: seconds to wait for it. Raises DeliveryFailed."""
        try:
            return await self._bot(municipality).call(method, parameters, patience)
        except TelegramError as error:
            raise failed(error) from None
        except NOT_TELEGRAMS:
            raise failed(TelegramError("")) from None

    def has(self, municipality: str) -> bool:
        return municipality in self._bots

    async def name(self, municipality: str) -> str:
        """What stands behind t.me/ in a link to this bot, asked once; "" while Telegram cannot be asked."""
        if municipality not in self._names and self.has(municipality):
            try:
                found = await self.call(municipality, "getMe", {}, patience=PATIENCE)
            except DeliveryFailed:
                return ""
            name = found.get("username") if isinstance(found, dict) else None
            if isinstance(name, str) and re.fullmatch(r"[A-Za-z0-9_]{1,64}", name, re.ASCII):
                self._names[municipality] = name
        return self._names.get(municipality, "")

    async def close(self) -> None:
        """Close all connections."""
        await asyncio.gather(*(bot.close_connections() for bot in self._bots.values()))

    def _bot(self, municipality: str) -> "_RawBot":
        if municipality not in self._bots:
            raise DeliveryFailed("Telegram: no bot for this municipality", retry=True)
        return self._bots[municipality]


class _RawBot(Bot):
    """PTB's Bot, answering with plain JSON: building its `Message` and `Update` costs more than sending does."""

    async def call(self, method: str, parameters: dict[str, Any], patience: float | None) -> Any:
        # As Bot.do_api_request, which warns about every method that PTB has a wrapper for, and without the search for
        # PTB's own objects in the parameters: ours are plain JSON already.
        request = self._request[0] if method == "getUpdates" else self._request[1]
        given = [_parameter(name, value) for name, value in parameters.items() if value is not None]
        url, data = f"{self.base_url}/{method}", RequestData(given)
        if patience is None:
            return await request.post(url, data)
        return await request.post(url, data, read_timeout=patience)

    async def close_connections(self) -> None:
        # Bot.shutdown does nothing before Bot.initialize, which asks Telegram who we are and is not needed here.
        await asyncio.gather(*(request.shutdown() for request in self._request))


def _parameter(name: str, value: Any) -> RequestParameter:
    return (
        RequestParameter(name, None, [value]) if isinstance(value, InputFile) else RequestParameter(name, value, None)
    )


def _bot(token: str, api_url: str, request: BaseRequest) -> _RawBot:
    return _RawBot(
        token,
        base_url=f"{api_url}/bot",
        base_file_url=f"{api_url}/file/bot",
        request=request,
        get_updates_request=AiohttpRequest(connections=1),
    )


# What PTB stumbles with over an answer that is JSON, and not Telegram's.
