"""Rows of other systems, and the public cases: what SQL leaves out is what the rules leave out, on both databases."""

from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import Any

import pytest

from reportbot.core.cases.case import Case
from reportbot.core.cases.retention import Expiry
from reportbot.core.cases.telling.publishing import PUBLISHED, is_public
from reportbot.core.cases.workflow import Status
from reportbot.core.urgency import Urgency
from reportbot.service.ids import id_at
from reportbot.service.records import Outside
from reportbot.service.tables.open311 import Published
from reportbot.storage import Database
from tests.builders import TUESDAY, a_case

A_DAY = timedelta(days=1)
SILENT: tuple[dict[str, object], ...] = (
    {"category": "child_violence"},
    {"category": "school_surroundings"},
    {"danger": "violence"},
    {"avoided": ("public_services", "mayor")},
    {"needs_look": True},
    {"sealed_key": b""},
    {"urgency": Urgency.EMERGENCY},
    {"status": Status.REJECTED},
)
ALL = Published("drenas", frozenset(PUBLISHED), TUESDAY - A_DAY, TUESDAY + A_DAY, TUESDAY + A_DAY, "", 0, 1000)
numbers = count(1)


def one(days: float = 0, /, **fields: Any) -> Case:
    """A public case of its own, opened so many days after Tuesday."""
    number, at = next(numbers), TUESDAY + timedelta(days=days)
    known = {"id": id_at(at) + number, "number": f"2026-{number:04d}", "receipt_tag": b"", "sealed_key": b"wrapped"}
    return a_case(**(known | {"opened_at": at, "updated_at": at} | fields))


async def add(store: Database, *cases: Case) -> None:
    async with store.begin() as work:
        await work.cases.add(cases, [], [], [])


async def shown(store: Database, wanted: Published = ALL) -> list[int]:
    async with store.read() as work:
        return [case.id for case in await work.outside.published(wanted)]


async def test_only_what_the_rules_call_public_is_read(store: Database) -> None:
    public, silent = [one(), one(category="waste")], [one(**fields) for fields in SILENT]
    await add(store, *public, *silent)
    assert await shown(store) == [case.id for case in reversed(public)]
    async with store.read() as work:
        found = await work.outside.public_cases([case.id for case in (*public, *silent)])
    assert found == public
    assert [is_public(case, held=False) for case in (*public, *silent)] == [True] * 2 + [False] * len(SILENT)


async def test_what_is_merged_or_held_is_left_out(store: Database) -> None:
    lead, held = one(), one()
    await add(store, lead, held, one(merged_into=lead.id))
    async with store.begin() as work:
        await work.retention.add([Expiry(held.id, "drenas", TUESDAY, None, True)])
    assert await shown(store) == [lead.id]


async def test_days_kinds_towns_and_pages_narrow_it(store: Database) -> None:
    old, new, other = one(-3), one(), one(category="waste")
    await add(store, old, new, other, one(municipality="kamez"))
    assert await shown(store) == [other.id, new.id]
    assert await shown(store, replace(ALL, since=TUESDAY - 5 * A_DAY)) == [other.id, new.id, old.id]
    assert await shown(store, replace(ALL, until=TUESDAY)) == []
    assert await shown(store, replace(ALL, categories=frozenset({"waste"}))) == [other.id]
    assert await shown(store, replace(ALL, categories=frozenset())) == []
    assert await shown(store, replace(ALL, skip=1, limit=1)) == [new.id]


async def test_what_is_not_shown_yet_is_shown_to_its_sender(store: Database) -> None:
    mine, theirs = one(), one()
    await add(store, mine, theirs)
    async with store.begin() as work:
        await work.outside.add([
            Outside(1, "drenas", mine.id, None, "ndreqe", False, "a", "open", TUESDAY),
            Outside(2, "drenas", theirs.id, None, "ndreqe", True, "b", "open", TUESDAY),  # we sent it there
        ])  # fmt: skip
    not_yet = replace(ALL, shown_before=TUESDAY - A_DAY)
    assert await shown(store, not_yet) == []
    assert await shown(store, replace(not_yet, peer="other")) == []
    assert await shown(store, replace(not_yet, peer="ndreqe")) == [mine.id]
    async with store.read() as work:
        assert await work.outside.sent_by("ndreqe", [mine.id, theirs.id]) == {mine.id}
        assert await work.outside.sent_by("ndreqe", []) == frozenset()


async def test_rows_are_found_by_case_by_name_and_by_what_is_to_be_asked(store: Database) -> None:
    case = one()
    await add(store, case)
    rows = [
        Outside(number, "drenas", case.id, None, "city", True, f"r{number}", status, TUESDAY, checked)
        for number, status, checked in (
            (1, "open", TUESDAY), (2, "over", None), (3, "open:x", None), (4, "sending", None),
            (5, "token", TUESDAY - A_DAY),
        )
    ]  # fmt: skip
    async with store.begin() as work:
        await work.outside.add(rows)
    async with store.begin() as work:
        assert await work.outside.of_case(case.id) == rows
        assert await work.outside.get(3) == rows[2]
        assert await work.outside.get(99) is None
        assert await work.outside.named("drenas", "city", "r2", sent=True) == rows[1]
        assert await work.outside.named("drenas", "city", "r2", sent=False) is None
        assert await work.outside.named("kamez", "city", "r2", sent=True) is None
        asked = await work.outside.to_check("drenas", "city", True, 10)
        assert [row.id for row in asked] == [3, 5, 1]
        await work.outside.save([replace(rows[0], status="over", remote="new", checked_at=None)])
        await work.outside.remove([2])
    async with store.read() as work:
        assert [(row.id, row.remote) for row in await work.outside.of_case(case.id)] == [
            (1, "new"), (3, "r3"), (4, "r4"), (5, "r5"),
        ]  # fmt: skip


@pytest.mark.parametrize("end", ["shred", "remove"])
async def test_they_go_when_their_case_goes(store: Database, end: str) -> None:
    case = one(status=Status.CLOSED)
    await add(store, case)
    async with store.begin() as work:
        await work.outside.add([Outside(1, "drenas", case.id, None, "city", True, "r", "open", TUESDAY)])
        await work.retention.add([Expiry(case.id, "drenas", TUESDAY, None, False)])
    async with store.begin() as work:
        await work.cases.find(case.id)
        if end == "shred":
            await work.retention.shred([case.id], TUESDAY)
        else:
            await work.retention.remove([case.id], [])
    async with store.read() as work:
        assert await work.outside.of_case(case.id) == []
