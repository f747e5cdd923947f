"""What a supervisor sees: what is late and whose it is, how long it took, and whether all are served alike.

Numbers, and the numbers of cases in reach; never what anybody wrote. Sensitive matters are counted and not listed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from reportbot.core.access.actions import Role
from reportbot.core.access.reach import Reach
from reportbot.core.cases.desk.measures import (
    Group,
    Late,
    Load,
    Owed,
    institutions,
    languages,
    loads,
    places,
    weeks_over,
)
from reportbot.core.places import WITHIN
from reportbot.service.ids import id_at
from reportbot.service.ports import Clock, Store
from reportbot.service.records.staff import StaffMember
from reportbot.service.staff.people import People
from reportbot.service.towns import Town

MOST_LATE = 20
"""Late cases that are listed, the longest late first."""


@dataclass(frozen=True, slots=True)
class Overview:
    """`offices` count until `now`, `languages` and `places` from `since` to `until`: whole weeks. `late` of `late_all`
    cases are listed; the rest are more, or about people. `people` are all who have an account."""

    weeks: int
    now: datetime
    since: datetime
    until: datetime
    owed: Sequence[Owed]
    late: Sequence[Late]
    late_all: int
    taken: Mapping[str, Load]
    people: People
    assigned: Mapping[str, Load]
    offices: Sequence[Group]
    languages: Sequence[Group]
    places: Sequence[Group]


class Supervising:
    def __init__(self, store: Store, towns: Mapping[str, Town], clock: Clock) -> None:
        self._store, self._towns, self._clock = store, towns, clock

    async def overview(self, municipality: str, counts: Reach, listed: Reach, weeks: int) -> Overview:
        """What is counted and what is listed for whoever looks (core/access/counting.py). Eight statements, however
        much there is."""
        town, now = self._towns[municipality], self._clock.now()
        since, until = weeks_over(weeks, now, town.rules.zone)
        whole_weeks = (municipality, counts, id_at(since), id_at(until), now)
        until_now = (municipality, counts, id_at(now - timedelta(weeks=weeks)), id_at(now + timedelta(days=1)), now)
        async with self._store.read() as work:
            owed = await work.owed.by_institution(municipality, counts, now)
            taken = await work.owed.taken(municipality, counts, now)
            late = await work.owed.late(municipality, listed, now, MOST_LATE)
            late_all = await work.owed.count_late(municipality, counts, now)
            by_office = await work.measures.by_institution(*until_now)
            by_language = await work.measures.by_language(*whole_weeks)
            staff = await work.staff.all(municipality)
            by_place = await work.measures.by_place(*whole_weeks, lies_in(town))
        return Overview(
            weeks=weeks,
            now=now,
            since=since,
            until=until,
            owed=owed,
            late=late,
            late_all=late_all,
            taken=at_desk(taken, staff),
            people={each.key: each.member for each in staff},
            assigned=loads(owed, (each.key for each in town.rules.staff)),
            offices=institutions(by_office),
            languages=languages(by_language, town.rules.languages),
            places=places(by_place),
        )


def at_desk(taken: Sequence[Load], staff: Sequence[StaffMember]) -> Mapping[str, Load]:
    """Who has taken something, and every coordinator who works here now, also with nothing."""
    coordinators = [each.key for each in staff if each.works and Role.COORDINATOR in each.member.roles]
    return {key: Load(key, 0, 0) for key in coordinators} | {each.person: each for each in taken}


def lies_in(town: Town) -> Mapping[str, str]:
    """Where its streets and schools lie, by key."""
    by_key = town.around.gazetteer.by_key
    return {key: each.in_place for key, each in by_key.items() if each.kind in WITHIN and each.in_place in by_key}
