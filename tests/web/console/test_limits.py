"""R14: whoever works on reports is told the limits on every page, in their language."""

import httpx
import pytest

from reportbot.web.staff_limits import LIMITS
from tests.conversations.world import the_world
from tests.web.console.house import House, words_of


def said_on(page: httpx.Response, language: str) -> list[bool]:
    text = words_of(page)
    return [the_world().translator.say(limit, language) in text for limit in LIMITS]


@pytest.mark.parametrize("language", ["en", "sq", "sr"])
@pytest.mark.parametrize("path", ["", "/search", "/erasures", "/kept", "/dead-letters", "/nowhere"])
async def test_r14_every_page_of_the_desk_says_what_it_does_not_show_and_what_is_logged(
    house: House, desk: httpx.AsyncClient, path: str, language: str
) -> None:
    await desk.get(f"/console/drenas?language={language}")
    page = await desk.get(f"/console/drenas{path}")
    if page.headers["content-type"].startswith("text/html") and page.status_code == 200:
        assert all(said_on(page, language))
    else:
        assert path, "the queue must be there"


async def test_r14_a_case_says_so_too(house: House, desk: httpx.AsyncClient) -> None:
    await desk.get("/console/drenas?language=sq")
    texts = ("/start", "1", "1", "Pus pa kapak te shkolla", "Komoran", "1", "1")
    page = await desk.get(f"/console/drenas/cases/{await house.report(texts)}")
    assert page.status_code == 200
    assert all(said_on(page, "sq"))


def test_r14_the_limits_name_what_is_little_what_is_logged_who_is_unknown_and_when_it_ends() -> None:
    told = " ".join(limit.msgid for limit in LIMITS)
    for limit in (
        "only what your task needs",
        "written down in a log",
        "Nobody who works here sees a number",
        "erased",
    ):
        assert limit in told
