"""The desk puts two cases together, takes one out again, or notes that two differ. Each is one transaction."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from reportbot.core.cases.case import Case
from reportbot.core.cases.events import NOT_SAME
from reportbot.core.errors import TransitionRefused
from reportbot.service.cases.casefile import CaseFile
from reportbot.service.cases.gathering import Gathering
from reportbot.service.cases.sessions import SessionSealer
from reportbot.service.cases.withheld import case_for_desk
from reportbot.service.ports import Clock, Ids, Store, Vault, Work
from reportbot.service.reports.adding_beside import AddingBeside
from reportbot.service.reports.joining import Joining, check_may_join
from reportbot.service.reports.opening import Opener
from reportbot.service.reports.submitting import Submitting
from reportbot.service.towns import Town
from reportbot.service.trying import persistently
from reportbot.service.upkeep.damage import Damage

ALERT = "alert"  # kind of notice


class Groups:
    def __init__(
        self,
        store: Store,
        vault: Vault,
        towns: Mapping[str, Town],
        opener: Opener,
        clock: Clock,
        ids: Ids,
        wake: Callable[[], None],
        damage: Damage,
    ) -> None:
        """`wake`: something waits to be sent."""
        self._store, self._towns, self._opener, self._clock, self._wake = store, towns, opener, clock, wake
        self._cases = Submitting(opener, towns, vault, ids, damage)
        self._adding = AddingBeside(opener, ids, damage)
        self._joining = Joining(opener, self._adding)
        self._sessions = SessionSealer(vault, damage)

    async def merge(self, municipality: str, number: str, other: str, by: str) -> str:
        """The younger becomes one more report of the older, with all that were merged into it; `by` is a role.

        The number of the one that leads. Raises UnknownCode, CannotBeMerged, TransitionRefused.
        """
        lead = await persistently(partial(self._merge, self._towns[municipality], number, other, by))
        self._wake()
        return lead

    async def split(self, municipality: str, number: str, by: str) -> None:
        """It stands alone again, with a referral and deadlines that begin anew, and the two are not proposed again.
        Raises UnknownCode, TransitionRefused where it does already."""
        await persistently(partial(self._split, self._towns[municipality], number, by))
        self._wake()

    async def differ(self, municipality: str, number: str, other: str, by: str) -> None:
        """These two are not the same: it is not proposed again. Raises UnknownCode."""
        await persistently(partial(self._differ, self._towns[municipality], number, other, by))

    async def _merge(self, town: Town, number: str, other: str, by: str) -> str:
        now, gathering = self._clock.now(), Gathering([])
        async with self._store.begin() as work:
            pair = [await self._leading(work, town, each) for each in (number, other)]
            older, younger = sorted(pair, key=lambda case: (case.opened_at, case.id))
            check_may_join(younger, older)
            lead = await self._cases.file(work, gathering, older.id)
            group = {case.id: case for case in await work.cases.merged_into([older.id])}
            for case in (younger, *await work.cases.merged_into([younger.id])):
                file = await self._cases.file(work, gathering, case.id)
                joined, lead = self._joining.join(town, file, lead, group.values(), by, now)
                group[case.id] = joined.case
                gathering.files[case.id] = joined
            gathering.files[older.id] = lead
            await self._write(work, town, gathering)
        return older.number

    async def _split(self, town: Town, number: str, by: str) -> None:
        now, gathering = self._clock.now(), Gathering([])
        async with self._store.begin() as work:
            case = await case_for_desk(work, town, number)
            if case.merged_into is None:
                raise TransitionRefused("it stands alone")
            file = await self._cases.file(work, gathering, case.id)
            gathering.files[case.id] = self._adding.alone(town, file, by, now)
            await self._write(work, town, gathering)
            await self._note_difference(work, case, await work.cases.one(case.merged_into), by)

    async def _differ(self, town: Town, number: str, other: str, by: str) -> None:
        async with self._store.begin() as work:
            pair = [await case_for_desk(work, town, each) for each in (number, other)]
            if pair[0].id != pair[1].id:
                await self._note_difference(work, pair[0], pair[1], by)

    async def _note_difference(self, work: Work, one: Case, two: Case, by: str) -> None:
        """In both, so that neither proposes the other again."""
        now = self._clock.now()
        await work.cases.add_events(
            [
                self._opener.event(each, NOT_SAME, by, now, {"other": other.number})
                for each, other in ((one, two), (two, one))
            ]
        )

    async def _leading(self, work: Work, town: Town, number: str) -> Case:
        """The case of this number, or the one that it was merged into. Raises UnknownCode."""
        case = await case_for_desk(work, town, number)
        if case.merged_into is None:
            return case
        main = await work.cases.one(case.merged_into)
        return await case_for_desk(work, town, main.number)

    async def _write(self, work: Work, town: Town, gathering: Gathering) -> None:
        for file in gathering.files.values():
            gathering.deliveries += self._opener.notices(town, _heard_anew(file), self._clock.now())
        await gathering.write(work, self._sessions)


def _heard_anew(file: CaseFile) -> CaseFile:
    """Each office is written to once about one case; nothing takes the place of an alarm."""
    loudest = {each.institution: (kind, each) for kind, each in sorted(file.notices, key=lambda each: each[0] == ALERT)}
    return replace(file, notices=tuple(loudest.values()))
