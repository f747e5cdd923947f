"""What is noted is written with its unit of work, chained to what was noted before."""

import asyncio
import json
from typing import Any

import pytest

from reportbot.core.errors import RuleBroken
from reportbot.service.records.audit import Head
from reportbot.storage import Database, StorageFailed
from reportbot.storage.schema import audit_entries
from reportbot.storage.sql.columns import Facts
from tests.builders import CHAIN, TUESDAY


async def test_notes_become_entries_in_their_order(store: Database) -> None:
    async with store.begin() as work:
        work.audit.note("read_case", at=TUESDAY, municipality="drenas", actor="coordinator", subject="2026-0001")
        work.audit.note("referred", at=TUESDAY, municipality="drenas", subject="2026-0001", lead="kru", copies="ïb")
    async with store.begin() as work:
        work.audit.note("purged", at=TUESDAY)
    async with store.read() as work:
        head, entries = await work.audit.head(), await work.audit.entries(0, 10)
        assert await work.audit.entries(2, 10) == entries[2:]
    assert [(each.position, each.act, each.actor, each.subject, each.facts.decode()) for each in entries] == [
        (1, b"read_case", b"coordinator", b"2026-0001", "{}"),
        (2, b"referred", b"reportbot", b"2026-0001", '{"copies": "ïb", "lead": "kru"}'),
        (3, b"purged", b"reportbot", b"", "{}"),
    ]
    digest = b""
    for entry in entries:
        digest = CHAIN(digest, entry.chained)
        assert digest == entry.digest
    assert head == Head(3, digest)


def test_facts_are_written_as_json_that_keeps_every_letter() -> None:
    for facts in ({}, {"lead": "kru"}, {"why": 'a "word" \\ and\n\t\x01', "to": "Ç, ж, 🕳, \ud83d"}):
        assert Facts.into(facts) == json.dumps(facts, ensure_ascii=False)
        assert Facts.out(Facts.into(facts)) == facts


async def test_what_is_not_kept_is_not_noted(store: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        async with store.begin() as work:
            work.audit.note("closed", at=TUESDAY)
            raise ZeroDivisionError
    async with store.read() as work:
        assert (await work.audit.head(), await work.audit.entries(0, 10)) == (None, [])


async def test_a_look_notes_nothing(store: Database) -> None:
    async with store.read() as work:
        with pytest.raises(RuleBroken):
            work.audit.note("read_case", at=TUESDAY)


async def test_nothing_can_be_noted_without_the_chain(database_url: str) -> None:
    database = await Database.open(database_url)
    try:
        with pytest.raises(RuleBroken):
            async with database.begin() as work:
                work.audit.note("read_case", at=TUESDAY)
    finally:
        await database.close()


@pytest.mark.parametrize(
    "words",
    [
        {"act": "Read case"},
        {"act": ""},
        {"act": "a" * 41},
        {"act": "read_case", "subject": "x" * 1001},
        {"act": "read_case", "actor": "one\ntwo"},
        {"act": "read_case", "why": "\x00"},
        {"act": "read_case", "why": "\ud83d"},
        {"act": "read_case", "Why": "so"},
    ],
    ids=str,
)
async def test_rubbish_is_not_noted(sqlite_store: Database, words: dict[str, Any]) -> None:
    with pytest.raises(RuleBroken):
        async with sqlite_store.begin() as work:
            work.audit.note(at=TUESDAY, **words)


async def test_notes_cost_one_read_and_two_writes_and_no_commit(store: Database) -> None:
    async def cost(notes: int) -> tuple[int, int]:
        before = store.statements, store.commits
        async with store.begin() as work:
            await work.messages.set_offset("telegram", "drenas", 1)
            for _ in range(notes):
                work.audit.note("read_case", at=TUESDAY)
        return store.statements - before[0], store.commits - before[1]

    await cost(1)  # the very first makes the row of the head
    without, some = await cost(0), await cost(100)
    assert some == (without[0] + 3, without[1])


async def test_two_processes_lengthen_the_same_chain(postgresql_url: str) -> None:
    stores = [await Database.open(postgresql_url, chain=CHAIN) for _ in range(2)]

    async def notes(store: Database) -> None:
        for _ in range(20):
            async with store.begin() as work:
                work.audit.note("read_case", at=TUESDAY)

    await asyncio.gather(*(notes(store) for store in stores for _ in range(3)))
    async with stores[0].read() as work:
        entries = await work.audit.entries(0, 1000)
    for store in stores:
        await store.close()
    assert [each.position for each in entries] == list(range(1, 121))


@pytest.mark.parametrize("change", [audit_entries.update().values(actor="nobody"), audit_entries.delete()], ids=str)
async def test_what_was_noted_is_neither_changed_nor_deleted(store: Database, change: Any) -> None:
    async with store.begin() as work:
        work.audit.note("read_case", at=TUESDAY)
    with pytest.raises(StorageFailed):
        async with store.begin() as work:
            work.audit._transaction.write(change, [{}])
    async with store.read() as work:
        assert [each.actor for each in await work.audit.entries(0, 10)] == [b"reportbot"]
