"""A message is durable before it is acknowledged, takes effect once, and one that breaks us breaks nobody else."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from reportbot.service.ports import StoreFailed
from reportbot.service.records import BrokenMessage, Who
from reportbot.storage import Database
from tests.builders import CHAIN, WASTE, Parts, parts_for, turning_in_circles, without_table
from tests.service.reaches import ALL


async def test_receive_returns_only_after_the_commit(here: Parts) -> None:
    async with here.store.begin():  # nobody else can write meanwhile
        receiving = asyncio.create_task(here.intake.receive([here.message("anna", "start")]))
        await asyncio.sleep(0.05)
        assert not receiving.done()
    await receiving
    async with here.store.read() as work:
        assert await work.outbox.oldest_waiting() is not None


async def test_a_process_that_dies_before_the_commit_has_refused_and_the_next_one_takes_it(here: Parts) -> None:
    dying = await parts_for(here.store, here.clock, phones=here.phones)
    message = here.message("anna", "start")
    async with here.store.begin(), dying.taking():
        receiving = asyncio.create_task(dying.intake.receive([message]))
        await asyncio.sleep(0.05)
    with pytest.raises(StoreFailed):
        await receiving
    await here.intake.receive([message])
    await here.deliver()
    assert len(here.phones.told("anna")) == 2  # the two bubbles of the welcome, once


async def test_what_was_committed_by_a_process_that_died_is_not_done_again(parts: Parts) -> None:
    message = parts.message("anna", "start")
    await parts.intake.receive([message])
    after = await parts_for(parts.store, parts.clock, phones=parts.phones, direct=False)
    async with after.taking():
        await after.intake.receive([message])
    await parts.deliver()
    await after.deliver()
    assert len(parts.phones.told("anna")) == 2


async def test_the_same_update_five_times_has_one_effect(parts: Parts) -> None:
    await parts.say("anna", *WASTE[:-1])
    send = parts.message("anna", WASTE[-1])
    await parts.intake.receive([send, send])
    await asyncio.gather(parts.intake.receive([send]), parts.intake.receive([send]))
    await parts.intake.receive([send])
    await parts.deliver()
    assert len(await parts.cases()) == 1
    assert sum("Your code" in text for text in parts.phones.told("anna")) == 1


async def test_a_message_is_known_by_any_of_its_keys(here: Parts) -> None:
    first = here.message("anna", "start", keys=("update 7", "chat 1 message 2"))
    await here.intake.receive([first])
    await here.intake.receive([replace(first, keys=("update 900", "chat 1 message 2"))])
    await here.deliver()
    assert len(here.phones.told("anna")) == 2


async def test_the_same_update_at_two_processes_at_once_has_one_effect(postgresql_url: str) -> None:
    async with two_processes(postgresql_url) as (one, other):
        message = one.message("anna", "start")
        await asyncio.gather(one.intake.receive([message]), other.intake.receive([message]))
        await one.deliver()
        await other.deliver()
        assert len(one.phones.told("anna")) == 2


async def test_a_new_person_who_writes_to_two_processes_at_once_is_one_person(postgresql_url: str) -> None:
    async with two_processes(postgresql_url) as (one, other):
        for person in map(str, range(10)):
            await asyncio.gather(
                one.intake.receive([one.message(person, "start")]), other.intake.receive([one.message(person, "help")])
            )
        async with one.store.read() as work:
            assert await work.messages.broken("drenas", ALL) == []
            tags = [one.vault.tag(one.message(person).address) for person in map(str, range(10))]
            assert len(await work.conversations.by_who([Who("drenas", "telegram", tag) for tag in tags])) == 10


async def test_all_that_wait_are_taken_with_one_commit_and_as_many_statements_as_one_needs(here: Parts) -> None:
    await here.say("warm", "start")
    costs = {}
    for people in (1, 64):
        messages = [here.message(f"{people} {number}", "start") for number in range(people)]
        statements, commits = here.store.statements, here.store.commits
        await here.intake.receive(messages)
        costs[people] = here.store.statements - statements
        assert here.store.commits - commits == 1
        await here.deliver()
    assert costs[1] == costs[64]


async def test_two_messages_of_a_new_person_in_one_batch_are_one_conversation_in_order(parts: Parts) -> None:
    await parts.intake.receive([parts.message("anna", "start"), parts.message("anna", "1")])
    await parts.deliver()
    told = parts.phones.told("anna")
    assert told[1].startswith("Choose your language")
    assert told[-1].endswith("What do you want to do? For help lines, write NUMBERS.")


async def test_one_message_that_breaks_us_is_kept_sealed_and_the_others_take_effect(parts: Parts) -> None:
    broken = await parts_for(parts.store, parts.clock, book=turning_in_circles(), direct=False)
    people = [f"person {number}" for number in range(9)]
    async with broken.taking():
        for text in ("start", "1", "5"):
            await broken.intake.receive([broken.message(person, text) for person in people])
            await broken.deliver()
        before = {person: len(broken.phones.told(person)) for person in people}
        said = [broken.message(person, "5" if person == "person 4" else "1") for person in people]
        await broken.intake.receive(said)
        await broken.deliver()
    answers = {person: broken.phones.told(person)[before[person] :] for person in people}
    assert "We saved your message" in answers.pop("person 4")[0]
    assert all("Which office or service is it" in answer[0] for answer in answers.values())
    (kept,) = await broken.kept.waiting("drenas", ALL)
    assert kept.failure == "FlowWentTooFar"
    assert json.loads(_opened(broken, kept))["text"] == "5"
    async with broken.store.read() as work:
        assert await work.conversations.find(kept.conversation or 0)


async def test_a_kept_message_does_not_say_whose_it_was(here: Parts) -> None:
    broken = await parts_for(here.store, here.clock, book=turning_in_circles())
    async with broken.taking():
        await broken.say("+38344123456", "start", "1", "5", "5")
    (kept,) = await broken.kept.waiting("drenas", ALL)
    assert b"38344123456" not in _opened(broken, kept)


async def test_when_the_database_fails_nothing_is_acknowledged_and_nothing_is_lost(
    here: Parts, sqlite_url: str
) -> None:
    messages = [here.message(f"person {number}", "start") for number in range(20)]
    async with without_table(sqlite_url, "conversations"):
        with pytest.raises(StoreFailed):
            await here.intake.receive(messages)
    await here.intake.receive(messages)
    await here.deliver()
    assert all(len(here.phones.told(f"person {number}")) == 2 for number in range(20))
    assert await here.kept.waiting("drenas", ALL) == []


async def test_a_session_that_cannot_be_read_begins_again(here: Parts) -> None:
    await here.say("anna", "start", "1", "1")
    who = Who("drenas", "telegram", here.vault.tag(here.message("anna").address))
    async with here.store.begin() as work:
        (conversation,) = (await work.conversations.by_who([who])).values()
        await work.conversations.save([replace(conversation, session=b"\x01\x02rubbish")])
    assert "Choose your language" in (await here.say("anna", "1"))[-1]


async def test_new_services_between_any_two_messages_make_no_difference(store: Database, database_url: str) -> None:
    direct = database_url.startswith("sqlite")
    parts = await parts_for(store, direct=direct)
    for text in WASTE:
        parts = await parts_for(store, parts.clock, phones=parts.phones, direct=direct)
        async with parts.taking():
            said = await parts.say("anna", text)
    (case,) = await parts.cases()
    assert (case.category, case.place, case.lead, case.number) == ("waste", "komoran", "public_services", "2026-0001")
    assert sum("Your code" in text for text in said) == 1


@asynccontextmanager
async def two_processes(url: str) -> AsyncIterator[tuple[Parts, Parts]]:
    """Two of us on one database, each with connections of its own."""
    stores = [await Database.open(url, chain=CHAIN), await Database.open(url, chain=CHAIN)]
    one = await parts_for(stores[0], direct=False)
    other = await parts_for(stores[1], one.clock, phones=one.phones, direct=False)
    async with one.taking(), other.taking():
        yield one, other
    for store in stores:
        await store.close()


def _opened(parts: Parts, kept: BrokenMessage) -> bytes:
    key = parts.vault.data_key(kept.sealed_key, f"broken_messages.key:{kept.id}")
    return key.open(kept.sealed_message, f"broken_messages.message:{kept.id}")
