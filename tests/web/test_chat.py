"""The web chat over HTTP, without script."""

from tests.web.house import House, bubbles_of, nonce_of, say, soup_of
import httpx


async def test_a_report_can_be_made_from_start_to_receipt(house: House, browser: httpx.AsyncClient) -> None:
    case = await house.a_case(browser)
    page = await browser.get("/chat/drenas")
    assert (case.category, case.channel, case.place) == ("manhole", "web", "komoran")
    assert any("Your code:" in bubble for bubble in bubbles_of(page))
