"""The coordinators' queue as pages: what is in reach of the member, view by view. Plain metadata alone, no word of
anybody; what changes it by hand is in taking.py and filters.py."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from reportbot.core.access.member import Member
from reportbot.core.access.reach import reach_of
from reportbot.core.cases.case import Case
from reportbot.core.cases.desk.queue import Narrowed, Turn, View
from reportbot.core.cases.triage.corroboration import Burst, burst_of, senders_of
from reportbot.service.desk.filters import Filters
from reportbot.service.desk.queue_watch import QueueWatch
from reportbot.service.desk.taking import Taking
from reportbot.service.ports import Clock, Ids, Store, Work
from reportbot.service.records import Due
from reportbot.service.staff.people import People, people_of
from reportbot.service.tables.notes import NOTHING_TO_DO, ToDo
from reportbot.service.tables.queue import Asked, Count, Position, Waiting
from reportbot.service.towns import Town

PAGE = 40  # cases
COUNTED_TO = 100
"""Cases of a view are counted up to here: "99+" is as much work as anybody can see at a glance."""


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One line of the queue. `due` is what fires next, if anything does; `late`: a promise has run out.

    `tasks` are those of the desk that are open. `reports` counts those that are merged into it too, by so many
    `senders`; `burst`: many by few.
    """

    case: Case
    turn: Turn
    due: Due | None
    late: bool
    reports: int = 1
    senders: int = 1
    burst: Burst | None = None
    tasks: ToDo = NOTHING_TO_DO


@dataclass(frozen=True, slots=True)
class QueuePage:
    """`counts` are of all the views, narrowed as this one; where nothing is narrowed up to COUNTED_TO. `danger` is what
    is open in danger, whatever the list is narrowed to."""

    rows: Sequence[QueueRow]
    next: Position | None
    counts: Mapping[View, Count]
    danger: Count
    people: People = field(default_factory=dict)


class Queue:
    """`watch` tells that a town's queue has changed; `taking` and `filters` are what members change in it."""

    def __init__(self, store: Store, towns: Mapping[str, Town], clock: Clock, ids: Ids) -> None:
        self._store, self._towns, self._clock = store, towns, clock
        self.watch = QueueWatch(store)
        self.taking = Taking(store, towns, clock, ids)
        self.filters = Filters(store, ids)

    async def page(
        self,
        member: Member,
        view: View = View.OPEN,
        narrowed: Narrowed | None = None,
        after: Position | None = None,
    ) -> QueuePage:
        """Four statements, however many cases there are; two more where it is narrowed, and one where
        colleagues have some of them."""
        now = self._clock.now()
        own = self._towns[member.municipality].rules.coordinator
        reach = reach_of(member, own)
        asked = Asked(member.municipality, view, reach, member.key, now, narrowed or Narrowed(), own)
        async with self._store.read() as work:
            found, following = await work.queue.page(asked, after, PAGE)
            counts = everything = await _counts(work, asked)
            if not asked.narrowed.is_empty:
                everything = await _counts(work, replace(asked, narrowed=Narrowed()))
            members = await work.cases.merged_into([each.case.id for each in found]) if found else []
            tasks = await work.notes.to_do([each.case.id for each in found], now)
            people = await _people(work, member, found)
        together: dict[int, list[Case]] = {}
        for each in members:
            together.setdefault(each.merged_into or 0, []).append(each)
        rows = [
            _row(each, together.get(each.case.id, ()), tasks.get(each.case.id, NOTHING_TO_DO), now) for each in found
        ]
        return QueuePage(rows, following, counts, everything[View.DANGER], people)


async def _counts(work: Work, asked: Asked) -> Mapping[View, Count]:
    """What a tab says is how many one finds behind it."""
    if not asked.narrowed.is_empty:
        return await work.queue.narrowed_counts(asked)
    found = await work.queue.counts(asked, COUNTED_TO)
    return {view: Count(min(count, COUNTED_TO - 1), count >= COUNTED_TO) for view, count in found.items()}


async def _people(work: Work, member: Member, found: Sequence[Waiting]) -> People:
    others = any(each.turn.taken_by not in ("", member.key) for each in found)
    return await people_of(work, member.municipality) if others and not member.institution else {}


def _row(waiting: Waiting, members: Sequence[Case], tasks: ToDo, now: datetime) -> QueueRow:
    group = [waiting.case, *members]
    late = waiting.turn.is_late(now)
    return QueueRow(
        case=waiting.case,
        turn=waiting.turn,
        due=waiting.due,
        late=late,
        reports=len(group),
        senders=senders_of(group),
        burst=burst_of(group) if members else None,
        tasks=tasks,
    )
