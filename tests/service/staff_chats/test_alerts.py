"""An emergency is told to whoever is on duty first; to the others where none of those has a chat, or none takes it."""

import asyncio
import secrets
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from reportbot import paths
from reportbot.core.access.member import SENSITIVE
from reportbot.core.cases.offices.assignment import Staff
from reportbot.core.hours import OpenPlan
from reportbot.service.desk.calling import Call
from reportbot.service.desk.taking import Taking
from reportbot.service.ids import RisingIds
from reportbot.service.records.staff import StaffMember
from reportbot.service.staff_chats.alerts import SHOWN_FOR, StaffAlerts
from reportbot.service.staff_chats.people import StaffPeople
from reportbot.service.staff_chats.post import ALERT, StaffPost
from reportbot.service.tables.staff_chats import StaffChat
from reportbot.storage import Database
from reportbot.surroundings import load_sentences
from tests.builders import PUBLIC_URL, Clock, Parts, a_municipality, catalogues, parts_for

MONDAY = datetime(2026, 11, 23, 21, tzinfo=UTC)
NIGHTS = OpenPlan("Europe/Belgrade", weekly={day: ((time(18), time(8)),) for day in range(7)})
WITHIN = timedelta(minutes=10)  # [promises.emergency] acknowledge, in the file that is shipped
SECOND = timedelta(seconds=1)


async def a_desk(store: Database, *staff: Staff) -> Parts:
    return await parts_for(store, Clock(MONDAY), town=a_municipality(staff=staff))


def by_night(key: str, **more: object) -> Staff:
    """In [[staff]], under the name with which they sign in."""
    return replace(Staff(key, "Coordinator by night", "coordinator", on_call=NIGHTS), **more)  # type: ignore[arg-type]


def a_process(parts: Parts) -> StaffAlerts:
    ids = RisingIds(parts.clock.now, secrets.randbits)
    post = StaffPost(catalogues(), parts.vault, load_sentences(paths.conversations()), ids, PUBLIC_URL)
    return StaffAlerts(parts.store, parts.vault, parts.towns, StaffPeople(), post)


async def linked(parts: Parts, key: str, institution: str = "") -> None:
    now, id = parts.clock.now(), RisingIds(parts.clock.now, secrets.randbits).new()
    usual = (now, None, b"", None, 0, b"key", b"", b"")
    member = StaffMember(id, "drenas", key, key, ("coordinator",), institution, tuple(SENSITIVE), "en", *usual)
    async with parts.store.begin() as work:
        await work.staff.add(member)
        await work.staff_chats.add(StaffChat(id, "drenas", "telegram", key, key.encode(), b"sealed", now, 8, 0, now))


async def emergency(parts: Parts) -> int:
    call = Call("somebody is beaten", "domestic_violence", {"key": "komoran"}, True, "en", "citizen")
    taken = await parts.calling.report("drenas", call, secrets.token_hex(8), "@desk")
    async with parts.store.read() as work:
        case = await work.cases.by_number("drenas", taken.number)
    assert case
    return case.id


async def told(parts: Parts, case: int) -> list[str]:
    """Whose chats have been written to, by name."""
    async with parts.store.read() as work:
        names = {str(chat.id): chat.member for chat in await work.staff_chats.every()}
        return sorted(names[row.target] for row in await work.outbox.of_case(case) if row.kind == ALERT)


async def passes(parts: Parts, time_: timedelta) -> None:
    parts.clock.forward(time_)
    await a_process(parts).run_due(parts.clock.now())


async def takes(parts: Parts, key: str, case: int, *, gives_back: bool = False) -> None:
    taking = Taking(parts.store, parts.towns, parts.clock, RisingIds(parts.clock.now, secrets.randbits))
    async with parts.store.read() as work:
        staff, found = await work.staff.by_key("drenas", key), await work.cases.one(case)
    assert staff
    await (taking.give_back if gives_back else taking.take)(staff.member, found.number)


async def test_whoever_is_on_duty_is_told_and_the_others_when_nobody_took_it_in_the_minutes_of_the_file(
    store: Database,
) -> None:
    parts = await a_desk(store, by_night("arta"))
    for key in ("arta", "besa", "dita"):
        await linked(parts, key)
    case = await emergency(parts)
    await passes(parts, timedelta(0))
    assert await told(parts, case) == ["arta"]
    await passes(parts, WITHIN - SECOND)
    assert await told(parts, case) == ["arta"]
    await passes(parts, SECOND)
    assert await told(parts, case) == ["arta", "besa", "dita"]
    await passes(parts, timedelta(hours=1))
    assert await told(parts, case) == ["arta", "besa", "dita"], "each once"


async def test_two_processes_tell_the_others_once(store: Database) -> None:
    parts = await a_desk(store, by_night("arta"))
    await linked(parts, "arta")
    await linked(parts, "besa")
    case = await emergency(parts)
    await passes(parts, timedelta(0))
    parts.clock.forward(WITHIN)
    await asyncio.gather(*(a_process(parts).run_due(parts.clock.now()) for _ in range(2)))
    assert await told(parts, case) == ["arta", "besa"]


async def test_nobody_else_is_woken_where_it_was_taken_but_they_are_once_it_is_given_back(store: Database) -> None:
    parts = await a_desk(store, by_night("arta"))
    await linked(parts, "arta")
    await linked(parts, "besa")
    case = await emergency(parts)
    await passes(parts, timedelta(0))
    await takes(parts, "arta", case)
    await passes(parts, 2 * WITHIN)
    assert await told(parts, case) == ["arta"]
    await takes(parts, "arta", case, gives_back=True)
    await passes(parts, SECOND)
    assert await told(parts, case) == ["arta", "besa"]


async def test_what_somebody_kept_for_days_wakes_nobody_when_it_is_given_back(store: Database) -> None:
    parts = await a_desk(store, by_night("arta"))
    await linked(parts, "arta")
    await linked(parts, "besa")
    case = await emergency(parts)
    await passes(parts, timedelta(0))
    await takes(parts, "arta", case)
    await passes(parts, SHOWN_FOR)
    await takes(parts, "arta", case, gives_back=True)
    await passes(parts, SECOND)
    assert await told(parts, case) == ["arta"]


@pytest.mark.parametrize(
    "staff",
    [
        (),
        (by_night("somebody_without_a_chat"),),
        (by_night("arta", away=((MONDAY.date(), MONDAY.date()),)),),
        (by_night("arta", on_call=OpenPlan("Europe/Belgrade", weekly={0: ((time(8), time(16)),)})),),
    ],
    ids=["no staff in the file", "on duty without a chat", "away", "on duty by day"],
)
async def test_everybody_is_told_at_once_where_nobody_on_duty_has_a_chat(
    sqlite_store: Database, staff: tuple[Staff, ...]
) -> None:
    parts = await a_desk(sqlite_store, *staff)
    await linked(parts, "arta")
    await linked(parts, "besa")
    case = await emergency(parts)
    await passes(parts, timedelta(0))
    assert await told(parts, case) == ["arta", "besa"]


async def test_who_works_at_the_office_that_the_roster_has_on_call_is_on_duty(sqlite_store: Database) -> None:
    parts = await a_desk(sqlite_store)
    await linked(parts, "arta")
    await linked(parts, "night", institution="duty")
    case = await emergency(parts)
    await passes(parts, timedelta(0))
    assert await told(parts, case) == ["night"]
