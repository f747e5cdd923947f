"""The clock speaks: remind institutions that have not answered, tell the next one up, erase what has fallen silent.

A due date is a row. Taking it, what it leads to and the next row are one transaction, so each fires once, whenever we
wake up again.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from reportbot.core.cases.case import Case
from reportbot.core.cases.deadlines import Rung
from reportbot.core.cases.events import CaseEvent
from reportbot.core.cases.followup import FollowUp, follow_up, nudge
from reportbot.core.cases.referral import Referral
from reportbot.core.conversation.session import DRAFT_LIVES
from reportbot.core.messages import Fill, Text
from reportbot.service.news import News
from reportbot.service.notices import Notices
from reportbot.service.opening import Opener, timeline
from reportbot.service.ports import Ids, Store, Work
from reportbot.service.records import Delivery, Due
from reportbot.service.towns import Town

AT_ONCE = 100  # dues in one transaction
CHAT_LIVES = timedelta(hours=24)  # bubbles of the web chat


class FollowUps:
    def __init__(
        self, store: Store, towns: Mapping[str, Town], opener: Opener, notices: Notices, news: News, ids: Ids
    ) -> None:
        self._store, self._towns, self._opener = store, towns, opener
        self._notices, self._news, self._ids = notices, news, ids

    async def run_due(self, now: datetime) -> int:
        """Everything that is due by now, oldest first. Returns how many rows have fired."""
        fired = 0
        while True:
            async with self._store.begin() as work:
                dues = await work.dues.take(now, AT_ONCE)
                if dues:
                    await self._fire(work, dues, now)
            fired += len(dues)
            if len(dues) < AT_ONCE:
                return fired

    async def erase_silent(self, now: datetime) -> int:
        """Drafts that fell silent a day ago, and old bubbles of the web chat. Returns how many drafts were erased."""
        async with self._store.begin() as work:
            silent = await work.conversations.expired(now - DRAFT_LIVES, 500)
            if silent:
                await work.conversations.save([replace(each, session=b"") for each in silent])
            for each in silent:
                await work.conversations.remove_photos(each.id)
            await work.chat.remove_older(now - CHAT_LIVES)
        return len(silent)

    async def forward_failed(self, delivery: Delivery, reason: str) -> None:
        """An office message will not arrive: the coordinator hears of it, and the case says so."""
        if delivery.case is None or delivery.referral is None or delivery.kind == "failed":
            return
        town = self._towns[delivery.municipality]
        now = delivery.due_at
        async with self._store.begin() as work:
            case = (await work.cases.get([delivery.case])).get(delivery.case)
            referral = await work.cases.referral(delivery.referral)
            if case is None or referral is None:
                return
            facts = {"institution": referral.institution, "kind": delivery.kind, "by": delivery.by, "why": reason[:200]}
            await work.cases.add_events([self._event(case, "forward_failed", now, facts)])
            coordinator = town.rules.coordinator
            if town.rules.contact_of(referral.institution).key == coordinator:
                return  # it was the coordinator's own mail: the queue shows it, another mail would not arrive either
            mine = await self._referral(work, case, coordinator, now)
            lead = Text(town.office(referral.institution).name)
            await work.outbox.add(self._notices.write("failed", town, case, mine, now, institution=lead))

    async def _fire(self, work: Work, dues: list[Due], now: datetime) -> None:
        cases = await work.cases.get(list(dict.fromkeys(due.case for due in dues)))
        referrals = await work.cases.get_referrals([due.referral for due in dues if due.referral is not None])
        following: list[Due] = []
        for due in dues:
            case, referral = cases.get(due.case), referrals.get(due.referral or 0)
            if case is None or referral is None:
                continue
            town = self._towns[case.municipality]
            plan = timeline(town, case, referral.institution, since=referral.created_at)
            if due.step >= len(plan):
                continue
            deadline = plan[due.step]
            todo = follow_up(case, referral, deadline, town.rules.ladder[case.urgency])
            if todo:
                await self._nudge(work, town, case, referral, todo, due, now)
            if not referral.is_finished and case.status.is_open:
                coming = self._opener.due(case, referral, plan, due.step + 1)
                following += [coming] if coming else []
        if following:
            await work.dues.add(following)

    async def _nudge(
        self, work: Work, town: Town, case: Case, referral: Referral, todo: FollowUp, due: Due, now: datetime
    ) -> None:
        lead = Text(town.office(referral.institution).name)
        fill: dict[str, Fill] = {
            "since": referral.created_at,
            "due": due.due_at,
            "institution": lead,
            "reason": todo.reason,
        }
        for key in self._told(town, referral, todo, now):
            kind = nudge(case, key)
            theirs = referral if key == referral.institution else await self._referral(work, case, key, now)
            await work.outbox.add(self._notices.write(kind, town, case, theirs, now, due.step, **fill))
            event = "reminded" if kind == "reminder" else "alerted" if kind == "alert" else "escalated"
            facts = {"institution": key, "why": todo.reason.msgid}
            await work.cases.add_events([self._event(case, event, now, facts)])
        if todo.admit:
            await self._news.admit(work, town, case, "alarm_late", now)

    def _told(self, town: Town, referral: Referral, todo: FollowUp, now: datetime) -> tuple[str, ...]:
        """The ladder's roles as institution keys at this hour."""
        return town.rules.told_by(Rung(timedelta(0), todo.to, ""), referral.institution, now)

    async def _referral(self, work: Work, case: Case, institution: str, now: datetime) -> Referral:
        """The page of an institution that is told: its own referral, made when it has none yet."""
        for referral in await work.cases.referrals(case.id):
            if referral.institution == institution:
                return referral
        referral = Referral(self._ids.new(), case.id, case.municipality, institution, "copy", now)
        await work.cases.add_referrals([referral])
        return referral

    def _event(self, case: Case, kind: str, now: datetime, facts: Mapping[str, str]) -> CaseEvent:
        return CaseEvent(self._ids.new(), case.id, case.municipality, kind, now, "reportbot", facts)
