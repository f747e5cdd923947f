"""What did not arrive: who may see it at the desk, and how it is tried again."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from reportbot.core.access.reach import Reach
from reportbot.core.cases.case import Case
from reportbot.core.cases.events import FELL_BACK
from reportbot.core.cases.offices.ways import in_order
from reportbot.core.errors import UnknownCode
from reportbot.core.messages import Text
from reportbot.core.urgency import Urgency
from reportbot.service.cases.withheld import is_withheld
from reportbot.service.desk.reaching import are_within
from reportbot.service.due.reminding import KIND as REMINDERS
from reportbot.service.outbox.falling_back import ways_beside
from reportbot.service.outgoing.notice_ways import Place, patience
from reportbot.service.outgoing.notices import CODE, Notices
from reportbot.service.ports import Clock, Ids, Store, Work
from reportbot.service.records import Delivery, DeliveryState
from reportbot.service.reports.opening import Opener
from reportbot.service.towns import Town
from reportbot.service.trying import persistently

SHOWN = 30  # on one page
AT_ONCE = 100  # read, or tried, in one unit of work
MOST_LOOKS = 50  # so that a page ends where most of what there is may not be seen
BY_HAND = Text("The reporting desk tries again.")


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """`case` is None where it is about none (an answer in a chat, a note to the desk)."""

    delivery: Delivery
    case: Case | None

    @property
    def is_to_person(self) -> bool:
        return self.delivery.conversation is not None


@dataclass(frozen=True, slots=True)
class DeadLetterPage:
    """Newest first. `more`: where the next page begins, None where nothing older may be seen.

    `hidden` is how many are about cases that were erased, among those looked at. Of cases that the desk must hear
    nothing of not even the number is told: it would say that somebody complains of them.
    """

    letters: tuple[DeadLetter, ...]
    hidden: int
    more: int | None


class DeadLetters:
    def __init__(
        self,
        store: Store,
        towns: Mapping[str, Town],
        opener: Opener,
        notices: Notices,
        clock: Clock,
        ids: Ids,
        wake: Callable[[], None],
    ) -> None:
        self._store, self._towns, self._opener, self._notices = store, towns, opener, notices
        self._clock, self._ids, self._wake = clock, ids, wake

    async def page(
        self, municipality: str, reach: Reach, below: int | None = None, most: int = SHOWN
    ) -> DeadLetterPage:
        """`below`: the `more` of the page before."""
        town, letters, hidden = self._towns[municipality], list[DeadLetter](), 0
        async with self._store.read() as work:
            for _ in range(MOST_LOOKS):
                found = await work.outbox.dead(municipality, AT_ONCE, below)
                rows, cases = await _within(work, found, reach)
                seen = [row for row in rows if _may_see(town, row, cases)]
                hidden += sum(not _is_withheld(town, row, cases) for row in rows) - len(seen)
                letters += [DeadLetter(row, cases.get(row.case or 0)) for row in seen]
                if len(letters) > most or len(found) < AT_ONCE:
                    break
                below = found[-1].id
        shown = tuple(letters[:most])
        return DeadLetterPage(shown, hidden, shown[-1].delivery.id if len(letters) > most else None)

    async def try_again(self, municipality: str, id: int, by: str, reach: Reach) -> bool:
        """A notice to an office is written anew, by today's ways; anything else waits once more. `by` is a role.

        False where no way is known even now. Raises UnknownCode where the desk may see none, OfficeAvoided.
        """

        async def once() -> bool:
            async with self._store.begin() as work:
                rows, cases = await _within(work, list((await work.outbox.get([id])).values()), reach)
                found = _to_try(self._towns[municipality], rows, cases)
                if not found:
                    raise UnknownCode("no such dead letter here")
                return await self._again(work, self._towns[municipality], found, cases, by)

        tried = await persistently(once)
        self._wake()
        return tried

    async def try_office(self, municipality: str, institution: str, by: str, reach: Reach) -> bool:
        """All that did not arrive at one office, but for cases of which it must hear nothing.

        False as `try_again`. Raises UnknownCode.
        """
        town = self._towns[municipality]
        if institution not in town.rules.institutions:
            raise UnknownCode("no such institution here")

        async def once(below: int | None) -> tuple[bool, int | None]:
            async with self._store.begin() as work:
                dead = await work.outbox.dead(municipality, AT_ONCE, below)
                theirs = [row.id for row in dead if row.institution == institution]
                rows = list((await work.outbox.get(theirs)).values())  # locked: pressed twice, it goes out once
                rows, cases = await _within(work, rows, reach)
                heard = [row for row in rows if row.case is None or _may_hear(cases.get(row.case), institution)]
                tried = await self._again(work, town, _to_try(town, heard, cases), cases, by)
            return tried, dead[-1].id if len(dead) == AT_ONCE else None

        any_tried, below = False, None
        while True:
            tried, below = await persistently(partial(once, below))
            any_tried |= tried
            if below is None:
                break
        self._wake()
        return any_tried

    async def _again(
        self, work: Work, town: Town, rows: Sequence[Delivery], cases: Mapping[int, Case], by: str
    ) -> bool:
        """Whether any of them is on its way again."""
        now = self._clock.now()
        done: set[int] = set()
        for row in rows:
            if row.id not in done and (over := await self._one(work, town, row, cases.get(row.case or 0), by, now)):
                done.update(over)
                case = cases.get(row.case or 0)
                about = {"subject": case.number if case else row.kind, "kind": row.kind, "by": row.by}
                work.audit.note(
                    "tried_again", at=now, municipality=town.key, actor=by, institution=row.institution, **about
                )
        return bool(done)

    async def _one(
        self, work: Work, town: Town, row: Delivery, case: Case | None, by: str, now: datetime
    ) -> Iterable[int]:
        """The ids of the rows that this took care of."""
        if not may_be_tried(row):
            return []
        referral = await work.cases.referral(row.referral) if case and row.referral is not None else None
        if row.conversation is None and case is not None and referral is not None:
            return await self._office(work, town, row, case, by, now)
        if row.conversation is None and row.institution == town.rules.coordinator:
            groups = in_order(town.rules.contact_of(town.rules.coordinator).transports, Urgency.NORMAL, now)
            place = Place(self._ids.new(), gives_up_at=patience(groups, Urgency.NORMAL, now))
            anew = self._notices.again_to_desk(row, town, groups[0], place, now) if groups else []
            await work.outbox.add(anew)
            await work.outbox.tried_again([row.id] if anew else [])
            return [row.id] if anew else []
        await work.outbox.revive([row.id], now)
        return [row.id]

    async def _office(self, work: Work, town: Town, row: Delivery, case: Case, by: str, now: datetime) -> Iterable[int]:
        """Raises OfficeAvoided."""
        referral = await work.cases.referral(row.referral or 0)
        if referral is None:
            return []
        town = town.without(case.avoided)
        siblings = await work.outbox.of_notice(row.notice) if row.notice is not None else [row]
        got = {(each.by, each.target) for each in siblings if each.state is DeliveryState.DONE}
        groups = in_order(ways_beside(town, referral.institution, row), case.urgency, now)
        if row.kind == "alert":
            groups = groups and (tuple(way for group in groups for way in group),)
        if not groups:
            return []
        first = groups[0]
        ways = [way for way in first if (way.kind, way.address) not in got] or list(first)
        place = Place(self._ids.new(), gives_up_at=patience(groups, case.urgency, now))
        anew = self._notices.again(row, town, case, referral, ways, place, now)
        await work.outbox.add(anew)
        over = [each.id for each in siblings if each.state is DeliveryState.DEAD]
        await work.outbox.tried_again(over)
        facts = {"institution": referral.institution, "by": row.by, "to": ways[0].kind}
        facts["why"] = BY_HAND.msgid
        await work.cases.add_events([self._opener.event(case, FELL_BACK, by, now, facts)])
        return over


def may_be_tried(row: Delivery) -> bool:
    """Not a code, which must not go the way that its link went; nor reminders: the next ones come by themselves."""
    return row.kind not in (CODE, REMINDERS)


async def _within(work: Work, rows: Sequence[Delivery], reach: Reach) -> tuple[list[Delivery], dict[int, Case]]:
    """Those that are about no case, or one in reach; and these cases."""
    known = await _cases_of(work, rows)
    cases = {case.id: case for case in await are_within(work, list(known.values()), reach)}
    return [row for row in rows if row.case is None or row.case in cases or row.case not in known], cases


async def _cases_of(work: Work, rows: Iterable[Delivery]) -> Mapping[int, Case]:
    ids = list(dict.fromkeys(row.case for row in rows if row.case is not None))
    return await work.cases.get(ids) if ids else {}


def _to_try(town: Town, rows: Iterable[Delivery], cases: Mapping[int, Case]) -> list[Delivery]:
    dead = [row for row in rows if row.state is DeliveryState.DEAD and row.municipality == town.key]
    return [row for row in dead if _may_see(town, row, cases)]


def _may_see(town: Town, row: Delivery, cases: Mapping[int, Case]) -> bool:
    if row.case is None:
        return True
    case = cases.get(row.case)
    return case is not None and bool(case.sealed_key) and not is_withheld(town, case)


def _is_withheld(town: Town, row: Delivery, cases: Mapping[int, Case]) -> bool:
    case = cases.get(row.case or 0)
    return case is not None and is_withheld(town, case)


def _may_hear(case: Case | None, institution: str) -> bool:
    return case is not None and institution not in case.avoided
