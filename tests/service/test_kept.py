"""A message that made us stumble: opened by a named person, made a report, or erased."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from reportbot.core.errors import UnknownCode
from reportbot.core.messages import Location
from reportbot.storage import Database
from tests.builders import WASTE, Parts, parts_for, turning_in_circles
from tests.tampering import flip


async def stumble(parts: Parts, value: str = "anna", **fields: Any) -> int:
    """Their message breaks; the number under which it is kept."""
    await parts.intake.receive([parts.message(value, "about", **fields)])
    await parts.deliver()
    return (await parts.casework.broken_messages("drenas"))[0].id


@pytest.fixture
async def broken(store: Database, database_url: str) -> AsyncIterator[Parts]:
    parts = await parts_for(store, direct=database_url.startswith("sqlite"), book=turning_in_circles())
    async with parts.taking():
        yield parts


async def acts(parts: Parts) -> list[bytes]:
    async with parts.store.read() as work:
        return [entry.act for entry in await work.audit.entries(0, 100) if b"broken" in entry.act]


async def test_it_is_read_and_that_is_noted(broken: Parts) -> None:
    await broken.say("anna", "start", "1")
    id = await stumble(broken)
    opened = await broken.kept.open("drenas", id, "coordinator")
    assert (opened.text, opened.is_something) == ("about", True)
    assert "about" not in repr(opened)
    assert await acts(broken) == [b"read_broken"]


async def test_it_becomes_a_case_of_whoever_wrote_it(broken: Parts) -> None:
    await broken.say("anna", "start", "1")
    id = await stumble(broken)
    number = await broken.kept.report("drenas", id, "coordinator")
    page = await broken.casework.case("drenas", number, "coordinator")
    assert page.story.reports[0].answers == {"description": "about"}
    assert page.case.conversation is not None
    assert await broken.casework.broken_messages("drenas") == []
    assert "Your report of" in (await broken.say("anna", "status"))[0]
    with pytest.raises(UnknownCode):
        await broken.kept.report("drenas", id, "coordinator")
    assert await acts(broken) == [b"reported_broken"]


async def test_it_joins_the_open_case_of_whoever_wrote_it(broken: Parts) -> None:
    await broken.say("anna", *WASTE, "yes")
    await broken.say("anna", "start")
    number = await broken.kept.report("drenas", await stumble(broken), "coordinator")
    assert [case.number for case in await broken.cases()] == [number]
    page = await broken.casework.case("drenas", number, "coordinator")
    assert [(said.answers or {})["description"] for said in page.story.reports] == ["Old bottles everywhere", "about"]
    assert page.events[-1].kind == "reporter_added"


async def test_it_becomes_a_case_of_its_own_where_theirs_is_damaged(broken: Parts, database_url: str) -> None:
    await broken.say("anna", *WASTE, "yes")
    await broken.say("anna", "start")
    id = await stumble(broken)
    flip(database_url, "cases", "sealed_key")
    assert await broken.kept.report("drenas", id, "coordinator") == "2026-0002"


async def test_it_is_erased_for_good(broken: Parts) -> None:
    await broken.say("anna", "start", "1")
    id = await stumble(broken)
    with pytest.raises(UnknownCode):
        await broken.kept.remove("vushtrri", id, "coordinator")
    await broken.kept.remove("drenas", id, "coordinator")
    assert await broken.casework.broken_messages("drenas") == []
    assert await acts(broken) == [b"removed_broken"]
    for gone in (id, 0, 1 << 80):
        with pytest.raises(UnknownCode):
            await broken.kept.open("drenas", gone, "coordinator")


@pytest.mark.parametrize("column", ["sealed_message", "sealed_key"])
async def test_what_cannot_be_read_says_so_and_can_only_be_erased(
    broken: Parts, database_url: str, column: str
) -> None:
    await broken.say("anna", "start", "1")
    id = await stumble(broken)
    flip(database_url, "broken_messages", column)
    opened = await broken.kept.open("drenas", id, "coordinator")
    assert (opened.text, opened.is_something) == (None, False)
    assert broken.damage.found == 1
    with pytest.raises(UnknownCode):
        await broken.kept.report("drenas", id, "coordinator")
    await broken.kept.remove("drenas", id, "coordinator")


async def test_a_point_alone_is_a_report_too(broken: Parts) -> None:
    await broken.say("anna", "start", "1")
    id = await stumble(broken, location=Location(42.62, 20.87))
    opened = await broken.kept.open("drenas", id, "coordinator")
    assert opened.point == Location(42.62, 20.87)
    number = await broken.kept.report("drenas", id, "coordinator")
    answers = (await broken.casework.case("drenas", number, "coordinator")).story.reports[0].answers or {}
    assert (answers["place"]["lat"], answers["place"]["lon"]) == (42.62, 20.87)
