"""What comes in by mail finds its case: what came back, an automatic answer, an office's words or its answer.

The sender is not believed, the token in our own address is: it names one referral. Nobody is ever answered by itself,
so no two machines can talk to each other here. Whoever wrote is neither stored nor logged.
"""

import asyncio
import hashlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from reportbot.core.calendar import day_of
from reportbot.core.cases.case import Case
from reportbot.core.cases.events import ATTACHED, AUTO_REPLIED, BOUNCED, MAIL_RECEIVED, CaseEvent
from reportbot.core.cases.office_words import outcome_of, said
from reportbot.core.cases.referral import Answer, Answering, Referral
from reportbot.core.cases.sayable import may_say
from reportbot.core.cases.sealed import is_open_to
from reportbot.core.errors import BadInput, BadSignature, CannotBeRead
from reportbot.core.mail.addresses import Purpose, tokens_in
from reportbot.core.mail.kinds import Kind, Sorted, sorted_out
from reportbot.core.mail.newest import first_line, newest_words, rest_of
from reportbot.core.mail.ours import row_of
from reportbot.core.mail.reading import Mail, read_mail
from reportbot.service.outbox.dead_addresses import DeadAddresses
from reportbot.service.outbox.outcomes import Failed
from reportbot.service.outgoing.beside_desk import to_desk_or_lead
from reportbot.service.outgoing.notices import Notices
from reportbot.service.ports import Clock, Ids, Store, Translator, Vault, Work
from reportbot.service.records import CAME_BACK, Delivery
from reportbot.service.reports.offices import offices_named
from reportbot.service.responses import Responses
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
        responses: Responses,
        notices: Notices,
        translator: Translator,
        clock: Clock,
        ids: Ids,
        damage: Damage,
        on_lost: Failed,
        wake: Callable[[], None],
        own: Own,
    ) -> None:
        """`on_lost` is told of what came back, as of everything else that will not arrive."""
        self._store, self._vault, self._towns, self._responses = store, vault, towns, responses
        self._notices, self._translator, self._damage = notices, translator, damage
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
            taken = await persistently(lambda: self._once(key, mail, kind, named))
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

    async def _once(self, key: bytes, mail: Mail, kind: Sorted, named: "_Named") -> Taken:
        now = self._clock.now()
        async with self._store.begin() as work:
            if not await work.messages.unseen([key], now):
                return Taken.AGAIN
            row = await self._row(work, mail, named)
            if kind.kind is Kind.BOUNCE:
                return await self._came_back(work, row, kind.status, now) if row else Taken.LET_GO
            referral = await work.cases.referral((row.referral or 0) if row else named.number)
            case = (await work.cases.get([referral.case])).get(referral.case) if referral else None
            if referral is None or case is None or not case.sealed_key or referral.institution in case.avoided:
                return Taken.NOT_FOR_US
            if kind.kind is Kind.AUTOMATIC:
                return await self._automatic(work, case, referral, now)
            if kind.kind is Kind.HUMAN:
                return await self._human(work, case, referral, newest_words(mail.text), mail.attached, now)
        return Taken.LET_GO

    async def _row(self, work: Work, mail: Mail, named: "_Named") -> Delivery | None:
        """The row that came back: by the address that it came back to, or by the name of the mail in the report."""
        if named.purpose is Purpose.BOUNCE:
            return await work.outbox.one(named.number)
        row = await work.outbox.one(row_of(mail.about) or 0)
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

    async def _human(
        self, work: Work, case: Case, referral: Referral, words: str, attached: int, now: datetime
    ) -> Taken:
        """The words are for the desk and for the office's own page; unlike a note on that page they reach nobody else,
        for a mail does not say that somebody else will read it. Files are not kept: that there were some is."""
        if not words and not attached:
            return Taken.LET_GO
        if await self._written_today(work, case, referral, now) >= MOST_A_DAY:
            return Taken.TOO_MANY
        town = self._towns[case.municipality]
        answered = await self._answered(work, town, case, referral, first_line(words), now)
        left = rest_of(words) if answered else words
        if left or attached:
            await work.cases.add_events([self._words(case, referral, left, attached, now)])
        if answered:
            return Taken.ANSWERED
        office = town.office(referral.institution).called
        by = referral.institution
        told = await to_desk_or_lead(work, self._notices, town, case, "mail_received", now, by, institution=office)
        await work.outbox.add(told)
        return Taken.WORDS

    async def _answered(self, work: Work, town: Town, case: Case, referral: Referral, line: str, now: datetime) -> bool:
        """By its first line alone, as by SMS."""
        answer = said(line, now.astimezone(ZoneInfo(town.rules.zone)).date(), lambda words: self._office(town, words))
        if answer is None or not _may(case, referral, answer.answer):
            return False
        outcome = outcome_of(answer, case.concerns_a_person)
        try:
            words = Answering(answer.answer, outcome=outcome, until=answer.until, suggested=answer.suggested)
            await self._responses.record(work, referral, words)
        except BadInput:  # done without what came of it, or a day that cannot be: nothing was written
            return False
        return True

    def _office(self, town: Town, words: str) -> str:
        """The one institution that these words name."""
        named = offices_named(words, town.rules.institutions.values(), self._translator.known_as)
        return next(iter(named)) if len(named) == 1 else ""

    async def _written_today(self, work: Work, case: Case, referral: Referral, now: datetime) -> int:
        theirs = (referral.institution, MAIL_RECEIVED, day_of(now))
        events = await work.cases.events(case.id)
        return sum((each.actor, each.kind, day_of(each.at)) == theirs for each in events)

    def _words(self, case: Case, referral: Referral, words: str, attached: int, now: datetime) -> CaseEvent:
        """Without its words where the case's key is damaged: nothing unsealed is written."""
        facts = {"institution": referral.institution} | ({ATTACHED: str(attached)} if attached else {})
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


def _may(case: Case, referral: Referral, answer: Answer) -> bool:
    """As the office's page offers it."""
    if answer in (Answer.IN_PROGRESS, Answer.DONE) and not is_open_to(case, referral):
        return False  # what is sealed is taken or handed on by its link, and so by this token, and nothing more
    return may_say(case, referral, answer)
