"""An institution has said that a case is not theirs: the next one has it at once, with a page, a mail and deadlines."""

from collections.abc import Mapping
from datetime import datetime

from reportbot.core.cases.case import Case
from reportbot.core.cases.events import DEADLINE_MOVED, CaseEvent
from reportbot.core.cases.offices.handing import HANDED_FROM, owes_what_was_owed
from reportbot.core.cases.referral import COPY, JOINT, LEAD, Referral, handed_to, leads
from reportbot.core.cases.triage.correction import INSTITUTION
from reportbot.core.cases.workflow import Status
from reportbot.core.messages import Fill
from reportbot.service.cases.withheld import is_withheld
from reportbot.service.outgoing.notices import Notices
from reportbot.service.ports import Ids, Work
from reportbot.service.reports.deadlines import Deadlines
from reportbot.service.reports.owing import promised_to
from reportbot.service.towns import Town
from reportbot.service.triage.corrections import CorrectionKeeper


class HandingOn:
    """`towns` as their files have them: of which case the desk must hear nothing is asked of these."""

    def __init__(self, towns: Mapping[str, Town], notices: Notices, ids: Ids, keeper: CorrectionKeeper) -> None:
        self._towns, self._notices, self._ids, self._keeper = towns, notices, ids, keeper
        self._deadlines = Deadlines(ids)

    async def hand_on(self, work: Work, town: Town, case: Case, referral: Referral, to: str, now: datetime) -> Case:
        """The case as it goes on; `to` is who takes over, "" where the coordinator has to decide.

        Whoever acts together with others hands on their part alone. `referral` is as it was before the answer.
        """
        if referral.role == JOINT:
            await self._hand_part_on(work, town, case, referral, to, now)
            return case
        moved = await self._hand_case_on(work, town, case, referral, to, now)
        office = referral.institution
        await self._keeper.keep(work, case, INSTITUTION, office, moved.lead, office, now)
        return moved

    async def _hand_case_on(
        self, work: Work, town: Town, case: Case, referral: Referral, to: str, now: datetime
    ) -> Case:
        """Nobody's case is nobody's case for no minute. Where the coordinator is complained of nobody decides on the
        console: the next of the way round has it, not whoever hands it back as long as there is somebody else."""
        withheld = is_withheld(self._towns[town.key], case)
        if to or withheld:
            lead = to or town.without([referral.institution]).rules.coordinator
            led = case.moved_to(Status.REFERRED, now).led_by(lead, now)
        else:
            led = case.led_by(town.rules.coordinator, now)
        mine = await self._write(work, town, led, referral, led.lead, LEAD, now)
        await self._tell(work, town, led, referral, mine, bool(to), withheld, now)
        return led

    async def _hand_part_on(
        self, work: Work, town: Town, case: Case, referral: Referral, to: str, now: datetime
    ) -> None:
        withheld = is_withheld(self._towns[town.key], case)
        if to:
            mine = await self._write(work, town, case, referral, to, JOINT, now)
            await self._tell(work, town, case, referral, mine, True, withheld, now)
        elif withheld:
            leading = [each for each in await work.cases.referrals(case.id) if leads(case, each)][-1:]
            fill: dict[str, Fill] = {"institution": town.name_of(referral.institution)}
            for each in leading:
                await work.outbox.add(self._notices.write("part_back_led", town, case, each, now, **fill))
        else:
            everybody = await work.cases.referrals(case.id)
            desk = town.rules.coordinator
            mine = next((each for each in reversed(everybody) if each.institution == desk), None) or handed_to(
                case, desk, COPY, self._ids.new(), now
            )
            if mine.id not in {each.id for each in everybody}:
                await work.cases.add_referrals([mine])
            await self._tell(work, town, case, referral, mine, False, False, now)

    async def _write(
        self, work: Work, town: Town, case: Case, before: Referral, to: str, role: str, now: datetime
    ) -> Referral:
        """The new referral, its history, and what falls due: in a hurry what the one before owed, no minute later."""
        mine = promised_to(town, handed_to(case, to, role, self._ids.new(), now), case)
        shifted, events = self._deadlines.went_on(town, case, before, True, now)
        hurried = owes_what_was_owed(mine, shifted, case)
        stood = before if before.stopped_at and hurried is not mine else None
        waits = [due for due in await work.dues.of_case(case.id) if due.referral == before.id]
        await work.cases.add_referrals([hurried])
        waits = waits if hurried is not mine else []
        await work.dues.add(self._deadlines.rows(town, case, hurried, waits, now, stood))
        if stood:  # that its clock goes on is said with the answer
            await work.cases.add_events([each for each in events if each.kind == DEADLINE_MOVED])
        return hurried

    async def _tell(
        self,
        work: Work,
        town: Town,
        case: Case,
        before: Referral,
        mine: Referral,
        handed_on: bool,
        withheld: bool,
        now: datetime,
    ) -> None:
        came_from = town.name_of(before.institution)
        if not handed_on and not withheld:
            await work.outbox.add(self._notices.write("not_ours", town, case, mine, now, institution=came_from))
            return
        goes_to = town.name_of(mine.institution)
        fill: dict[str, Fill] = {"due": mine.acknowledge_by or now, "institution": goes_to}
        await work.outbox.add(self._notices.write("forward", town, case, mine, now, **fill))
        if handed_on:
            role = "together" if mine.role == JOINT else "lead"
            facts = {"institution": mine.institution, role: mine.institution, HANDED_FROM: before.institution}
            id, town_key = self._ids.new(), case.municipality
            await work.cases.add_events([CaseEvent(id, case.id, town_key, "referred", now, "reportbot", facts)])
            if not withheld:
                await work.outbox.add(
                    self._notices.to_desk("handed_on", town, case, now, institution=came_from, goes_to=goes_to)
                )


def takers(town: Town) -> frozenset[str]:
    """The institutions of the town that take reports."""
    return frozenset(key for key in town.rules.institutions if town.takes_reports(key))
