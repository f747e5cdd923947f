"""A message about several reports does not arrive: the next way brings what is still true of it, nothing twice."""

from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import select

from reportbot.core.cases.referral import Answer
from reportbot.service.due.reminding import KIND
from reportbot.service.records import Delivery, DeliveryState
from reportbot.storage import Database
from reportbot.storage.schema import outbox
from tests.builders import WASTE, Parts
from tests.service.outbox.failing import CHAT, LAST_CHAT, MAIL, MINUTE, OFFICE, REFUSED, came_back, parts_with

_SAID_BY = select(outbox.c.id).where(outbox.c.kind == KIND)
DUE = datetime(2026, 4, 8, 8, tzinfo=UTC)


async def reported(parts: Parts, people: int) -> None:
    async with parts.taking():
        for person in range(people):
            await parts.say(f"person {person}", *WASTE)
    parts.chats.take()


async def facts(parts: Parts, kind: str) -> list[dict[str, str]]:
    """Of each case what happened of this kind with our office, oldest case first; nothing of first forwards."""
    found = []
    async with parts.store.read() as work:
        for case in await parts.cases():
            theirs = [each for each in await work.cases.events(case.id) if each.kind == kind and each.at >= DUE]
            found += [dict(each.facts) for each in theirs if each.facts.get("institution") == OFFICE]
    return found


async def message(parts: Parts) -> Delivery:
    async with parts.store.read() as work:
        ((id,),) = await work.outbox._transaction.fetch(_SAID_BY)
        return (await work.outbox.get([id]))[id]


async def test_the_next_way_brings_all_of_them_in_one_message_and_each_history_says_so(store: Database) -> None:
    parts, server = await parts_with(store, MAIL, CHAT)
    await reported(parts, 3)
    server.take()
    server.wrong = {MAIL.address: REFUSED}
    await parts.tick(DUE)
    (said,) = parts.chats.sent
    assert said.target == "-1002" and said.body.count("/r/") == 3
    assert all(f"2026-000{number}: " in said.body for number in (1, 2, 3))
    assert "Ende nuk është përgjigjur askush." in said.body, "it still says why"
    fell = {"institution": OFFICE, "by": "email", "to": "telegram", "why": REFUSED.reason}
    assert await facts(parts, "fell_back") == [fell] * 3
    assert [(each["by"], each["kind"]) for each in await facts(parts, "delivered")] == [("telegram", "reminder")] * 3
    assert await facts(parts, "forward_failed") == []
    assert "coordinator" not in [who for who, _ in server.take()]
    assert await parts.casework.dead_letters("drenas") == []
    await parts.tick(DUE + MINUTE)
    assert len(parts.chats.sent) == 1


async def test_a_message_that_arrives_is_proven_in_each_history(sqlite_store: Database) -> None:
    here, _ = await parts_with(sqlite_store, MAIL, CHAT)
    await reported(here, 2)
    await here.tick(DUE)
    assert [each["by"] for each in await facts(here, "delivered")] == ["email", "email"]


async def test_what_comes_back_goes_on_without_those_who_have_answered_meanwhile(sqlite_store: Database) -> None:
    here, _ = await parts_with(sqlite_store, MAIL, CHAT)
    await reported(here, 3)
    await here.tick(DUE)
    row = await message(here)
    async with here.store.read() as work:
        first = (await here.cases())[0]
        (lead,) = [each for each in await work.cases.referrals(first.id) if each.institution == OFFICE]
    here.clock.forward(MINUTE)
    await here.responses.answer_as(OFFICE, lead.id, Answer.RECEIVED)
    await came_back(here, row)
    (said,) = here.chats.sent
    assert "2026-0001" not in said.body and "2026-0002" in said.body and "2026-0003" in said.body
    assert len(await facts(here, "fell_back")) == 2


