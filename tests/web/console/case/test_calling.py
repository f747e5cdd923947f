"""A report for a caller: typed while they speak, saved once, its code shown once."""

import re

import httpx
import pytest

from tests.web.console.house import SAME_SITE, House, form_token, page_of, words_of

NEW, CALLS = "/console/drenas/calls/new", "/console/drenas/calls"
CODE = re.compile(r"\b\d{4} \d{4} \d{4} \d{4}\b")
SAID = {"danger": "no", "words": "Pus pa kapak", "place": "Komoran", "language": "sr", "voice": "teacher"}


async def send(desk: httpx.AsyncClient, do: str = "save", **fields: str) -> httpx.Response:
    page = await desk.get(NEW)
    key = page_of(page).select_one("input[name=key]")
    assert key is not None
    data = {"form_token": form_token(page), "key": str(key["value"]), "do": do, **SAID, **fields}
    return await desk.post(CALLS, data=data, headers=SAME_SITE)


async def test_the_code_is_shown_once_in_fours_and_never_again(house: House, desk: httpx.AsyncClient) -> None:
    page = await send(desk)
    (code,) = CODE.findall(words_of(page))
    assert (page.status_code, page.headers["cache-control"]) == (200, "no-store")
    assert page_of(page).select_one("nav.languages") is None  # the page cannot be loaded again
    number = await house.newest("drenas")
    for path in ("/console/drenas", f"/console/drenas/cases/{number}", NEW, "/console/drenas?show=all"):
        assert code not in words_of(await desk.get(path))
    case = words_of(await desk.get(f"/console/drenas/cases/{number}"))
    assert "Came through telephone" in case and "Komoran" in case
    assert "Told on the telephone, written down by the reporting desk" in case and "The person wrote" not in case


async def test_to_reload_the_page_makes_no_second_case_and_shows_no_code(house: House, desk: httpx.AsyncClient) -> None:
    page = await desk.get(NEW)
    key = page_of(page).select_one("input[name=key]")
    assert key is not None
    data = {"form_token": form_token(page), "key": str(key["value"]), "do": "save", **SAID}
    assert (await desk.post(CALLS, data=data, headers=SAME_SITE)).status_code == 200
    number = await house.newest("drenas")
    again = await desk.post(CALLS, data=data, headers=SAME_SITE)
    assert (again.status_code, CODE.search(words_of(again))) == (409, None)
    assert "It was not saved a second time." in words_of(again)
    assert await house.newest("drenas") == number


async def test_whose_code_was_lost_on_its_way_gets_it_once_more_and_that_is_noted(
    house: House, desk: httpx.AsyncClient
) -> None:
    page = await desk.get(NEW)
    key = str(page_of(page).select_one("input[name=key]")["value"])  # type: ignore[index]
    data = {"form_token": form_token(page), "key": key, "do": "save", **SAID}
    (code,) = CODE.findall(words_of(await desk.post(CALLS, data=data, headers=SAME_SITE)))
    retried = await desk.post(CALLS, data=data, headers=SAME_SITE)
    form = page_of(retried).select_one("form[action$=calls]")
    assert form is not None
    fields = {str(each["name"]): str(each["value"]) for each in form.select("input, button")}
    again = await desk.post(CALLS, data=fields, headers=SAME_SITE)
    assert CODE.findall(words_of(again)) == [code]
    async with house.parts.database.read() as work:
        (note,) = [each for each in await work.audit.entries(0, 100) if each.act == b"code_again"]
    assert (note.actor, note.subject) == (b"@coordinator", (await house.newest("drenas")).encode())


@pytest.mark.parametrize("key", ["", "1", "0" * 32, "x" * 5000])
async def test_a_form_that_opened_no_case_has_no_code(house: House, desk: httpx.AsyncClient, key: str) -> None:
    await send(desk)
    page = await desk.get(NEW)
    data = {"form_token": form_token(page), "key": key, "do": "code"}
    answer = await desk.post(CALLS, data=data, headers=SAME_SITE)
    assert (answer.status_code, CODE.search(words_of(answer))) == (404, None)


async def test_the_words_propose_a_kind_and_nothing_is_saved(house: House, desk: httpx.AsyncClient) -> None:
    page = await send(desk, "propose")
    assert "Proposed: Open manhole or pit. Urgency: " in words_of(page)
    chosen = page_of(page).select_one("#category option[selected]")
    assert chosen is not None and chosen["value"] == "manhole"
    assert await house.newest("drenas") == ""
    danger = await send(desk, "propose", words="Po e rrahin tani")
    assert "These words sound like danger." in words_of(danger)
    assert page_of(danger).select_one("input[name=danger][checked]") is None  # asked again


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"words": "", "category": ""}, "Write what the caller says, or choose the kind of problem."),
        ({"danger": ""}, "Please ask the caller: is someone in danger now?"),
        ({"danger": "perhaps"}, "Please ask the caller: is someone in danger now?"),
        ({"words": "x" * 4001}, "The text has 4001 letters; it may have 4000."),
        ({"place": "Fushticë"}, "Which place is meant?"),
    ],
)
async def test_what_is_missing_is_asked_for_and_nothing_is_lost(
    house: House, desk: httpx.AsyncClient, fields: dict[str, str], told: str
) -> None:
    page = await send(desk, **fields)
    assert (page.status_code, told in words_of(page)) == (400, True)
    assert (fields.get("words", SAID["words"])) in page.text
    assert await house.newest("drenas") == ""


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"place": "Fushticë", "place_key": "="}, "Fushticë"),
        ({"place": "prapa kodrës", "place_key": ""}, "prapa kodrës"),
        ({"place": ""}, "not known"),
        ({"category": "'; DROP", "language": "xx", "voice": "king", "place_key": "nowhere"}, "Komoran"),
    ],
)
async def test_any_place_will_do_and_what_is_no_choice_counts_as_not_chosen(
    house: House, desk: httpx.AsyncClient, fields: dict[str, str], place: str
) -> None:
    assert (await send(desk, **fields)).status_code == 200
    number = await house.newest("drenas")
    assert place in words_of(await desk.get(f"/console/drenas/cases/{number}"))


async def test_danger_now_is_an_emergency_and_says_whom_to_call(house: House, desk: httpx.AsyncClient) -> None:
    page = await send(desk, danger="yes")
    assert "the caller should call 112" in words_of(page)
    row = words_of(await desk.get("/console/drenas"))
    assert "emergency" in row


async def test_nobody_saves_without_the_form(house: House, desk: httpx.AsyncClient) -> None:
    assert (await desk.post(CALLS, data={"do": "save", **SAID}, headers=SAME_SITE)).status_code == 403
    assert (await house.visitor.get(NEW)).status_code == 401
    assert (await desk.get(CALLS)).status_code == 405
    assert await house.newest("drenas") == ""
