"""An office names date after date for its work: the history says so, and the coordinator hears of each."""

from collections.abc import Mapping
from datetime import date, datetime

from reportbot.core.cases.case import Case
from reportbot.core.cases.due.putting_off import is_put_off
from reportbot.core.cases.events import PUT_OFF, CaseEvent
from reportbot.core.cases.referral import Referral
from reportbot.service.cases.withheld import is_withheld
from reportbot.service.outgoing.notices import Notices
from reportbot.service.ports import Ids, Work
from reportbot.service.towns import Town


class PuttingOff:
    """`towns` as their files have them: of which case the desk must hear nothing is asked of these."""

    def __init__(self, towns: Mapping[str, Town], notices: Notices, ids: Ids) -> None:
        self._towns, self._notices, self._ids = towns, notices, ids

    async def tell(self, work: Work, case: Case, referral: Referral, until: date, now: datetime) -> None:
        """After the date was written. Not of the desk's own work, nor of a case that the desk must hear nothing of."""
        office, town = referral.institution, self._towns[case.municipality]
        if not is_put_off(referral, until, await work.cases.events(case.id), town.rules.zone):
            return
        facts = {"institution": office, "until": until.isoformat()}
        event = CaseEvent(self._ids.new(), case.id, case.municipality, PUT_OFF, now, office, facts)
        await work.cases.add_events([event])
        if office != town.rules.coordinator and not is_withheld(town, case):
            name = town.name_of(office)
            await work.outbox.add(self._notices.to_desk("put_off", town, case, now, institution=name, until=until))
