"""An office asks the person: sealed in the case, announced only where that is safe, answered into the case."""

import asyncio

import pytest

from reportbot.core.cases.referral import Answer
from reportbot.core.errors import AlreadyAsked, BadInput, CannotBeRead, TooLarge, TransitionRefused, UnknownCode
from tests.builders import WASTE, Parts
from tests.service.test_responses import link
from tests.tampering import flip

NUMBER = "2026-0001"
WHICH = "Which door of the school?"


async def a_report(parts: Parts, safe: str = "yes", script: tuple[str, ...] = WASTE) -> None:
    """`safe` is the answer to "is it safe to write to you here?"."""
    await parts.say("anna", *script, safe)
    parts.phones.sent.clear()


async def ask(parts: Parts, question: str = WHICH) -> None:
    await parts.asking.ask("drenas", NUMBER, question, "coordinator")
    await parts.deliver()


async def test_a_question_is_sealed_in_the_case_and_announced_without_a_word_of_it(parts: Parts) -> None:
    await a_report(parts)
    await ask(parts)
    page = await parts.casework.case("drenas", NUMBER, "coordinator")
    (exchange,) = page.exchanges
    assert (exchange.text, exchange.answered_at, exchange.question.institution) == (WHICH, None, "coordinator")
    assert b"door" not in exchange.question.asked.note
    assert page.may_push is True
    assert parts.phones.told("anna") == ["There is news. Send STATUS."]


async def test_where_writing_is_not_safe_nothing_is_sent(parts: Parts) -> None:
    await a_report(parts, "no")
    await ask(parts)
    assert parts.phones.told("anna") == []
    assert (await parts.casework.case("drenas", NUMBER, "coordinator")).may_push is False


async def test_the_answer_stands_with_its_question_and_for_nobody_else(parts: Parts) -> None:
    await a_report(parts)
    token = await link(parts, "public_services")
    await parts.asking.ask_by_link(token, WHICH)
    await parts.deliver()
    await parts.say("anna", "status", "The small door at the back")
    mine = await parts.responses.page(token)
    assert [(each.text, each.answer) for each in mine.exchanges] == [(WHICH, "The small door at the back")]
    desk = await parts.casework.case("drenas", NUMBER, "coordinator")
    assert [(each.text, each.answer) for each in desk.exchanges] == [(WHICH, "The small door at the back")]
    others = await parts.responses.page(await link(parts, "inspectorate"))
    assert others.exchanges == []
    assert "small door" not in repr([said.answers for said in others.story.reports])
    assert "asked" not in [event.kind for event in others.events]


async def test_one_question_at_a_time_per_office(parts: Parts) -> None:
    await a_report(parts)
    token = await link(parts, "public_services")
    await ask(parts)
    await parts.asking.ask_by_link(token, "Is it locked?")  # another office
    with pytest.raises(AlreadyAsked):
        await ask(parts, "And when?")
    with pytest.raises(AlreadyAsked):
        await parts.asking.ask_by_link(token, "And when?")
    await parts.say("anna", "status", "The small door at the back")
    await ask(parts, "And when?")
    assert len((await parts.casework.case("drenas", NUMBER, "coordinator")).exchanges) == 3


async def test_two_presses_at_once_ask_once(parts: Parts) -> None:
    await a_report(parts)
    ended = await asyncio.gather(ask(parts), ask(parts), return_exceptions=True)
    assert sorted(type(each).__name__ for each in ended) == ["AlreadyAsked", "NoneType"]
    assert len((await parts.casework.case("drenas", NUMBER, "coordinator")).exchanges) == 1


@pytest.mark.parametrize(
    ("question", "refusal"),
    [("", BadInput), (" \n ", BadInput), ("x" * 501, TooLarge)],
)
async def test_a_question_has_words_and_not_too_many(here: Parts, question: str, refusal: type[Exception]) -> None:
    await a_report(here)
    with pytest.raises(refusal):
        await ask(here, question)
    assert (await here.casework.case("drenas", NUMBER, "coordinator")).exchanges == []


async def test_only_an_open_case_is_asked_about_and_only_by_whoever_has_it(here: Parts) -> None:
    await a_report(here)
    lead, copy = await link(here, "public_services"), await link(here, "inspectorate")
    with pytest.raises(TransitionRefused):
        await here.asking.ask_by_link(copy, WHICH)
    await here.responses.answer(lead, Answer.NOT_OURS)
    with pytest.raises(TransitionRefused):
        await here.asking.ask_by_link(lead, WHICH)
    await here.casework.refer("drenas", NUMBER, "police", "coordinator")
    await here.deliver()
    await here.responses.answer(await link(here, "police"), Answer.DONE, outcome="passed_on")
    with pytest.raises(TransitionRefused):
        await ask(here)
    for number in ("2026-0002", "x", ""):
        with pytest.raises(UnknownCode):
            await here.asking.ask("drenas", number, WHICH, "coordinator")


async def test_what_was_asked_is_in_the_audit_log_without_its_words(here: Parts) -> None:
    await a_report(here)
    await ask(here)
    async with here.store.read() as work:
        entries = await work.audit.entries(0, 100)
    (noted,) = [entry for entry in entries if entry.act == b"asked"]
    assert (noted.actor, noted.subject) == (b"coordinator", NUMBER.encode())
    assert b"door" not in noted.facts


async def test_in_a_damaged_case_nothing_is_asked_and_nothing_is_written(here: Parts, sqlite_url: str) -> None:
    await a_report(here)
    here.phones.sent.clear()
    assert flip(sqlite_url, "cases", "sealed_key") == 1
    with pytest.raises(CannotBeRead):
        await ask(here)
    assert (await here.casework.case("drenas", NUMBER, "coordinator")).exchanges == []
    assert here.phones.told("anna") == []
