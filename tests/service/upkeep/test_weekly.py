"""The secrets of the weeks: there in good time, the same for everybody, destroyed when their time is over."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from reportbot.core.calendar import week_of
from reportbot.core.errors import CannotBeRead
from reportbot.core.messages import Address
from reportbot.service.upkeep.weekly import KEY_WEEKS, PEPPER_WEEKS, Upkeep
from reportbot.storage import Database
from reportbot.storage.schema import conversations
from reportbot.vault.keys import Keys
from reportbot.vault.sealing import Vault
from tests.builders import KEYS, MONDAY, Clock, parts_for

PHONE = Address("drenas", "sms", "+38344000000")
WEEK = week_of(MONDAY)


async def test_there_are_secrets_for_this_week_and_the_next(store: Database) -> None:
    await Upkeep(store, Vault(KEYS), Clock(MONDAY)).keep()
    assert await _weeks(store) == [WEEK, WEEK + 1]


async def test_two_processes_recognise_the_same_person(store: Database) -> None:
    vaults = [Vault(KEYS), Vault(KEYS)]
    for vault in vaults:
        await Upkeep(store, vault, Clock(MONDAY)).keep()
    assert vaults[0].tag(PHONE) == vaults[1].tag(PHONE)
    assert vaults[1].open(vaults[0].seal(b"text", "here"), "here") == b"text"


async def test_keys_go_after_weeks_and_peppers_after_ninety_days(store: Database) -> None:
    vault, clock = Vault(KEYS), Clock(MONDAY)
    upkeep = Upkeep(store, vault, clock)
    await upkeep.keep()
    sealed, tag = vault.seal(b"a draft", "here"), vault.tag(PHONE)
    for _ in range(7 * KEY_WEEKS):
        clock.forward(timedelta(days=1))
        await upkeep.keep()
    assert vault.open(sealed, "here") == b"a draft" and tag in vault.older_tags(PHONE)
    for _ in range(7):
        clock.forward(timedelta(days=1))
        await upkeep.keep()
    with pytest.raises(CannotBeRead, match="destroyed"):
        vault.open(sealed, "here")
    assert tag in vault.older_tags(PHONE)
    for _ in range(7 * (PEPPER_WEEKS - KEY_WEEKS)):
        clock.forward(timedelta(days=1))
        await upkeep.keep()
    assert tag not in vault.older_tags(PHONE)
    assert min(await _weeks(store)) == WEEK + 1


async def test_a_clock_that_jumps_ahead_destroys_nothing(store: Database) -> None:
    clock = Clock(MONDAY)
    await Upkeep(store, Vault(KEYS), clock).keep()
    clock.forward(timedelta(days=3650))
    await Upkeep(store, Vault(KEYS), clock).keep()
    assert WEEK in await _weeks(store)


async def test_keys_of_another_house_cannot_read_this_one(store: Database) -> None:
    await Upkeep(store, Vault(KEYS), Clock(MONDAY)).keep()
    with pytest.raises(CannotBeRead, match="weeks"):
        await Upkeep(store, Vault(Keys.random()), Clock(MONDAY)).keep()


async def test_a_person_is_recognised_in_a_later_week_and_tagged_anew(store: Database) -> None:
    parts = await parts_for(store, Clock(MONDAY))
    async with parts.taking():
        await parts.say("anna", "hello", "english")
        before = parts.vault.tag(parts.message("anna").address)
        parts.clock.forward(timedelta(days=7))
        await Upkeep(store, parts.vault, parts.clock).keep()
        await parts.say("anna", "hello")
    async with store.read() as work:
        rows = await work.conversations.get(await _ids(store))
    (row,) = rows.values()
    assert row.who.tag == parts.vault.tag(parts.message("anna").address) != before
    assert row.language == "en"


async def _weeks(store: Database) -> list[int]:
    async with store.read() as work:
        return [each.week for each in await work.upkeep.weeks()]


async def _ids(store: Database) -> list[int]:
    async with store.read() as work:
        return [row[0] for row in await work.conversations._transaction.fetch(select(conversations.c.id))]
