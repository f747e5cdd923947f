"""The desk after nine weeks of work: the queue, a case and the supervisor's view as the README shows them."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from playwright.sync_api import Browser, Page, expect, sync_playwright

from reportbot.vault.keys import Keys
from reportbot.vault.sealing import Vault
from reportbot.web.console.signin.access import new_login_path
from tests.browser.seeding import fill_weeks
from tests.browser.walking import PATIENCE_MS, chromium, running_demo, take_picture

TOWN = "drenas"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright, chromium(playwright) as opened:
        yield opened


@pytest.fixture(scope="module")
def demo(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    folder = tmp_path_factory.mktemp("demo")
    fill_weeks(folder, TOWN)
    with running_demo(folder) as url:
        yield url, folder


def signed_in(browser: Browser, demo: tuple[str, Path], role: str) -> Page:
    url, folder = demo
    context = browser.new_context(base_url=url, locale="sq-AL", viewport={"width": 1280, "height": 900})
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.goto(new_login_path(Vault(Keys.load(folder / "keys")), TOWN, role, datetime.now(UTC)))
    page.locator("main form button.main").click()
    page.wait_for_url(f"**/console/{TOWN}")
    return page


def test_the_queue_and_a_case_of_a_busy_desk(browser: Browser, demo: tuple[str, Path]) -> None:
    desk = signed_in(browser, demo, "coordinator")
    assert desk.locator("tr .tag.emergency").count() >= 1
    assert desk.locator("tr .overdue").count() >= 1, "what is late stands first"
    take_picture(desk, "queue")
    desk.locator("td.number a").first.click()
    expect(desk.locator("#act")).to_be_visible()
    expect(desk.locator("#timeline li").first).to_be_visible()
    take_picture(desk, "case")
    desk.context.close()


def test_the_view_of_the_supervisor(browser: Browser, demo: tuple[str, Path]) -> None:
    page = signed_in(browser, demo, "supervisor")
    page.goto(f"/console/{TOWN}/figures")
    assert page.locator("main svg").count() >= 2, "pictures that the server made"
    assert page.locator("main table tbody tr").count() >= 5, "and the table behind each"
    take_picture(page, "supervisor")
    page.set_viewport_size({"width": 360, "height": 800})
    assert page.evaluate(_CUT_OFF, 360) == [], "on a phone too it is said whose it is and how late"
    page.context.close()


_CUT_OFF = """(width) => [...document.querySelectorAll("main svg.bars text, main .late-list td")]
  .filter((each) => each.getBoundingClientRect().right > width)
  .map((each) => each.textContent)"""
