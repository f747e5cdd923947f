"""The page of the model: what is in use, what was trained with figures before and after, and the switch."""

from collections.abc import Mapping

import httpx
import pytest

from reportbot.service.triage.learning import Learning
from tests.web.console.house import SAME_SITE, House, form_token, page_of, words_of

MODEL = "/console/drenas/model"
SWITCH = f"{MODEL}/switch"
FITS = {
    "used": "12", "least": "39/40", "emergencies_before": "39/40", "emergencies_after": "40/40",
    "urgent_before": "50/60", "urgent_after": "55/60", "alarms_before": "2/50", "alarms_after": "3/50",
    "top_1_before": "80/100", "top_1_after": "85/100", "top_3_before": "90/100", "top_3_after": "95/100",
    "macro_f1_before": "0.801", "macro_f1_after": "0.853",
}  # fmt: skip
LOSES = {**FITS, "emergencies_after": "38/40"}


async def kept(house: House, facts: Mapping[str, str] = FITS, town: str = "drenas") -> int:
    learning = Learning(house.parts.database, house.parts.vault, house.clock, house.parts.ids)
    return (await learning.keep(town, b"head", facts, "operator")).id


async def press(desk: httpx.AsyncClient, to: object, was: object = "shipped") -> httpx.Response:
    fields = {"form_token": form_token(await desk.get(MODEL)), "to": str(to), "was": str(was)}
    return await desk.post(SWITCH, data=fields, headers=SAME_SITE)


async def in_force(house: House) -> int | None:
    async with house.parts.database.read() as work:
        active = await work.trained_models.active("drenas")
    return active.id if active else None


async def test_the_queue_leads_there_and_where_no_model_reads_none_is_in_use(desk: httpx.AsyncClient) -> None:
    assert page_of(await desk.get("/console/drenas")).select_one(f'a[href="{MODEL}"]') is not None
    said = words_of(await desk.get(MODEL))
    assert "No model reads along on this server." in said and "reportbot triage train --municipality drenas" in said
    assert "In use now" not in said, "nothing is in use where nothing reads"


async def test_each_has_its_figures_before_and_after(house: House, desk: httpx.AsyncClient) -> None:
    await kept(house)
    page = page_of(await desk.get(MODEL))
    rows = [[cell.get_text() for cell in row.select("th, td")] for row in page.select("table.figures tbody tr")]
    assert rows[0] == ["Emergencies found", "97.5 % 39/40", "100.0 % 40/40"]
    assert rows[-1] == ["All categories equally (macro-F1)", "0.801", "0.853"]
    assert len(rows) == 6
    assert "Made on 23.11.2026. Corrected cases in it: 12." in words_of(await desk.get(MODEL))


async def test_a_switch_is_asked_for_twice_and_leads_back(house: House, desk: httpx.AsyncClient) -> None:
    id = await kept(house)
    form = page_of(await desk.get(MODEL)).select_one("section.model details form")
    assert form is not None, "the button lies behind a second one"
    done = await press(desk, id)
    assert (done.status_code, await in_force(house)) == (303, id)
    said = words_of(await desk.get(done.headers["location"]))
    assert "Switched. New reports are read by this model." in said
    assert "Since 23.11.2026. Switched by: Coordinator." in said
    assert (await press(desk, "shipped", id)).status_code == 303
    assert await in_force(house) is None


async def test_one_that_loses_emergencies_has_no_button_and_is_refused(house: House, desk: httpx.AsyncClient) -> None:
    id = await kept(house, LOSES)
    page = await desk.get(MODEL)
    assert "It finds fewer emergencies. It cannot be switched to." in words_of(page)
    assert page_of(page).select_one("section.model form") is None
    refused = await press(desk, id)
    assert (refused.status_code, await in_force(house)) == (409, None)
    assert "Please look at the page again." in words_of(refused)


@pytest.mark.parametrize(
    ("to", "was", "status"),
    [
        ("", "shipped", 404),
        ("1", "shipped", 404),
        ("9" * 30, "shipped", 404),
        ("-1", "shipped", 404),
        ("٣", "shipped", 404),
        ("shipped", "shipped", 409),
        ("shipped", "12", 409),
        ("12", "<b>", 404),
    ],
)
async def test_rubbish_changes_nothing(house: House, desk: httpx.AsyncClient, to: str, was: str, status: int) -> None:
    await kept(house)
    assert ((await press(desk, to, was)).status_code, await in_force(house)) == (status, None)


async def test_a_model_of_another_town_is_not_there(house: House, desk: httpx.AsyncClient) -> None:
    id = await kept(house, town="vushtrri")
    assert "Model 1" not in words_of(await desk.get(MODEL))
    assert ((await press(desk, id)).status_code, await in_force(house)) == (404, None)


async def test_without_the_token_of_this_session_nothing_is_switched(house: House, desk: httpx.AsyncClient) -> None:
    id = await kept(house)
    refused = await desk.post(SWITCH, data={"to": str(id), "was": "shipped"}, headers=SAME_SITE)
    assert (refused.status_code, await in_force(house)) == (403, None)
    assert (await house.visitor.get(MODEL)).status_code == 401


@pytest.mark.parametrize("language", ["sq", "sr"])
async def test_it_is_read_in_the_languages_of_offices(house: House, desk: httpx.AsyncClient, language: str) -> None:
    await kept(house)
    said = words_of(await desk.get(f"{MODEL}?language={language}"))
    assert not {"Emergencies", "Before", "Switch", "reads along"} & set(said.split())
