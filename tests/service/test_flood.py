"""Somebody writes faster than we answer: nothing is lost, nobody is silenced, and danger never waits."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportbot.core.conversation.danger.pacing import is_at_once
from reportbot.core.conversation.turns.session import Session
from reportbot.core.conversation.turns.turn import Turn
from reportbot.core.pace import Limit
from reportbot.service.records import Conversation, Who
from reportbot.service.turns.limits import A_SENDER, MINUTE, MOST_SENDERS, Limits
from tests.builders import TUESDAY, WASTE, Parts
from tests.listed_dangers import DANGERS

SLOW = "We got your messages. We answer in a minute."
SENT = ("start", "1", "1")


async def flood(parts: Parts, value: str, *texts: str) -> None:
    """All at once, in this order."""
    await parts.intake.receive([parts.message(value, text) for text in texts])
    await parts.deliver()


async def test_whoever_writes_as_people_do_is_never_slowed(parts: Parts) -> None:
    await parts.say("anna", *WASTE)
    for _ in range(30):
        parts.clock.forward(timedelta(seconds=4))
        assert await parts.say("anna", "help")
    assert SLOW not in parts.phones.told("anna")


async def test_above_the_limit_they_are_told_once_and_answered_in_one_piece_a_minute_later(parts: Parts) -> None:
    await flood(parts, "anna", *SENT, *["help"] * 97)
    told = parts.phones.told("anna")
    assert told.count(SLOW) == 1 and told[-1] == SLOW
    parts.clock.forward(timedelta(seconds=59))
    await parts.deliver()
    assert parts.phones.told("anna") == told
    parts.clock.forward(timedelta(seconds=1))
    await parts.deliver()
    answers = parts.phones.told("anna")[len(told) :]
    assert answers and all(answer in told for answer in answers), "the answer to the last of them, once"
    assert await parts.say("anna", "help"), "and then all is as always"


async def test_a_flood_loses_no_message_and_every_report_is_stored(parts: Parts) -> None:
    again = ("start", *WASTE[2:])
    await flood(parts, "anna", *WASTE, *again * 9)
    cases = await parts.cases()
    assert len(cases) == 10
    assert sum("Your code" in text for text in parts.phones.told("anna")) == 10, "a receipt never waits"


async def test_a_flood_keeps_nobody_else_waiting(parts: Parts) -> None:
    await flood(parts, "anna", *SENT, *["help"] * 97)
    assert await parts.say("ben", "start")
    assert SLOW not in parts.phones.told("ben")


@pytest.mark.parametrize(("language", "said"), DANGERS)
async def test_danger_inside_a_flood_is_answered_at_once_while_the_flood_waits(
    here: Parts, language: str, said: str
) -> None:
    await flood(here, "anna", *SENT, *["help"] * 40)
    before = here.phones.told("anna")
    assert SLOW in before
    answer = await here.say("anna", said)
    assert answer and any("112" in text or "192" in text for text in answer), said
    alarm = await here.say("anna", "1")
    assert alarm and "person on duty" in alarm[0], "so is what comes after it"
    (case,) = await here.cases()
    assert case.danger


async def test_an_alarm_is_told_in_bits_and_pieces_without_a_wait_and_is_no_way_round_the_limit(parts: Parts) -> None:
    await parts.say("anna", *SENT)
    for text in ("po më rreh burri tani", "po"):
        await parts.say("anna", text)
    for number in range(50):
        assert await parts.say("anna", f"word {number}")
    assert SLOW not in parts.phones.told("anna")
    await flood(parts, "anna", *[f"again {number}" for number in range(200)])
    told = parts.phones.told("anna")
    assert told.count(SLOW) == 1 and len(told) < 200
    assert "112" in " ".join(await parts.say("anna", "there is a knife, he is stabbing her now")), "and still at once"


async def test_danger_takes_back_the_question_that_waited(parts: Parts) -> None:
    await flood(parts, "anna", *SENT, *["help"] * 40)
    await parts.say("anna", "po më rreh burri tani")
    told = parts.phones.told("anna")
    parts.clock.forward(2 * MINUTE)
    await parts.deliver()
    assert parts.phones.told("anna") == told, "nobody is asked about waste in between"


@pytest.mark.parametrize("word", ["numbers", "exit", "forget"])
async def test_numbers_and_the_way_out_never_wait(parts: Parts, word: str) -> None:
    await flood(parts, "anna", *SENT, *["help"] * 40)
    answer = await parts.say("anna", word, *(["forget"] if word == "forget" else []))
    assert answer and SLOW not in answer


async def test_whoever_leaves_quickly_gets_nothing_that_waited(parts: Parts) -> None:
    await flood(parts, "anna", *SENT, *["help"] * 40)
    await parts.say("anna", "exit")
    told = parts.phones.told("anna")
    parts.clock.forward(2 * MINUTE)
    await parts.deliver()
    assert parts.phones.told("anna") == told


async def test_a_crowd_is_slowed_and_its_messages_count(parts: Parts) -> None:
    for text in WASTE:
        await parts.intake.receive([parts.message("anna", text, crowded=True)])
    await parts.deliver()
    told = parts.phones.told("anna")
    assert SLOW in told[0] and "Your code" in " ".join(told)
    assert len(await parts.cases()) == 1


def a_sender(id: int) -> Conversation:
    return Conversation(id, Who("drenas", "telegram", b"%d" % id), b"", "en", None, b"", None, TUESDAY)


def test_a_full_town_slows_and_tells_only_those_who_wait_long() -> None:
    limits = Limits(town=Limit(10, timedelta(seconds=10), MINUTE))
    slowed = [limits.ask(a_sender(id), TUESDAY) for id in range(100)]
    assert slowed[:10] == [None] * 10
    waits = [each.until - TUESDAY for each in slowed[10:] if each]
    assert len(waits) == 90 and waits == sorted(waits) and max(waits) <= MINUTE
    assert slowed[12] and not slowed[12].is_news and slowed[60] and slowed[60].is_news


def test_the_other_channel_and_the_other_town_are_not_slowed_with_it() -> None:
    limits = Limits(town=Limit(1, MINUTE, MINUTE))
    limits.ask(a_sender(1), TUESDAY)
    assert limits.ask(a_sender(2), TUESDAY)
    other = Conversation(3, Who("drenas", "sms", b"3"), b"", "en", None, b"", None, TUESDAY)
    assert limits.ask(other, TUESDAY) is None


def test_no_more_senders_are_remembered_than_fit() -> None:
    limits = Limits(town=Limit(10**9, MINUTE, MINUTE))
    for id in range(MOST_SENDERS + 100):
        limits.ask(a_sender(id), TUESDAY)
    assert len(limits._senders) == MOST_SENDERS


def test_what_is_not_kept_is_not_counted() -> None:
    limits = Limits()
    for _ in range(A_SENDER.most + 5):
        undo = limits.undo(1)
        assert limits.ask(a_sender(1), TUESDAY) is None
        undo()
    assert not limits.has_waiting(1)


@given(st.lists(st.integers(0, 90), min_size=1, max_size=300))
def test_nobody_ever_waits_longer_than_a_minute(gaps: list[int]) -> None:
    limits, now = Limits(), TUESDAY
    told: list[datetime] = []
    for gap in gaps:
        now += timedelta(seconds=gap / 30)
        slowed = limits.ask(a_sender(1), now)
        if slowed:
            assert now < slowed.until <= now + MINUTE
            told += [now] if slowed.is_news else []
    assert all(later - earlier >= MINUTE for earlier, later in pairwise(told))


def test_an_ordinary_session_is_no_reason_to_hurry() -> None:
    calm = Session("en", True, flow="report_hazard")
    assert not is_at_once(calm, Turn(calm))
