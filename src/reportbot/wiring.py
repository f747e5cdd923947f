"""The edges of one running service: channels with accounts, transports, hooks, polling, pages."""

import asyncio
import hashlib
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Literal, Protocol

from starlette.applications import Starlette
from starlette.routing import BaseRoute

from reportbot.app import Parts
from reportbot.channels.telegram_bot import TelegramChannel
from reportbot.channels.telegram_polling import TelegramPolling
from reportbot.channels.webchat import WebChat
from reportbot.config import Settings
from reportbot.core.peers import pairs_in
from reportbot.core.webaddress import is_here
from reportbot.hooks import DutyButtons, TelegramHook, TwilioHook, WebhookHook
from reportbot.metrics import Metrics
from reportbot.practice.hall import Hall
from reportbot.service.offices.duty_photos import OFFICE_PHOTO
from reportbot.service.offices.mail_hints import MailHints
from reportbot.service.offices.webhook_secrets import WebhookSecrets
from reportbot.service.staff_chats.post import STAFF_CHAT
from reportbot.transports.email import Email, Replies
from reportbot.transports.mail_inbox import MailInbox
from reportbot.transports.nowhere import Nowhere
from reportbot.transports.office_photo import OfficePhoto
from reportbot.transports.paper import Paper
from reportbot.transports.sms import Sms
from reportbot.transports.staff_chat import StaffChatPost
from reportbot.transports.telegram import DutyChat
from reportbot.transports.webhook import Webhook
from reportbot.web.app import build
from reportbot.web.open311.door import Open311Parts
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
        self.mail = _mail(parts)
        self.inbox = (
            MailInbox(settings.mail_inbox, parts.mailroom.take, authorities=settings.mail_ca)
            if settings.mail_inbox
            else None
        )
        self._duty = {
            key: DutyButtons(key, parts.duty_chats, parts.duty_photos, parts.staff_presses, parts.staff_talk)
            for key in parts.municipalities
        }
        parts.channels.update(web=self.webchat, telegram=self.telegram)
        if self.twilio:
            parts.channels["sms"] = self.twilio
            parts.transports["sms"] = Sms(self.twilio)
        parts.transports.update(
            telegram=DutyChat(self.telegram), paper=Paper(parts.paper_notices.keep), nowhere=Nowhere()
        )
        parts.transports[OFFICE_PHOTO] = OfficePhoto(self.telegram.fetch, parts.duty_photos.keep)
        whereabouts = parts.staff_whereabouts
        parts.transports[STAFF_CHAT] = StaffChatPost(self.telegram, whereabouts.of, whereabouts.lost)
        parts.transports["webhook"] = Webhook(
            WebhookSecrets(parts.vault, parts.towns, parts.clock).of, parts.clock.now, here=is_here(settings.public_url)
        )
        if self.mail:
            parts.transports["email"] = self.mail
        self.metrics = Metrics(parts)
        self.practice = Hall(parts, lambda room: Edges(room).web_parts())

    def pages(self, extra_routes: Sequence[BaseRoute] = (), *, links_suffice: bool = False) -> Starlette:
        parts = replace(self.web_parts(), extra_routes=extra_routes, practice=self.practice)
        return build(replace(parts, links_suffice=links_suffice))

    def web_parts(self) -> WebParts:
        """What the pages need of the parts, without a place to practise in."""
        parts = self.parts
        return replace(
            WebParts(
                receive=parts.intake.receive,
                responses=parts.responses,
                casework=parts.casework,
                queue=parts.queue,
                erasures=parts.erasures,
                asking=parts.asking,
                replying=parts.replying,
                pausing=parts.pausing,
                assigning=parts.assigning,
                models=parts.models,
                calling=parts.calling,
                search=parts.search,
                kept=parts.kept,
                groups=parts.groups,
                oversight=parts.oversight,
                letters=parts.letters,
                handing_over=parts.handing_over,
                dead_letters=parts.dead_letters,
                staff=parts.staff,
                staff_linking=parts.staff_linking,
                bots=self.telegram,
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
                operator_token=parts.settings.metrics_token,
                map_tiles=parts.settings.map_tiles,
                open311=Open311Parts(parts.open311, parts.posting, parts.bridge, open311_keys(parts.settings)),
                town_settings=parts.town_settings,
                setting_asks=parts.setting_asks,
            ),
            extra_routes=(),
        )

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        """Telegram is asked for updates, or told where to post them; Twilio for what its hook has missed; until the
        block ends.
        """
        secret = self.parts.settings.telegram_webhook_secret
        pollers: list[Poller] = [] if secret else [self._poller(key) for key in self.telegram.municipalities]
        pollers += _sweeps(self.twilio, self.parts)
        pollers += [self.inbox] if self.inbox else []
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

    def let_go(self) -> None:
        """Of requests that wait for news, so that stopping is quick; and of what was practised."""
        self.webchat.close()
        self.parts.queue.watch.close()
        self.practice.let_go()

    async def close(self) -> None:
        self.let_go()
        await self.practice.close()
        await self.telegram.close()
        if self.mail:
            await self.mail.close()
        if self.twilio:
            await self.twilio.close()

    def _poller(self, municipality: str) -> TelegramPolling:
        return TelegramPolling(
            self.telegram,
            municipality,
            self.parts.clock,
            self._duty[municipality].receive,
            take_other=self._duty[municipality].take,
        )

    def _hooks(self) -> dict[str, Hook]:
        parts, settings = self.parts, self.parts.settings
        hooks: dict[str, Hook] = {
            f"webhook/{key}": WebhookHook(key, parts.webhook_answers, parts.clock) for key in parts.towns
        }
        for key, town in settings.towns.items():
            if town.telegram_token and settings.telegram_webhook_secret:
                secret = secret_of(settings.telegram_webhook_secret, key)
                hooks[f"telegram/{key}"] = TelegramHook(
                    key, secret, self._duty[key].receive, self._duty[key], parts.clock
                )
            if town.twilio_auth_token:
                hooks[f"twilio/{key}"] = TwilioHook(
                    key, town.twilio_auth_token, settings.public_url, parts.duty_phones.receive, parts.clock
                )
        return hooks


def _mail(parts: Parts) -> Email | None:
    """None where no mail leaves."""
    settings = parts.settings
    if not settings.smtp_url:
        return None
    base, hint = settings.mail_replies, MailHints(parts.towns, parts.translator)
    replies = Replies(base, parts.vault.sign_mail, hint.of) if base else None
    return Email(settings.smtp_url, settings.mail_from, parts.clock.now, authorities=settings.mail_ca, replies=replies)


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

    return [TwilioSweep(twilio, key, parts.clock, parts.duty_phones.receive) for key in twilio.municipalities]


def open311_keys(settings: Settings) -> dict[str, dict[str, str]]:
    """By town, the key of each system that may send us reports."""
    return {key: pairs_in(town.open311_keys) for key, town in settings.towns.items()}


def secret_of(secret: str, municipality: str) -> str:
    """Each bot's own webhook secret, so that one that leaks does not open the others."""
    return hashlib.blake2b(municipality.encode(), key=secret.encode()[:64], digest_size=24).hexdigest()
