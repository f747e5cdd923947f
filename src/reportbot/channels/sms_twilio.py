"""Translates between Twilio's forms and our messages, for SMS and for WhatsApp addresses. Pure: no network."""

import re
from collections.abc import Mapping
from datetime import datetime

from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from reportbot.channels.arrived import words
from reportbot.core.errors import BadInput, BadSignature
from reportbot.core.messages import Address, Attachment, InboundMessage, Location, OutboundMessage, kind_of
from reportbot.core.outgoing.as_sms import body

CHANNEL = "sms"
LONGEST_BODY = 1600  # letters, for WhatsApp too: https://www.twilio.com/docs/messaging/api/message-resource, Body

WHATSAPP = "whatsapp:"
_NUMBER = re.compile(rf"(?:{WHATSAPP})?\+[1-9][0-9]{{6,14}}", re.ASCII)  # E.164
MESSAGE_SID = re.compile(r"(?:SM|MM)[0-9a-fA-F]{32}", re.ASCII)
_MEDIA = re.compile(r"(?:.*/)?(ME[0-9a-fA-F]{32})", re.ASCII | re.DOTALL)
MOST_MEDIA = 10
"""In one message: https://www.twilio.com/docs/messaging/api/message-resource, MediaUrl"""


def check_signature(public_url: str, form: Mapping[str, str], signature: str, auth_token: str) -> None:
    """Was this form signed by Twilio? `public_url` is the configured address of the hook, as Twilio calls it.

    Raises BadSignature, also when there is no signature or no token.
    """
    try:
        valid = bool(signature and auth_token) and RequestValidator(auth_token).validate(public_url, form, signature)
    except (ValueError, TypeError):  # letters that cannot be encoded, a value that is no text
        valid = False
    if not valid:
        raise BadSignature("not from Twilio: the signature is missing or wrong")


def inbound(municipality: str, form: Mapping[str, str], received_at: datetime) -> InboundMessage:
    """What a reporter sent. STOP and its like are text: the conversation decides. Raises BadInput.

    Senders with a name or a short number cannot be answered, and are machines: BadInput.
    """
    sender, message_sid = _field(form, "From"), _field(form, "MessageSid")
    if not _NUMBER.fullmatch(sender):
        raise BadInput("a message from nobody who can be answered")
    if not MESSAGE_SID.fullmatch(message_sid):
        raise BadInput("a message without its number")
    return InboundMessage(
        address=Address(municipality, CHANNEL, sender),
        received_at=received_at,
        keys=(f"twilio:{message_sid}",),
        text=words(_field(form, "Body")),
        location=_location(form),
        attachments=_attachments(form, message_sid),
        copy=message_sid,
    )


def request(message: OutboundMessage, sender: str) -> dict[str, str]:
    """To, From and Body of one message; `sender` is the municipality's number. Too long a text loses its end, never
    its choices. Commands are typed, not shown.
    """
    to = message.address.value
    over_sms = not to.startswith(WHATSAPP)
    if over_sms:
        return {"To": to, "From": sender, "Body": body(message.text, [choice.label for choice in message.choices])}
    menu = "".join(f"\n{number} {choice.label}" for number, choice in enumerate(message.choices, 1))
    text = message.text[: LONGEST_BODY - len(menu)] + menu
    return {"To": to, "From": _over_whatsapp(sender), "Body": text[:LONGEST_BODY].strip()}


def _over_whatsapp(sender: str) -> str:
    return sender if sender.startswith(WHATSAPP) else WHATSAPP + sender


def _field(form: Mapping[str, str], name: str) -> str:
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


def _attachments(form: Mapping[str, str], message_sid: str) -> tuple[Attachment, ...]:
    """Photos by Twilio's numbers of the message and of the file; of what we do not take, once, what it was."""
    if _field(form, "NumMedia").strip("0") == "":
        return ()
    photos, declined = [], []
    for at in range(MOST_MEDIA):
        media, kind = _MEDIA.fullmatch(_field(form, f"MediaUrl{at}")), kind_of(_field(form, f"MediaContentType{at}"))
        if media and kind == "photo":
            photos.append(Attachment("photo", f"{message_sid}/{media[1]}"))
        elif _field(form, f"MediaContentType{at}"):
            declined.append(Attachment("picture" if kind == "photo" else kind))
    if not declined and _field(form, "NumMedia") != str(len(photos)):
        declined.append(Attachment("other"))
    return (*photos, *declined[:1])


def _location(form: Mapping[str, str]) -> Location | None:
    """WhatsApp can carry a pin."""
    try:
        latitude, longitude = float(_field(form, "Latitude")), float(_field(form, "Longitude"))
    except ValueError:
        return None
    return Location(latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None
