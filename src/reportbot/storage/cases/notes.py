"""What the desk writes down about a case: notes and tasks, their words sealed."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, case, func, insert, select

from reportbot.core.cases.desk.notes import CaseNote, CaseTask
from reportbot.service.tables.notes import ToDo
from reportbot.storage.schema.notes import IS_TO_DO, case_notes, case_tasks
from reportbot.storage.sql.rows import Rows, chunks, padded, update_by_id
from reportbot.storage.sql.transaction import Transaction


class SqlNotes:
    """Implements service.tables.notes.Notes. Whoever changes a task locks its case first (cases.by_number)."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, note: CaseNote) -> None:
        self._transaction.write(_ADD_NOTE, [_NOTE.values(note)])

    async def of_case(self, case: int) -> list[CaseNote]:
        return _NOTE.records(await self._transaction.fetch(_NOTES_OF_CASE, {"of": case}))

    async def add_task(self, task: CaseTask) -> None:
        self._transaction.write(_ADD_TASK, [_TASK.values(task)])

    async def save_task(self, task: CaseTask) -> None:
        done = {"key": task.id, "new_done_at": task.done_at, "new_done_by": task.done_by}
        self._transaction.write(_SAVE_TASK, [done])

    async def task(self, id: int) -> CaseTask | None:
        return _TASK.one(await self._transaction.fetch(_ONE_TASK, {"id": id}))

    async def tasks(self, case: int) -> list[CaseTask]:
        return _TASK.records(await self._transaction.fetch(_TASKS_OF_CASE, {"of": case}))

    async def to_do(self, cases: Sequence[int], now: datetime) -> Mapping[int, ToDo]:
        found: dict[int, ToDo] = {}
        for chunk in chunks(list(dict.fromkeys(cases))):
            several = padded(chunk)
            wanted: dict[str, Any] = {f"id{place}": id for place, id in enumerate(several)}
            rows = await self._transaction.fetch(_to_do(len(several)), wanted | {"now": now})
            found |= {of: ToDo(int(count), int(late)) for of, count, late in rows}
        return found

    async def due(self, municipality: str, until: datetime, limit: int) -> list[CaseTask]:
        values = {"municipality": municipality, "until": until, "limit": limit}
        return _TASK.records(await self._transaction.fetch(_DUE, values))


_N, _T = case_notes.c, case_tasks.c
_NOTE, _TASK = Rows(case_notes, CaseNote), Rows(case_tasks, CaseTask)
_ADD_NOTE, _ADD_TASK = insert(case_notes).inline(), insert(case_tasks).inline()
_SAVE_TASK = update_by_id(case_tasks, "done_at", "done_by")
_NOTES_OF_CASE = _NOTE.select().where(_N.case == bindparam("of")).order_by(_N.id)
_TASKS_OF_CASE = _TASK.select().where(_T.case == bindparam("of")).order_by(_T.id)
_ONE_TASK = _TASK.select().where(_T.id == bindparam("id"))
_DUE = (
    _TASK.select()
    .where(_T.municipality == bindparam("municipality"), IS_TO_DO, _T.due_at <= bindparam("until"))
    .order_by(_T.due_at, _T.id)
    .limit(bindparam("limit"))
)


@cache
def _to_do(count: int) -> Select[Any]:
    late = func.sum(case((_T.due_at < bindparam("now", type_=_T.due_at.type), 1), else_=0))
    return (
        select(_T.case, func.count(), late)
        .where(_T.case.in_([bindparam(f"id{place}") for place in range(count)]), IS_TO_DO)
        .group_by(_T.case)
    )
