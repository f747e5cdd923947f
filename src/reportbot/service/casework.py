"""A coordinator works: what needs a look, and the way to one case and to all that can be done to it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from reportbot.core.access.member import Member
from reportbot.core.access.reach import reach_of
from reportbot.core.cases.case import Case
from reportbot.core.cases.desk.queue import View
from reportbot.core.cases.triage.reasons import Grounds
from reportbot.service.audit.notes import note_alone
from reportbot.service.cases.dossier import Dossier
from reportbot.service.desk.closing import Closing
from reportbot.service.desk.dates import Dates
from reportbot.service.desk.figures import OfficeCounts
from reportbot.service.desk.holding import HoldingPictures
from reportbot.service.desk.involving import Involving
from reportbot.service.desk.noting import Noting
from reportbot.service.desk.passing_on import PassingOn
from reportbot.service.desk.queue import COUNTED_TO, PAGE
from reportbot.service.desk.reading import CasePage, CaseReading
from reportbot.service.desk.rejecting import Rejecting
from reportbot.service.desk.withdrawing import Withdrawing
from reportbot.service.outgoing.notices import Notices
from reportbot.service.ports import Clock, Ids, Store, Vault, Work
from reportbot.service.records import Delivery
from reportbot.service.reports.opening import Opener
from reportbot.service.reports.withdrawing import Withdrawals
from reportbot.service.tables.queue import Asked, Position
from reportbot.service.towns import Town
from reportbot.service.triage.correcting import Correcting
from reportbot.service.triage.corrections import CorrectionKeeper
from reportbot.service.turns.news import News
from reportbot.service.upkeep.damage import Damage

__all__ = ["CasePage", "Casework", "LookPage", "LookRow"]


@dataclass(frozen=True, slots=True)
class LookRow:
    """`words` is what triage has read, "" where there are none or they cannot be read. `seen` is the newest event of
    the case as it was read; its forms say so (service/cases/seen.py)."""

    case: Case
    grounds: Grounds = field(repr=False)
    words: str = field(repr=False)
    seen: int = 0


@dataclass(frozen=True, slots=True)
class LookPage:
    """What needs a look; `unsure` is how many there are in all, counted up to COUNTED_TO."""

    rows: Sequence[LookRow]
    next: Position | None
    unsure: int


class Casework:
    def __init__(
        self,
        store: Store,
        vault: Vault,
        towns: Mapping[str, Town],
        opener: Opener,
        notices: Notices,
        clock: Clock,
        ids: Ids,
        wake: Callable[[], None],
        damage: Damage,
        news: News,
    ) -> None:
        """`wake`: something waits to be sent."""
        self._store, self._towns, self._clock = store, towns, clock
        self._dossier, self._keeper = Dossier(vault, damage), CorrectionKeeper(vault, ids, damage)
        self._reading = CaseReading(store=store, vault=vault, towns=towns, opener=opener, clock=clock, damage=damage)
        self.passing = PassingOn(
            store=store,
            vault=vault,
            towns=towns,
            opener=opener,
            notices=notices,
            clock=clock,
            keeper=self._keeper,
            wake=wake,
        )
        self.involving = Involving(store, vault, towns, opener, notices, clock, wake)
        self.case, self.photo = self._reading.case, self._reading.photo
        self.refer, self.close = self.passing.refer, Closing(store, towns, opener, clock).close
        self.reject = Rejecting(store, vault, towns, opener, news, clock, wake).reject
        self.pictures = HoldingPictures(store, towns, clock, ids, wake)
        self.noting = Noting(store, vault, towns, clock, ids)
        self.counts = OfficeCounts(store, towns, clock)
        self.dates = Dates(store, vault, towns, clock, ids)
        withdrawals = Withdrawals(vault, notices, ids)
        self.withdrawing = Withdrawing(store, towns, withdrawals, clock, wake)
        self.correcting = Correcting(
            store=store,
            vault=vault,
            towns=towns,
            opener=opener,
            clock=clock,
            ids=ids,
            wake=wake,
            damage=damage,
            withdrawals=withdrawals,
        )

    async def to_look_at(self, member: Member, after: Position | None = None) -> LookPage:
        """Cases in reach of which triage was not sure, with what it knows and what it has read. Each is noted as read.

        Raises CannotBeNoted.
        """
        reach = reach_of(member, self._towns[member.municipality].rules.coordinator)
        asked = Asked(member.municipality, View.LOOK, reach, member.key, self._clock.now())
        async with self._store.read() as work:
            found, following = await work.queue.page(asked, after, PAGE)
            unsure = (await work.queue.counts(asked, COUNTED_TO))[View.LOOK]
            cases = [each.case for each in found]
            reports = await work.cases.reports_of([case.id for case in cases]) if cases else {}
            newest = await work.cases.newest_events([case.id for case in cases]) if cases else {}
        if cases:
            await self._noted("read_case", member.actor, *cases)
        rows = [
            LookRow(
                case,
                self._dossier.grounds(case),
                self._keeper.read(case, reports.get(case.id, ())),
                newest.get(case.id, 0),
            )
            for case in cases
        ]
        return LookPage(rows, following, unsure)

    async def _noted(self, act: str, by: str, *cases: Case, **facts: str) -> None:
        now = self._clock.now()

        def note(work: Work) -> None:
            for case in cases:
                about = {"municipality": case.municipality, "actor": by, "subject": case.number, **facts}
                work.audit.note(act, at=now, **about)

        await note_alone(self._store, note)

    async def dead_letters(self, municipality: str) -> list[Delivery]:
        async with self._store.read() as work:
            return await work.outbox.dead(municipality)
