"""A coordinator pauses the sender of a case for a while, with a reason; what the sender is told meanwhile.

The pause belongs to the row of their conversation. When its tag turns on Monday the row stays the same, and so does the
pause, which lasts seven days at most. It goes with the row: whoever says "forget me", or comes with another phone or
browser, is a stranger to us and is not paused. That is decided: to know them again would mean to keep who they are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from reportbot.core.cases.case import Case
from reportbot.core.cases.events import PAUSE_ENDED, PAUSED, CaseEvent
from reportbot.core.conversation import pausing
from reportbot.core.conversation.turns.session import Session
from reportbot.core.conversation.turns.turn import Reply, Turn
from reportbot.core.errors import BadInput, TooLarge, TransitionRefused
from reportbot.core.messages import Fill, InboundMessage
from reportbot.service.cases.withheld import case_for_desk
from reportbot.service.outgoing.sentences import Sentences
from reportbot.service.ports import Clock, Ids, Store, Vault, Work
from reportbot.service.records import Conversation
from reportbot.service.towns import Town
from reportbot.service.trying import persistently

HOURS = (1, 24, 168)
"""For how long. Never without an end; seven days at most, since then the tag by which we know a sender has turned."""
REASONS = ("flood", "insults", "false_alarms", "advertising", "other")
LONGEST_NOTE = 500  # letters


@dataclass(frozen=True, slots=True)
class Pause:
    """Of the sender of a case: whether there is somebody who can be paused, and until when they are."""

    possible: bool
    until: datetime | None = None


class Pausing:
    """What a coordinator does."""

    def __init__(self, store: Store, vault: Vault, towns: Mapping[str, Town], clock: Clock, ids: Ids) -> None:
        self._store, self._vault, self._towns, self._clock, self._ids = store, vault, towns, clock, ids

    async def of(self, case: Case, events: Sequence[CaseEvent]) -> Pause:
        """As this case tells it. That its sender was paused from another case is not shown: it would tell the desk
        which cases come from one person."""
        if case.conversation is None:
            return Pause(False)
        async with self._store.read() as work:
            known = await work.conversations.find(case.conversation)
        if known is None:
            return Pause(False)
        mine = [each for each in events if each.kind in (PAUSED, PAUSE_ENDED)]
        here = bool(mine) and mine[-1].kind == PAUSED
        return Pause(True, known.paused_until if here and known.is_paused(self._clock.now()) else None)

    async def pause(self, municipality: str, number: str, hours: int, why: str, note: str, by: str) -> None:
        """Their sender makes no new reports for so many hours from now; `by` is a role.

        Raises UnknownCode, BadInput for hours or a reason that are not offered, TooLarge for a note beyond
        LONGEST_NOTE, TransitionRefused where nobody is known who could be paused, CannotBeRead for a damaged case.
        """
        if hours not in HOURS or why not in REASONS:
            raise BadInput("for how long, and why, has to be chosen")
        if len(note := note.strip()) > LONGEST_NOTE:
            raise TooLarge(f"a note has at most {LONGEST_NOTE} letters")

        async def once() -> None:
            now = self._clock.now()
            until = now + timedelta(hours=hours)
            facts = {"paused_until": until.isoformat(timespec="minutes"), "reason": why}
            async with self._store.begin() as work:
                case, sender = await self._sender(work, municipality, number)
                await work.conversations.pause(sender, until)
                await self._note(work, case, PAUSED, by, now, facts, note)

        await persistently(once)

    async def end(self, municipality: str, number: str, by: str) -> None:
        """Before its time. Raises UnknownCode, TransitionRefused."""

        async def once() -> None:
            async with self._store.begin() as work:
                case, sender = await self._sender(work, municipality, number)
                await work.conversations.pause(sender, None)
                await self._note(work, case, PAUSE_ENDED, by, self._clock.now(), {}, "")

        await persistently(once)

    async def _sender(self, work: Work, municipality: str, number: str) -> tuple[Case, int]:
        case = await case_for_desk(work, self._towns[municipality], number)
        if case.conversation is None or not await work.conversations.find(case.conversation):
            raise TransitionRefused("nobody is known who could be paused")
        return case, case.conversation

    async def _note(
        self, work: Work, case: Case, kind: str, by: str, now: datetime, facts: Mapping[str, str], note: str
    ) -> None:
        id = self._ids.new()
        sealed = self._vault.case_key(case).seal(note.encode(), f"case_events.note:{id}") if note else b""
        await work.cases.add_events([CaseEvent(id, case.id, case.municipality, kind, now, by, facts, sealed)])


class PausedSenders:
    """What they are answered."""

    def __init__(self, sentences: Sentences) -> None:
        self._sentences = sentences

    def instead(
        self,
        town: Town,
        conversation: Conversation,
        before: Session,
        turn: Turn,
        message: InboundMessage,
        now: datetime,
    ) -> tuple[Turn, Conversation]:
        """The turn that counts, and whether they know now. All is explained once; then it is said in short."""
        if not conversation.is_paused(now) or conversation.paused_until is None:
            return turn, conversation
        fill: dict[str, Fill] = {"until": conversation.paused_until, "emergency": town.around.emergency}
        keys = ("paused_still",) if conversation.pause_told else ("paused_danger", "paused")
        said = [Reply(self._sentences.reporter(key, fill)) for key in keys]
        held = pausing.held_back(before, turn, message, town.around, said)
        return (held, replace(conversation, pause_told=True)) if held else (turn, conversation)
