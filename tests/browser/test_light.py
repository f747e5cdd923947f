"""The first page is light: at most 60 kB over the wire, with everything that it loads, also where the queue is full."""

from collections.abc import Iterator

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from playwright.sync_api import Browser, sync_playwright

from reportbot.web.pages import STATIC
from tests.browser.seeding import fill
from tests.browser.walking import Visitor, chromium, has_come, no_button_breaks_a_word, running_demo
from tests.browser.weighing import weigh

MOST_BYTES = 60_000
FULL = 60  # cases: more than the queue shows at once


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright, chromium(playwright) as opened:
        yield opened


@pytest.fixture(scope="module")
def demo(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("demo")
    fill(folder, "drenas", FULL)
    with running_demo(folder) as url:
        yield url


@pytest.mark.parametrize("path", ["/", "/chat/drenas", "/console/drenas/sign-in", "/console/drenas"])
def test_the_first_page_is_light(browser: Browser, demo: str, path: str) -> None:
    cookies = []
    if path == "/console/drenas":
        visitor = Visitor(browser, demo, "drenas")
        desk = visitor.signs_in()
        assert desk.locator("td.number").count() >= 40
        cookies = visitor.context.cookies()
        visitor.close()
    weight = weigh(browser, demo + path, cookies)  # a pointer that touches nothing: htmx comes when it does
    assert weight.requests >= 2, "the page and its sheet"
    assert weight.bytes <= MOST_BYTES, weight


def test_the_counts_of_a_full_queue_are_not_broken_on_a_phone(browser: Browser, demo: str) -> None:
    visitor = Visitor(browser, demo, "drenas", width=360)
    no_button_breaks_a_word(visitor.signs_in())
    visitor.close()


def test_htmx_comes_when_somebody_reaches_for_a_view(browser: Browser, demo: str) -> None:
    if not (STATIC / "vendor" / "htmx" / "htmx.min.js").is_file():
        pytest.skip("htmx is not there (make assets)")
    visitor = Visitor(browser, demo, "drenas")
    desk = visitor.signs_in()
    assert desk.evaluate("typeof window.htmx") == "undefined"
    desk.locator("#tab-danger").hover()
    has_come(desk, "htmx")
    desk.evaluate("window.stays = true")
    desk.locator("#tab-danger").click()
    desk.wait_for_url("**view=danger**")
    assert desk.evaluate("window.stays") is True, "the list alone was changed"
    visitor.close()
