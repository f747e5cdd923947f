"""An address that takes nothing turns up in an alarm once a day, and on the desk until a message arrives again."""

from datetime import timedelta

import pytest

from reportbot.core.cases.offices.ways import is_dead
from reportbot.municipality.loading import TransportTarget, with_contacts
from reportbot.service.outbox.unreached import unreached
from reportbot.service.ports import DeliveryFailed
from reportbot.storage import Database
from tests.builders import TUESDAY, WASTE, Parts, a_municipality, parts_for
from tests.service.outbox.failing import CHAT, MAIL, OFFICE, REFUSED, Server, report

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def alarms(server: Server) -> list[str]:
    """Subjects of the mails to the desk about an address."""
    return [notice.subject for notice in server.sent if notice.link.endswith("/dead-letters")]


async def parts_with(store: Database, *ways: TransportTarget, wrong: tuple[str, ...] = ()) -> tuple[Parts, Server]:
    server = Server()
    server.wrong = dict.fromkeys(wrong, REFUSED)
    return await parts_for(store, town=with_contacts(a_municipality(), {OFFICE: ways}), smtp=server), server


async def another(parts: Parts, who: str) -> None:
    async with parts.taking():
        await parts.say(who, *WASTE)


async def test_one_refusal_is_no_alarm_the_second_of_a_day_is_one_and_the_third_none(store: Database) -> None:
    parts, server = await parts_with(store, MAIL, wrong=(MAIL.address,))
    found = []
    for who in ("anna", "beni", "cara"):
        await another(parts, who)
        found.append(len(alarms(server)))
    assert found == [0, 1, 1]


async def test_the_next_day_it_is_told_again(sqlite_store: Database) -> None:
    here, server = await parts_with(sqlite_store, MAIL, wrong=(MAIL.address,))
    for who in ("anna", "beni"):
        await another(here, who)
    here.clock.forward(DAY)
    await another(here, "cara")
    assert len(alarms(server)) == 2


async def test_the_alarm_names_the_office_and_no_address(sqlite_store: Database) -> None:
    here, server = await parts_with(sqlite_store, MAIL, wrong=(MAIL.address,))
    for who in ("anna", "beni"):
        await another(here, who)
    (told,) = [notice for notice in server.sent if notice.link.endswith("/dead-letters")]
    assert MAIL.address not in told.subject + told.body
    assert told.target == "coordinator@drenas.example"


async def test_an_office_is_out_of_reach_until_a_message_arrives_again(store: Database) -> None:
    parts, server = await parts_with(store, MAIL, wrong=(MAIL.address,))
    town = parts.towns["drenas"]
    await another(parts, "anna")
    assert await unreached(parts.store, town) == ()
    await another(parts, "beni")
    assert await unreached(parts.store, town) == (OFFICE,)
    server.wrong = {}
    parts.clock.forward(HOUR)
    await another(parts, "cara")
    assert await unreached(parts.store, town) == ()


async def test_an_office_with_another_way_is_reached(sqlite_store: Database) -> None:
    here, server = await parts_with(sqlite_store, MAIL, CHAT, wrong=(MAIL.address,))
    for who in ("anna", "beni", "cara"):
        await another(here, who)
    assert await unreached(here.store, here.towns["drenas"]) == ()
    assert len(alarms(server)) == 1  # the address is dead all the same


async def test_trying_again_does_not_make_a_dead_address_alive(sqlite_store: Database) -> None:
    here, _ = await parts_with(sqlite_store, MAIL, CHAT, wrong=(MAIL.address,))
    here.chats.failures = [DeliveryFailed("Telegram: the chat is no more", retry=False, gone=True)] * 9
    for who in ("anna", "beni"):
        await another(here, who)
    assert await unreached(here.store, here.towns["drenas"]) == (OFFICE,)


@pytest.mark.parametrize(
    ("hours", "came_back", "dead"),
    [
        ((), False, False),
        ((0,), False, False),
        ((0, 24), False, True),
        ((0, 25), False, False),
        ((0, 25, 49), False, True),
        ((0,), True, True),
    ],
)
def test_an_address_is_dead_after_two_within_a_day_or_one_that_came_back(
    hours: tuple[int, ...], came_back: bool, dead: bool
) -> None:
    assert is_dead([TUESDAY + hour * HOUR for hour in hours], came_back) is dead


async def test_what_nobody_was_told_of_is_no_alarm(sqlite_store: Database) -> None:
    here, server = await parts_with(sqlite_store, MAIL)
    await report(here)
    assert alarms(server) == []
