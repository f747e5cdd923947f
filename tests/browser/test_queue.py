"""The queue in a real browser: it keeps itself up to date, is worked with keys alone, and disturbs nobody who types."""

from collections.abc import Iterator

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from reportbot.web.pages import VENDOR
from tests.browser.walking import Visitor, chromium, fits_the_screen, has_come, running_demo

HAS_HTMX = (VENDOR / "htmx" / "htmx.min.js").is_file()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright, chromium(playwright) as opened:
        yield opened


@pytest.fixture(scope="module")
def demo(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_demo(tmp_path_factory.mktemp("demo")) as url:
        yield url


def complaints_of(page: Page) -> list[str]:
    """What the browser complains of from now on: scripts that broke, styles and addresses that were refused."""
    found: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        if message.type == "error":
            found.append(message.text)

    page.on("console", heard)
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


def numbers(desk: Page) -> list[str]:
    return [text.strip() for text in desk.locator("td.number").all_inner_texts()]


def test_a_new_case_appears_by_itself_and_what_is_typed_stays(browser: Browser, demo: str) -> None:
    """Also the place of the keyboard stays where it was."""
    coordinator = Visitor(browser, demo, "drenas")
    desk = coordinator.signs_in()
    complaints = complaints_of(desk)
    before = numbers(desk)
    desk.locator("#narrow").click()
    desk.locator("#by-place").fill("Komo")
    desk.locator("#words").fill("half a wo")
    Visitor(browser, demo, "drenas").reports_a_manhole()
    expect(desk.locator("td.number")).to_have_count(len(before) + 1)
    expect(desk.locator("#words")).to_have_value("half a wo")
    expect(desk.locator("#words")).to_be_focused()
    expect(desk.locator("#by-place")).to_have_value("Komo")
    expect(desk.locator("#arrived")).to_contain_text("1")
    assert not complaints
    assert coordinator.hosts == {demo.removeprefix("http://")}


def test_with_keys_alone(browser: Browser, demo: str) -> None:
    for _ in range(2):
        Visitor(browser, demo, "drenas").reports_a_manhole()
    desk = Visitor(browser, demo, "drenas").signs_in()
    complaints = complaints_of(desk)
    rows = desk.locator("td.number a")
    desk.keyboard.press("j")
    expect(rows.first).to_be_focused()
    desk.keyboard.press("j")
    expect(rows.nth(1)).to_be_focused()
    Visitor(browser, demo, "drenas").reports_a_manhole()
    held = rows.nth(1).inner_text()
    expect(desk.locator("#arrived")).to_contain_text("1")
    assert desk.evaluate("document.activeElement.innerText") == held  # whatever came in meanwhile
    desk.keyboard.press("k")
    expect(rows.first).to_be_focused()
    first = rows.first.inner_text()
    desk.keyboard.press("o")
    desk.wait_for_url(f"**/cases/{first}")
    desk.go_back()
    desk.keyboard.press("/")
    expect(desk.locator("#words")).to_be_focused()
    desk.keyboard.type("j? 2026-0001")
    expect(desk.locator("#words")).to_have_value("j? 2026-0001")
    for page in ("", f"/cases/{first}", "/account", "/help"):
        desk.goto(f"{demo}/console/drenas{page}")
        desk.keyboard.press("?")
        expect(desk.locator("#keys")).to_be_visible()
        desk.keyboard.press("Escape")
        expect(desk.locator("#keys")).to_be_hidden()
    desk.goto(f"{demo}/console/drenas/cases/{first}")
    desk.locator("#notes summary").first.click()
    desk.locator("#notes textarea").first.press_sequentially("j?")
    expect(desk.locator("#notes textarea").first).to_have_value("j?")
    expect(desk.locator("#keys")).to_be_hidden()
    desk.goto(f"{demo}/console/drenas")
    desk.keyboard.press("?")
    desk.locator("#keys-on").uncheck()
    desk.keyboard.press("Escape")
    desk.keyboard.press("j")
    expect(desk.locator("td.number a:focus")).to_have_count(0)
    desk.reload()
    desk.keyboard.press("j")
    expect(desk.locator("td.number a:focus")).to_have_count(0)  # it stays switched off
    assert not complaints


@pytest.mark.skipif(not HAS_HTMX, reason="htmx is not there: make assets")
def test_a_tab_changes_the_list_without_loading_the_page(browser: Browser, demo: str) -> None:
    desk = Visitor(browser, demo, "drenas").signs_in()
    complaints = complaints_of(desk)
    desk.evaluate("window.stayed = true")
    desk.locator("#tab-danger").focus()
    has_come(desk, "htmx")  # fetched at the first reach; whoever is quicker follows a link
    desk.keyboard.press("Enter")
    expect(desk.locator("#tab-danger")).to_have_attribute("aria-current", "page")
    expect(desk.locator("#tab-danger")).to_be_focused()
    assert desk.url.endswith("?view=danger") and desk.evaluate("window.stayed")
    kept = desk.evaluate("JSON.stringify({...localStorage, ...sessionStorage})")
    assert "2026-" not in kept and "history-cache" not in kept  # no page of cases stays in the browser
    desk.go_back()
    expect(desk.locator("#tab-open")).to_have_attribute("aria-current", "page")
    assert not complaints


@pytest.mark.parametrize("width", [1280, 360])
def test_without_a_script_all_of_it_is_links_and_forms(browser: Browser, demo: str, width: int) -> None:
    Visitor(browser, demo, "drenas").reports_a_manhole()
    desk = Visitor(browser, demo, "drenas", width=width, script=False).signs_in()
    fits_the_screen(desk)
    expect(desk.locator("#show-keys")).to_be_hidden()
    desk.locator("#narrow").click()
    desk.locator("#by-category").select_option("manhole")
    desk.locator("form.narrow button").click()
    desk.wait_for_url("**category=manhole**")
    assert numbers(desk)
    fits_the_screen(desk)
    desk.locator("#tab-overdue").click()
    desk.wait_for_url("**view=overdue**")
    fits_the_screen(desk)
