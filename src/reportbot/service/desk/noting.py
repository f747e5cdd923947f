"""The desk writes something down about a case: notes, for itself or for the institutions too, and tasks."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from reportbot.core.cases.case import Case
from reportbot.core.cases.desk.notes import (
    AUDIENCES,
    LONGEST_NOTE,
    LONGEST_TASK,
    MOST_NOTES,
    MOST_TASKS,
    OFFICES,
    CaseNote,
    CaseTask,
)
from reportbot.core.cases.events import NOTED, TASK_DONE, TASK_SET, TASK_UNDONE, CaseEvent
from reportbot.core.errors import BadInput, DateRefused, TransitionRefused, UnknownCode
from reportbot.core.outgoing.checking import check_leaving
from reportbot.core.typed import typed_words
from reportbot.service.cases.dossier import note_place, task_place
from reportbot.service.cases.withheld import case_for_desk
from reportbot.service.ports import Clock, Ids, Store, Vault, Work
from reportbot.service.reports.leaving_rules import leaving_of
from reportbot.service.towns import Town
from reportbot.service.trying import persistently

FURTHEST_YEARS = 2


class Noting:
    """Both are sealed under the case's key; the history says that there is one, and not what it says."""

    def __init__(self, store: Store, vault: Vault, towns: Mapping[str, Town], clock: Clock, ids: Ids) -> None:
        self._store, self._vault, self._towns, self._clock, self._ids = store, vault, towns, clock, ids

    async def note(
        self, municipality: str, number: str, audience: str, words: str, by: str, confirmed: str = "", own: str = ""
    ) -> None:
        """`audience` is one of AUDIENCES; `by` an actor. What is for institutions is looked at before it leaves:
        `confirmed` as in core/outgoing/checking.py, `own` is our own public address.

        Raises UnknownCode, MayNotLeave, BadInput for no words or another audience, TooLarge, TransitionRefused
        where there are too many, CannotBeRead for a damaged case: nothing can be kept in it.
        """
        words = typed_words(words, LONGEST_NOTE)
        if audience not in AUDIENCES:
            raise BadInput("a note is for the desk, or for the institutions too")
        if audience == OFFICES:
            check_leaving(words, leaving_of(self._towns[municipality], own), confirmed)

        async def note(work: Work, case: Case, now: datetime) -> None:
            if len(await work.notes.of_case(case.id)) >= MOST_NOTES:
                raise TransitionRefused("more notes than a person writes")
            id = self._ids.new()
            sealed = self._vault.case_key(case).seal(words.encode(), note_place(id))
            await work.notes.add(CaseNote(id, case.id, case.municipality, audience, now, by, sealed))
            await self._happened(work, case, NOTED, by, now, {"audience": audience, "note": str(id)})

        await self._do(municipality, number, note)

    async def set_task(
        self, municipality: str, number: str, words: str, by: str, day: date | None = None, whose: str = ""
    ) -> None:
        """To be done by the end of `day` in the town. `whose` is the key of a member who may see it, "" for nobody in
        particular; whether they are one is asked by whoever calls.

        Raises as `note`, DateRefused for a day that is over or further away than two years, and TransitionRefused where
        the case has MOST_TASKS already.
        """
        words = typed_words(words, LONGEST_TASK)
        zone = ZoneInfo(self._towns[municipality].rules.zone)

        async def set_(work: Work, case: Case, now: datetime) -> None:
            if len(await work.notes.tasks(case.id)) >= MOST_TASKS:
                raise TransitionRefused("more tasks than a person does")
            id, due = self._ids.new(), _end_of(day, zone, now) if day else None
            sealed = self._vault.case_key(case).seal(words.encode(), task_place(id))
            await work.notes.add_task(
                CaseTask(
                    id=id,
                    case=case.id,
                    municipality=case.municipality,
                    due_at=due,
                    whose=whose,
                    made_at=now,
                    made_by=by,
                    sealed_words=sealed,
                )
            )
            await self._happened(work, case, TASK_SET, by, now, {"task": str(id)})

        await self._do(municipality, number, set_)

    async def finish_task(self, municipality: str, number: str, task: int, by: str) -> None:
        """Twice is once. Raises UnknownCode."""
        await self._do(municipality, number, self._turning(task, by, is_done=True))

    async def take_up_task(self, municipality: str, number: str, task: int, by: str) -> None:
        """It is not done after all. Raises UnknownCode."""
        await self._do(municipality, number, self._turning(task, by, is_done=False))

    def _turning(self, id: int, by: str, *, is_done: bool) -> "Doing":
        async def turn(work: Work, case: Case, now: datetime) -> None:
            task = await work.notes.task(id)
            if task is None or task.case != case.id:
                raise UnknownCode("no such task of this case")
            if task.is_open is not is_done:
                return
            await work.notes.save_task(task.done(by, now) if is_done else task.undone())
            await self._happened(work, case, TASK_DONE if is_done else TASK_UNDONE, by, now, {"task": str(id)})

        return turn

    async def _do(self, municipality: str, number: str, doing: "Doing") -> None:
        async def once() -> None:
            async with self._store.begin() as work:
                case = await case_for_desk(work, self._towns[municipality], number)
                await doing(work, case, self._clock.now())

        await persistently(once)

    async def _happened(
        self, work: Work, case: Case, kind: str, by: str, now: datetime, facts: Mapping[str, str]
    ) -> None:
        await work.cases.add_events([CaseEvent(self._ids.new(), case.id, case.municipality, kind, now, by, facts)])


Doing = Callable[[Work, Case, datetime], Awaitable[None]]


def _end_of(day: date, zone: ZoneInfo, now: datetime) -> datetime:
    today = now.astimezone(zone).date()
    if not today <= day or day.year > today.year + FURTHEST_YEARS:
        raise DateRefused("a day from today on")
    return datetime.combine(day, time(23, 59, 59), zone).astimezone(now.tzinfo)
