"""A day at the desk, in a real browser: sign in, queue, case, pass on, ask, close. With the mouse, with the keyboard
alone, on a small phone, and without a script."""

from collections.abc import Iterator

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.hands import Hand, Keys, unfold
from tests.browser.walking import Visitor, chromium, fits_the_screen, newest_case, running_demo

WAYS = {
    "mouse": {},
    "keyboard": {},
    "360 pixels wide": {"width": 360},
    "no script": {"script": False},
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright, chromium(playwright) as opened:
        yield opened


@pytest.fixture(scope="module")
def demo(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_demo(tmp_path_factory.mktemp("demo")) as url:
        yield url


@pytest.mark.parametrize("way", WAYS)
def test_from_signing_in_to_the_closed_case(browser: Browser, demo: str, way: str) -> None:
    visitor = Visitor(browser, demo, "vushtrri", **WAYS[way])  # type: ignore[arg-type]
    visitor.reports_a_manhole()
    hand = Keys() if way == "keyboard" else Hand()

    with visitor.context.expect_page() as opened:
        visitor.page.locator("form[action^='/demo/login'] button").click()
    desk = opened.value
    hand.press(desk.locator("main form button.main"))
    desk.wait_for_url("**/console/vushtrri")
    fits_the_screen(desk)
    number = newest_case(desk)
    hand.press(desk.get_by_role("link", name=number, exact=True))
    desk.wait_for_url(f"**/cases/{number}")
    fits_the_screen(desk)

    passes_on(desk, hand)
    fits_the_screen(desk)
    asks(desk, hand)
    fits_the_screen(desk)

    visitor.returns()
    if way == "no script":
        visitor.page.reload()
    office = visitor.opens_mail_to_answer(number, office="Inspektorati")
    is_done(office, hand)
    desk.reload()
    desk.wait_for_load_state()
    form = desk.locator("form[action$='/closure']")
    if not form.locator("select").input_value():
        hand.choose(form.locator("select"), "repaired")
    hand.press(form.locator("button"))
    expect(desk.locator(".note.good")).to_be_visible()
    expect(form).to_have_count(0)
    fits_the_screen(desk)
    assert visitor.hosts == {demo.removeprefix("http://")}
    visitor.close()


def passes_on(desk: Page, hand: Hand) -> None:
    form = desk.locator("form[action$='/transfers'], form[action$='/referrals']")
    unfold(desk, form, hand)
    hand.choose(form.locator("select[name=institution]"), "inspectorate")
    if form.locator("textarea[name=reason]").count():
        hand.write(form.locator("textarea[name=reason]"), "Toka është e komunës.")
    hand.press(form.locator("button").last)
    expect(desk.locator("#offices")).to_contain_text("Inspektorati")


def asks(desk: Page, hand: Hand) -> None:
    form = desk.locator("form[action$='/questions']")
    unfold(desk, form, hand)
    hand.write(form.locator("textarea[name=question]"), "Cila anë e rrugës?")
    hand.press(form.locator("button").last)
    expect(desk.locator("#asked")).to_contain_text("Cila anë e rrugës?")


def is_done(office: Page, hand: Hand) -> None:
    form = office.locator("form:has(#outcome)")
    unfold(office, form, hand)
    hand.choose(office.locator("#outcome"), "repaired")
    hand.press(form.locator("button[value=done]"))
    expect(office.locator(".note.good").first).to_be_visible()
