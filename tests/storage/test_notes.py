"""Notes and tasks: in order, counted for the queue, and gone when their case goes."""

from dataclasses import replace
from datetime import timedelta

import pytest

from reportbot.core.cases.desk.notes import CaseNote, CaseTask
from reportbot.service.tables.notes import ToDo
from reportbot.storage import Database, schema
from tests.storage.samples import NOW, a_case, an_event

DAY = timedelta(days=1)


def a_note(id: int = 1, case: int = 1) -> CaseNote:
    return CaseNote(id, case, "drenas", "desk", NOW, "@ana", b"sealed words")


def a_task(id: int = 1, case: int = 1, days: int | None = 1) -> CaseTask:
    due = None if days is None else NOW + days * DAY
    return CaseTask(id, case, "drenas", due, "ana", NOW, "@ana", b"sealed words")


async def test_notes_of_a_case_come_oldest_first(store: Database) -> None:
    async with store.begin() as work:
        await work.cases.add([a_case(1), a_case(2)], [], [], [])
        for note in (a_note(2), a_note(1), a_note(3, case=2)):
            await work.notes.add(note)
    async with store.read() as work:
        assert await work.notes.of_case(1) == [a_note(1), a_note(2)]


async def test_a_task_is_done_and_not_done_again(store: Database) -> None:
    async with store.begin() as work:
        await work.cases.add([a_case(1)], [], [], [])
        await work.notes.add_task(a_task(1))
    async with store.begin() as work:
        await work.notes.save_task(a_task(1).done("@ben", NOW + DAY))
    async with store.read() as work:
        assert await work.notes.task(1) == replace(a_task(1), done_at=NOW + DAY, done_by="@ben")
        assert await work.notes.task(2) is None
    async with store.begin() as work:
        await work.notes.save_task(a_task(1).undone())
    async with store.read() as work:
        assert await work.notes.tasks(1) == [a_task(1)]


async def test_open_and_late_tasks_are_counted_for_each_case(store: Database) -> None:
    tasks = [a_task(1, days=-1), a_task(2, days=2), a_task(3, days=None), a_task(4, 2, days=-3), a_task(5, 3, days=-1)]
    async with store.begin() as work:
        await work.cases.add([a_case(id) for id in (1, 2, 3)], [], [], [])
        for task in tasks:
            await work.notes.add_task(task)
        await work.notes.save_task(tasks[3].done("@ana", NOW))
    async with store.read() as work:
        assert await work.notes.to_do([1, 2, 3, 9], NOW) == {1: ToDo(3, 1), 3: ToDo(1, 1)}
        assert await work.notes.to_do([], NOW) == {}
        assert [each.id for each in await work.notes.due("drenas", NOW + DAY, 10)] == [1, 5]
        assert [each.id for each in await work.notes.due("drenas", NOW + 9 * DAY, 1)] == [1]
        assert await work.notes.due("kamez", NOW + DAY, 10) == []


@pytest.mark.parametrize("step", ["shred", "remove"])
async def test_notes_and_tasks_go_with_their_case(store: Database, step: str) -> None:
    async with store.begin() as work:
        await work.cases.add([a_case(1), a_case(2)], [], [], [an_event()])
        for case in (1, 2):
            await work.notes.add(a_note(case, case))
            await work.notes.add_task(a_task(case, case))
    async with store.begin() as work:
        if step == "shred":
            await work.retention.shred([1], NOW)
        else:
            await work.retention.remove([1], [])
    async with store.read() as work:
        assert await work.notes.of_case(1) == [] and await work.notes.tasks(1) == []
        assert await work.notes.of_case(2) == [a_note(2, 2)] and await work.notes.tasks(2) == [a_task(2, 2)]


def test_every_table_that_points_at_a_case_is_erased_with_it() -> None:
    from reportbot.storage.keeping.retention import _OF_A_CASE

    pointing = {
        table.name
        for table in schema.metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table.name == "cases" and table.name != "cases"
    }
    assert pointing <= {table.name for table in _OF_A_CASE} | {"retention"}
