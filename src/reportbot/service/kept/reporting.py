"""A report is made of a message that made us stumble: more about the case of whoever wrote it, or one of its own."""

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from reportbot.core.cases.case import Case
from reportbot.core.cases.referral import leads
from reportbot.core.errors import CannotBeRead
from reportbot.service.cases.casefile import CaseFile
from reportbot.service.cases.gathering import Gathering
from reportbot.service.cases.sessions import SessionSealer
from reportbot.service.kept.opening import KeptMessage
from reportbot.service.ports import StoreFailed, Vault, Work
from reportbot.service.records import BrokenMessage, Conversation, Who
from reportbot.service.reports.opening import Opener, year_of
from reportbot.service.reports.submitting import Submitting
from reportbot.service.towns import Town
from reportbot.service.upkeep.damage import Damage

log = logging.getLogger("reportbot.kept")


class KeptReporting:
    """Within a unit of work of the caller, who has found the message under its lock and removes nothing itself."""

    def __init__(self, vault: Vault, towns: Mapping[str, Town], opener: Opener, damage: Damage) -> None:
        self._vault, self._opener, self._damage = vault, opener, damage
        self._cases = Submitting(opener, towns, vault, opener.ids, damage)

    async def at_desk(self, work: Work, town: Town, message: KeptMessage, by: str, now: datetime) -> str:
        """Somebody at the desk has read it, and will act on it. The case's number."""
        writer = await self._writer(work, message.kept)
        case = await self._on(work, writer)
        answers = message.answers(town)
        if case is None:
            case = await self._open(work, town, message.kept, writer, answers, now)
        else:
            await self._add(work, case, answers, now)
        return await self._done(work, message.kept, case, by, now)

    async def round_desk(self, work: Work, town: Town, message: KeptMessage, out: frozenset[str], now: datetime) -> str:
        """Nobody at the desk may read it (R15): it goes to their case that keeps the same offices out, whose office is
        told; else into a case of its own, round `out`. The case's number."""
        writer = await self._writer(work, message.kept)
        theirs = await work.messages.cases_of_writer(writer.id) if writer else []
        desk = town.rules.coordinator
        case = next((each for each in reversed(theirs) if desk in each.avoided and self._can_keep(each)), None)
        answers = message.answers(town)
        if case is None or writer is None:
            case = await self._open(work, town.without(out), message.kept, writer, answers, now)
        else:
            await self._tell(work, town, case, writer, answers, now)
        return await self._done(work, message.kept, case, "reportbot", now)

    async def _writer(self, work: Work, kept: BrokenMessage) -> Conversation | None:
        """Asked for by who they are: on PostgreSQL that locks it, and it is changed below."""
        known = await work.conversations.find(kept.conversation) if kept.conversation is not None else None
        return (await work.conversations.by_who([known.who])).get(known.who) if known else None

    async def _on(self, work: Work, writer: Conversation | None) -> Case | None:
        """The case they are on, as long as it is open and something can still be kept in it."""
        if writer is None or writer.case is None:
            return None
        case = await work.cases.find(writer.case)
        return case if case and self._can_keep(case) else None

    def _can_keep(self, case: Case) -> bool:
        try:
            return case.status.is_open and bool(self._vault.case_key(case))
        except CannotBeRead as failure:
            self._damage.note(failure, case)
            return False

    async def _add(self, work: Work, case: Case, answers: Mapping[str, Any], now: datetime) -> None:
        added = self._opener.event(case, "reporter_added", "reporter", now)
        await work.cases.add([], [self._opener.report(case, answers, now)], [], [added])
        await work.cases.save([replace(case, updated_at=now)])

    async def _tell(
        self, work: Work, town: Town, case: Case, writer: Conversation, answers: Mapping[str, Any], now: datetime
    ) -> None:
        """As if we had understood it when it came. Where we stumble again it is added as it is, and told all the
        same."""
        try:
            gathering = await self._understood(work, town, case, writer, answers, now)
        except StoreFailed:
            raise
        except Exception as failure:
            log.warning("a kept message is added as it is", extra={"failure": type(failure).__name__})
            gathering = await self._as_it_is(work, town, case, answers, now)
        await gathering.write(work, SessionSealer(self._vault, self._damage))

    async def _understood(
        self, work: Work, town: Town, case: Case, writer: Conversation, answers: Mapping[str, Any], now: datetime
    ) -> Gathering:
        """Nothing is written yet. The draft of the person, and the case that they are on, stay as they are."""
        gathering = Gathering([])
        gathering.conversations[writer.who] = replace(writer, case=case.id)
        await self._cases.add(work, gathering, town, writer.who, answers, now)
        for file in gathering.files.values():
            gathering.deliveries += self._opener.notices(town, file, now)
        return gathering

    async def _as_it_is(
        self, work: Work, town: Town, case: Case, answers: Mapping[str, Any], now: datetime
    ) -> Gathering:
        gathering = Gathering([])
        file: CaseFile = await self._cases.file(work, gathering, case.id)
        lead = next((each for each in reversed(file.everybody) if leads(case, each)), None)
        added = self._opener.event(case, "reporter_added", "reporter", now)
        file = file.with_more(replace(case, updated_at=now), self._opener.report(case, answers, now), events=(added,))
        file = replace(file, notices=(("added", lead),) if lead else ())
        gathering.files[case.id] = file
        gathering.deliveries += self._opener.notices(town, file, now)
        return gathering

    async def _open(
        self,
        work: Work,
        town: Town,
        kept: BrokenMessage,
        writer: Conversation | None,
        answers: Mapping[str, Any],
        now: datetime,
    ) -> Case:
        """Nobody holds a code of it: whoever wrote finds it from the same chat."""
        spoken = town.rules.languages[0]
        stranger = Conversation(
            id=0,
            who=Who(town.key, kept.channel, b""),
            sealed_address=b"",
            language=spoken,
            may_push=None,
            session=b"",
            case=None,
            last_at=now,
        )
        file = self._opener.open(town, writer or stranger, answers, "citizen", "", b"", now)
        if writer is None:
            file = replace(file, case=replace(file.case, conversation=None))
        else:
            await work.conversations.save([replace(writer, case=file.case.id)])
        file = file.numbered(year_of(town, now), await work.cases.take_numbers(town.key, year_of(town, now), 1))
        await work.cases.add([file.case], file.reports, file.referrals, file.events)
        await work.sketches.save([file.sketch] if file.sketch else [])
        await work.dues.add(file.dues)
        await work.outbox.add(self._opener.notices(town, file, now))
        return file.case

    async def _done(self, work: Work, kept: BrokenMessage, case: Case, by: str, now: datetime) -> str:
        await work.conversations.hand_photos_over(kept.id, case.id)
        await work.messages.remove_broken(kept.municipality, kept.id)
        note_kept(work, "reported_broken", kept, by, now, case=case.number)
        return case.number


def note_kept(work: Work, act: str, kept: BrokenMessage, by: str, now: datetime, **facts: str) -> None:
    """What was done with it, and by whom."""
    work.audit.note(
        act, at=now, municipality=kept.municipality, actor=by, subject=f"broken_messages:{kept.id}", **facts
    )
