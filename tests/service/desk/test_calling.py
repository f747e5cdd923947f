"""A report for a caller: a case like any other, without anybody behind it, and a code that works from anywhere."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest

from reportbot.core.errors import AlreadySent, UnknownCode
from reportbot.core.urgency import Urgency
from reportbot.service.desk.calling import Call, Taken
from reportbot.service.ports import StoreFailed
from tests.builders import Parts

CALL = Call("Pus pa kapak te shkolla", "", {"key": "komoran"}, False, "sq", "citizen")


async def take(parts: Parts, call: Call = CALL, key: str = "form 1") -> Taken:
    taken = await parts.calling.report("drenas", call, key, "coordinator")
    await parts.deliver()
    return taken


async def test_a_call_becomes_a_case_that_leads_to_nobody(parts: Parts) -> None:
    taken = await take(parts)
    (case,) = await parts.cases()
    assert (case.number, case.category, case.place) == (taken.number, "manhole", "komoran")
    assert (case.channel, case.conversation, case.language, case.voice) == ("phone", None, "sq", "citizen")
    assert [to for to, _ in parts.mail.take()] == ["inspectorate", "public_services"]
    page = await parts.casework.case("drenas", taken.number, "coordinator")
    assert [said.answers for said in page.story.reports] == [
        {"place": {"key": "komoran"}, "description": "Pus pa kapak te shkolla", "now": "no"}
    ]


async def test_with_the_code_the_caller_asks_from_any_chat(parts: Parts) -> None:
    taken = await take(parts)
    (answer,) = await parts.say("anna", "start", "1", taken.code)
    assert "Directorate of Public Services" in answer
    assert taken.code.replace(" ", "") not in repr(taken)


async def test_danger_now_takes_the_road_of_an_alarm(parts: Parts) -> None:
    taken = await take(parts, replace(CALL, in_danger=True))
    (case,) = await parts.cases()
    assert taken.is_emergency
    assert (case.urgency, case.danger) == (Urgency.EMERGENCY, "said_now")
    assert [who for who, _ in parts.chats.take()] == ["-1001"]  # whoever is on call


async def test_a_chosen_category_counts_more_than_the_words(here: Parts) -> None:
    await take(here, replace(CALL, category="stray_dogs"))
    assert (await here.cases())[0].category == "stray_dogs"


async def test_words_are_not_needed_where_the_kind_is_chosen(here: Parts) -> None:
    await take(here, Call("", "waste", {}, False, "en", "child"))
    (case,) = await here.cases()
    assert (case.category, case.place, case.voice) == ("waste", "", "child")


async def test_a_proposal_writes_nothing(here: Parts) -> None:
    assert here.calling.propose("drenas", CALL).category == "manhole"
    assert here.calling.propose("drenas", replace(CALL, words="po e rrahin")).danger
    assert await here.cases() == []


async def test_the_same_form_twice_is_one_case(parts: Parts) -> None:
    ended = await asyncio.gather(*(take(parts) for _ in range(3)), return_exceptions=True)
    assert sorted(type(each).__name__ for each in ended) == ["AlreadySent", "AlreadySent", "Taken"]
    with pytest.raises(AlreadySent):
        await take(parts)
    await take(parts, key="form 2")
    assert [case.number for case in await parts.cases()] == ["2026-0001", "2026-0002"]


async def test_a_commit_whose_end_nobody_saw_does_not_lose_the_code(
    parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin = parts.store.begin

    @asynccontextmanager
    async def cut_off() -> AsyncIterator[Any]:
        async with begin() as work:
            yield work
        raise StoreFailed("the connection broke")

    monkeypatch.setattr(parts.store, "begin", cut_off)
    with pytest.raises(StoreFailed):
        await take(parts)
    monkeypatch.undo()
    with pytest.raises(AlreadySent):
        await take(parts)
    taken = await parts.calling.code_again("drenas", "form 1", "coordinator")
    (case,) = await parts.cases()
    (answer,) = await parts.say("anna", "start", "1", taken.code)
    assert taken.number == case.number
    assert "Directorate of Public Services" in answer


async def test_the_code_once_more_is_all_that_was_read_out(parts: Parts) -> None:
    taken = await take(parts, replace(CALL, in_danger=True))
    assert await parts.calling.code_again("drenas", "form 1", "coordinator") == taken


async def test_only_the_form_that_opened_the_case_has_its_code(here: Parts) -> None:
    await take(here)
    for municipality, key in (("drenas", "form 2"), ("drenas", "")):
        with pytest.raises(UnknownCode):
            await here.calling.code_again(municipality, key, "coordinator")
