"""An office is released from a case that is no longer its matter: it owes nothing more, and hears so once."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from reportbot.core.cases.case import Case
from reportbot.core.cases.events import WITHDRAWN, CaseEvent
from reportbot.core.cases.offices.withdrawing import Stays, why_it_stays
from reportbot.core.cases.referral import Referral
from reportbot.service.outgoing.notices import Notices
from reportbot.service.ports import Ids, Vault, Work
from reportbot.service.reports.deadlines import Deadlines
from reportbot.service.towns import Town


class Withdrawals:
    """Everything is written into the caller's unit of work; the caller holds the case, and has written all else."""

    def __init__(self, vault: Vault, notices: Notices, ids: Ids) -> None:
        self._vault, self._notices, self._ids, self._deadlines = vault, notices, ids, Deadlines(ids)

    async def of(
        self, work: Work, town: Town, case: Case, institutions: Iterable[str], reason: str, by: str, now: datetime
    ) -> Mapping[str, Stays]:
        """Those that could not be released, and why; they stay as they are. Raises CannotBeRead."""
        institutions, stay = list(dict.fromkeys(institutions)), dict[str, Stays]()
        for institution in institutions:
            everybody = await work.cases.referrals(case.id)
            why = why_it_stays(case, institution, everybody, town.rules.coordinator)
            if why is not None:
                stay[institution] = why
                continue
            await self._end(work, town, case, [each for each in everybody if each.institution == institution], now)
            await work.cases.add_events([self._event(case, institution, reason, by, now)])
        if len(stay) < len(institutions):
            await work.cases.save([replace(case, updated_at=now)])
        return stay

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
