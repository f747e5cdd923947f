"""Who of the leading office works on a case: proposed with reasons, chosen with one tap, taken back with another."""

import httpx
import pytest

from tests.staffing import staffed
from tests.web.console.case.test_page import case_path
from tests.web.console.house import HAZARD, SAME_SITE, House, carried, page_of, words_of


@pytest.fixture
async def number(house: House) -> str:
    staffed(house.parts.towns)
    return await house.report((*HAZARD[:3], "Pus pa kapak", *HAZARD[4:]))


async def choose(desk: httpx.AsyncClient, number: str, staff: str, **changed: str) -> httpx.Response:
    page = await desk.get(case_path(number))
    found = page_of(page).select_one("#assigned input[name=referral]")
    assert found is not None
    fields = {**carried(page), "referral": str(found["value"]), "staff": staff} | changed
    return await desk.post(f"{case_path(number)}/assignment", data=fields, headers=SAME_SITE)


async def test_the_proposals_stand_on_the_page_with_their_reasons(desk: httpx.AsyncClient, number: str) -> None:
    page = await desk.get(case_path(number))
    part = page_of(page).select_one("#assigned")
    assert part is not None
    text = " ".join(part.get_text(" ").split())
    assert "Nobody was chosen yet." in text
    assert (
        "Give it to: Officer for roads knows this subject, speaks the language of the report, has no open case" in text
    )
    assert text.index("Officer for roads") < text.index("Officer for bins") < text.index("Officer on leave")
    assert "is away until" in text
    assert [button["value"] for button in part.select("button.main")] == ["roads"], "one stands out"
    assert "The person who reported does not learn who works on it." in text


async def test_one_tap_assigns_one_changes_one_takes_back(desk: httpx.AsyncClient, number: str) -> None:
    done = await choose(desk, number, "roads")
    text = words_of(await desk.get(done.headers["location"]))
    assert "Officer for roads has it." in text and "Given to: Officer for roads." in text
    assert "Give it to: Officer for roads" not in text
    await choose(desk, number, "bins")
    assert "Officer for bins has it." in words_of(await desk.get(case_path(number)))
    done = await choose(desk, number, "")
    text = words_of(await desk.get(done.headers["location"]))
    assert "Nobody is chosen now." in text and "Taken back from: Officer for bins." in text


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"staff": "nobody"}, 404),
        ({"staff": "desk_clerk"}, 404),
        ({"referral": "1"}, 404),
        ({"referral": "x"}, 404),
        ({"referral": "9" * 30}, 404),
        ({"referral": "9" * 19}, 404),
        ({"referral": "²"}, 404),
        ({"form_token": "wrong"}, 403),
    ],
)
async def test_rubbish_changes_nothing(
    desk: httpx.AsyncClient, number: str, changed: dict[str, str], status: int
) -> None:
    fields = {"staff": "roads"} | changed
    assert (await choose(desk, number, **fields)).status_code == status
    assert "Nobody was chosen yet." in words_of(await desk.get(case_path(number)))


async def test_a_town_without_staff_shows_no_such_part(house: House, desk: httpx.AsyncClient) -> None:
    page = await desk.get(case_path(await house.report()))
    assert page_of(page).select("#assigned") == []
