"""Leaving the chat quickly in a real browser: by the button, by Escape, without script; and what "back" shows then."""

from collections.abc import Iterator

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.walking import FIRST_WORDS, PATIENCE_MS, albanian, chromium, running_demo

QUIET = albanian("Hello. This chat is closed at the moment.")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright, chromium(playwright) as opened:
        yield opened


@pytest.fixture(scope="module")
def demo(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_demo(tmp_path_factory.mktemp("demo")) as url:
        yield url


@pytest.mark.parametrize("way", ["button", "escape", "word"])
def test_with_a_script_the_chat_is_gone_from_screen_and_history(browser: Browser, demo: str, way: str) -> None:
    page = a_page(browser, demo)
    before = page.evaluate("history.length")
    match way:
        case "button":
            page.locator("#leave button").click()
        case "escape":
            page.locator("#text").press("Escape")
        case _:
            page.locator("#text").fill("DALJE")
            page.locator("#send").click()
    page.wait_for_url("**/day/drenas")
    assert page.evaluate("history.length") == before, "the chat's step was taken over"
    assert FIRST_WORDS not in page.content() and "chat" not in page.title().lower()
    page.go_back()
    assert "/chat/" not in page.url
    comes_back(page)


def test_without_a_script_the_page_behind_is_empty(browser: Browser, demo: str) -> None:
    page = a_page(browser, demo, script=False)
    page.locator("#leave button").click()
    page.wait_for_url("**/day/drenas")
    page.go_back()
    page.wait_for_load_state()
    assert FIRST_WORDS not in page.content()
    assert page.locator(".bubble.mine").count() == 0
    comes_back(page)


def a_page(browser: Browser, demo: str, script: bool = True) -> Page:
    """Somebody came from another page, and has written."""
    context: BrowserContext = browser.new_context(base_url=demo, locale="sq-AL", java_script_enabled=script)
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.goto("/day")
    page.goto("/chat/drenas")
    page.locator("#text").fill(FIRST_WORDS)
    page.locator("#send").click()
    page.locator("li.ours").first.wait_for()
    expect(page.locator("li.mine")).to_contain_text(FIRST_WORDS)
    return page


def comes_back(page: Page) -> None:
    """Chatter meets the quiet, the safe word the question that was open."""
    for said, heard in (
        ("kush je", QUIET),
        ("lule", albanian("Choose your language. In danger now? Call {emergency}.", emergency="112")),
    ):
        page.goto("/chat/drenas")
        page.locator("#text").fill(said)
        page.locator("#send").click()
        expect(page.locator("li.ours").last).to_contain_text(heard)
    page.context.close()
