"""The desk releases an office from a case that is no longer its matter: it owes nothing more, and hears so once."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from reportbot.core.cases.case import Case
from reportbot.core.cases.events import WITHDRAWN, CaseEvent
from reportbot.core.cases.offices.withdrawing import may_be_withdrawn
from reportbot.core.cases.referral import Referral
from reportbot.core.errors import TransitionRefused
from reportbot.core.typed import typed_words
from reportbot.service.cases.withheld import case_for_desk
from reportbot.service.desk.passing_on import LONGEST_REASON, check_leads
from reportbot.service.outgoing.notices import Notices
from reportbot.service.ports import Clock, Ids, Store, Vault, Work
from reportbot.service.reports.deadlines import Deadlines
from reportbot.service.towns import Town
from reportbot.service.trying import persistently


class Withdrawing:
    def __init__(
        self,
        store: Store,
        vault: Vault,
        towns: Mapping[str, Town],
        notices: Notices,
        clock: Clock,
        ids: Ids,
        wake: Callable[[], None],
    ) -> None:
        """`wake`: something waits to be sent."""
        self._store, self._vault, self._towns, self._notices = store, vault, towns, notices
        self._clock, self._ids, self._wake = clock, ids, wake
        self._deadlines = Deadlines(ids)

    async def withdraw(self, municipality: str, number: str, institution: str, reason: str, by: str) -> None:
        """`by` is an actor. The reason is for the desk alone.

        Raises UnknownCode, CannotBeRead; BadInput without a reason, TooLarge; TransitionRefused for an office that has
        no part in it, for the lead, and in an emergency for the last one that acts.
        """
        town, reason = self._towns[municipality], typed_words(reason, LONGEST_REASON)

        async def once() -> None:
            async with self._store.begin() as work:
                case = await case_for_desk(work, town, number)
                check_leads(case)
                if not await self.within(work, town, case, [institution], reason, by, self._clock.now()):
                    raise TransitionRefused("this office cannot be released")

        await persistently(once)
        self._wake()

    async def within(
        self, work: Work, town: Town, case: Case, institutions: Iterable[str], reason: str, by: str, now: datetime
    ) -> int:
        """In a unit of work that has written all else. How many could be released; the others stay as they are."""
        count = 0
        for institution in institutions:
            everybody = await work.cases.referrals(case.id)
            if not may_be_withdrawn(case, institution, everybody, town.rules.coordinator):
                continue
            await self._end(work, town, case, [each for each in everybody if each.institution == institution], now)
            await work.cases.add_events([self._event(case, institution, reason, by, now)])
            count += 1
        if count:
            await work.cases.save([replace(case, updated_at=now)])
        return count

    async def _end(self, work: Work, town: Town, case: Case, theirs: list[Referral], now: datetime) -> None:
        """With what waits to be sent to them, also of the reports that were put to this case."""
        members = [each.id for each in await work.cases.merged_into([case.id])]
        known = await work.cases.referrals_of(members) if members else {}
        beside = [each for those in known.values() for each in those if each.institution == theirs[-1].institution]
        ended = [each for each in (*beside, *theirs) if not (each.is_finished or each.is_withdrawn)]
        for each in ended:
            await work.dues.cancel(case=each.case, referral=each.id, at=now)
            _, events = self._deadlines.went_on(town, case, each, False, now)
            await work.cases.add_events(events)
        await work.cases.save_referrals([each.withdrawn() for each in ended])
        await work.outbox.cancel_office([each.id for each in ended])
        await work.outbox.add(self._notices.write(WITHDRAWN, town, case, theirs[-1].withdrawn(), now))

    def _event(self, case: Case, institution: str, reason: str, by: str, now: datetime) -> CaseEvent:
        """Raises CannotBeRead."""
        id, facts = self._ids.new(), {"institution": institution}
        sealed = self._vault.case_key(case).seal(reason.encode(), f"case_events.note:{id}")
        return CaseEvent(id, case.id, case.municipality, WITHDRAWN, now, by, facts, sealed)