async def test_what_the_office_must_not_hear_of_by_now_is_not_said_again(sqlite_store: Database) -> None:
    here, _ = await parts_with(sqlite_store, MAIL, CHAT)
    await reported(here, 2)
    await here.tick(DUE)
    row = await message(here)
    async with here.store.begin() as work:
        first = (await here.cases())[0]
        await work.cases.save([replace(first, avoided=(OFFICE,))])
    await came_back(here, row)
    (said,) = here.chats.sent
    assert "2026-0001" not in said.body and "2026-0002" in said.body


async def test_what_was_answered_by_all_is_said_to_nobody_any_more(sqlite_store: Database) -> None:
    here, server = await parts_with(sqlite_store, MAIL, CHAT)
    await reported(here, 2)
    await here.tick(DUE)
    row = await message(here)
    here.clock.forward(MINUTE)
    for case in await here.cases():
        async with here.store.read() as work:
            lead = next(each for each in await work.cases.referrals(case.id) if each.institution == OFFICE)
        await here.responses.answer_as(OFFICE, lead.id, Answer.RECEIVED)
    await here.deliver()
    server.take()
    await came_back(here, row)
    assert here.chats.sent == [] and server.take() == []


async def test_fifteen_in_a_mail_are_two_messages_in_a_chat_and_each_falls_on_by_itself(sqlite_store: Database) -> None:
    here, server = await parts_with(sqlite_store, MAIL, CHAT, replace(LAST_CHAT, address="-1003"))
    await reported(here, 15)
    server.wrong = {MAIL.address: REFUSED}
    here.chats.failures = [REFUSED]
    await here.tick(DUE)
    await here.deliver()
    assert sorted((said.target, said.body.count("/r/")) for said in here.chats.sent) in (
        [("-1002", 5), ("-1003", 10)],
        [("-1002", 10), ("-1003", 5)],
    )
    named = [number for said in here.chats.sent for number in said.facts["numbers"].split()]
    assert len(named) == len(set(named)) == 15


async def test_where_no_way_is_left_the_desk_is_told_once_and_each_history_knows(sqlite_store: Database) -> None:
    here, server = await parts_with(sqlite_store, MAIL, CHAT)
    await reported(here, 2)
    server.take()
    server.wrong, here.chats.failures = {MAIL.address: REFUSED}, [REFUSED]
    await here.tick(DUE)
    await here.deliver()
    assert [who for who, _ in server.take()] == ["coordinator"]
    assert [each["by"] for each in await facts(here, "forward_failed")] == ["telegram", "telegram"]
    assert len(await facts(here, "fell_back")) == 2


async def test_one_refused_address_of_two_is_noted_and_nothing_is_doubled(sqlite_store: Database) -> None:
    here, server = await parts_with(sqlite_store, MAIL, replace(MAIL, address="roads@drenas.example"), CHAT)
    await reported(here, 2)
    server.wrong = {MAIL.address: REFUSED}
    await here.tick(DUE)
    await here.deliver()
    assert here.chats.sent == []
    assert [each["by"] for each in await facts(here, "forward_failed")] == ["email", "email"]


async def test_what_may_have_left_goes_no_other_way(sqlite_store: Database) -> None:
    here, _ = await parts_with(sqlite_store, MAIL, CHAT)
    await reported(here, 2)
    here.clock.set(DUE)
    await here.follow_ups.run_due(DUE)
    async with here.store.begin() as work:
        await work.outbox.claim(DUE, DUE + MINUTE, 50)
    here.clock.forward(3 * MINUTE)
    await here.deliver()
    assert here.chats.sent == []
    assert [each["why"] for each in await facts(here, "forward_failed")] == ["unknown outcome"] * 2


async def test_the_lines_go_with_the_row(sqlite_store: Database) -> None:
    here, _ = await parts_with(sqlite_store, MAIL)
    await reported(here, 2)
    await here.tick(DUE)
    row = await message(here)
    assert row.state is DeliveryState.DONE
    async with here.store.begin() as work:
        await work.leftovers.remove_sent(2**63 - 1, DUE + MINUTE, 500)
    async with here.store.read() as work:
        assert await work.outbox.reminded([row.id]) == {}
