"""On Mondays everybody gets a new tag, also while two processes do not agree which week it is."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import psycopg

from reportbot.service.records import Who
from reportbot.storage import Database
from tests.builders import CHAIN, MONDAY, Clock, Parts, parts_for
from tests.service.due.test_retention import _rows

WEEK = timedelta(days=7)


def named(parts: Parts) -> Who:
    """Anna, under the tag of the week that this process is in."""
    return Who("drenas", "telegram", parts.vault.tag(parts.message("anna").address))


async def test_who_gets_a_new_tag_from_somebody_else_meanwhile_is_no_stranger(postgresql_url: str) -> None:
    """Anna wrote last two weeks ago. One process is in last week still, the other in this week."""
    stores = [await Database.open(postgresql_url, chain=CHAIN) for _ in range(2)]
    before = await parts_for(stores[0], Clock(MONDAY), direct=False)
    async with before.taking():
        await before.say("anna", "hello", "english")
    late = await parts_for(stores[0], Clock(MONDAY + WEEK), direct=False)
    prompt = await parts_for(stores[1], Clock(MONDAY + 2 * WEEK), direct=False)
    async with prompt.taking():
        async with stores[0].begin() as work:
            (anna,) = (await work.conversations.by_who([named(before)])).values()
            hearing = asyncio.create_task(prompt.say("anna", "hello"))
            await somebody_waits(postgresql_url)
            await work.conversations.save([replace(anna, who=named(late))])
        assert "Choose your language" not in (await hearing)[-1]
    assert await _rows(prompt, "conversations") == 1
    for store in stores:
        await store.close()


async def test_who_is_forgotten_is_forgotten_under_every_tag(parts: Parts) -> None:
    await parts.say("anna", "hello", "english")
    async with parts.store.begin() as work:
        (anna,) = (await work.conversations.by_who([named(parts)])).values()
        tag = parts.vault.older_tags(parts.message("anna").address)[0]
        await work.conversations.save([replace(anna, id=1, who=replace(anna.who, tag=tag), is_new=True)])
    assert await _rows(parts, "conversations") == 2
    await parts.say("anna", "forget me", "yes")
    assert await _rows(parts, "conversations") == 0


async def somebody_waits(url: str) -> None:
    """Until a transaction waits for a row that another one holds."""
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
        while True:
            rows = await connection.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if (await rows.fetchone() or (0,))[0]:
                return
            await asyncio.sleep(0.01)
