"""Who may see a case and not its story sees the outline, and nothing is opened for them; what is read is noted."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest

from reportbot.core.cases.referral import Answer
from tests.web.console.case.test_page import answer, case_path, post
from tests.web.console.house import SAME_SITE, House, browser_for, page_of, words_of


@pytest.fixture
async def supervisor(house: House) -> AsyncIterator[httpx.AsyncClient]:
    async with browser_for(house.app, house.url) as browser:
        await browser.post(house.login_path("drenas", "supervisor"), headers=SAME_SITE)
        await browser.get("/console/drenas?language=en")
        yield browser


async def full_case(house: House, desk: httpx.AsyncClient) -> str:
    """With a story, an answer, a question, a note and a task."""
    number = await house.report()
    await answer(house, number, Answer.RECEIVED, "We come with <i>the van</i>.")
    await post(desk, f"{case_path(number)}/questions", question="Which side of the road?")
    await post(desk, f"{case_path(number)}/notes", words="Rang twice.", audience="desk")
    await post(desk, f"{case_path(number)}/tasks", words="Ring the school", day="2026-11-25", whose="")
    return number


WRITTEN = ("Pus pa kapak", "the van", "Which side", "Rang twice", "Ring the school")


async def test_the_outline_has_the_dates_and_the_offices_and_not_a_word_that_was_written(
    house: House, desk: httpx.AsyncClient, supervisor: httpx.AsyncClient
) -> None:
    number = await full_case(house, desk)
    whole, outline = words_of(await desk.get(case_path(number))), await supervisor.get(case_path(number))
    text = words_of(outline)
    assert all(words in whole for words in WRITTEN)
    assert not any(words in text for words in WRITTEN)
    for word in (
        "You see the outline of this case.",
        "Open manhole or pit",
        "Komoran",
        "Directorate of Public Services",
    ):
        assert word in text
    assert "first steps, Directorate of Public Services:" in text and "A note was written." in text
    assert not page_of(outline).select("main form"), "and can change nothing"


async def test_what_is_to_be_done_is_the_desks_for_whoever_cannot_do_it(
    house: House, desk: httpx.AsyncClient, supervisor: httpx.AsyncClient
) -> None:
    """ "Call them, or pass the case on" told to a supervisor, who has neither the number nor the form."""
    number = await house.report()
    house.clock.pass_(timedelta(hours=3))
    heads = [page_of(await who.get(case_path(number))).select_one("#act h2") for who in (desk, supervisor)]
    assert [head and head.get_text() for head in heads] == ["What to do now", "For the reporting desk to do now"]


async def test_for_an_outline_nothing_is_opened(
    house: House, desk: httpx.AsyncClient, supervisor: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = await full_case(house, desk)

    def opened(*_: Any) -> None:
        raise AssertionError("a key was used")

    vault = type(house.parts.vault)
    monkeypatch.setattr(vault, "case_key", opened)
    monkeypatch.setattr(vault, "data_key", opened)
    assert (await supervisor.get(case_path(number))).status_code == 200
    assert (await desk.get(case_path(number))).status_code == 500, "the whole page needs one"


@pytest.mark.parametrize("path", ["photos/1"])
async def test_what_people_sent_is_not_for_whoever_sees_the_outline(
    house: House, supervisor: httpx.AsyncClient, path: str
) -> None:
    number = await house.report()
    assert (await supervisor.get(f"{case_path(number)}/{path}")).status_code == 403


async def test_each_reading_is_noted_with_what_was_read(
    house: House, desk: httpx.AsyncClient, supervisor: httpx.AsyncClient
) -> None:
    number = await full_case(house, desk)
    await supervisor.get(case_path(number))
    await desk.get(case_path(number))
    async with house.parts.database.read() as work:
        entries = [each for each in await work.audit.entries(0, 1000) if each.subject == number.encode()]
    readings = [(each.act, each.actor, each.facts) for each in entries if each.act.startswith(b"read")]
    assert readings[-2] == (b"read_outline", b"@supervisor", b"{}")
    act, actor, facts = readings[-1]
    assert (act, actor) == (b"read_case", b"@coordinator")
    assert b'"notes": "1"' in facts and b'"tasks": "1"' in facts
    assert not any(word.encode() in each.facts for each in entries for word in WRITTEN)
