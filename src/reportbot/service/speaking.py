"""From what the engine means to say to what leaves: words in the person's language, in bubbles, as an outbox row."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache

from reportbot.core.conversation.turn import Offer, Reply
from reportbot.core.messages import Address, Choice, Fill, OutboundMessage, Text
from reportbot.service.ports import Ids, Translator, Vault
from reportbot.service.records import Conversation, Delivery, DeliveryState, Photo
from reportbot.service.towns import Town

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))  # json.dumps would make one at each call
BUBBLE = 300  # letters that still read well in one bubble (domain facts, section 3)
LABELS = 2_000  # choices that are remembered in words; those of the flows are the same every time
CLAIM = timedelta(seconds=120)  # how long a delivery that was handed over in memory stays ours


class Speaker:
    def __init__(self, translator: Translator, vault: Vault, ids: Ids) -> None:
        self._translator, self._vault, self._ids = translator, vault, ids
        self._fixed = lru_cache(LABELS)(self._of_label)

    def messages(
        self,
        town: Town,
        conversation: Conversation,
        address: Address,
        replies: Sequence[Reply],
        fill: Mapping[str, Fill],
    ) -> list[OutboundMessage]:
        """`fill` is what only the service knows: the code, the institution, the date. Short bubbles are joined."""
        said: list[OutboundMessage] = []
        for reply in replies:
            text = self._words(town, conversation, reply, fill)
            before = said[-1] if said else None
            if before and not before.choices and len(before.text) + len(text) <= BUBBLE:
                text = f"{before.text}\n\n{text}"
                said.pop()
            choices = self._choices(reply.choices, town, conversation)
            commands = self._choices(reply.commands, town, conversation)
            said.append(OutboundMessage(address, text, choices, commands))
        return said

    def delivery(
        self,
        kind: str,
        conversation: Conversation,
        messages: Sequence[OutboundMessage],
        now: datetime,
        *,
        case: int | None = None,
        handed_over: bool = False,
    ) -> Delivery:
        """One row for all bubbles of a turn, so that they leave together and in order."""
        id = self._ids.new()
        return Delivery(
            id=id,
            municipality=conversation.who.municipality,
            lane=conversation.id,
            kind=kind,
            by=conversation.who.channel,
            due_at=now,
            created_at=now,
            payload=self._vault.seal(pack(messages), f"deliveries.payload:{id}"),
            conversation=conversation.id,
            case=case,
            state=DeliveryState.SENDING if handed_over else DeliveryState.WAITING,
            attempts=1 if handed_over else 0,
            claimed_until=now + CLAIM if handed_over else None,
        )

    def fetching(self, conversation: Conversation, photo: Photo, now: datetime, lane: int | None = None) -> Delivery:
        """The errand of fetching a photo from the platform it was sent through. In a lane of its own, unless given."""
        id = self._ids.new()
        payload = self._vault.seal(str(photo.id).encode(), f"deliveries.payload:{id}")
        return Delivery(
            id=id,
            municipality=photo.municipality,
            lane=id if lane is None else lane,
            kind="photo",
            by=conversation.who.channel,
            due_at=now,
            created_at=now,
            payload=payload,
            conversation=conversation.id,
        )

    def _words(self, town: Town, conversation: Conversation, reply: Reply, fill: Mapping[str, Fill]) -> str:
        text = reply.text
        if fill:
            text = Text(text.msgid, {**text.fill, **fill}, text.sms)
        languages = town.rules.languages if reply.every_language else (conversation.language,)
        sms = conversation.who.channel == "sms"
        lines = [self._translator.say(text, language, zone=town.rules.zone, sms=sms) for language in languages]
        return "\n".join(dict.fromkeys(lines))

    def _choices(self, offers: Sequence[Offer], town: Town, conversation: Conversation) -> tuple[Choice, ...]:
        sms = conversation.who.channel == "sms"
        return tuple(self._choice(offer, conversation.language, sms) for offer in offers)

    def _choice(self, offer: Offer, language: str, sms: bool) -> Choice:
        label = offer.label
        if label.fill:
            return Choice(offer.value, self._translator.say(label, language, sms=sms))
        return self._fixed(offer.value, label.msgid, label.sms, language, sms)

    def _of_label(self, value: str, msgid: str, short: str, language: str, sms: bool) -> Choice:
        return Choice(value, self._translator.say(Text(msgid, {}, short), language, sms=sms))


def pack(messages: Sequence[OutboundMessage]) -> bytes:
    """Everything but the address, which is never written down."""
    rows = [
        [message.text, [[c.value, c.label] for c in message.choices], [[c.value, c.label] for c in message.commands]]
        for message in messages
    ]
    return _ENCODER.encode(rows).encode()


def unpack(data: bytes, address: Address) -> list[OutboundMessage]:
    return [
        OutboundMessage(address, text, tuple(Choice(*c) for c in choices), tuple(Choice(*c) for c in commands))
        for text, choices, commands in json.loads(data)
    ]
