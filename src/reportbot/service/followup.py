"""The clock speaks: remind institutions that have not answered, tell the next one up, erase what has fallen silent.

A due date is a row. Taking it, what it leads to and the next row are one transaction, so each fires once, whenever we
wake up again.
"""

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from reportbot.core.cases.case import Case
from reportbot.core.cases.due.stopping import RESUME, WAITED
from reportbot.core.cases.referral import Referral, owes_now
from reportbot.core.conversation.turns.session import DRAFT_LIVES
from reportbot.service.due.nudging import Nudging, Steps
from reportbot.service.due.reminding import Reminder, Reminding, Said, grouped
from reportbot.service.due.tidying import forget_numbers
from reportbot.service.due.unfinished import Unfinished
from reportbot.service.ids import id_at
from reportbot.service.outgoing.notices import Notices
from reportbot.service.ports import Ids, Store, StoreFailed, Work
from reportbot.service.records import Due
from reportbot.service.reports.deadlines import Deadlines
from reportbot.service.reports.opening import Opener
from reportbot.service.towns import Town
from reportbot.service.trying import persistently
from reportbot.service.turns.news import News

# Dues, or drafts, in one transaction; lists of them are filled up to a power of two (storage/sql/rows.py).
AT_ONCE = 128
CHAT_LIVES = timedelta(hours=24)  # bubbles of the web chat
LOOKED_BACK = timedelta(days=4)  # for numbers of messages that are no use any more; the daily round finds all
NEXT_TRY = timedelta(hours=1)  # when a due that could not be followed up is looked at again
log = logging.getLogger("reportbot.followup")


class FollowUps:
    def __init__(
        self,
        store: Store,
        towns: Mapping[str, Town],
        opener: Opener,
        notices: Notices,
        news: News,
        ids: Ids,
        unfinished: Unfinished,
        reminding: Reminding,
    ) -> None:
        self._store, self._towns, self._opener = store, towns, opener
        self._notices, self._news, self._ids = notices, news, ids
        self._unfinished, self._reminding = unfinished, reminding
        self._nudging, self._deadlines = Nudging(opener, ids), Deadlines(ids)

    async def run_due(self, now: datetime) -> int:
        """Everything that is due by now, oldest first, and what becomes due by it. Returns how many rows have fired."""
        fired, is_more = 0, True
        while is_more:
            some, is_more = await persistently(lambda: self._run_some(now))
            fired += some
        return fired

    async def _run_some(self, now: datetime) -> tuple[int, bool]:
        """How many have fired, and whether more may be due: as many as fit were taken, or something follows at once."""
        async with self._store.begin() as work:
            dues = await work.dues.take(now, AT_ONCE)
            follows = await self._fire(work, dues, now) if dues else False
        return len(dues), follows or len(dues) == AT_ONCE

    async def erase_silent(self, now: datetime) -> int:
        """Drafts that fell silent a day ago, and old bubbles of the web chat. Returns how many drafts were erased.

        The serious ones are passed on first.
        """
        await self._unfinished.keep(now)
        await forget_numbers(self._store, id_at(now - LOOKED_BACK), now)
        erased = 0
        while True:
            async with self._store.begin() as work:
                silent = await work.conversations.expired(now - DRAFT_LIVES, AT_ONCE)
                await work.conversations.save([replace(each, session=b"") for each in silent])
                for each in silent:
                    await work.conversations.remove_photos(each.id)
                if len(silent) < AT_ONCE:
                    await work.chat.remove_older(now - CHAT_LIVES)
            erased += len(silent)
            if len(silent) < AT_ONCE:
                return erased

    async def _fire(self, work: Work, dues: list[Due], now: datetime) -> bool:
        """All in the same few statements, however many are due. Whether what follows may be due already."""
        cases = await work.cases.get(list(dict.fromkeys(due.case for due in dues)))
        known = await work.cases.referrals_of(list(cases))
        taken: list[Steps] = []
        for due in dues:
            case, everybody = cases.get(due.case), known.setdefault(due.case, [])
            referral = next((each for each in everybody if each.id == due.referral), None)
            if case is None or referral is None or not owes_now(case, referral):
                continue
            if referral.institution in case.avoided:
                continue  # it had the case before the person asked that it should not; somebody else has it now
            try:
                if due.kind == RESUME:
                    await self._resume(work, case, referral, now)
                    continue
                steps = self._nudging.steps(self._towns[case.municipality], case, referral, due, everybody, now)
            except StoreFailed:
                raise
            except Exception as error:  # the others do not wait for it
                steps = self._later(due, case, error, now)
            everybody += steps.referrals
            taken.append(steps)
        await self._write(work, taken, now)
        return any(each.kind == RESUME for each in dues) or any(
            each.due_at <= now for steps in taken for each in steps.dues
        )

    async def _resume(self, work: Work, case: Case, referral: Referral, now: datetime) -> None:
        """The person has not answered for so long: the clock goes on without it."""
        town = self._towns[case.municipality]
        await self._deadlines.start(work, town.without(case.avoided), case, referral, WAITED, now)

    def _later(self, due: Due, case: Case, error: Exception, now: datetime) -> Steps:
        failure = {"failure": type(error).__name__, "case": case.number}
        log.error("a deadline could not be followed up, it is tried again in an hour", extra=failure)
        return Steps(due, case, dues=[replace(due, id=self._ids.new(), due_at=now + NEXT_TRY)])

    async def _write(self, work: Work, taken: list[Steps], now: datetime) -> None:
        rows, lines = self._messages(taken, now)
        await work.cases.add_referrals([each for steps in taken for each in steps.referrals])
        await work.outbox.add(rows)
        await work.outbox.add_reminded(lines)
        await work.cases.add_events([each for steps in taken for each in steps.events])
        await work.dues.add([each for steps in taken for each in steps.dues])
        for steps in taken:
            if steps.admit and steps.town:
                key = "alarm_late" if steps.admit == 1 else "alarm_still"
                await self._news.admit(work, steps.town, steps.case, key, now)

    def _messages(self, taken: list[Steps], now: datetime) -> Said:
        """What these steps say, one message for each office. A step that cannot be put into words is replaced in
        `taken` by one that tries again later."""
        while True:
            try:
                groups = grouped([each for steps in taken for each in steps.reminders])
                said = [self._said(group, now) for group in groups]
                return [row for rows, _ in said for row in rows], [line for _, lines in said for line in lines]
            except StoreFailed:
                raise
            except Exception as error:
                bad = next((place for place, steps in enumerate(taken) if not self._can_be_said(steps, now)), None)
                if bad is None:
                    raise
                taken[bad] = self._later(taken[bad].due, taken[bad].case, error, now)

    def _said(self, group: list[Reminder], now: datetime) -> Said:
        if len(group) > 1:
            return self._reminding.write(group, now)
        (one,) = group
        return self._notices.write(one.kind, one.town, one.case, one.referral, now, "", one.contact, **one.fill), []

    def _can_be_said(self, steps: Steps, now: datetime) -> bool:
        try:
            for each in steps.reminders:
                self._said([each], now)
        except Exception:
            return False
        return True
