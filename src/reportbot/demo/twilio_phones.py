"""The person's side of the fake Twilio: a phone that sends SMS, is switched off, unsubscribes, and shows what came."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Literal

from reportbot.demo.twilio_hooks import HookAnswer
from reportbot.demo.twilio_sms import API_VERSION, Media, Sms, segments
from reportbot.demo.waiting import Bell

Signature = Literal["right", "wrong", "missing"]
API = "https://api.twilio.com"


class Phone:
    """One phone (or WhatsApp account, with a number like whatsapp:+383…). Made by `TwilioServer.phone`."""

    def __init__(self, number: str, arrive: "Arrive", call_hook: "CallHook") -> None:
        self.number = number
        self.heard: list[str] = []
        self.is_off = False
        self.unsubscribed = False
        self.changed = Bell()
        self._arrive = arrive
        self._call_hook = call_hook

    async def says(
        self,
        text: str,
        *,
        signature: Signature = "right",
        sid: str = "",
        times: int = 1,
        lost: bool = False,
        media: Sequence[Media] = (),
    ) -> HookAnswer:
        """Send an SMS, or with `media` an MMS; gives the hook's (last) answer.

        `sid` repeats the MessageSid of another, `times` calls the hook that often with the same one; `lost` means
        that the message arrives at Twilio but the hook is never called. Twilio itself does not try again.
        """
        sms = self._arrive(self.number, text, sid, media)
        answer = HookAnswer(-1)
        for _ in range(0 if lost else times):
            answer = await self._call_hook(sms, form_of(sms), signature)
        return answer

    def hear(self, text: str) -> None:
        """An SMS arrives on the phone."""
        self.heard.append(text)
        self.changed.ring()

    async def hears(self, what: int | str | Callable[[str], bool], seconds: float = 5.0) -> str:
        """Wait until that many SMS arrived, or one has this text in it, or one fits; give it (the newest).

        Raises TimeoutError with what was heard instead.
        """
        try:
            return await self.changed.until(lambda: _newest(self.heard, what), seconds)
        except TimeoutError:
            raise TimeoutError(f"waited {seconds} s for {what!r}; heard only {self.heard}") from None


Arrive = Callable[[str, str, str, Sequence[Media]], Sms]
CallHook = Callable[[Sms, dict[str, str], Signature], Awaitable[HookAnswer]]


def form_of(sms: Sms) -> dict[str, str]:
    """The form that Twilio posts for an incoming message, with all that it tells about the sender."""
    form = {
        "ToCountry": "XK",
        "ToState": "",
        "SmsMessageSid": sms.sid,
        "NumMedia": str(len(sms.media)),
        "ToCity": "",
        "FromZip": "",
        "SmsSid": sms.sid,
        "FromState": "",
        "SmsStatus": "received",
        "FromCity": "",
        "Body": sms.body,
        "FromCountry": "AL" if "+355" in sms.sender else "XK",
        "To": sms.to,
        "ToZip": "",
        "NumSegments": str(segments(sms.body)),
        "MessageSid": sms.sid,
        "AccountSid": sms.account,
        "From": sms.sender,
        "ApiVersion": API_VERSION,
    }
    for at, media in enumerate(sms.media.values()):
        form |= {f"MediaUrl{at}": f"{API}{media.uri(sms)}", f"MediaContentType{at}": media.content_type}
    if sms.sender.startswith("whatsapp:"):
        form |= {"ProfileName": "Drita Shembulli", "WaId": sms.sender.removeprefix("whatsapp:+")}
        form |= {"MessageType": "text"}
    return form


def _newest(heard: list[str], what: int | str | Callable[[str], bool]) -> str | None:
    if isinstance(what, int):
        return heard[what - 1] if len(heard) >= what else None
    fits = (lambda text: what in text) if isinstance(what, str) else what
    return next((text for text in reversed(heard) if fits(text)), None)
