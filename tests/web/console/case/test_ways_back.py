"""Every button says where it leads."""

import httpx
import pytest

from reportbot.web.console.words import way_back
from tests.web.console.house import SAME_SITE, House, form_token, page_of, words_of


@pytest.mark.parametrize(
    ("address", "has_queue", "said"),
    [
        ("/console/drenas/cases/2026-0001", True, "Back to the case"),
        ("/console/drenas/cases/2026-0001#asked", False, "Back to the case"),
        ("/console/drenas/model", True, "Back to the model"),
        ("/console/drenas/letters", True, "Back to the letters"),
        ("/console/drenas", True, "Back to the queue"),
        ("/console/drenas?view=mine", True, "Back to the queue"),
        ("/console/drenas", False, "Back to the start"),
        ("/console/drenas/account", True, "Back to the start"),
    ],
)
def test_a_button_says_where_it_leads(address: str, has_queue: bool, said: str) -> None:
    assert way_back(address, has_queue).msgid == said


async def test_who_has_signed_out_finds_the_way_in_again(house: House, desk: httpx.AsyncClient) -> None:
    token = form_token(await desk.get("/console/drenas"))
    page = await desk.post("/console/drenas/logout", data={"form_token": token}, headers=SAME_SITE)
    assert "You are signed out." in words_of(page)
    again = page_of(page).select_one("main a.button")
    assert again is not None and (again["href"], again.text) == ("/console/drenas", "Sign in again")


async def test_the_menu_of_a_phone_has_the_parts_and_the_languages(house: House, desk: httpx.AsyncClient) -> None:
    page = page_of(await desk.get("/console/drenas"))
    wide = [link["href"] for link in page.select("nav.sections a")]
    folded = [link["href"] for link in page.select("details.menu nav a")]
    assert wide == folded and "/console/drenas" in wide
    assert [link["hreflang"] for link in page.select("details.menu .tongues a")] == ["sq", "sr", "en"]
    assert page.select_one("details.menu summary") is not None and not page.select("details.menu[open]")
