"""What comes in by mail finds its case: what came back, an automatic answer, an office's words or its answer.

The sender is not believed, the token in our own address is: it names one referral. Nobody is ever answered by itself,
so no two machines can talk to each other here. Whoever wrote is neither stored nor logged.
"""

import asyncio
import hashlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from reportbot.core.calendar import day_of
from reportbot.core.cases.case import Case
from reportbot.core.cases.events import ATTACHED, AUTO_REPLIED, BOUNCED, EARLY, MAIL_RECEIVED, PICTURES, CaseEvent
from reportbot.core.cases.referral import Referral
from reportbot.core.errors import BadSignature, CannotBeRead
from reportbot.core.mail.addresses import Purpose, tokens_in
from reportbot.core.mail.kinds import Kind, Sorted, sorted_out
from reportbot.core.mail.newest import first_line, newest_words, rest_of
from reportbot.core.mail.ours import row_of
from reportbot.core.mail.reading import LARGEST, Mail, read_mail
from reportbot.service.offices.mail_answers import MailAnswers
from reportbot.service.outbox.dead_addresses import DeadAddresses
from reportbot.service.outbox.outcomes import Failed
from reportbot.service.outgoing.beside_desk import to_desk_or_lead
from reportbot.service.outgoing.notices import Notices
from reportbot.service.ports import Clock, Ids, Store, Vault, Work
from reportbot.service.records import CAME_BACK, Delivery
from reportbot.service.towns import Town
from reportbot.service.trying import persistently
from reportbot.service.upkeep.damage import Damage

MOST_A_DAY = 20
"""Mails with words that one office may write about one case; what comes above that is only counted."""
EMAIL = "email"
TOLD_TO = ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "to", "cc")
"""Headers in which mail servers say for whom a mail was, the surest first."""


class Taken(StrEnum):
    """What became of a mail; each is counted."""

    ANSWERED = "answered"
    WORDS = "words"
    BOUNCED = "bounced"
    AUTOMATIC = "automatic"
    LET_GO = "let_go"
    """A delay, a receipt, a mail of ours in a circle, no words at all: nothing follows."""
    AGAIN = "again"
    """Taken before, by this door or the other."""
    TOO_MANY = "too_many"
    NOT_FOR_US = "not_for_us"
    """No address of ours in it that still names a referral."""


@dataclass(frozen=True, slots=True)
class Own:
    """What is ours: the address that takes answers, the host in our Message-IDs, and who our mails come from."""

    base: str
    host: str
    sender: str


