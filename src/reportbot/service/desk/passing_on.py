"""A coordinator hands a case to an institution: for the first time, from one to another, or again when it was over."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from reportbot.core.cases.case import Case
from reportbot.core.cases.events import CaseEvent
from reportbot.core.cases.referral import JOINT, LEAD
from reportbot.core.cases.triage.correction import INSTITUTION
from reportbot.core.cases.workflow import Status
from reportbot.core.errors import TransitionRefused, UnknownCode
from reportbot.core.typed import typed_words
from reportbot.service.cases.withheld import case_for_desk
from reportbot.service.outgoing.notices import Notices
from reportbot.service.ports import Clock, Store, Vault, Work
from reportbot.service.reports.deadlines import Deadlines
from reportbot.service.reports.opening import Opener
from reportbot.service.reports.owing import promised_by, timeline
from reportbot.service.towns import Town
from reportbot.service.triage.corrections import CorrectionKeeper
from reportbot.service.trying import persistently

LONGEST_REASON = 500  # letters
WAS = "was"  # fact of a "referred": who had it before, where the desk took it from them with a reason


class PassingOn:
    def __init__(
        self,
        store: Store,
        vault: Vault,
        towns: Mapping[str, Town],
        opener: Opener,
        notices: Notices,
        clock: Clock,
        keeper: CorrectionKeeper,
        wake: Callable[[], None],
    ) -> None:
        """`wake`: something waits to be sent."""
        self._store, self._vault, self._towns, self._opener = store, vault, towns, opener
        self._notices, self._clock, self._keeper, self._wake = notices, clock, keeper, wake
        self._deadlines = Deadlines(opener.ids)

    async def refer(self, municipality: str, number: str, institution: str, by: str) -> None:
        """To another lead, which is kept as a correction. `by` is an actor.

        Raises UnknownCode, TransitionRefused, OfficeAvoided.
        """
        town = self._with(municipality, institution)

        async def refer(work: Work, case: Case) -> None:
            await self._hand(work, town, case, institution, self._event(case, institution, by))

        await self._do(town, number, refer)

    async def transfer(self, municipality: str, number: str, institution: str, reason: str, by: str) -> None:
        """From the one that has it to another, and both read why.

        Raises as `refer`; BadInput without a reason, TooLarge; TransitionRefused where nobody has it, or they have it
        already; CannotBeRead for a damaged case.
        """
        town, reason = self._with(municipality, institution), typed_words(reason, LONGEST_REASON)

        async def transfer(work: Work, case: Case) -> None:
            if case.status not in (Status.REFERRED, Status.ACKNOWLEDGED) or institution == case.lead:
                raise TransitionRefused("it is with nobody, or with them already")
            await self._hand(work, town, case, institution, self._event(case, institution, by, reason, case.lead))

        await self._do(town, number, transfer)

    async def reopen(self, municipality: str, number: str, reason: str, by: str, institution: str = "") -> None:
        """What was over is acted on again, by `institution` or ("") by whoever had it.

        Raises as `transfer`, and TransitionRefused while it is open.
        """
        town = self._with(municipality, institution) if institution else self._towns[municipality]
        reason = typed_words(reason, LONGEST_REASON)

        async def reopen(work: Work, case: Case) -> None:
            if case.status.is_open:
                raise TransitionRefused("it is open")
            had = case.lead if town.takes_reports(case.lead) else town.rules.coordinator
            over = case.moved_to(Status.NEW, self._clock.now()) if case.status is Status.REJECTED else case
            event = self._event(case, institution or had, by, reason)
            await self._hand(work, town, over, institution or had, event)

        await self._do(town, number, reopen)

    def _with(self, municipality: str, institution: str) -> Town:
        town = self._towns[municipality]
        if not town.takes_reports(institution):
            raise UnknownCode("no such institution here, or it takes no reports")
        return town

    async def _do(self, town: Town, number: str, move: Callable[[Work, Case], Awaitable[None]]) -> None:
        async def once() -> None:
            async with self._store.begin() as work:
                case = await case_for_desk(work, town, number)
                check_leads(case)
                await move(work, case)

        await persistently(once)
        self._wake()

    def _event(self, case: Case, institution: str, by: str, reason: str = "", was: str = "") -> CaseEvent:
        """The reason is sealed like everything that is said in the case. Raises CannotBeRead."""
        kind = "referred" if case.status.is_open else "reopened"
        facts = {"lead": institution} | ({WAS: was} if was else {})
        event = self._opener.event(case, kind, by, self._clock.now(), facts)
        if not reason:
            return event
        sealed = self._vault.case_key(case).seal(reason.encode(), f"case_events.note:{event.id}")
        return replace(event, note=sealed)

    async def _hand(self, work: Work, town: Town, case: Case, institution: str, event: CaseEvent) -> None:
        now = event.at
        moved = replace(case.moved_to(Status.REFERRED, now).led_by(institution, now), needs_look=False)
        if institution != case.lead:
            await self._keeper.keep(work, case, INSTITUTION, case.lead, institution, event.actor, now)
        referral = self._opener.owed(town, self._opener.referral(moved, institution, LEAD, now), moved)
        plan = timeline(town, moved, institution, since=now)
        due = self._opener.due(moved, referral, plan, 0)
        for each in await work.cases.referrals(case.id):
            if each.role != JOINT or each.institution == institution:  # who acts with the lead goes on
                await work.dues.cancel(case=case.id, referral=each.id, at=now)
                after, events = self._deadlines.went_on(town, case, each, False, now)
                if events:
                    await work.cases.save_referrals([after])
                    await work.cases.add_events(events)
        await work.retention.stop([case.id])
        await work.cases.save([moved])
        await work.cases.add_referrals([referral])
        await work.cases.add_events([event])
        if due:
            await work.dues.add([due])
        promised, name = promised_by(plan, moved), town.office(institution).called
        await work.outbox.add(
            self._notices.write("forward", town, moved, referral, now, due=promised, institution=name)
        )


def check_leads(case: Case) -> None:
    """Raises TransitionRefused for one more report of another case: what is done, is done there."""
    if case.merged_into is not None:
        raise TransitionRefused("it is one more report of another case")
