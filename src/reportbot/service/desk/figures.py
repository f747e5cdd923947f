"""What the desk counts of its institutions: nothing of a case of which it must hear nothing."""

from collections.abc import Mapping, Sequence

from reportbot.core.access.reach import Reach
from reportbot.core.cases.desk.figures import COUNTED_BACK, PROPOSED_BACK, OfficeFigures, Proposal, figures, proposals
from reportbot.service.ids import id_at
from reportbot.service.ports import Clock, Store
from reportbot.service.towns import Town


class OfficeCounts:
    def __init__(self, store: Store, towns: Mapping[str, Town], clock: Clock) -> None:
        self._store, self._towns, self._clock = store, towns, clock

    async def figures(self, municipality: str, reach: Reach | None = None) -> Sequence[OfficeFigures]:
        """Of the last `COUNTED_BACK`. `reach` is that of whoever looks (core/access/counting.py), else the desk's."""
        now, desk = self._clock.now(), self._towns[municipality].rules.coordinator
        offices, theirs = (reach.offices, reach.theirs) if reach else (frozenset((desk,)), "")
        async with self._store.read() as work:
            counted = await work.figures.referrals(municipality, id_at(now - COUNTED_BACK))
        within = (each for each in counted if not offices.intersection(each.avoided))
        return figures((each for each in within if theirs in ("", each.institution)), now)

    async def proposals(self, municipality: str) -> Sequence[Proposal]:
        """Of the last `PROPOSED_BACK`. Nothing changes by itself."""
        now, desk = self._clock.now(), self._towns[municipality].rules.coordinator
        async with self._store.read() as work:
            found = await work.figures.hand_ons(municipality, id_at(now - PROPOSED_BACK))
        return proposals((each for each in found if desk not in each.avoided), desk)
