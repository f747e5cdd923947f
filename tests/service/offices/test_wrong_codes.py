"""How many wrong codes a phone may send: whatever restarts, and however many processes listen."""

import asyncio
from datetime import timedelta

from sqlalchemy import select

from reportbot.service.offices.wrong_codes import MOST, WINDOW, WrongCodes
from reportbot.storage import Database
from reportbot.storage.schema import wrong_codes
from tests.builders import TUESDAY, a_vault

MINUTE = timedelta(minutes=1)
PHONE, OTHER = "+38344000001", "+38344000002"
VAULT = a_vault()


def counting(store: Database, what: str = "phone") -> WrongCodes:
    """As a process begins that knows nothing but the database."""
    return WrongCodes(store, VAULT, what)


async def test_the_fifth_wrong_code_of_an_hour_silences_the_phone_for_an_hour_and_is_told_once(store: Database) -> None:
    wrong = counting(store)
    counts = [await wrong.count("drenas", PHONE, TUESDAY + at * MINUTE) for at in range(MOST)]
    assert [wrong.is_last(each or 0) for each in counts] == [False] * (MOST - 1) + [True]
    silent = TUESDAY + (MOST - 1) * MINUTE
    assert await wrong.is_silent("drenas", PHONE, silent + WINDOW - MINUTE)
    assert await wrong.count("drenas", PHONE, silent + MINUTE) is None, "and it is not told again"
    assert not await wrong.is_silent("drenas", PHONE, silent + WINDOW)
    assert await wrong.count("drenas", PHONE, silent + WINDOW) == 1, "it begins anew"


async def test_a_restart_forgives_nothing(store: Database) -> None:
    for _ in range(MOST):
        await counting(store).count("drenas", PHONE, TUESDAY)
    assert await counting(store).is_silent("drenas", PHONE, TUESDAY + MINUTE)


async def test_two_processes_count_together_and_one_of_them_tells(store: Database) -> None:
    one, two = counting(store), counting(store)
    counts = await asyncio.gather(*(each.count("drenas", PHONE, TUESDAY) for each in (one, two) * MOST))
    assert sorted(each or 0 for each in counts) == [0] * MOST + list(range(1, MOST + 1))


async def test_few_wrong_codes_over_many_hours_silence_nobody(sqlite_store: Database) -> None:
    wrong = counting(sqlite_store)
    assert all([await wrong.count("drenas", PHONE, TUESDAY + at * timedelta(minutes=16)) for at in range(30)])


async def test_a_right_code_is_forgiven_and_the_wrong_ones_before_it_are_not(sqlite_store: Database) -> None:
    wrong = counting(sqlite_store)
    for _ in range(MOST - 1):
        await wrong.count("drenas", PHONE, TUESDAY)
    assert await wrong.count("drenas", PHONE, TUESDAY) == MOST
    await wrong.forgive("drenas", PHONE)
    assert not await wrong.is_silent("drenas", PHONE, TUESDAY)
    assert await wrong.count("drenas", PHONE, TUESDAY) == MOST


async def test_phones_towns_and_purposes_are_counted_apart(sqlite_store: Database) -> None:
    for _ in range(MOST):
        await counting(sqlite_store).count("drenas", PHONE, TUESDAY)
    assert not await counting(sqlite_store).is_silent("drenas", OTHER, TUESDAY)
    assert not await counting(sqlite_store).is_silent("vushtrri", PHONE, TUESDAY)
    assert not await counting(sqlite_store, "opening").is_silent("drenas", PHONE, TUESDAY)


async def test_no_number_stands_in_the_table_and_a_day_later_nothing_does(sqlite_store: Database) -> None:
    await counting(sqlite_store).count("drenas", PHONE, TUESDAY)
    everything = select(*wrong_codes.c)
    async with sqlite_store.begin() as work:
        (row,) = await work.wrong_codes._transaction.fetch(everything)
        assert PHONE not in str(row) and PHONE.encode() not in bytes(row[1]) and len(row[1]) == 16
        await work.wrong_codes.forget(TUESDAY + MINUTE)
        assert await work.wrong_codes._transaction.fetch(everything) == []
