"""Quick exit, all the way: the chat is emptied, one harmless line stays, nothing is pushed, and the case notes it."""

from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest

from reportbot.core.conversation.walking.unfinished import SERIOUS_RESTS
from reportbot.core.messages import Address, InboundMessage, OutboundMessage
from reportbot.service.ports import DeliveryFailed, StoreFailed
from reportbot.service.records import Delivery, DeliveryState
from reportbot.service.turns.leaving import CAN_BE_DELETED
from reportbot.storage import Database
from reportbot.storage.outgoing.outbox import _DELIVERY
from tests.builders import Parts, Phones, parts_for
from tests.service.asking import ask, conversation_of, news_of, session_of
from tests.service.test_killed import cut_off_after

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
GOODBYE = "Goodbye, and have a nice day."
OLDER_STAY = "Goodbye. Older messages may still be here. You can delete this chat in its menu."
QUIET = "Hello. This chat is closed at the moment."
NEGLECT = ("start", "English", "2", "3")
"""Somebody at risk, a child without care; where is not told yet."""
SENT = (*NEGLECT, "Komoran", "1")
DANGER = "he is beating me right now"


class Chat(Phones):
    """A messenger that deletes what it is asked to, but for the numbers that it `keeps`. `screen` is what is seen."""

    def __init__(self) -> None:
        super().__init__()
        self.screen: dict[str, str] = {}
        self.keeps: set[str] = set()
        self.refusals: list[Exception] = []

    async def send(self, message: OutboundMessage) -> str:
        await super().send(message)
        return self.shows(message.text)

    async def take_back(self, address: Address, numbers: Sequence[str]) -> bool:
        if self.refusals:
            raise self.refusals.pop(0)
        for number in set(numbers) - self.keeps:
            self.screen.pop(number, None)
        return not self.keeps & set(numbers)

    def shows(self, text: str) -> str:
        number = str(100 + len(self.sent) + len(self.screen) * 1000)
        self.screen[number] = text
        return number

    @property
    def seen(self) -> list[str]:
        return list(self.screen.values())


@pytest.fixture
async def parts(store: Database, database_url: str) -> AsyncIterator[Parts]:
    parts = await parts_for(store, phones=Chat(), direct=database_url.startswith("sqlite"))
    async with parts.taking():
        yield parts


async def tell(parts: Parts, *texts: str) -> list[str]:
    """As `say`, with the numbers by which a platform calls messages. What was answered to the last."""
    told: list[str] = []
    for text in texts:
        before = len(parts.phones.told("anna"))
        await parts.intake.receive([said_by_anna(parts, text)])
        await parts.deliver()
        told = parts.phones.told("anna")[before:]
    return told


async def test_leaving_empties_the_chat_but_for_one_harmless_line(parts: Parts) -> None:
    await tell(parts, *NEGLECT)
    assert len(chat(parts).seen) > len(NEGLECT)
    assert await tell(parts, "XX") == [GOODBYE]
    assert chat(parts).seen == [GOODBYE]
    assert parts.phones.sent[-1].farewell
    await tell(parts, "who is this", "exit")
    assert chat(parts).seen == [GOODBYE]


async def test_it_is_safe_to_come_back_and_finish(parts: Parts) -> None:
    """A mother leaves in panic in the middle of her report, and comes back."""
    asked = (await tell(parts, *NEGLECT))[-1]
    await tell(parts, "dalje")
    assert await tell(parts, "what is this chat?") == [QUIET]
    back = await tell(parts, "lule")
    assert "Welcome back" in back[0] and asked.split("\n\n")[-1] in back[-1]
    await tell(parts, "Komoran", "1")
    (case,) = await parts.cases()
    assert case.category == "neglect" and await events(parts) == ["left_quickly"]


async def test_what_is_older_than_a_platform_deletes_stays_and_that_is_said(parts: Parts) -> None:
    await tell(parts, *NEGLECT)
    old = set(chat(parts).screen)
    parts.clock.forward(CAN_BE_DELETED)
    await tell(parts, "hello")
    assert await tell(parts, "exit") == [OLDER_STAY]
    assert set(chat(parts).screen) > old and chat(parts).seen[-1] == OLDER_STAY
    assert len(chat(parts).screen) == len(old) + 1


async def test_once_all_is_gone_older_messages_are_no_matter_any_more(parts: Parts) -> None:
    await tell(parts, *NEGLECT, "exit")
    parts.clock.forward(CAN_BE_DELETED - HOUR)
    await tell(parts, "flower")
    assert await tell(parts, "exit") == [GOODBYE]
    parts.clock.forward(CAN_BE_DELETED + HOUR)
    assert await tell(parts, "exit") == [OLDER_STAY], "the goodbye of two days ago is still there"


