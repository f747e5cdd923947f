"""Which cases are alike: for the person a number, for the desk the evidence, for child protection the links.

Looks, and writes nothing. Cases that must stay apart (core/cases, service/reports/joining.py) are never proposed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from reportbot.core.cases.case import Case
from reportbot.core.cases.events import NOT_SAME, CaseEvent
from reportbot.core.cases.triage.alike import (
    OFFERED,
    SUGGESTED,
    WITHIN,
    Likeness,
    Traits,
    is_about_home,
    is_compared_openly,
    kinds_like,
    likeness,
    places_near,
    same_home,
)
from reportbot.core.cases.triage.corroboration import Burst, burst_of, senders_of
from reportbot.core.cases.triage.gate import is_unsure
from reportbot.core.categories import CATEGORIES
from reportbot.core.errors import CannotBeRead
from reportbot.core.urgency import Urgency
from reportbot.service.cases.withheld import is_withheld
from reportbot.service.ports import Vault, Work
from reportbot.service.records import Sketch
from reportbot.service.reports.destination import place_of
from reportbot.service.reports.opening import Opener
from reportbot.service.reports.sketching import Sketcher
from reportbot.service.towns import Town

VOICE = "citizen"  # of every report about public space
OF_EACH = 30  # the newest of a kind and a place that are looked at
LIKELIEST = 30  # of those, whose cases are read
SHOWN = 5
HOMES_WITHIN = timedelta(days=730)
MOST_HOMES = 300  # sealed marks that are opened for one page


@dataclass(frozen=True, slots=True)
class Others:
    """Who told us of it already: the case that leads, and how many people they are."""

    case: int
    people: int


@dataclass(frozen=True, slots=True)
class Alike:
    """A case that may be the same, and why. `members` are the reports merged into it."""

    case: Case
    likeness: Likeness
    members: Sequence[Case] = ()

    @property
    def reports(self) -> int:
        return 1 + len(self.members)


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside a case. `part_of`: of which case it is one more report; `members` are those of this one.

    `homes` may be about the same child or household: empty for who may not see that, and `compared` counts what was
    opened to find them.
    """

    part_of: Case | None = None
    members: Sequence[Case] = ()
    alike: Sequence[Alike] = ()
    burst: Burst | None = None
    homes: Sequence[Alike] = ()
    compared: int = 0


