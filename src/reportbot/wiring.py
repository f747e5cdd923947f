"""The edges of one running service: channels with accounts, transports, hooks, polling, pages."""

import asyncio
import hashlib
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Literal, Protocol

from starlette.applications import Starlette
from starlette.routing import BaseRoute

from reportbot.app import Parts
from reportbot.channels.telegram_bot import TelegramChannel
from reportbot.channels.telegram_polling import TelegramPolling
from reportbot.channels.webchat import WebChat
from reportbot.config import Settings
from reportbot.hooks import DutyChats, TelegramHook, TwilioHook
from reportbot.metrics import Metrics
from reportbot.transports.email import Email
from reportbot.transports.nowhere import Nowhere
from reportbot.transports.telegram import DutyChat
from reportbot.web.app import build
from reportbot.web.parts import Hook, WebParts

if TYPE_CHECKING:
    from reportbot.channels.sms_twilio_client import TwilioChannel
    from reportbot.channels.sms_twilio_sweep import TwilioSweep

log = logging.getLogger("reportbot.wiring")


class Poller(Protocol):
    async def run(self) -> None: ...
    def stop(self) -> None: ...


class Edges:
    """Everything that faces outward, for the accounts that the settings name."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        settings, towns = parts.settings, parts.settings.towns
        self.webchat = WebChat(parts.database, parts.vault, parts.clock, parts.ids, parts.damage.note)
        self.telegram = TelegramChannel(
            {key: town.telegram_token for key, town in towns.items() if town.telegram_token}, settings.telegram_api_url
        )
        self.twilio = _twilio(settings)
        self._duty = {key: DutyChats(each, parts.responses) for key, each in parts.municipalities.items()}
        parts.channels.update(web=self.webchat, telegram=self.telegram)
        if self.twilio:
            parts.channels["sms"] = self.twilio
        parts.transports.update(telegram=DutyChat(self.telegram), nowhere=Nowhere())
        if settings.smtp_url:
            parts.transports["email"] = Email(settings.smtp_url, settings.mail_from, parts.clock.now)
        self.metrics = Metrics(parts)

    def pages(self, extra_routes: Sequence[BaseRoute] = ()) -> Starlette:
        parts = self.parts
        return build(
            WebParts(
                receive=parts.intake.receive,
                responses=parts.responses,
                casework=parts.casework,
                erasures=parts.erasures,
                asking=parts.asking,
                pausing=parts.pausing,
                assigning=parts.assigning,
                models=parts.models,
                calling=parts.calling,
                search=parts.search,
                kept=parts.kept,
                groups=parts.groups,
                towns=parts.towns,
                translator=parts.translator,
                vault=parts.vault,
                store=parts.database,
                clock=parts.clock,
                ids=parts.ids,
                chat=self.webchat,
                scrub=parts.photos.scrubbed,
                readiness=self.metrics.readiness,
                metrics=self.metrics.text,
                hooks=self._hooks(),
                public_url=parts.settings.public_url,
                extra_routes=extra_routes,
                operator_token=parts.settings.metrics_token,
            )
        )

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        """Telegram is asked for updates, or told where to post them; Twilio for what its hook has missed; until the
        block ends.
        """
        secret = self.parts.settings.telegram_webhook_secret
        pollers: list[Poller] = [] if secret else [self._poller(key) for key in self.telegram.municipalities]
        pollers += _sweeps(self.twilio, self.parts)
        tasks = [asyncio.create_task(poller.run()) for poller in pollers]
        for key in self.telegram.municipalities if secret else ():
            url = f"{self.parts.settings.public_url.rstrip('/')}/hooks/telegram/{key}"
            await self.telegram.set_webhook(key, url, secret_of(secret, key))
        try:
            yield
        finally:
            for poller in pollers:
                poller.stop()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def close(self) -> None:
        self.webchat.close()
        await self.telegram.close()
        if self.twilio:
            await self.twilio.close()

    def _poller(self, municipality: str) -> TelegramPolling:
        return TelegramPolling(
            self.telegram,
            municipality,
            self.parts.clock,
            self.parts.intake.receive,
            take_other=self._duty[municipality].take,
        )

    def _hooks(self) -> dict[str, Hook]:
        parts, settings = self.parts, self.parts.settings
        hooks: dict[str, Hook] = {}
        for key, town in settings.towns.items():
            if town.telegram_token and settings.telegram_webhook_secret:
                secret = secret_of(settings.telegram_webhook_secret, key)
                hooks[f"telegram/{key}"] = TelegramHook(key, secret, parts.intake, self._duty[key], parts.clock)
            if town.twilio_auth_token:
                hooks[f"twilio/{key}"] = TwilioHook(
                    key, town.twilio_auth_token, settings.public_url, parts.intake, parts.clock
                )
        return hooks


def _twilio(settings: Settings) -> "TwilioChannel | None":
    """None where no town has an account."""
    towns = {key: town for key, town in settings.towns.items() if town.twilio_auth_token}
    if not towns:
        return None
    # Twilio's library brings requests: 7 MB and 0.1 s, which only those with an account should pay.
    from reportbot.channels.sms_twilio_client import TwilioAccount, TwilioChannel

    accounts = {
        key: TwilioAccount(town.twilio_account_sid, town.twilio_auth_token, town.twilio_number)
        for key, town in towns.items()
    }
    erasing: Literal["redact", "delete"] = "delete" if settings.twilio_copies == "delete" else "redact"
    return TwilioChannel(accounts, settings.twilio_api_url, erasing=erasing)


def _sweeps(twilio: "TwilioChannel | None", parts: Parts) -> "list[TwilioSweep]":
    if twilio is None:
        return []
    from reportbot.channels.sms_twilio_sweep import TwilioSweep

    return [TwilioSweep(twilio, key, parts.clock, parts.intake.receive) for key in twilio.municipalities]


def secret_of(secret: str, municipality: str) -> str:
    """Each bot's own webhook secret, so that one that leaks does not open the others."""
    return hashlib.blake2b(municipality.encode(), key=secret.encode()[:64], digest_size=24).hexdigest()