async def test_what_the_platform_refuses_to_delete_is_not_passed_over(parts: Parts) -> None:
    await tell(parts, *NEGLECT)
    chat(parts).keeps = {next(iter(chat(parts).screen))}
    assert await tell(parts, "exit") == [OLDER_STAY]
    assert len(chat(parts).seen) == 2


async def test_while_the_platform_is_down_it_is_tried_again_and_the_goodbye_waits(parts: Parts) -> None:
    await tell(parts, *NEGLECT)
    chat(parts).refusals = [DeliveryFailed("down", retry=True)] * 3
    assert await tell(parts, "exit") == []
    for _ in range(4):
        parts.clock.forward(HOUR)
        await parts.deliver()
    assert chat(parts).seen == [GOODBYE]


async def test_whoever_blocked_the_bot_is_no_dead_letter(parts: Parts) -> None:
    await tell(parts, *NEGLECT)
    chat(parts).refusals = [DeliveryFailed("blocked", retry=False, gone=True)]
    await tell(parts, "exit")
    async with parts.store.read() as work:
        assert await work.outbox.dead() == []


async def test_what_is_on_its_way_when_they_leave_is_deleted_too(parts: Parts) -> None:
    await tell(parts, *NEGLECT)
    parts.phones.opens.clear()
    await parts.intake.receive([said_by_anna(parts, "Komoran")])
    await parts.intake.receive([said_by_anna(parts, "exit")])
    parts.phones.opens.set()
    await parts.deliver()
    await parts.deliver()
    assert chat(parts).seen == [GOODBYE]


async def test_an_answer_that_could_not_leave_before_does_not_arrive_after(parts: Parts) -> None:
    await tell(parts, *NEGLECT)
    parts.phones.failures = [DeliveryFailed("down", retry=True, after=MINUTE)]
    await tell(parts, "Komoran")
    await tell(parts, "exit")
    parts.phones.sent.clear()
    parts.clock.forward(HOUR)
    await parts.deliver()
    assert [message.text for message in parts.phones.sent] == [GOODBYE]


async def test_a_process_that_dies_leaves_it_to_the_next(store: Database, database_url: str) -> None:
    direct, phones = database_url.startswith("sqlite"), Chat()
    first = await parts_for(store, phones=phones, direct=direct)
    async with first.taking():
        await tell(first, *NEGLECT)
        await first.intake.receive([said_by_anna(first, "exit")])  # and nothing leaves
    second = await parts_for(store, first.clock, phones=phones, direct=direct)
    await second.deliver()
    assert phones.seen == [GOODBYE]


async def test_on_a_channel_that_cannot_delete_it_says_so(parts: Parts) -> None:
    for text in (*NEGLECT, "izlaz"):
        told = await parts.say("anna", text, channel="sms")
    assert told == ["Goodbye. What is on this phone stays. You can delete it there."]
    assert await parts.say("anna", "ko si ti", channel="sms") == [QUIET]


@pytest.mark.parametrize("may_push", [True, None])
async def test_nothing_is_pushed_until_they_are_back(parts: Parts, may_push: bool | None) -> None:
    await tell(parts, *SENT)
    await allow(parts, may_push)
    await tell(parts, "exit")
    parts.phones.sent.clear()
    await push_everything(parts)
    for hours in (0, 1, 12, 30):
        parts.clock.forward(hours * HOUR)
        await parts.deliver()
    assert parts.phones.sent == []
    rows = [row for row in await outbox_of(parts) if row.kind in ("news", "notice")]
    assert rows and all((row.state, row.payload) == (DeliveryState.CANCELLED, b"") for row in rows)


async def test_once_they_are_back_they_hear_of_news_again(parts: Parts) -> None:
    await tell(parts, *SENT)
    await tell(parts, "exit", "flower")
    await allow(parts, True)
    parts.phones.sent.clear()
    await push_everything(parts)
    await parts.deliver()
    assert parts.phones.sent


async def test_the_quiet_outlives_the_draft(parts: Parts) -> None:
    await tell(parts, "start", "English", "1", "exit")
    await parts.follow_ups.erase_silent(parts.clock.forward(DAY + HOUR))
    anna = await conversation_of(parts, "anna")
    assert anna is not None and (anna.session, anna.quiet) == (b"", True)
    assert await tell(parts, "hello") == [QUIET]
    assert "Welcome back" in (await tell(parts, "flower"))[0]


async def test_a_serious_draft_is_passed_on_while_they_are_away_and_notes_that_they_left(parts: Parts) -> None:
    await tell(parts, *NEGLECT, "Komoran", "exit")
    await parts.follow_ups.erase_silent(parts.clock.forward(SERIOUS_RESTS + MINUTE))
    (case,) = await parts.cases()
    assert case.receipt_tag == b"" and await events(parts) == ["left_quickly"]
    assert parts.phones.told("anna")[-1] == GOODBYE
    await tell(parts, "flower", "1")
    (case,) = await parts.cases()
    assert case.receipt_tag and await events(parts) == ["left_quickly"], "completed, and noted once"


