"""Somebody leaves quickly: the row that empties their chat and says the last word, and the note in their case.

exit ─► "leave", behind all that is on its way to them ─► [delete] ─► goodbye
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from reportbot.core.cases.events import LEFT_QUICKLY
from reportbot.core.conversation.turns.session import SENT
from reportbot.core.conversation.turns.turn import Turn
from reportbot.core.messages import OutboundMessage
from reportbot.service.cases.gathering import Gathering
from reportbot.service.ports import Channel, Store, TakesBack, Work
from reportbot.service.records import Delivery, Who
from reportbot.service.reports.opening import Opener
from reportbot.service.reports.submitting import Submitting

# Telegram deletes what was sent less than 48 hours ago: https://core.telegram.org/bots/api#deletemessage
CAN_BE_DELETED = timedelta(hours=48)
_MARGIN = timedelta(minutes=10)  # while the row waits, and for clocks that differ


class Leaving:
    """Sends rows of the kind "leave". Their payload is the goodbye, and what is said where something stays."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def leave(
        self,
        row: Delivery,
        messages: Sequence[OutboundMessage],
        channel: Channel,
        now: datetime,
        send: Callable[[Sequence[OutboundMessage]], Awaitable[str]],
    ) -> str:
        """First the chat is emptied, as that is what must not be seen; then the last word. Raises DeliveryFailed."""
        goodbye, something_stays = messages
        if isinstance(channel, TakesBack) and not await self._taken_back(row, goodbye, channel, now):
            goodbye = something_stays
        return await send([replace(goodbye, farewell=True)])

    async def _taken_back(self, row: Delivery, goodbye: OutboundMessage, channel: TakesBack, now: datetime) -> bool:
        conversation = row.conversation or 0
        async with self._store.read() as work:
            numbers, are_older = await work.outbox.numbers(conversation, now - CAN_BE_DELETED + _MARGIN)
        if not await channel.take_back(goodbye.address, numbers) or are_older:
            return False
        async with self._store.begin() as work:
            await work.outbox.let_go(conversation, row.id)
        return True


class LeavingNotes:
    """That they left quickly stands in their case: the one they have, or the one that this draft becomes."""

    def __init__(self, cases: Submitting, opener: Opener) -> None:
        self._cases, self._opener = cases, opener

    async def note(
        self, work: Work, gathering: Gathering, who: Who, turn: Turn, opened: int | None, now: datetime
    ) -> Turn:
        """`opened`: the case that this turn has opened, or completed."""
        session = turn.session
        if turn.leave and not gathering.sessions[who].quiet:
            case = session.case if session.case is not None else gathering.conversations[who].case
            await self.add(work, gathering, case, now)
            is_noted = session.case is not None or SENT in session.answers
        else:
            is_noted = session.left and opened is not None
            if is_noted:
                await self.add(work, gathering, opened, now)
        return replace(turn, session=replace(session, left=False)) if is_noted else turn

    async def add(self, work: Work, gathering: Gathering, case: int | None, now: datetime) -> None:
        """Nothing for a case that is over, or is no more."""
        if case is None or (case not in gathering.files and not await work.cases.find(case)):
            return
        file = await self._cases.file(work, gathering, case)
        if file.case.status.is_open:
            event = self._opener.event(file.case, LEFT_QUICKLY, "reporter", now)
            gathering.files[case] = replace(file, events=(*file.events, event))
