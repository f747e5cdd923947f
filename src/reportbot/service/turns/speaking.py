"""From what the engine means to say to what leaves: bubbles in the person's language (wording.py), as an outbox row."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from reportbot.core.conversation.turns.turn import Reply
from reportbot.core.messages import Address, Choice, Fill, OutboundMessage
from reportbot.service.outgoing.rows import sealed_row
from reportbot.service.outgoing.wording import Wording
from reportbot.service.ports import Ids, Translator, Vault
from reportbot.service.records import Conversation, Delivery, DeliveryState, Photo
from reportbot.service.towns import Town

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))  # json.dumps would make one at each call
CLAIM = timedelta(seconds=120)  # how long a delivery that was handed over in memory stays ours


class Speaker:
    def __init__(self, translator: Translator, vault: Vault, ids: Ids) -> None:
        self._wording, self._vault, self._ids = Wording(translator), vault, ids

    def messages(
        self,
        town: Town,
        conversation: Conversation,
        address: Address,
        replies: Sequence[Reply],
        fill: Mapping[str, Fill],
        *,
        short: bool = False,
    ) -> list[OutboundMessage]:
        """`fill` is what only the service knows: the code, the institution, the date. Short bubbles are joined.

        `short`: by SMS everything but safety is cut to what costs least.
        """
        return self._wording.messages(town, conversation.language, address, replies, fill, short=short)

    def delivery(
        self,
        kind: str,
        conversation: Conversation,
        messages: Sequence[OutboundMessage],
        now: datetime,
        *,
        case: int | None = None,
        handed_over: bool = False,
        target: str = "",
    ) -> Delivery:
        """One row for all bubbles of a turn, so that they leave together and in order."""
        return sealed_row(
            self._vault,
            self._ids.new(),
            conversation.who.municipality,
            kind,
            conversation.who.channel,
            now,
            pack(messages),
            lane=conversation.id,
            conversation=conversation.id,
            case=case,
            target=target,
            state=DeliveryState.SENDING if handed_over else DeliveryState.WAITING,
            attempts=1 if handed_over else 0,
            claimed_until=now + CLAIM if handed_over else None,
        )

    def fetching(self, conversation: Conversation, photo: Photo, now: datetime, lane: int | None = None) -> Delivery:
        """The errand of fetching a photo from the platform it was sent through. In a lane of its own, unless given."""
        return sealed_row(
            self._vault,
            self._ids.new(),
            photo.municipality,
            "photo",
            conversation.who.channel,
            now,
            str(photo.id).encode(),
            lane=lane,
            conversation=conversation.id,
        )


def pack(messages: Sequence[OutboundMessage]) -> bytes:
    """Everything but the address, which is never written down."""
    return _ENCODER.encode([_plain(message) for message in messages]).encode()


def unpack(data: bytes, address: Address) -> list[OutboundMessage]:
    return [
        OutboundMessage(
            address, text, tuple(Choice(*c) for c in choices), tuple(Choice(*c) for c in commands), picture=sum(picture)
        )
        for text, choices, commands, *picture in json.loads(data)
    ]


def _plain(message: OutboundMessage) -> list[Any]:
    """Of a picture its number alone: it stays sealed where it is, and goes with its case."""
    offered = ([[each.value, each.label] for each in some] for some in (message.choices, message.commands))
    return [message.text, *offered, *([message.picture] if message.picture else [])]
