"""Everything that one batch will write, gathered in memory, so that it costs a handful of statements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from reportbot.core.conversation.turns.session import Session
from reportbot.core.conversation.turns.turn import Turn
from reportbot.core.messages import Address, Fill
from reportbot.service.cases.casefile import CaseFile
from reportbot.service.cases.sessions import SessionSealer
from reportbot.service.ports import Work
from reportbot.service.records import Conversation, Delivery, Photo, Who

# kinds of delivery with words for a person
TO_REPORTERS = ("reply", "later", "receipt", "answer", "notice", "news", "picture", "quiet", "leave")


@dataclass
class Gathering:
    """`whose` tells who sent each message, in order; `said` keeps the turns until the numbers of their cases are known.

    `forgotten` are the conversations that asked to be, and the tags of their bubbles: all that there was goes.
    `pictures` of offices follow what is said to whoever asked what happened.
    `photo_steps` are, in order, the conversations whose drafts became a case (its id) or were given up (None).
    """

    whose: Sequence[Who]
    conversations: dict[Who, Conversation] = field(default_factory=dict)
    sessions: dict[Who, Session] = field(default_factory=dict)
    files: dict[int, CaseFile] = field(default_factory=dict)
    photos: list[Photo] = field(default_factory=list)
    photo_steps: list[tuple[int, int | None]] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)
    forgotten: list[tuple[Conversation, bytes]] = field(default_factory=list)
    pictures: dict[Who, Sequence[Photo]] = field(default_factory=dict)
    said: list[tuple[Conversation, Address, Turn, Mapping[str, Fill], str]] = field(default_factory=list)

    def add(self, conversation: Conversation, session: Session) -> None:
        self.conversations[conversation.who] = conversation
        self.sessions[conversation.who] = session

    def open(self, who: Who, file: CaseFile) -> None:
        self.files[file.case.id] = file
        self.sent(who, file.case.id)

    def sent(self, who: Who, case: int) -> None:
        """Their last report: what they add goes there, whatever other case they have looked up meanwhile."""
        self.conversations[who] = replace(self.conversations[who], case=case)

    def give_up_photos(self, who: Who) -> None:
        """A draft ended without a report: its photos go with it."""
        mine = self.conversations[who].id
        self.photos = [each for each in self.photos if each.conversation != mine or each.case is not None]
        self.photo_steps.append((mine, None))

    def adopt_photos(self, who: Who, case: int) -> None:
        """Photos that came before the report was sent belong to its case from now on."""
        mine = self.conversations[who].id
        self.photos = [
            replace(each, case=case) if each.conversation == mine and each.case is None else each
            for each in self.photos
        ]
        self.photo_steps.append((mine, case))

    def forget(self, who: Who, chat_tag: bytes) -> None:
        """Whoever writes from there next, even in this batch, is a stranger."""
        gone = self.conversations.pop(who)
        self.sessions.pop(who)
        self.photos = [each for each in self.photos if each.conversation != gone.id or each.case is not None]
        for id, file in self.files.items():
            if file.case.conversation == gone.id:
                self.files[id] = replace(file, case=replace(file.case, conversation=None))
        self.forgotten.append((gone, chat_tag))

    def heard(
        self, who: Who, address: Address, turn: Turn, fill: Mapping[str, Fill], now: datetime, number: str = ""
    ) -> None:
        """`number`: what the platform calls the message that this answers."""
        self.sessions[who] = turn.session
        known = self.conversations[who]
        # A yes holds for one contact; a no until they say yes.
        may_push = None if turn.begins and known.may_push else known.may_push
        may_push = may_push if turn.may_push is None else turn.may_push
        heard = replace(known, may_push=may_push, last_at=now, language=turn.session.language, quiet=turn.session.quiet)
        self.conversations[who] = heard
        self.said.append((heard, address, turn, fill, number))

    async def write(self, work: Work, sessions: SessionSealer) -> None:
        """In one order for every batch: photos, who is forgotten, sessions, cases, and what leaves."""
        for conversation, case in self.photo_steps:
            if case is None:
                await work.conversations.remove_photos(conversation)
            else:
                await work.conversations.adopt_photos(conversation, case)
        if self.photos:
            await work.conversations.add_photos(self.photos)
        if self.forgotten:
            await self._erase(work, sessions)
        closed = [sessions.close(self.conversations[who], session) for who, session in self.sessions.items()]
        await work.conversations.save(closed)
        if self.files:
            await self._write_cases(work)
        if self.deliveries:
            await work.outbox.add(self.deliveries)

    async def _erase(self, work: Work, sessions: SessionSealer) -> None:
        for conversation, chat_tag in self.forgotten:
            sessions.forget(conversation.id)
            await work.outbox.cancel_reporter(conversation.id, TO_REPORTERS)
            await work.chat.remove(conversation.who.municipality, chat_tag)
        gone = [conversation.id for conversation, _ in self.forgotten]
        await work.corrections.unlearn(gone)
        await work.conversations.remove(gone)

    async def _write_cases(self, work: Work) -> None:
        files = list(self.files.values())
        await work.cases.add(
            [file.case for file in files if file.is_new],
            [report for file in files for report in file.reports],
            [referral for file in files for referral in file.referrals],
            [event for file in files for event in file.events],
        )
        await work.cases.save([file.case for file in files if not file.is_new])
        await work.cases.save_referrals([referral for file in files for referral in file.redated])
        await work.sketches.save([file.sketch for file in files if file.sketch and file.is_sketched])
        await work.retention.stop([file.case.id for file in files if not file.is_new])
        for file in files:
            for referral in file.quiet:
                await work.dues.cancel(case=file.case.id, referral=referral, at=file.case.updated_at)
            await work.outbox.cancel_office(file.silenced)
        await work.dues.add([due for file in files for due in file.dues])
