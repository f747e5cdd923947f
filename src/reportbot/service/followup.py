"""The clock speaks: remind institutions that have not answered, tell the next one up, erase what has fallen silent.

A due date is a row. Taking it, what it leads to and the next row are one transaction, so each fires once, whenever we
wake up again.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from reportbot.core.cases.case import Case
from reportbot.core.cases.deadlines import Rung
from reportbot.core.cases.events import CaseEvent
from reportbot.core.cases.followup import FollowUp, follow_up, nudge
from reportbot.core.cases.referral import COPY, DUTY, Referral, is_taken_on
from reportbot.core.conversation.session import DRAFT_LIVES
from reportbot.core.messages import Fill, Text
from reportbot.core.urgency import Urgency
from reportbot.service.ids import id_at
from reportbot.service.news import News
from reportbot.service.notices import Notices
from reportbot.service.opening import Opener, promised_by, timeline
from reportbot.service.ports import Ids, Store, StoreFailed, Work
from reportbot.service.records import Delivery, Due
from reportbot.service.tidying import forget_numbers
from reportbot.service.towns import Town
from reportbot.service.trying import persistently
from reportbot.service.unfinished import Unfinished

AT_ONCE = 100  # dues, or drafts, in one transaction
CHAT_LIVES = timedelta(hours=24)  # bubbles of the web chat
LOOKED_BACK = timedelta(days=4)  # for numbers of messages that are no use any more; the daily round finds all
NEXT_TRY = timedelta(hours=1)  # when a due that could not be followed up is looked at again
EVENTS = {"reminder": "reminded", "escalation": "escalated", "alert": "alerted"}
log = logging.getLogger("reportbot.followup")


@dataclass
class _Steps:
    """What one due leads to, gathered before any of it is written."""

    referrals: list[Referral] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)
    events: list[CaseEvent] = field(default_factory=list)
    dues: list[Due] = field(default_factory=list)
    admits: bool = False


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
    ) -> None:
        self._store, self._towns, self._opener = store, towns, opener
        self._notices, self._news, self._ids = notices, news, ids
        self._unfinished = unfinished

    async def run_due(self, now: datetime) -> int:
        """Everything that is due by now, oldest first, and what becomes due by it. Returns how many rows have fired."""
        fired = 0
        while some := await persistently(lambda: self._run_some(now)):
            fired += some
        return fired

    async def _run_some(self, now: datetime) -> int:
        async with self._store.begin() as work:
            dues = await work.dues.take(now, AT_ONCE)
            if dues:
                await self._fire(work, dues, now)
        return len(dues)

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

    async def forward_failed(self, work: Work, delivery: Delivery, reason: str, now: datetime) -> None:
        """Something will not arrive. The coordinator hears of an office's message, the reporter of a useless photo."""
        town = self._towns.get(delivery.municipality)
        if town is None:
            return
        if delivery.kind == "photo" and delivery.conversation is not None:
            await self._news.no_photo(work, town, delivery.conversation, delivery.created_at, now)
        elif delivery.case is not None and delivery.referral is not None:
            await self._office_unreached(work, town, delivery, reason, now)

    async def _office_unreached(self, work: Work, town: Town, delivery: Delivery, reason: str, now: datetime) -> None:
        case = (await work.cases.get([delivery.case or 0])).get(delivery.case or 0)
        referral = await work.cases.referral(delivery.referral or 0)
        if case is None or referral is None:
            return
        facts = {"institution": referral.institution, "kind": delivery.kind, "by": delivery.by, "why": reason[:200]}
        await work.cases.add_events([self._opener.event(case, "forward_failed", "reportbot", now, facts)])
        town = town.without(case.avoided)
        coordinator = town.rules.coordinator
        if delivery.kind == "failed" or town.rules.contact_of(referral.institution).key == coordinator:
            return  # it was the coordinator's own mail: the dead letters show it, another mail would not arrive either
        mine = await self._page_of(work, case, coordinator, now)
        lead = Text(town.office(referral.institution).name)
        await work.outbox.add(self._notices.write("failed", town, case, mine, now, institution=lead))

    async def _fire(self, work: Work, dues: list[Due], now: datetime) -> None:
        cases = await work.cases.get(list(dict.fromkeys(due.case for due in dues)))
        referrals = await work.cases.get_referrals([due.referral for due in dues if due.referral is not None])
        for due in dues:
            case, referral = cases.get(due.case), referrals.get(due.referral or 0)
            if case is None or referral is None or referral.is_finished or not case.status.is_open:
                continue
            if referral.institution in case.avoided:
                continue  # it had the case before the person asked that it should not; somebody else has it now
            try:
                steps = await self._steps(work, case, referral, due, now)
            except StoreFailed:
                raise
            except Exception as error:  # a town file without this institution, say: the others do not wait for it
                failure = {"failure": type(error).__name__, "case": case.number}
                log.error("a deadline could not be followed up, it is tried again in an hour", extra=failure)
                steps = _Steps(dues=[replace(due, id=self._ids.new(), due_at=now + NEXT_TRY)])
            await self._write(work, case, steps, now)

    async def _steps(self, work: Work, case: Case, referral: Referral, due: Due, now: datetime) -> _Steps:
        town, steps = self._towns[case.municipality].without(case.avoided), _Steps()
        plan = timeline(town, case, referral.institution, since=referral.created_at)
        if due.step >= len(plan):
            return steps
        everybody = await work.cases.referrals(case.id)
        since = [each for each in everybody if each.answered_at and each.answered_at >= referral.created_at]
        taken_on = case.urgency is Urgency.EMERGENCY and is_taken_on(case, since)
        deadline = plan[due.step]
        todo = follow_up(case, referral, deadline, town.rules.ladder[case.urgency], taken_on)
        if todo:
            fill: dict[str, Fill] = {
                "since": referral.created_at,
                "due": promised_by(plan, case) if deadline.kind == "reminder" else due.due_at,
                "institution": Text(town.office(referral.institution).name),
                "reason": todo.reason,
            }
            role = DUTY if todo.loud else COPY
            for key in town.rules.told_by(Rung(timedelta(0), todo.to, ""), referral.institution, now):
                theirs = referral if key == referral.institution else None
                theirs = theirs or next(
                    (each for each in everybody if (each.institution, each.role) == (key, role)), None
                )
                if theirs is None:
                    theirs = self._opener.referral(case, key, role, now)
                    steps.referrals.append(theirs)
                self._nudge(steps, town, case, theirs, todo, fill, now)
            steps.admits = todo.admit
        coming = self._opener.due(case, referral, plan, due.step + 1)
        late = due.due_at - deadline.due_at
        if coming and late > NEXT_TRY:  # it became urgent long after they got it: the ladder counts from then
            coming = replace(coming, due_at=coming.due_at + late)
        steps.dues += [coming] if coming else []
        return steps

    def _nudge(
        self,
        steps: _Steps,
        town: Town,
        case: Case,
        theirs: Referral,
        todo: FollowUp,
        fill: Mapping[str, Fill],
        now: datetime,
    ) -> None:
        kind = nudge(case, todo, theirs.institution)
        steps.deliveries += self._notices.write(kind, town, case, theirs, now, **fill)
        facts = {"institution": theirs.institution, "why": todo.reason.msgid}
        steps.events.append(self._opener.event(case, EVENTS[kind], "reportbot", now, facts))

    async def _write(self, work: Work, case: Case, steps: _Steps, now: datetime) -> None:
        await work.cases.add_referrals(steps.referrals)
        await work.outbox.add(steps.deliveries)
        await work.cases.add_events(steps.events)
        await work.dues.add(steps.dues)
        if steps.admits:
            await self._news.admit(work, self._towns[case.municipality], case, "alarm_late", now)

    async def _page_of(self, work: Work, case: Case, institution: str, now: datetime) -> Referral:
        for referral in await work.cases.referrals(case.id):
            if referral.institution == institution:
                return referral
        referral = self._opener.referral(case, institution, COPY, now)
        await work.cases.add_referrals([referral])
        return referral
