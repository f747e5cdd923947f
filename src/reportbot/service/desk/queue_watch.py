"""Tells whether a queue has changed for somebody, however many listen: one look at the database for all of them.

Every change of a case is in the audit log, in the order of the commits: nothing is counted twice and nothing is
overlooked, whichever process wrote it. What happens to a case out of reach changes nothing for them: not even that
something was done is told (R15). So changes are counted for each reach by itself, and no position of the log goes out.
"""

import asyncio
import secrets
from collections import defaultdict
from collections.abc import Collection, Mapping

from reportbot.core.access.reach import Reach, sees
from reportbot.core.cases.case import Case
from reportbot.core.cases.events import KINDS
from reportbot.core.cases.referral import holders
from reportbot.service.ports import Store, Work
from reportbot.service.records.audit import BY_ID, AuditEntry

EVERY = 2.0  # seconds between two looks, however many listen
AT_ONCE = 500  # entries that are read at once
MOST = 10_000  # entries of one look; where there are more, everything has changed
REACHES = 1_000  # that are counted for; where there are more, one begins anew
_BEGINNINGS = 1 << 40
_CHANGES = frozenset(kind.encode() for kind in KINDS)


class QueueWatch:
    def __init__(self, store: Store, every: float = EVERY) -> None:
        self._store, self._every = store, every
        self._looking = asyncio.Lock()
        self._looked_at = float("-inf")
        self._position: int | None = None
        self._begin_anew()
        self.is_closed = asyncio.Event()

    async def changed(self, municipality: str, reach: Reach) -> str:
        """A mark that is another one when something happened to a case of the town within this reach."""
        async with self._looking:
            now = asyncio.get_running_loop().time()
            if now - self._looked_at >= self._every:
                await self._look()
                self._looked_at = asyncio.get_running_loop().time()
            if reach not in self._counts[municipality] and sum(map(len, self._counts.values())) >= REACHES:
                self._begin_anew()
            # Begun by chance: the mark of one reach is none of another, for whoever comes back with less of it.
            return f"{self._since}-{self._counts[municipality].setdefault(reach, secrets.randbelow(_BEGINNINGS))}"

    async def wait(self, seconds: float) -> bool:
        """Whether it is still worth waiting: False once the service stops."""
        try:
            await asyncio.wait_for(self.is_closed.wait(), seconds)
        except TimeoutError:
            return True
        return False

    def close(self) -> None:
        """Lets go of all who listen, so that stopping is quick."""
        self.is_closed.set()

    async def _look(self) -> None:
        """One statement where nothing was done; three or four more, and one more for each town in which it was."""
        async with self._store.read() as work:
            head = await work.audit.head()
            position, since = head.position if head else 0, self._position
            self._position = position
            if since is None or position == since:
                return
            if not 0 < position - since <= MOST:  # another log, or more than anybody would read
                self._begin_anew()
                return
            for town, numbers in (await self._numbers(work, since, position)).items():
                await self._count(work, town, numbers)

    async def _numbers(self, work: Work, since: int, until: int) -> Mapping[str, Collection[str]]:
        """The cases that have changed, by town; of towns whose queue somebody has open."""
        numbers: defaultdict[str, set[str]] = defaultdict(set)
        while since < until:
            entries = await work.audit.entries(since, AT_ONCE)
            for each in entries:
                if _is_change(each) and self._counts.get(each.municipality.decode()):
                    numbers[each.municipality.decode()].add(each.subject.decode())
            since = entries[-1].position if entries else until
        return numbers

    async def _count(self, work: Work, town: str, numbers: Collection[str]) -> None:
        cases = await _cases(work, town, numbers)
        referred: Mapping[int, Collection[str]] = {}
        if any(reach.theirs for reach in self._counts[town]):
            found = await work.cases.referrals_of([each.id for each in cases])
            referred = {case: holders(referrals) for case, referrals in found.items()}
        for reach in self._counts[town]:
            self._counts[town][reach] += any(_is_seen(reach, each, referred) for each in cases)

    def _begin_anew(self) -> None:
        """Whoever listens asks again."""
        self._since = secrets.token_hex(8)
        self._counts: defaultdict[str, dict[Reach, int]] = defaultdict(dict)


async def _cases(work: Work, town: str, subjects: Collection[str]) -> list[Case]:
    """By number; by id where whoever noted it had not read the case (storage/audit.py)."""
    ids = [int(each.removeprefix(BY_ID)) for each in subjects if each.startswith(BY_ID)]
    numbers = sorted(each for each in subjects if not each.startswith(BY_ID))
    found = await work.queue.named(town, numbers) if numbers else []
    return [*found, *(await work.cases.get(ids)).values()] if ids else found


def _is_change(entry: AuditEntry) -> bool:
    return entry.act in _CHANGES


def _is_seen(reach: Reach, case: Case, referred: Mapping[int, Collection[str]]) -> bool:
    return sees(reach, case, referred.get(case.id, ()))
