"""No page is forgotten: whatever the router serves is visited with axe, or listed as no page."""

from tests.browser.listed_pages import NO_PAGES, PAGES
from tests.web.console.house import open_house


async def test_every_page_of_the_router_is_visited(sqlite_url: str) -> None:
    async with open_house(sqlite_url) as house:
        served = {
            str(getattr(route, "path", ""))
            for route in house.app.routes
            if "GET" in (getattr(route, "methods", None) or ())
        }
    assert served - PAGES.keys() - NO_PAGES.keys() == set(), "these pages need a visit in listed_pages.py"
    assert (PAGES.keys() | NO_PAGES.keys()) - served == set(), "these pages are gone"
