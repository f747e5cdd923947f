"""Erases what Twilio itself keeps of one message: its words and its pictures, or all of it.

Twilio's pages that this follows:
- https://www.twilio.com/docs/messaging/api/message-resource#update-a-message-resource: an empty Body redacts the text
  and keeps the rest of the record (numbers, times, price); the example there is a message in the state "sent".
- https://www.twilio.com/docs/messaging/api/message-resource#delete-a-message-resource: the record and its media go;
  bodies may remain in Twilio's backups for up to 30 days.
- https://www.twilio.com/docs/messaging/api/media-resource: media are deleted one by one.
- https://www.twilio.com/docs/api/errors/20009: "before it is complete", wait; in rare cases up to 14 days.
"""

from datetime import timedelta
from typing import Any, Literal

from twilio.base.exceptions import TwilioRestException  # type: ignore[import-untyped]
from twilio.rest import Client  # type: ignore[import-untyped]

from reportbot.channels.sms_twilio import MESSAGE_SID, MOST_MEDIA
from reportbot.service.ports import DeliveryFailed

Erasing = Literal["redact", "delete"]

TRAVELS = frozenset({"accepted", "scheduled", "queued", "sending", "receiving"})
"""Twilio still needs the words. "sent" it does not: many carriers never report more, so it is tried then."""
FINAL = frozenset({"delivered", "undelivered", "failed", "received", "read", "canceled", "partially_delivered"})
NOT_COMPLETE = 20009
LATER = timedelta(minutes=5)


async def erase(client: Client, sid: str, how: Erasing) -> str:
    """One look, then what is still there goes. A message that is gone is done. Says what was done.

    Raises DeliveryFailed while Twilio is not finished with it, and the library's own exceptions.
    """
    if not MESSAGE_SID.fullmatch(sid):
        raise DeliveryFailed("Twilio: that is no message", retry=False)
    message = client.messages(sid)
    try:
        found = await message.fetch_async()
    except TwilioRestException as error:
        if error.status == 404:
            return "gone"
        raise
    if found.status in TRAVELS:
        raise _not_yet()
    try:
        return await (_delete(message) if how == "delete" else _redact(message, found))
    except TwilioRestException as error:
        if error.status == 404:
            return "gone"
        if error.status == 409 or error.code == NOT_COMPLETE or (error.status == 400 and found.status not in FINAL):
            raise _not_yet() from None
        raise


async def _delete(message: Any) -> str:
    await message.delete_async()
    return "deleted"


async def _redact(message: Any, found: Any) -> str:
    if found.body:
        left = await message.update_async(body="")
        if left.body:
            raise DeliveryFailed("Twilio: the text is still there", retry=True)
    if found.num_media not in (None, "", "0"):
        for media in await message.media.list_async(limit=MOST_MEDIA):
            try:
                await message.media(media.sid).delete_async()
            except TwilioRestException as error:
                if error.status != 404:
                    raise
    return "redacted"


def _not_yet() -> DeliveryFailed:
    return DeliveryFailed("Twilio: not finished with this message yet", retry=True, after=LATER)
