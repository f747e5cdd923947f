"""A coordinator ends a case that was resolved or rejected."""

from collections.abc import Mapping

from reportbot.core.cases.closing import CAME_OF, came_of, check_outcome
from reportbot.core.cases.retention import closing_facts
from reportbot.core.cases.workflow import Status
from reportbot.service.cases.withheld import case_for_desk
from reportbot.service.desk.passing_on import check_leads
from reportbot.service.due.retention import start_clock
from reportbot.service.ports import Clock, Store
from reportbot.service.reports.opening import Opener
from reportbot.service.towns import Town
from reportbot.service.trying import persistently


class Closing:
    def __init__(self, store: Store, towns: Mapping[str, Town], opener: Opener, clock: Clock) -> None:
        self._store, self._towns, self._opener, self._clock = store, towns, opener, clock

    async def close(self, municipality: str, number: str, by: str, outcome: str = "") -> None:
        """`outcome` is a code of core/cases/closing.py; where it is "" that counts which the offices have named.

        Raises UnknownCode, TransitionRefused, OutcomeMissing for a case that was not rejected and has none.
        """
        await persistently(lambda: self._close(municipality, number, by, outcome))

    async def _close(self, municipality: str, number: str, by: str, outcome: str) -> None:
        now = self._clock.now()
        async with self._store.begin() as work:
            case = await case_for_desk(work, self._towns[municipality], number)
            check_leads(case)
            closed = case.moved_to(Status.CLOSED, now)
            facts = closing_facts(case.status)
            if case.status is not Status.REJECTED:
                said = came_of(await work.cases.events(case.id))
                ended = outcome or (said[0].code if said else "")
                check_outcome(ended, case.concerns_a_person)
                facts |= {CAME_OF: ended} if not said or said[0].code != ended else {}
            await work.cases.save([closed])
            await work.cases.add_events([self._opener.event(case, "closed", by, now, facts)])
            await work.dues.cancel(case=case.id, at=now)
            await start_clock(work, self._towns[municipality].rules.keeping, closed)
