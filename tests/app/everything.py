"""Full updates of Telegram and full forms of Twilio: every field that is published, each value a marker of its own.

`allowed` are the markers that may be kept, sealed: what was said, where, the handle of a photo, the way back.
"""

import json
import random
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pytest

from tests.demo.specs import spec_file

Json = dict[str, Any]
DEEPEST = 3  # levels in which optional fields are filled in; below them only what must be there

KEPT_OF_A_MESSAGE = ("text", "caption", "location.latitude", "location.longitude", "chat.id")
KEPT_OF_A_PRESS = ("data", "id", "message.chat.id")
TWILIO = (
    "AccountSid", "AddOns", "Address", "ApiVersion", "Body", "ButtonPayload", "ButtonText", "ChannelInstallSid",
    "ChannelMetadata", "ChannelPrefix", "ChannelToAddress", "Forwarded", "FrequentlyForwarded", "From", "FromCity",
    "FromCountry", "FromState", "FromZip", "Label", "Latitude", "Longitude", "MessageSid", "MessageType",
    "MessagingServiceSid", "NumMedia", "NumSegments", "OptOutType", "OriginalRepliedMessageSender",
    "OriginalRepliedMessageSid", "ProfileName", "ReferralBody", "ReferralCtwaClid", "ReferralHeadline",
    "ReferralMediaContentType", "ReferralMediaId", "ReferralMediaUrl", "ReferralNumMedia", "ReferralSourceId",
    "ReferralSourceType", "ReferralSourceUrl", "SmsMessageSid", "SmsSid", "SmsStatus", "To", "ToCity", "ToCountry",
    "ToState", "ToZip", "WaId", "MediaUrl0", "MediaUrl1", "MediaContentType0", "MediaContentType1",
)  # fmt: skip
"""https://www.twilio.com/docs/messaging/guides/webhook-request, and what WhatsApp adds to it."""


@dataclass
class Marked:
    """Something that a platform sends, the markers in it, and those of them that may be kept.

    `plain`: numbers that lie in the clear on purpose, for the 48 hours in which a message can be taken back.
    """

    value: Json
    markers: set[str] = field(default_factory=set)
    allowed: set[str] = field(default_factory=set)
    plain: set[str] = field(default_factory=set)


def an_update(chance: random.Random) -> Marked:
    """A message in a private chat, or a pressed button below one."""
    marked = Marked({})
    maker = _Maker(chance, marked)
    update: Json = {"update_id": maker.number()}
    if chance.random() < 0.8:
        update["message"] = message = maker.object("Message", 0)
        message["chat"]["type"] = "private"
        allow(marked, message, KEPT_OF_A_MESSAGE)
        marked.plain.add(str(message["message_id"]))
        for photo in [*(message.get("photo") or []), *((message.get("live_photo") or {}).get("photo") or [])]:
            allow(marked, photo, ("file_id",))
        if "document" in message:
            message["document"]["mime_type"] = chance.choice(["image/jpeg", "application/pdf", maker.word()])
            allow(marked, message["document"], ("file_id",))
    else:
        update["callback_query"] = pressed = maker.object("CallbackQuery", 0)
        pressed["message"] = maker.object("Message", 1)
        pressed["message"]["chat"]["type"] = "private"
        marked.plain.add(str(pressed["message"]["message_id"]))
        pressed["data"] = maker.word()
        allow(marked, pressed, KEPT_OF_A_PRESS)
    marked.value = update
    return marked


def a_form(chance: random.Random) -> Marked:
    """An SMS or a WhatsApp message."""
    marked = Marked({})
    maker = _Maker(chance, marked)
    form = {name: maker.word() for name in TWILIO if chance.random() < 0.8}
    number = f"+383{chance.randrange(10**8, 10**9)}"
    picture = "ME" + maker.word()[2:].ljust(32, "0")
    form |= {
        "MediaUrl0": f"https://api.twilio.com/{maker.word()}/{picture}",
        "MediaContentType0": chance.choice(["image/jpeg", "audio/ogg", maker.word()]),
        "MessageSid": "SM" + maker.word()[2:].ljust(32, "0"),
        "From": chance.choice(["", "whatsapp:"]) + number,
        "Body": maker.word(),
        "NumMedia": chance.choice(["0", "1", "2"]),
        "Latitude": str(maker.degrees()),
        "Longitude": str(maker.degrees()),
        "WaId": number[1:],
    }
    marked.markers |= {number[1:], form["MessageSid"], picture}
    marked.allowed |= {number[1:], picture, *(form[name] for name in ("MessageSid", "Body", "Latitude", "Longitude"))}
    marked.value = form
    return marked


def allow(marked: Marked, holder: Json, paths: tuple[str, ...]) -> None:
    for path in paths:
        value: Any = holder
        for name in path.split("."):
            value = value.get(name) if isinstance(value, dict) else None
        if value is not None:
            marked.allowed.add(str(value))


class _Maker:
    def __init__(self, chance: random.Random, marked: Marked) -> None:
        self._chance, self._marked = chance, marked

    def word(self) -> str:
        return self._note(f"Mk{self._chance.getrandbits(56):014x}")

    def number(self) -> int:
        return int(self._note(str(self._chance.randrange(10**12, 10**13))))

    def degrees(self) -> float:
        return float(self._note(str(round(self._chance.uniform(10, 80), 9))))

    def object(self, name: str, depth: int) -> Any:
        described = _types()[name]
        if kinds := described.get("subtypes"):
            return self.value({"types": ["String"] if depth > DEEPEST and "String" in kinds else kinds}, depth)
        wanted = (0.6, 0.3, 0.1)[depth] if depth < DEEPEST else 0.0
        return {
            each["name"]: self.value(each, depth)
            for each in described.get("fields", [])
            if each["required"] or self._chance.random() < wanted
        }

    def value(self, described: Json, depth: int) -> Any:
        kind = self._chance.choice(described["types"])
        if kind.startswith("Array of "):
            inner = {**described, "types": [kind.removeprefix("Array of ")]}
            return [self.value(inner, depth + 1) for _ in range(self._chance.choice((1, 2)))]
        if kind in ("String", "InputFile"):
            return self.word()
        if kind == "Integer":
            return self.number()
        if kind == "Float":
            return self.degrees()
        if kind in ("Boolean", "True"):
            return True
        return self.object(kind, depth + 1)

    def _note(self, marker: str) -> str:
        self._marked.markers.add(marker)
        return marker


@cache
def _types() -> Json:
    place = spec_file("telegram/bot-api.json")
    if place is None:
        pytest.skip("the published Bot API description (../shared/specs) is absent")
    types: Json = json.loads(place.read_text(encoding="utf-8"))["types"]
    return types
