"""What platforms post to us, joined with intake: checked, made durable, and only then acknowledged."""

import json
import logging
from collections.abc import Mapping
from typing import Any

from reportbot.channels import sms_twilio, telegram, telegram_webhook
from reportbot.core.cases.referral import Answer
from reportbot.core.errors import BadInput, BadSignature, TooLarge, UnknownCode
from reportbot.municipality import Municipality
from reportbot.service.intake import Intake
from reportbot.service.ports import Clock
from reportbot.service.responses import Responses
from reportbot.transports.telegram import answer_pressed
from reportbot.web.parts import HookResult

log = logging.getLogger("reportbot.hooks")


class DutyChats:
    """Answers given by a button in an institution's duty chat. Only that very chat may answer for it."""

    def __init__(self, municipality: Municipality, responses: Responses) -> None:
        self._responses = responses
        self._chats = {
            target.address: institution.key
            for institution in municipality.institutions.values()
            for target in institution.transports
            if target.kind == "telegram"
        }

    async def take(self, update: Mapping[str, Any]) -> None:
        """Returns after the commit; what is no such button is let go."""
        pressed = answer_pressed(update)
        if pressed is None:
            return
        chat, _, data = pressed
        answer, _, referral = data.partition(":")
        institution = self._chats.get(str(chat))
        if institution is None or answer not in set(Answer) or not referral.isdigit():
            log.warning("a button was pressed that answers nothing")
            return
        try:
            await self._responses.answer_as(institution, int(referral), Answer(answer))
        except UnknownCode:
            log.warning("a duty chat pressed a button of another institution")


class TelegramHook:
    def __init__(self, municipality: str, secret: str, intake: Intake, duty: DutyChats, clock: Clock) -> None:
        self._municipality, self._secret, self._intake = municipality, secret, intake
        self._duty, self._clock = duty, clock

    async def __call__(self, headers: Mapping[str, str], body: bytes, form: Mapping[str, str] | None) -> HookResult:
        """200 means durable. An update that cannot be read is acknowledged too: it would come for ever."""
        try:
            update = telegram_webhook.read_webhook(headers, body, self._secret)
        except BadSignature:
            return HookResult(403, "wrong secret")
        except TooLarge:
            return HookResult(413, "too large")
        except BadInput:
            return HookResult(400, "not an update")
        try:
            message = telegram.inbound(self._municipality, update, self._clock.now())
        except BadInput as error:
            log.warning("an update could not be read", extra={"failure": type(error).__name__})
            return HookResult()
        if message is None:
            await self._duty.take(update)
        else:
            await self._intake.receive([message])
        answer = telegram_webhook.answer_webhook(update)
        return HookResult(200, json.dumps(answer), "application/json") if answer else HookResult()


class TwilioHook:
    """`public_url` is the address that Twilio was told, whatever the request says of itself."""

    def __init__(self, municipality: str, auth_token: str, public_url: str, intake: Intake, clock: Clock) -> None:
        self._municipality, self._auth_token = municipality, auth_token
        self._url = f"{public_url.rstrip('/')}/hooks/twilio/{municipality}"
        self._intake, self._clock = intake, clock

    async def __call__(self, headers: Mapping[str, str], body: bytes, form: Mapping[str, str] | None) -> HookResult:
        """204 means durable; answers leave through the REST client."""
        if form is None:
            return HookResult(400, "not a form")
        try:
            sms_twilio.check_signature(self._url, form, headers.get("x-twilio-signature", ""), self._auth_token)
            message = sms_twilio.inbound(self._municipality, form, self._clock.now())
        except BadSignature:
            return HookResult(403, "wrong signature")
        except BadInput:
            return HookResult(400, "not a message")
        await self._intake.receive([message])
        return HookResult(204)