class MailRoom:
    def __init__(
        self,
        store: Store,
        vault: Vault,
        towns: Mapping[str, Town],
        answers: MailAnswers,
        notices: Notices,
        clock: Clock,
        ids: Ids,
        damage: Damage,
        on_lost: Failed,
        wake: Callable[[], None],
        own: Own,
    ) -> None:
        """`on_lost` is told of what came back, as of everything else that will not arrive."""
        self._store, self._vault, self._towns, self._answers = store, vault, towns, answers
        self._notices, self._damage = notices, damage
        self._clock, self._ids = clock, ids
        self._on_lost, self._wake, self._own = on_lost, wake, own
        self._dead_addresses = DeadAddresses(vault, notices)
        self.counts: Counter[Taken] = Counter()

    async def take(self, raw: bytes, recipients: Sequence[str] = (), sender: str | None = None) -> Taken:
        """Durable when it returns. `recipients` and `sender` are those of the envelope, as far as they are known.

        Raises BadInput for what is no mail, StoreFailed.
        """
        mail = await asyncio.to_thread(read_mail, raw)
        if sender is None and mail.first("return-path").strip() == "<>":
            sender = ""  # where a mailbox was asked, its server has written the envelope down there
        kind = sorted_out(mail, self._own.host, (self._own.sender, self._own.base), sender)
        named = self._named(mail, recipients)
        taken = Taken.LET_GO
        if kind.kind is Kind.LOOP:
            pass
        elif named is None:
            taken = Taken.NOT_FOR_US if kind.kind is Kind.HUMAN else Taken.LET_GO
        else:
            known_as = mail.first("message-id") or hashlib.blake2b(raw, digest_size=16).hexdigest()
            key = self._vault.message_key(f"mail:{named.purpose}{named.number}:{known_as}")
            written = await self._written(mail, raw, kind, named)
            taken = await persistently(lambda: self._once(key, mail, kind, named, written))
            self._wake()
        self.counts[taken] += 1
        return taken

    def _named(self, mail: Mail, recipients: Sequence[str]) -> "_Named | None":
        for purpose, token in tokens_in(self._own.base, (*recipients, *mail.all(*TOLD_TO))):
            try:
                return _Named(purpose, self._vault.read_mail(purpose, token, self._clock.now()))
            except BadSignature:  # a stranger's, or expired
                continue
        return None

    async def _once(self, key: bytes, mail: Mail, kind: Sorted, named: "_Named", written: "_Written") -> Taken:
        now = self._clock.now()
        async with self._store.begin() as work:
            if not await work.messages.unseen([key], now):
                return Taken.AGAIN
            row = await self._row(work, mail, named)
            if kind.kind is Kind.BOUNCE:
                return await self._came_back(work, row, kind.status, now) if row else Taken.LET_GO
            referral = await work.cases.referral((row.referral or 0) if row else named.number)
            case = await work.cases.find(referral.case) if referral else None
            if referral is None or case is None or not case.sealed_key or referral.institution in case.avoided:
                return Taken.NOT_FOR_US
            if kind.kind is Kind.AUTOMATIC:
                return await self._automatic(work, case, referral, now)
            if kind.kind is Kind.HUMAN:
                return await self._human(work, case, referral, written, now)
        return Taken.LET_GO

    async def _row(self, work: Work, mail: Mail, named: "_Named") -> Delivery | None:
        """The row that came back: by the address that it came back to, or by the name of the mail in the report."""
        if named.purpose is Purpose.BOUNCE:
            return await work.outbox.find(named.number)
        row = await work.outbox.find(row_of(mail.about) or 0)
        return row if row and row.by == EMAIL and row.referral == named.number else None

    async def _came_back(self, work: Work, row: Delivery, status: str, now: datetime) -> Taken:
        why = f"{CAME_BACK}: {status or 'without a code'}"
        if not await work.outbox.came_back(row.id, why, now):
            return Taken.LET_GO  # it is a dead letter already
        if row.case is not None:
            facts = {"institution": row.institution, "by": row.by, "kind": row.kind, "why": why}
            await work.cases.add_events([self._event(row.case, row.municipality, BOUNCED, "reportbot", now, facts)])
        await self._on_lost(work, row, why, now)
        if town := self._towns.get(row.municipality):
            await self._dead_addresses.tell(work, town, row, now)
        return Taken.BOUNCED

    async def _automatic(self, work: Work, case: Case, referral: Referral, now: datetime) -> Taken:
        """Noted once a day and office. It answers nothing: the clock runs on."""
        key = self._vault.message_key(f"automatic:{referral.id}:{day_of(now)}")
        if await work.messages.unseen([key], now):
            facts = {"institution": referral.institution}
            event = self._event(case.id, case.municipality, AUTO_REPLIED, "reportbot", now, facts)
            await work.cases.add_events([event])
        return Taken.AUTOMATIC

    async def _human(self, work: Work, case: Case, referral: Referral, written: "_Written", now: datetime) -> Taken:
        """The words are for the desk and for the office's own page; unlike a note on that page they reach nobody else,
        for a mail does not say that somebody else will read it. Files are not kept, but for photos of its work that
        come with "done" or wait for it: how many there were is."""
        words, attached = written.words, written.attached
        if not words and not attached:
            return Taken.LET_GO
        if await self._written_today(work, case, referral, now) >= MOST_A_DAY:
            return Taken.TOO_MANY
        town = self._towns[case.municipality]
        answer = self._answers.answer_in(town, case, referral, first_line(words), now)
        done = await self._answers.record(work, answer, referral, written.photos, now)
        left = rest_of(words) if done.answered else words
        if left or attached:
            files = {PICTURES: done.kept, EARLY: done.waiting, ATTACHED: attached - done.kept - done.waiting}
            await work.cases.add_events([self._words(case, referral, left, files, now)])
        if done.answered or (done.kept and not left):
            return Taken.ANSWERED
        office, by = town.office(referral.institution).called, referral.institution
        told = await to_desk_or_lead(work, self._notices, town, case, "mail_received", now, by, institution=office)
        await work.outbox.add(told)
        return Taken.WORDS

    async def _written(self, mail: Mail, raw: bytes, kind: Sorted, named: "_Named") -> "_Written":
        """What a person wrote. Photos are painted before anything is written, since that takes its time."""
        words = newest_words(mail.text)
        async with self._store.read() as work:
            row = await self._row(work, mail, named)
            referral = await work.cases.referral((row.referral or 0) if row else named.number)
            case = await work.cases.find(referral.case) if referral else None
        if kind.kind is not Kind.HUMAN or case is None or referral is None or referral.institution in case.avoided:
            return _Written(words, mail.attached)
        if len(raw) <= LARGEST and not mail.attached:
            return _Written(words, 0)
        town, now = self._towns[case.municipality], self._clock.now()
        answer = self._answers.answer_in(town, case, referral, first_line(words), now)
        photos, count = await self._answers.files(raw, answer, case, referral)
        return _Written(words, max(count, mail.attached), photos)

    async def _written_today(self, work: Work, case: Case, referral: Referral, now: datetime) -> int:
        theirs = (referral.institution, MAIL_RECEIVED, day_of(now))
        events = await work.cases.events(case.id)
        return sum((each.actor, each.kind, day_of(each.at)) == theirs for each in events)

    def _words(self, case: Case, referral: Referral, words: str, files: Mapping[str, int], now: datetime) -> CaseEvent:
        """Without its words where the case's key is damaged: nothing unsealed is written."""
        counts = {fact: str(count) for fact, count in files.items() if count}
        facts = {"institution": referral.institution} | counts
        event = self._event(case.id, case.municipality, MAIL_RECEIVED, referral.institution, now, facts)
        if not words:
            return event
        try:
            sealed = self._vault.case_key(case).seal(words.encode(), f"case_events.note:{event.id}")
        except CannotBeRead as failure:
            self._damage.note(failure, case)
            return event
        return replace(event, note=sealed)

    def _event(
        self, case: int, municipality: str, kind: str, actor: str, now: datetime, facts: Mapping[str, str]
    ) -> CaseEvent:
        return CaseEvent(self._ids.new(), case, municipality, kind, now, actor, facts)


@dataclass(frozen=True, slots=True)
class _Named:
    """What a token of ours names: a referral, or a row of the outbox."""

    purpose: Purpose
    number: int


@dataclass(frozen=True, slots=True)
class _Written:
    """What a person wrote in a mail; `photos` are those of its `attached` files that go with "done" or wait for it."""

    words: str = field(repr=False)
    attached: int
    photos: Sequence[bytes] = field(default=(), repr=False)