class Likenesses:
    def __init__(self, vault: Vault, opener: Opener) -> None:
        self._opener, self._sketcher = opener, Sketcher(vault)

    async def others(
        self, work: Work, town: Town, conversation: int, answers: Mapping[str, Any], now: datetime
    ) -> Others | None:
        """The likeliest case of public space that others have told us of. None in danger, where an office is kept out
        of it, and where it is not certain what it is. Who asks learns a count alone, of what they have described."""
        decision = self._opener.decide(town, answers, "")
        place = place_of(answers)
        unsure = is_unsure(decision, town.rules)
        goes = self._opener.destination(town, decision.category, place, answers, VOICE, now, unsure)
        is_public = CATEGORIES[decision.category].group == "public_space"
        if (
            goes.avoided
            or goes.needs_look
            or not is_public
            or decision.urgency is Urgency.EMERGENCY
            or answers.get("now") == "yes"
        ):
            return None
        mine = Traits(decision.category, place, now, self._sketcher.mark(town.key, answers))
        for each in await self._open_ones(work, town, mine, OFFERED, None):
            group = [each.case, *each.members]
            people = senders_of(case for case in group if case.conversation != conversation)
            if people and not each.case.avoided and conversation not in {case.conversation for case in group}:
                return Others(each.case.id, people)
        return None

    async def beside(
        self, work: Work, town: Town, case: Case, events: Sequence[CaseEvent], links: bool, now: datetime
    ) -> Beside:
        """`links`: whether they may see which cases may be about one home."""
        together = await self.group(work, case)
        members, part_of = together.members, together.part_of
        sketch = (await work.sketches.get([case.id])).get(case.id)
        alike = await self._alike(work, town, case, sketch, events) if sketch else []
        homes, compared = await self._homes(work, town, case, sketch, now) if sketch and links else ([], 0)
        burst = burst_of([case, *members, *(each.case for each in alike)])
        return Beside(part_of, members, alike, burst, homes, compared)

    async def group(self, work: Work, case: Case) -> Beside:
        """What it was put together with, and no more: nothing is compared or opened."""
        members = await work.cases.merged_into([case.id])
        part_of = None
        if case.merged_into is not None:
            part_of = await work.cases.find(case.merged_into)
            part_of = part_of if part_of and part_of.sealed_key else None
        return Beside(part_of, members, burst=burst_of([case, *members]))

    async def _alike(
        self, work: Work, town: Town, case: Case, sketch: Sketch, events: Sequence[CaseEvent]
    ) -> list[Alike]:
        if not (is_compared_openly(case) and case.is_worked_on):
            return []
        apart = {event.facts.get("other", "") for event in events if event.kind == NOT_SAME}
        mine = self._sketcher.traits(case, sketch)
        found = await self._open_ones(work, town, mine, SUGGESTED, case.id)
        return [each for each in found if each.case.number not in apart and not is_withheld(town, each.case)][:SHOWN]

    async def _open_ones(self, work: Work, town: Town, mine: Traits, least: float, without: int | None) -> list[Alike]:
        """Open cases that lead, the likeliest first; each by the likest of its reports. A statement for the sketches,
        one or two for the cases, which are only looked at: nobody else waits for them."""
        around = town.around.gazetteer
        kinds, places = kinds_like(mine.category), places_near(around, mine.place)
        near = await work.sketches.near(town.key, kinds, places, mine.at - WITHIN, OF_EACH)
        scored = [(each.case, likeness(mine, _traits(each), around)) for each in near if each.case != without]
        likely = [(found, id) for id, found in scored if found and found.score >= least]
        best = {id: found for found, id in sorted(likely, key=lambda each: (-each[0].score, each[1]))[:LIKELIEST]}
        cases = {case.id: case for case in await work.cases.groups(list(best))} if best else {}
        lead_of = {id: cases[id].merged_into or id for id in best if id in cases}
        if behind := set(lead_of.values()) - best.keys():
            cases |= {case.id: case for case in await work.cases.groups(sorted(behind))}
        members: dict[int | None, list[Case]] = {}
        for case in cases.values():
            members.setdefault(case.merged_into, []).append(case)
        found: dict[int, Alike] = {}
        for id, number in lead_of.items():
            lead = cases.get(number)
            if lead and lead.id != without and lead.status.is_open and lead.sealed_key:
                found.setdefault(lead.id, Alike(lead, best[id], members.get(lead.id, ())))
        return list(found.values())

    async def _homes(
        self, work: Work, town: Town, case: Case, sketch: Sketch, now: datetime
    ) -> tuple[list[Alike], int]:
        """Among the newest sensitive cases of two years, open or closed. Each mark is opened with its case's key."""
        if not is_about_home(case.category):
            return [], 0
        kinds = [key for key in CATEGORIES if is_about_home(key)]
        others = await work.sketches.sealed(town.key, kinds, now - HOMES_WITHIN, MOST_HOMES)
        others = [each for each in others if each.case != case.id]
        cases = await work.cases.get([each.case for each in others]) if others else {}
        mine, found = self._known(case, sketch), list[Alike]()
        for each in others if mine else ():
            other = cases.get(each.case)
            theirs = self._known(other, each) if other and not is_withheld(town, other) else None
            link = same_home(mine, theirs, town.around.gazetteer) if mine and theirs else None
            if other and link:
                found.append(Alike(other, link))
        return sorted(found, key=lambda each: -each.likeness.score)[:SHOWN], len(others)

    def _known(self, case: Case, sketch: Sketch) -> Traits | None:
        """None where it is erased or damaged; whoever opens the case itself is told of that."""
        try:
            return self._sketcher.traits(case, sketch) if case.sealed_key else None
        except CannotBeRead:
            return None


def _traits(sketch: Sketch) -> Traits:
    """Of one that lies open."""
    return Traits(sketch.category, sketch.place, sketch.opened_at, sketch.words)
