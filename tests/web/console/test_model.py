"""Which model reads along: the page says it, also where there is nothing to say, and a person switches."""

import secrets

import httpx
import pytest

from reportbot.service.ids import RisingIds
from reportbot.service.learning import Learning
from tests.web.console.house import SAME_SITE, House, form_token, page_of, words_of

MODEL = "/console/drenas/model"
FITS = {"emergencies_before": "39/40", "emergencies_after": "40/40", "least": "40/40", "used": "7"}
LOSES = {**FITS, "emergencies_after": "39/40"}


async def trained(house: House, facts: dict[str, str]) -> str:
    learning = Learning(
        house.parts.database, house.parts.vault, house.clock, RisingIds(house.clock.now, secrets.randbits)
    )
    return str((await learning.keep("drenas", b"a head", facts, "operator")).id)


async def switch(desk: httpx.AsyncClient, to: str, was: str, token: str) -> httpx.Response:
    form = {"form_token": token, "to": to, "was": was}
    return await desk.post(f"{MODEL}/switch", data=form, headers=SAME_SITE)


@pytest.mark.parametrize("language", ["sq", "sr", "en"])
async def test_where_no_model_was_trained_the_page_says_how_one_is_made(
    house: House, desk: httpx.AsyncClient, language: str
) -> None:
    page = await desk.get(f"{MODEL}?language={language}", follow_redirects=True)
    assert page.status_code == 200
    assert "reportbot triage train --municipality drenas" in words_of(page)


async def test_a_model_that_fits_is_switched_to_and_back(house: House, desk: httpx.AsyncClient) -> None:
    id = await trained(house, FITS)
    page = await desk.get(MODEL)
    assert "Corrected cases in it: 7." in words_of(page) and "100.0 % (40/40)" in words_of(page)
    token = form_token(page)
    answer = await switch(desk, id, "shipped", token)
    told = words_of(await desk.get(answer.headers["location"]))
    assert "New reports are read by this model." in told and "Switched by:" in told
    assert (await switch(desk, id, "shipped", token)).status_code == 409  # another one is in use by now
    await switch(desk, "shipped", id, token)
    in_force = page_of(await desk.get(MODEL)).select_one("#in-force")
    assert in_force is not None and "The model that came with the program" in in_force.get_text()


async def test_a_model_that_loses_emergencies_has_no_button_and_is_refused(
    house: House, desk: httpx.AsyncClient
) -> None:
    good, bad = await trained(house, FITS), await trained(house, LOSES)
    page = await desk.get(MODEL)
    assert "It finds fewer emergencies." in words_of(page)
    offered = [each["value"] for each in page_of(page).select("input[name=to]")]
    assert offered == [good]
    assert (await switch(desk, bad, "shipped", form_token(page))).status_code == 409


@pytest.mark.parametrize("to", ["", "x", "-1", "1", "9" * 30, "²"])
async def test_rubbish_in_place_of_a_model_is_refused(house: House, desk: httpx.AsyncClient, to: str) -> None:
    await trained(house, FITS)
    token = form_token(await desk.get(MODEL))
    assert (await switch(desk, to, "shipped", token)).status_code in (404, 409)
