"""The web chat as a channel: what is kept, who can read it, who is woken. On the real database."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from reportbot.channels.webchat import WebChat
from reportbot.core.messages import Address, Attachment, Choice, OutboundMessage
from reportbot.service.ports import DeliveryFailed, Work
from reportbot.service.records import ChatLine
from reportbot.storage import Database
from tests.builders import a_vault

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ANA = Address("drenas", "web", "a" * 32)
VAULT = a_vault()
BEN = Address("drenas", "web", "b" * 32)


class Counting:
    def __init__(self, first: int = 1) -> None:
        self._numbers = count(first)

    def new(self) -> int:
        return next(self._numbers)


@dataclass
class Clock:
    moment: datetime = NOW

    def now(self) -> datetime:
        return self.moment


def a_chat(store: Database, clock: Clock | None = None) -> WebChat:
    return WebChat(store, VAULT, clock or Clock(), Counting())


async def test_what_is_sent_can_be_read_back_by_its_person_alone(store: Database) -> None:
    chat = a_chat(store)
    choices, commands = (Choice("f.s:1", "Po"), Choice("f.s:2", "Jo")), (Choice("!back", "Kthehu"),)
    assert await chat.send(OutboundMessage(ANA, "A është urgjente?", choices, commands)) == ""
    (bubble,) = await chat.bubbles(ANA)
    assert (bubble.text, bubble.choices, bubble.commands) == ("A është urgjente?", choices, commands)
    assert (bubble.from_reporter, bubble.at, bubble.attached) == (False, NOW, "")
    assert await chat.bubbles(BEN) == []
    assert await chat.bubbles(Address("kamez", "web", ANA.value)) == []


async def test_both_sides_stand_in_order_of_their_numbers(store: Database) -> None:
    chat = a_chat(store)
    taken_first = chat._ids.new()
    await chat.send(OutboundMessage(ANA, "answer"))
    await chat.heard(ANA, taken_first, "web:1", "question")
    assert [bubble.text for bubble in await chat.bubbles(ANA)] == ["question", "answer"]


async def test_a_message_heard_twice_is_one_bubble(store: Database) -> None:
    chat = a_chat(store)
    for id in (10, 11):
        await chat.heard(ANA, id, "web:1", "hello", "photo")
    (bubble,) = await chat.bubbles(ANA)
    assert (bubble.id, bubble.text, bubble.attached, bubble.from_reporter) == (10, "hello", "photo", True)


async def test_no_word_and_no_key_stands_in_the_database(sqlite_store: Database, tmp_path: Path) -> None:
    chat = a_chat(sqlite_store)
    await chat.send(OutboundMessage(ANA, "canary of ours", (Choice("canary-value", "canary label"),)))
    await chat.heard(ANA, 99, "web:1", "canary of theirs")
    await sqlite_store.close()
    written = all_bytes_below(tmp_path)
    assert b"canary" not in written
    assert ANA.value.encode() not in written


async def test_a_bubble_that_cannot_be_read_says_so_and_hides_no_other(store: Database) -> None:
    chat = a_chat(store)
    await chat.send(OutboundMessage(ANA, "one"))
    async with store.begin() as work:
        (line,) = await work.chat.lines("drenas", VAULT.chat_tag(ANA))
        await work.chat.remove("drenas", line.tag)
        await work.chat.add([type(line)(77, "drenas", line.tag, False, NOW, line.payload)])  # moved: opens nowhere else
    await chat.send(OutboundMessage(ANA, "two"))
    assert [(bubble.text, bubble.attached) for bubble in await chat.bubbles(ANA)] == [("two", ""), ("", "unreadable")]


async def test_waiting_ends_when_something_is_said_to_this_person(store: Database) -> None:
    chat = a_chat(store)
    waiting = [asyncio.create_task(chat.wait(who, 0, 30)) for who in (ANA, ANA)]
    other = asyncio.create_task(chat.wait(BEN, 0, 30))
    await asyncio.sleep(0)
    await chat.send(OutboundMessage(ANA, "news"))
    assert await asyncio.gather(*waiting) == [True, True]
    assert not other.done()
    chat.close()
    assert await other is False


async def test_what_was_said_before_waiting_counts_too(store: Database) -> None:
    chat = a_chat(store)
    await chat.send(OutboundMessage(ANA, "early"))
    assert await chat.wait(ANA, 0, 0) is True
    assert await chat.wait(ANA, 1, 0) is False


async def test_an_answer_of_three_bubbles_comes_in_one_piece(store: Database) -> None:
    chat = a_chat(store)
    waiting = asyncio.create_task(chat.wait(ANA, 5, 30, answers=True))
    await asyncio.sleep(0)
    chat._ids = Counting(6)
    showing = asyncio.create_task(chat.show([OutboundMessage(ANA, text) for text in ("one", "two", "three")], 6))
    assert await waiting is True
    assert [bubble.text for bubble in await chat.bubbles(ANA)] == ["one", "two", "three"]
    await showing


async def test_what_was_on_its_way_before_they_wrote_is_news_and_no_answer(store: Database) -> None:
    chat = a_chat(store)
    chat._ids = Counting(6)
    await chat.show([OutboundMessage(ANA, "of the turn before")], 4)
    assert await chat.wait(ANA, 5, 0) is True
    assert await chat.wait(ANA, 5, 0, answers=True) is False
    await chat.show([OutboundMessage(ANA, "the answer")], 9)
    assert await chat.wait(ANA, 5, 0, answers=True) is True


async def test_a_bubble_of_the_version_before_is_still_read(store: Database) -> None:
    chat = a_chat(store)
    payload = VAULT.seal(b'["old",[],[],"photo"]', "chat.payload:3")
    async with store.begin() as work:
        await work.chat.add([ChatLine(3, "drenas", VAULT.chat_tag(ANA), True, NOW, payload)])
    (bubble,) = await chat.bubbles(ANA)
    assert (bubble.text, bubble.attached, bubble.row) == ("old", "photo", 0)


async def test_ones_own_words_are_no_answer(store: Database) -> None:
    chat = a_chat(store)
    await chat.heard(ANA, 5, "web:1", "hello")
    assert await chat.wait(ANA, 0, 0) is False


async def test_a_page_that_goes_away_leaves_nothing_waiting(store: Database) -> None:
    chat = a_chat(store)
    waiting = asyncio.create_task(chat.wait(ANA, 0, 30))
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    assert chat._waiting == {}


async def test_erasing_takes_one_persons_bubbles(store: Database) -> None:
    chat = a_chat(store)
    for who in (ANA, BEN):
        await chat.send(OutboundMessage(who, "hello"))
    await chat.clear(ANA)
    assert (len(await chat.bubbles(ANA)), len(await chat.bubbles(BEN))) == (0, 1)


async def test_old_bubbles_go_and_newer_ones_stay(store: Database) -> None:
    clock = Clock()
    chat = a_chat(store, clock)
    await chat.send(OutboundMessage(ANA, "old"))
    clock.moment = NOW + timedelta(hours=1)
    await chat.send(OutboundMessage(ANA, "new"))
    async with store.begin() as work:
        await work.chat.remove_older(NOW + timedelta(minutes=1))
    assert [bubble.text for bubble in await chat.bubbles(ANA)] == ["new"]


async def test_a_database_in_trouble_is_tried_again_without_a_word_of_it(store: Database) -> None:
    class Full(Database):
        @asynccontextmanager
        async def begin(self) -> AsyncIterator[Work]:  # type: ignore[override]
            raise OSError("no space left for Ana")
            yield

    chat = a_chat(store)
    chat._store = Full.__new__(Full)
    with pytest.raises(DeliveryFailed) as failed:
        await chat.send(OutboundMessage(ANA, "hello"))
    assert (failed.value.retry, failed.value.reason) == (True, "OSError")


async def test_there_is_never_a_photo_to_fetch(store: Database) -> None:
    with pytest.raises(DeliveryFailed) as failed:
        await a_chat(store).fetch("drenas", Attachment("photo", "handle"))
    assert failed.value.retry is False


def all_bytes_below(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.iterdir() if file.is_file())
