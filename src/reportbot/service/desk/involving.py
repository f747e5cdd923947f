"""The desk asks one more institution to act on a case, besides the one that has it."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from reportbot.core.cases.offices.involving import may_be_involved
from reportbot.core.cases.referral import JOINT
from reportbot.core.errors import TransitionRefused, UnknownCode
from reportbot.core.typed import typed_words
from reportbot.service.cases.withheld import case_for_desk
from reportbot.service.desk.passing_on import LONGEST_REASON, check_leads
from reportbot.service.outgoing.notices import Notices
from reportbot.service.ports import Clock, Store, Vault
from reportbot.service.reports.deadlines import Deadlines
from reportbot.service.reports.opening import NOTICE_TO, Opener
from reportbot.service.reports.owing import promised_by, timeline
from reportbot.service.towns import Town
from reportbot.service.trying import persistently


class Involving:
    def __init__(
        self,
        store: Store,
        vault: Vault,
        towns: Mapping[str, Town],
        opener: Opener,
        notices: Notices,
        clock: Clock,
        wake: Callable[[], None],
    ) -> None:
        """`wake`: something waits to be sent."""
        self._store, self._vault, self._towns, self._opener = store, vault, towns, opener
        self._notices, self._clock, self._wake = notices, clock, wake
        self._deadlines = Deadlines(opener.ids)

    async def involve(self, municipality: str, number: str, institution: str, reason: str, by: str) -> None:
        """It gets a page and dates of its own, and reads why. `by` is an actor.

        Raises UnknownCode, also for an institution that takes no reports; OfficeAvoided (R15); TransitionRefused where
        nobody has the case yet, or the institution acts on it already; BadInput without a reason, TooLarge;
        CannotBeRead for a damaged case.
        """
        town, reason = self._towns[municipality], typed_words(reason, LONGEST_REASON)
        if not town.takes_reports(institution):
            raise UnknownCode("no such institution here, or it takes no reports")
        await persistently(lambda: self._once(town, number, institution, reason, by))
        self._wake()

    async def _once(self, town: Town, number: str, institution: str, reason: str, by: str) -> None:
        now = self._clock.now()
        async with self._store.begin() as work:
            case = await case_for_desk(work, town, number)
            check_leads(case)
            referral = self._opener.owed(town, self._opener.referral(case, institution, JOINT, now), case)
            if not may_be_involved(case, institution, await work.cases.referrals(case.id), town.rules.coordinator):
                raise TransitionRefused("nobody has the case yet, or this institution acts on it already")
            facts = {"institution": institution, "together": institution}
            event = self._opener.event(case, "referred", by, now, facts)
            sealed = self._vault.case_key(case).seal(reason.encode(), f"case_events.note:{event.id}")
            await work.cases.add_referrals([referral])
            await work.cases.add_events([replace(event, note=sealed)])
            await work.dues.add(self._deadlines.rows(town, case, referral, (), now))
            due = promised_by(timeline(town, case, institution, since=now), case)
            lead = town.name_of(case.lead)
            await work.outbox.add(
                self._notices.write(NOTICE_TO[JOINT], town, case, referral, now, due=due, institution=lead)
            )