async def test_after_an_alarm_it_is_noted_at_once(parts: Parts) -> None:
    await tell(parts, DANGER, "yes", "exit")
    assert await events(parts) == ["left_quickly"]
    await tell(parts, "flower", "exit")
    assert await events(parts) == ["left_quickly"] * 2


async def test_an_alarm_that_is_raised_after_coming_back_notes_it_too(parts: Parts) -> None:
    await tell(parts, *NEGLECT, "exit", DANGER, "yes")
    (case,) = await parts.cases()
    assert case.danger and await events(parts) == ["left_quickly"]
    assert not (await session_of(parts, "anna")).quiet


async def test_after_the_end_it_is_noted_in_their_last_case_while_that_is_open(parts: Parts) -> None:
    await tell(parts, *SENT, "start", "exit")
    assert await events(parts) == ["left_quickly"]
    (case,) = await parts.cases()
    async with parts.store.begin() as work:
        held = await work.cases.one(case.id)
        await work.cases.save([replace(held, status=type(held.status).CLOSED)])
    await tell(parts, "flower", "exit")
    assert await events(parts) == ["left_quickly"]


async def test_forget_me_after_leaving_takes_the_numbers_too(parts: Parts) -> None:
    await tell(parts, *NEGLECT, "exit", "flower", "forget me")
    anna = await conversation_of(parts, "anna")
    assert anna is not None and (await numbers_of(parts, anna.id))[0]
    await tell(parts, "yes")
    assert await conversation_of(parts, "anna") is None
    (last,) = (await numbers_of(parts, anna.id))[0]
    assert chat(parts).screen[last] == parts.phones.told("anna")[-1], "but for that of the last word"
    assert await tell(parts, "hello") != [QUIET], "a stranger"


async def test_the_numbers_are_forgotten_when_nothing_can_be_deleted_by_them_any_more(parts: Parts) -> None:
    await tell(parts, *NEGLECT)
    anna = await conversation_of(parts, "anna")
    assert anna is not None
    numbers, _ = await numbers_of(parts, anna.id)
    assert set(numbers) == set(chat(parts).screen), "theirs and ours, each bubble"
    await parts.follow_ups.erase_silent(parts.clock.forward(CAN_BE_DELETED - HOUR))
    assert (await numbers_of(parts, anna.id))[0] == numbers
    await parts.follow_ups.erase_silent(parts.clock.forward(2 * HOUR))
    assert (await numbers_of(parts, anna.id))[0] == []


@pytest.mark.parametrize("after", range(12))
async def test_a_turn_that_is_cut_off_leaves_all_or_nothing(sqlite_store: Database, after: int) -> None:
    """At any statement: they have left, with the row that empties the chat, or have not."""
    parts = await parts_for(sqlite_store, phones=Chat())
    async with parts.taking():
        await tell(parts, *NEGLECT)
        with cut_off_after(after), suppress(StoreFailed):
            await parts.intake.receive([said_by_anna(parts, "exit")])
        rows = [row for row in await outbox_of(parts) if row.kind == "leave"]
        assert (await session_of(parts, "anna")).quiet is bool(rows)


def said_by_anna(parts: Parts, text: str) -> InboundMessage:
    return parts.message("anna", text, number=chat(parts).shows(text))


def chat(parts: Parts) -> Chat:
    assert isinstance(parts.phones, Chat)
    return parts.phones


async def allow(parts: Parts, may_push: bool | None) -> None:
    anna = await conversation_of(parts, "anna")
    assert anna is not None
    async with parts.store.begin() as work:
        await work.conversations.save([replace(anna, may_push=may_push)])


async def push_everything(parts: Parts) -> None:
    """News of an answer, a question, the honest word about an alarm, a photo that is none."""
    await ask(parts, "Which house?")
    (case,) = await parts.cases()
    anna, now, town = await conversation_of(parts, "anna"), parts.clock.now(), parts.towns["drenas"]
    assert anna is not None
    async with parts.store.begin() as work:
        await news_of(parts).admit(work, town, case, "alarm_late", now)
        await news_of(parts).no_photo(work, town, anna.id, now, now)


async def events(parts: Parts) -> list[str]:
    (case,) = await parts.cases()
    async with parts.store.read() as work:
        return [event.kind for event in await work.cases.events(case.id) if event.kind == "left_quickly"]


async def numbers_of(parts: Parts, conversation: int) -> tuple[list[str], bool]:
    async with parts.store.read() as work:
        return await work.outbox.numbers(conversation, parts.clock.now() - 30 * DAY)


async def outbox_of(parts: Parts) -> list[Delivery]:
    async with parts.store.read() as work:
        return _DELIVERY.records(await work.outbox._transaction.fetch(_DELIVERY.select()))
