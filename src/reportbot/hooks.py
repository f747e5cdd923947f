"""What platforms post to us, joined with intake: checked, made durable, and only then acknowledged."""

import json
import logging
from collections.abc import Mapping, Sequence
from typing import Any

from reportbot.channels import sms_twilio, telegram, telegram_staff, telegram_webhook
from reportbot.channels.telegram_duty import duty_photo
from reportbot.core.errors import BadInput, BadSignature, TooLarge, UnknownCode
from reportbot.core.messages import InboundMessage
from reportbot.core.outgoing.checking import MayNotLeave
from reportbot.service.doors import Receive, take_or_pass
from reportbot.service.offices.duty_chats import DutyChats, Press
from reportbot.service.offices.duty_photos import DutyPhotos
from reportbot.service.offices.webhook_answers import LARGEST_ANSWER, WebhookAnswers, read_answer
from reportbot.service.ports import Clock
from reportbot.service.staff_chats.presses import StaffPresses
from reportbot.service.staff_chats.talk import StaffTalk
from reportbot.transports.telegram import answer_pressed
from reportbot.transports.webhook import check_signature
from reportbot.web.parts import HookResult

log = logging.getLogger("reportbot.hooks")


class DutyButtons:
    """What is pressed in the duty chats and the staff chats of one municipality's bot, and photos of offices' work."""

    def __init__(
        self, municipality: str, chats: DutyChats, photos: DutyPhotos, presses: StaffPresses, talk: StaffTalk
    ) -> None:
        self._municipality, self._chats, self._photos = municipality, chats, photos
        self._presses, self._talk = presses, talk

    async def receive(self, messages: Sequence[InboundMessage]) -> None:
        """What private chats say. Returns after the commit."""
        await take_or_pass(messages, self._is_photo, self._talk.receive)

    async def _is_photo(self, message: InboundMessage) -> bool:
        """Of an office that has just said "done"; as a reply to our message it comes to `take`."""
        photos = [each for each in message.attachments if each.kind == "photo"]
        if not photos:
            return False
        about = (message.address.value, message.number, photos[0].handle, message.text, "")
        return await self._photos.take(self._municipality, *about)

    async def take(self, update: Mapping[str, Any]) -> str:
        """Returns after the commit, what whoever pressed sees for a moment; what is no such button is let go."""
        if staff := telegram_staff.staff_press(update):
            return await self._presses.press(self._municipality, staff.chat, staff.data, is_private=staff.is_private)
        text, group = telegram_staff.said_in_group(update)
        if group:
            await self._talk.in_group(self._municipality, text, group)
            return ""
        pressed = answer_pressed(update)
        if pressed is None:
            if sent := duty_photo(update):
                about = (sent.chat, sent.message, sent.handle, sent.caption, sent.replied)
                await self._photos.take(self._municipality, *about)
            return ""
        press = Press(str(pressed.chat), str(pressed.message), pressed.data, pressed.shown)
        return await self._chats.press(self._municipality, press)


class TelegramHook:
    """`receive` returns after the commit."""

    def __init__(self, municipality: str, secret: str, receive: Receive, duty: DutyButtons, clock: Clock) -> None:
        self._municipality, self._secret, self._receive = municipality, secret, receive
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
        said = ""
        if message is None:
            said = await self._duty.take(update)
        else:
            await self._receive([message])
        answer = telegram_webhook.answer_webhook(update, said)
        return HookResult(200, json.dumps(answer), "application/json") if answer else HookResult()


class TwilioHook:
    """`public_url` is the address that Twilio was told, whatever the request says of itself. `receive` returns after
    the commit.
    """

    def __init__(self, municipality: str, auth_token: str, public_url: str, receive: Receive, clock: Clock) -> None:
        self._municipality, self._auth_token = municipality, auth_token
        self._url = f"{public_url.rstrip('/')}/hooks/twilio/{municipality}"
        self._receive, self._clock = receive, clock

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
        await self._receive([message])
        return HookResult(204)


class WebhookHook:
    """An office's own system answers: `{"institution", "referral", "answer"}` and what goes with it (outcome, until,
    suggested, note; confirmed: that somebody has looked at what the note tells of people), with Standard Webhooks
    headers, signed with the secret that signs what it gets.
    """

    def __init__(self, municipality: str, answers: WebhookAnswers, clock: Clock) -> None:
        self._municipality, self._answers, self._clock = municipality, answers, clock

    async def __call__(self, headers: Mapping[str, str], body: bytes, form: Mapping[str, str] | None) -> HookResult:
        """204 means durable; 403 for a wrong signature, 404 for a referral that is not theirs, 400 for the rest."""
        if len(body) > LARGEST_ANSWER:
            return HookResult(413, "too large")
        try:
            said = read_answer(body)
            secrets = self._answers.secrets_of(self._municipality, said.institution)
            name = check_signature(headers, body, secrets, self._clock.now())
            await self._answers.take(self._municipality, name, said)
        except UnknownCode:
            return HookResult(404, "no such referral of that institution")
        except MayNotLeave as refusal:
            why = "has a link or asks who somebody is" if refusal.found.is_refused else "tells who somebody is"
            return HookResult(400, f"the note {why}")
        return HookResult(204)
