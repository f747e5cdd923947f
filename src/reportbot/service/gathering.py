"""Everything that one batch will write, gathered in memory, so that it costs a handful of statements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from reportbot.core.cases.case import Case
from reportbot.core.cases.events import CaseEvent
from reportbot.core.cases.referral import Referral
from reportbot.core.conversation.session import Session
from reportbot.core.conversation.turn import Turn
from reportbot.core.messages import Address, Fill
from reportbot.service.opening import Opened
from reportbot.service.ports import Work
from reportbot.service.records import Conversation, Delivery, Photo, Report, Who
from reportbot.service.sessions import SessionSealer


@dataclass
class Gathering:
    """`whose` tells who sent each message, in order; `said` keeps the turns until their numbers are known."""

    whose: Sequence[Who]
    conversations: dict[Who, Conversation] = field(default_factory=dict)
    sessions: dict[Who, Session] = field(default_factory=dict)
    opened: dict[int, Opened] = field(default_factory=dict)
    changed: dict[int, Case] = field(default_factory=dict)
    reports: list[Report] = field(default_factory=list)
    referrals: list[Referral] = field(default_factory=list)
    events: list[CaseEvent] = field(default_factory=list)
    photos: list[Photo] = field(default_factory=list)
    erased: list[int] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)
    said: list[tuple[Who, Address, Turn, Mapping[str, Fill]]] = field(default_factory=list)

    def add(self, conversation: Conversation, session: Session) -> None:
        self.conversations[conversation.who] = conversation
        self.sessions[conversation.who] = session

    def open(self, who: Who, opened: Opened) -> None:
        self.opened[opened.case.id] = opened
        self.conversations[who] = replace(self.conversations[who], case=opened.case.id)

    def complete(self, more: Opened) -> None:
        """More about a case: one of this very batch, or one that an earlier batch has written."""
        own = self.opened.get(more.case.id)
        if own:
            self.opened[more.case.id] = replace(own, case=replace(more.case, number=own.case.number))
        else:
            self.changed[more.case.id] = more.case
        self.reports.append(more.report)
        self.referrals += more.referrals
        self.events += more.events

    def case_of(self, who: Who) -> int | None:
        """The case that an alarm has opened in this session: what comes now belongs to it."""
        return self.sessions[who].case

    def heard(self, who: Who, turn: Turn, now: datetime) -> None:
        self.sessions[who] = turn.session
        conversation = self.conversations[who]
        may_push = conversation.may_push if turn.may_push is None else turn.may_push
        self.conversations[who] = replace(conversation, may_push=may_push, last_at=now, language=turn.session.language)

    def say(self, who: Who, address: Address, turn: Turn, fill: Mapping[str, Fill]) -> None:
        self.said.append((who, address, turn, fill))

    async def write(self, work: Work, sessions: SessionSealer) -> None:
        closed = [sessions.close(self.conversations[who], session) for who, session in self.sessions.items()]
        await work.conversations.save(closed)
        if self.opened or self.reports:
            await self._write_cases(work)
        for conversation in self.erased:
            await work.conversations.remove_photos(conversation)
        if self.photos:
            await work.conversations.add_photos(self.photos)
        if self.deliveries:
            await work.outbox.add(self.deliveries)

    async def _write_cases(self, work: Work) -> None:
        opened = list(self.opened.values())
        await work.cases.add(
            [each.case for each in opened],
            [*(each.report for each in opened), *self.reports],
            [*(referral for each in opened for referral in each.referrals), *self.referrals],
            [*(event for each in opened for event in each.events), *self.events],
        )
        if self.changed:
            await work.cases.save(list(self.changed.values()))
        await work.dues.add([due for each in opened for due in each.dues])
        await self._adopt_photos(work)

    async def _adopt_photos(self, work: Work) -> None:
        """Photos that came before the report was sent belong to its case from now on."""
        for who, _, turn, _ in self.said:
            if turn.submitted and turn.submitted.answers.get("photos"):
                conversation = self.conversations[who]
                photos = await work.conversations.photos(conversation=conversation.id)
                await work.conversations.save_photos(
                    [replace(photo, case=conversation.case) for photo in photos if photo.case is None]
                )
