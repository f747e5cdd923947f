"""Answers to somebody who writes faster than we answer: told so once, then one answer that stands for all of them.

A row that waits has a lane of its own, so that nothing else waits behind it, and the next answer takes its place: what
is asked last is what the conversation waits for. Danger, receipts, numbers and the exit never wait
(core/conversation/danger/pacing).
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from reportbot.core.conversation.danger.pacing import is_in_danger
from reportbot.core.conversation.turns.turn import Reply, Turn
from reportbot.core.messages import Address, OutboundMessage
from reportbot.service.cases.gathering import Gathering
from reportbot.service.outgoing.sentences import Sentences
from reportbot.service.ports import Work
from reportbot.service.records import Conversation
from reportbot.service.towns import Town
from reportbot.service.turns.limits import IN_DANGER, ORDINARY, Limits, Slowed
from reportbot.service.turns.speaking import Speaker

LATER = "later"


class Slowing:
    def __init__(self, limits: Limits, speaker: Speaker, sentences: Sentences) -> None:
        self.limits, self._speaker, self._sentences = limits, speaker, sentences

    def crowd(self, work: Work, conversation: Conversation, now: datetime) -> None:
        """Too many come from where this one comes from."""
        work.if_lost(self.limits.undo(conversation.id))
        self.limits.crowd(conversation.id, now)

    async def ask(
        self, work: Work, gathering: Gathering, conversation: Conversation, turn: Turn, now: datetime
    ) -> tuple[Slowed | None, str]:
        """Until when this answer waits, if it does, and the numbers of their messages whose answer it stands for.

        What waited until now is taken back: this answer is newer.
        """
        work.if_lost(self.limits.undo(conversation.id))
        waits = self.limits.has_waiting(conversation.id)
        cost = IN_DANGER if is_in_danger(turn) else ORDINARY
        slowed = None if turn.at_once else self.limits.ask(conversation, now, cost)
        if not waits:
            return slowed, ""
        await work.outbox.cancel_reporter(conversation.id, (LATER,))
        mine = [each for each in gathering.deliveries if each.kind == LATER and each.conversation == conversation.id]
        gathering.deliveries = [each for each in gathering.deliveries if each not in mine]
        if slowed is None:
            self.limits.caught_up(conversation.id)
        return slowed, " ".join(each.target for each in mine if each.target)

    def later(
        self,
        gathering: Gathering,
        conversation: Conversation,
        messages: Sequence[OutboundMessage],
        slowed: Slowed,
        numbers: str,
        now: datetime,
    ) -> None:
        row = self._speaker.delivery(LATER, conversation, messages, now)
        gathering.deliveries.append(replace(row, due_at=slowed.until, lane=row.id, target=numbers))

    def told(self, town: Town, conversation: Conversation, address: Address, turn: Turn) -> list[OutboundMessage]:
        """That it takes a minute; to a stranger in every language of the town."""
        reply = Reply(self._sentences.reporter("slow", {}), every_language=not turn.session.language_known)
        return self._speaker.messages(town, conversation, address, [reply], {}, short=True)
