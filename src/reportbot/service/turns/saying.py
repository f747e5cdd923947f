"""What is said at the end of a batch: in the order of the lanes, within limits, from memory where nothing waits."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from reportbot.core.conversation.danger.leaving import OLDER_STAY
from reportbot.core.conversation.turns.turn import Turn
from reportbot.core.messages import InboundMessage, OutboundMessage
from reportbot.service.cases.gathering import Gathering
from reportbot.service.outgoing.spending import Spending
from reportbot.service.outgoing.wording import SMS
from reportbot.service.ports import Vault, Work
from reportbot.service.records import Delivery, Who
from reportbot.service.towns import Town
from reportbot.service.turns.lanes import Lanes
from reportbot.service.turns.news import LEAVE, QUIET
from reportbot.service.turns.pictures import SendsPictures
from reportbot.service.turns.slowing import Slowing
from reportbot.service.turns.speaking import Speaker


@dataclass(frozen=True, slots=True)
class Prepared:
    """A delivery that is committed as ours: it can be sent from memory, without reading it back."""

    delivery: Delivery
    messages: tuple[OutboundMessage, ...]


class Saying:
    """`lanes` says what may leave from memory."""

    def __init__(
        self,
        towns: Mapping[str, Town],
        vault: Vault,
        speaker: Speaker,
        lanes: Lanes,
        spending: Spending,
        slowing: Slowing,
        pictures: SendsPictures,
    ) -> None:
        self._towns, self._vault, self._speaker = towns, vault, speaker
        self._lanes, self._spending, self._slowing, self._pictures = lanes, spending, slowing, pictures

    async def say(self, work: Work, gathering: Gathering, now: datetime) -> list[Prepared]:
        """The answers of a batch become rows of the outbox; those that are handed over in memory come back."""
        by_sms = {said.who.municipality for said, *_ in gathering.said if said.who.channel == SMS}
        spent = await self._spending.spent_up(work, by_sms, now)
        prepared: list[Prepared] = []
        for conversation, address, turn, fill, number in gathering.said:
            town = self._towns[conversation.who.municipality]
            replies, short = turn.replies, False
            if town.key in spent:
                known = gathering.conversations.get(conversation.who, conversation)
                replies, told, short = self._spending.saved(town, known, address, turn, now)
                if conversation.who in gathering.conversations:
                    gathering.conversations[conversation.who] = told
            messages = self._speaker.messages(town, conversation, address, replies, fill, short=short)
            if not messages:
                continue
            if turn.leave:
                messages += self._speaker.messages(town, conversation, address, [OLDER_STAY], {})
            kind = LEAVE if turn.leave else QUIET if turn.session.quiet else "receipt" if turn.submitted else "reply"
            slowed, earlier = await self._slowing.ask(work, gathering, conversation, turn, now)
            number = f"{earlier} {number}".strip()
            if slowed:
                self._slowing.later(gathering, conversation, messages, slowed, number, now)
                if not slowed.is_news:
                    continue
                messages, number = self._slowing.told(town, conversation, address, turn), ""
            mine = self._lanes.is_free(conversation.id) and not turn.leave  # what the chat holds is read when it leaves
            delivery = self._speaker.delivery(kind, conversation, messages, now, handed_over=mine, target=number)
            gathering.deliveries.append(delivery)
            if mine:
                prepared.append(Prepared(delivery, tuple(messages)))
            else:
                self._lanes.wait_with(work, conversation.id)
            for photo in gathering.pictures.pop(conversation.who, ()):
                gathering.deliveries.append(self._pictures.row(work, town, conversation, photo, now, kind="reply"))
        return prepared

    def goodbye(self, gathering: Gathering, message: InboundMessage, who: Who, turn: Turn, now: datetime) -> Prepared:
        """The last word leaves from memory, where their address still is: once committed, nobody can reach them.

        In a lane of its own, since nothing of the old one waits any more. If it fails it is not tried again.
        """
        conversation, address, *_ = gathering.said.pop()
        messages = self._speaker.messages(self._towns[who.municipality], conversation, address, turn.replies, {})
        row = self._speaker.delivery("reply", conversation, messages, now, handed_over=True)
        row = replace(row, lane=row.id)
        gathering.deliveries.append(row)
        gathering.forget(who, self._vault.chat_tag(address))
        return Prepared(row, tuple(messages))
