"""The search at the desk: what is typed stands in no address and is read as what it is."""

import time

import httpx
import pytest

from reportbot.service.desk.queue import PAGE
from reportbot.service.desk.search import Wanted
from reportbot.web.console.queue.searching import Refused, read_wanted
from tests.builders import a_town
from tests.web.console.house import SAME_SITE, House, form_token, page_of, words_of
from tests.web.console.queue.test_listing import _copy_cases

SEARCH = "/console/drenas/search"


async def search(desk: httpx.AsyncClient, **fields: str) -> httpx.Response:
    data = {"form_token": form_token(await desk.get("/console/drenas")), **fields}
    return await desk.post(SEARCH, data=data, headers=SAME_SITE)


async def test_a_case_is_found_by_its_number_and_by_words(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report()
    for typed in (number, number.replace("-000", " - ")):
        assert (await search(desk, words=typed)).headers["location"] == f"/console/drenas/cases/{number}"
    for typed in ("shkolle", "KAPAK pus"):
        page = await search(desk, words=typed)
        assert f'href="/console/drenas/cases/{number}"' in page.text, typed
        assert "Cases found: 1" in words_of(page)
    assert "Pus pa kapak te <b>shkolla</b> {dita}" in words_of(page) and "<b>shkolla" not in page.text
    assert "No case was found." in words_of(await search(desk, words="autobus"))


async def test_what_is_typed_is_in_no_address(desk: httpx.AsyncClient) -> None:
    form = page_of(await desk.get("/console/drenas")).select_one("form.search")
    assert form is not None and form["method"] == "post"
    assert (await search(desk, words="kapak")).url.query == b""


@pytest.mark.parametrize(
    ("form", "wanted"),
    [
        ({"words": "2026-42"}, Wanted(number="2026-0042")),
        ({"words": " 2026 - 0042 "}, Wanted(number="2026-0042")),
        ({"words": "42"}, Wanted(words="42")),
        ({"words": "x", "category": "manhole"}, Wanted(words="x", category="manhole")),
        ({"office": "police", "status": "closed"}, Wanted(lead="police", status="closed")),
        ({"place": "komorane"}, Wanted(place="komoran")),
        ({"words": "x", "category": "'", "office": "../", "status": "asleep"}, Wanted(words="x")),
    ],
)
def test_what_a_form_asks_for(form: dict[str, str], wanted: Wanted) -> None:
    assert read_wanted(form, a_town()) == wanted


@pytest.mark.parametrize("form", [{}, {"words": " "}, {"words": "x" * 101}, {"place": "qqqq"}, {"category": "nothing"}])
async def test_what_cannot_be_looked_for_is_said(desk: httpx.AsyncClient, form: dict[str, str]) -> None:
    assert isinstance(read_wanted(form, a_town()), Refused)
    page = await search(desk, **form)
    assert page.status_code == 400
    assert page_of(page).select_one("[role=alert]") is not None


async def test_a_search_needs_our_form_and_somebody_signed_in(house: House, desk: httpx.AsyncClient) -> None:
    assert (await desk.post(SEARCH, data={"words": "x"}, headers=SAME_SITE)).status_code == 403
    assert (await house.visitor.get(SEARCH)).status_code == 401
    assert (await desk.get("/console/vushtrri/search")).status_code == 404


async def test_a_page_of_titles_opens_nothing(house: House, desk: httpx.AsyncClient) -> None:
    """What is sealed stays sealed: a few statements. Its time is printed, not asserted (pytest -s)."""
    await house.report()
    await _copy_cases(house, 49)
    opened: list[str] = []
    vault = house.parts.vault
    vault.case_key = lambda case: opened.append(case.number)  # type: ignore[method-assign, assignment, return-value]
    before = house.parts.database.statements
    started = time.perf_counter()
    page = await desk.get("/console/drenas")
    print(f"a page of titles: {(time.perf_counter() - started) * 1000:.1f} ms")
    assert len(page_of(page).select("td.number")) == PAGE
    assert opened == []
    # two for the session; the page, all counts, and what is merged into them; the member's filters; two for the SMS of
    # the month; one each for letters to hand over, offices that cannot be reached, dead letters and kept messages
    assert house.parts.database.statements - before <= 13
