"""Keep what falls due in step with what an institution owes: dates that move, answers, a clock that stands still."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from reportbot.core.cases.case import Case
from reportbot.core.cases.due.deadlines import Deadline, MovedDate, until
from reportbot.core.cases.due.stopping import RESUME, SPOKE, STANDS_AT_MOST, WENT_ON, may_stop, started, stopped
from reportbot.core.cases.due.upcoming import anew, awaited
from reportbot.core.cases.events import CLOCK_STARTED, CLOCK_STOPPED, DEADLINE_MOVED, CaseEvent
from reportbot.core.cases.referral import Referral, newest, owes_now
from reportbot.service.cases.casefile import CaseFile
from reportbot.service.ports import Ids, Work
from reportbot.service.records import Due
from reportbot.service.reports.owing import due_row, owed_by
from reportbot.service.towns import Town


class Deadlines:
    """Everything is written into the caller's unit of work; the caller holds the case."""

    def __init__(self, ids: Ids) -> None:
        self._ids = ids

    async def answered(self, work: Work, town: Town, case: Case, referral: Referral, now: datetime) -> None:
        """After an answer was written: what falls due next follows from it. `referral` and `case` are as they are now.

        Whoever has ended their part owes nothing more, and no clock of theirs stands still.
        """
        if referral.is_finished and referral.stopped_at:
            referral = replace(referral, stopped_at=None)
            await work.cases.save_referrals([referral])
            await work.cases.add_events([self.started_event(case, referral, SPOKE, now)])
        everybody = newest(await work.cases.referrals(case.id))
        last = all(each.id <= referral.id for each in everybody if each.institution == referral.institution)
        if last or referral.is_finished:
            await self.anew(work, town, case, referral, now)

    async def until(
        self, work: Work, town: Town, case: Case, referral: Referral, date: datetime, now: datetime
    ) -> Referral:
        """The institution has said "in progress until" (its answer was written before): the referral as it is now.

        Raises DateRefused for a moment that has passed, or more than 180 days ahead.
        """
        after, changes = until(referral, date, now)
        events = self.events(case, changes, referral.institution, now)
        events += [self.started_event(case, after, SPOKE, now)] if referral.stopped_at else []
        await self.write(work, town, case, after, events, now)
        return after

    async def stop(self, work: Work, town: Town, case: Case, institution: str, now: datetime) -> None:
        """The institution has asked the person."""
        for referral in newest(await work.cases.referrals(case.id)):
            if referral.institution == institution and may_stop(case, referral):
                facts = {"institution": institution}
                event = self._event(case, CLOCK_STOPPED, "reportbot", now, facts)
                await self.write(work, town, case, stopped(referral, now), [event], now)

    async def start(self, work: Work, town: Town, case: Case, referral: Referral, why: str, now: datetime) -> None:
        """The clock of this referral goes on, if it stood still. `why` is a word of core/cases/due/stopping.py."""
        if referral.stopped_at is None:
            return
        after, events = self._started(town, case, referral, why, now)
        await self.write(work, town, case, after, events, now, referral)

    def goes_on(self, town: Town, file: CaseFile, referral: Referral, why: str, now: datetime) -> CaseFile:
        """As `start`, for a case that is gathered in memory."""
        if referral.stopped_at is None:
            return file
        after, events = self._started(town, file.case, referral, why, now)
        waiting = [due for due in file.still_due if due.referral == referral.id]
        return file.with_dates(after, self.rows(town, file.case, after, waiting, now, referral), events)

    def went_on(
        self, town: Town, case: Case, referral: Referral, shifts: bool, now: datetime
    ) -> tuple[Referral, list[CaseEvent]]:
        """A clock that stood still for somebody who has the case no longer, and what the history says of it.

        `shifts`: what was owed is owed by somebody else from now on, later by as long as it stood.
        """
        if referral.stopped_at is None:
            return referral, []
        if shifts:
            return self._started(town, case, referral, WENT_ON, now)
        after = replace(referral, stopped_at=None)
        return after, [self.started_event(case, after, WENT_ON, now)]

    def none_stands(self, town: Town, file: CaseFile, now: datetime) -> CaseFile:
        """As `went_on`, for everybody who must act on a case that is gathered in memory: nothing is due from them."""
        for referral in file.everybody:
            if referral.stopped_at:
                after, events = self.went_on(town, file.case, referral, False, now)
                file = file.with_dates(after, (), events)
        return file

    async def write(
        self,
        work: Work,
        town: Town,
        case: Case,
        referral: Referral,
        events: Sequence[CaseEvent],
        now: datetime,
        stood: Referral | None = None,
    ) -> None:
        """The referral with its new dates, what happened, and the rows anew; `stood` as in `rows`. All is worked out
        before any of it is written."""
        rows = self.rows(town, case, referral, await self._waiting(work, case, referral), now, stood)
        await work.cases.save_referrals([referral])
        await work.cases.add_events(events)
        await self._put_in_place(work, referral, rows, now)

    async def anew(
        self, work: Work, town: Town, case: Case, referral: Referral, now: datetime, stood: Referral | None = None
    ) -> None:
        """The rows of this referral, made again from what it owes now; `stood` as in `rows`."""
        rows = self.rows(town, case, referral, await self._waiting(work, case, referral), now, stood)
        await self._put_in_place(work, referral, rows, now)

    def rows(
        self,
        town: Town,
        case: Case,
        referral: Referral,
        waiting: Iterable[Due],
        now: datetime,
        stood: Referral | None = None,
    ) -> list[Due]:
        """What is to fire next instead of the rows that wait, and when a clock that stands still goes on by itself.

        `stood` is the referral while its clock stood: no rung fires again that had fired before.
        """
        if not owes_now(case, referral):
            return []
        deadlines = [deadline_of(due) for due in waiting if due.kind != RESUME]
        first = min(deadlines, key=lambda each: each.due_at, default=None)
        items = awaited(owed_by(town, case, referral), referral, case.urgency)
        fired = self._fired(town, case, stood) if stood else set()
        found = anew([each for each in items if (each.kind, each.rung) not in fired], first, now)
        rows = [due_row(self._ids.new(), case, referral, found)] if found else []
        if referral.stopped_at:
            goes_on = referral.stopped_at + STANDS_AT_MOST
            rows.append(Due(self._ids.new(), case.municipality, case.id, referral.id, RESUME, 0, goes_on))
        return rows

    def events(self, case: Case, changes: Iterable[MovedDate], by: str, now: datetime) -> list[CaseEvent]:
        """One for each date that was moved."""
        return [self._event(case, DEADLINE_MOVED, by, now, change.facts) for change in changes]

    def started_event(self, case: Case, referral: Referral, why: str, now: datetime) -> CaseEvent:
        facts = {"institution": referral.institution, "why": why}
        return self._event(case, CLOCK_STARTED, "reportbot", now, facts)

    async def _waiting(self, work: Work, case: Case, referral: Referral) -> list[Due]:
        return [due for due in await work.dues.of_case(case.id) if due.referral == referral.id]

    async def _put_in_place(self, work: Work, referral: Referral, rows: Sequence[Due], now: datetime) -> None:
        await work.dues.cancel(case=referral.case, referral=referral.id, at=now)
        await work.dues.add(rows)

    def _started(
        self, town: Town, case: Case, referral: Referral, why: str, now: datetime
    ) -> tuple[Referral, list[CaseEvent]]:
        clock = town.rules.promise_of(case.category, case.urgency).clock(town.hours_of(referral.institution))
        after, changes = started(referral, now, clock)
        return after, [self.started_event(case, after, why, now), *self.events(case, changes, "reportbot", now)]

    def _fired(self, town: Town, case: Case, stood: Referral) -> set[tuple[str, int]]:
        stopped_at = stood.stopped_at
        if stopped_at is None:
            return set()
        plan = owed_by(town, case, stood)
        return {(each.kind, each.rung) for each in plan if each.kind == "reminder" and each.due_at <= stopped_at}

    def _event(self, case: Case, kind: str, by: str, now: datetime, facts: Mapping[str, str]) -> CaseEvent:
        return CaseEvent(self._ids.new(), case.id, case.municipality, kind, now, by, facts)


def deadline_of(due: Due) -> Deadline:
    """What this row fires; not for one of kind RESUME."""
    return Deadline(due.kind, due.due_at, due.step)  # type: ignore[arg-type]  # a kind of row is one of deadline
