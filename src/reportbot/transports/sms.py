"""A notice to an office's duty phone, from the town's own number: number, urgency, code, link; two SMS at most."""

import re

from reportbot.core.messages import Address, OutboundMessage
from reportbot.core.outgoing.as_sms import body
from reportbot.core.sms import cut, fold_to_gsm, segments
from reportbot.service.ports import Channel, DeliveryFailed, Notice

CHANNEL = "sms"
MOST = 2  # SMS for one notice: a link alone takes one of 160 letters nearly whole
_NUMBER = re.compile(r"(?:whatsapp:)?\+[1-9][0-9]{6,14}", re.ASCII)  # E.164


class Sms:
    """`phones` is the channel that reporters are reached by: one account, one number, one client for both.

    Implements service.ports.PaidPost. The provider's copy names no reporter; it is erased all the same, since whoever
    reads its link or its code there could answer in the office's name.
    """

    def __init__(self, phones: Channel) -> None:
        self._phones = phones

    async def send(self, notice: Notice) -> str:
        """The provider's number of the message (Twilio's MessageSid). A dead number is a failure, never let go."""
        if not _NUMBER.fullmatch(notice.target):
            raise DeliveryFailed("the target is no phone number", retry=False)
        try:
            return await self._phones.send(
                OutboundMessage(Address(notice.municipality, CHANNEL, notice.target), text(notice))
            )
        except DeliveryFailed as failure:
            if failure.gone:  # of a reporter that ends it quietly; an office that nobody reaches is somebody's business
                raise DeliveryFailed(failure.reason, retry=False) from None
            raise

    def segments_of(self, notice: Notice) -> int:
        return 0 if notice.target.startswith("whatsapp:") else segments(body(text(notice)))


def text(notice: Notice) -> str:
    """What the phone shows, in letters that every phone has. The link is kept whole, behind a space, at its end."""
    words = fold_to_gsm(notice.short or notice.subject)
    return cut(words, MOST, f" {notice.link}" if notice.link else "")
