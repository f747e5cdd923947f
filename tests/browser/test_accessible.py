"""Every page holds WCAG 2.2 AA as far as axe-core can tell, on a wide screen and on a small phone, by day and by night;
fits the phone; and asks no other host for anything."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytest.importorskip("axe_playwright_python", reason="axe-core is not installed")

from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from reportbot.vault.keys import Keys
from reportbot.vault.sealing import Vault
from reportbot.web.console.signin.access import new_login_path
from tests.browser.accessible import violations
from tests.browser.listed_pages import DESK, MORE, PAGES, Visit
from tests.browser.walking import PATIENCE_MS, Visitor, chromium, fits_the_screen, newest_case, running_demo

TOWN = "drenas"
PLAIN = {"letter": "L-2026-0001"}


class Rounds:
    """The running demo with a case in it, and a tab for each role that goes from page to page."""

    def __init__(self, browser: Browser, url: str, folder: Path) -> None:
        self.browser, self.url, self._vault = browser, url, Vault(Keys.load(folder / "keys"))
        self.hosts: set[str] = set()
        self._tabs: dict[str, Page] = {}
        self._known = PLAIN | {"town": TOWN} | self._prepared()
        self._known["invitation"] = self.invites().locator("code.link").inner_text().rpartition("/")[2]
        self.is_second()

    def goes_to(self, visit: Visit) -> Page:
        page = self.tab(visit.role)
        answer = page.goto(visit.address.format(login=self._login(DESK), **self._known))
        assert answer is not None and answer.status == visit.status, visit
        if visit.follow:
            address = page.locator(f"main a[href*='{visit.follow}']").first.get_attribute("href")
            assert address
            page.goto(address)
        return page

    def tab(self, role: str) -> Page:
        if role not in self._tabs:
            context: BrowserContext = self.browser.new_context(base_url=self.url, locale="sq-AL")
            context.set_default_timeout(PATIENCE_MS)
            context.on("request", lambda request: self.hosts.add(urlsplit(request.url).netloc))
            self._tabs[role] = context.new_page()
            if role:
                self._tabs[role].goto(self._login(role))
                self._tabs[role].locator("main form button.main").click()
        return self._tabs[role]

    def begins_practice(self) -> Page:
        page = self.tab(DESK)
        page.goto(f"/console/{TOWN}/training")
        page.locator("main form button.main, main form button").first.click()
        page.wait_for_url("**~practice")
        return page

    def invites(self) -> Page:
        """Somebody new: the page with the link that sets up their account."""
        page = self.tab("administrator")
        page.goto(f"/console/{TOWN}/staff")
        self._confirms(page)
        page.fill("#name", "Ana")
        page.locator("input[name=roles]").first.check()
        page.locator("form[action$='/staff'] button.main").click()
        self._confirms(page)
        page.locator("code.link").wait_for()
        return page

    def is_second(self) -> Page:
        """The desk confirms what the administrator asked for: the page with the code that goes with the link."""
        page = self.tab(DESK)
        page.goto(f"/console/{TOWN}/staff/asks")
        looks_well(page)
        page.locator("form[action$='/confirmation'] button").first.click()
        self._confirms(page)
        if urlsplit(page.url).path.endswith("/asks"):
            page.locator("form[action$='/confirmation'] button").first.click()
        page.locator("code.link").wait_for()
        return page

    def _confirms(self, page: Page) -> None:
        """Once more, that it is them: whoever signed in by a link presses a button."""
        page.wait_for_load_state()
        if "/confirm?" in page.url:
            page.locator("main form button").first.click()
            page.wait_for_load_state()

    def _prepared(self) -> dict[str, str]:
        """Somebody reports, the office gets its mail, the desk makes a letter of it; and the same again, closed."""
        closed = self._closed()
        visitor = Visitor(self.browser, self.url, TOWN)
        visitor.reports_a_manhole()
        desk = visitor.signs_in()
        number = newest_case(desk)
        link = visitor.opens_mail_to_answer(number).url
        desk.goto(f"/console/{TOWN}/cases/{number}")
        desk.locator("#letters summary").first.click()
        desk.locator("#letters button[name=kind]").first.click()
        visitor.close()
        return {"case": number, "closed": closed, "office": urlsplit(link).path.removeprefix("/r/")}

    def _closed(self) -> str:
        visitor = Visitor(self.browser, self.url, TOWN)
        visitor.reports_a_manhole()
        desk = visitor.signs_in()
        number = newest_case(desk)
        office = visitor.opens_mail_to_answer(number)
        office.locator("#outcome").evaluate("(each) => each.closest('details')?.setAttribute('open', '')")
        office.select_option("#outcome", "repaired")
        office.locator("button[value=done]").click()
        office.wait_for_load_state()
        desk.goto(f"/console/{TOWN}/cases/{number}")
        desk.locator("form[action$='/closure'] button").click()
        desk.wait_for_url("**done=**")
        visitor.close()
        return number

    def _login(self, role: str) -> str:
        return new_login_path(self._vault, TOWN, role, datetime.now(UTC))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright, chromium(playwright) as opened:
        yield opened


@pytest.fixture(scope="module")
def rounds(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rounds]:
    folder = tmp_path_factory.mktemp("demo")
    with running_demo(folder) as url:
        yield Rounds(browser, url, folder)


VISITS = {**PAGES, **{f"{each.address} {each.role}": each for each in MORE}}


@pytest.mark.parametrize("name", VISITS)
def test_a_page_holds_wcag_2_2_aa_and_fits_a_phone(rounds: Rounds, name: str) -> None:
    page = rounds.goes_to(VISITS[name])
    looks_well(page)
    assert rounds.hosts == {urlsplit(rounds.url).netloc}


def test_practice_holds_it_too(rounds: Rounds) -> None:
    page = rounds.begins_practice()
    home = urlsplit(page.url).path
    for path in (home, f"{home}/needs-look", f"{home.removesuffix('~practice')}/training"):
        page.goto(path)
        looks_well(page)
    page.goto(home)
    for number in page.locator("td.number").all_inner_texts():
        page.goto(f"{home}/cases/{number.strip()}")
        looks_well(page)


def test_a_form_that_is_refused_holds_it_too(rounds: Rounds) -> None:
    page = rounds.tab("administrator")
    page.goto(f"/console/{TOWN}/settings/rules/one?kind=rule")
    page.fill("#f-name", "far villages")
    page.locator("main form button.main").click()
    expect(page.locator("#f-lead")).to_be_focused()
    expect(page.locator("#f-name")).to_have_value("far villages")
    looks_well(page)


def test_the_link_of_an_invitation_holds_it_too(rounds: Rounds) -> None:
    looks_well(rounds.invites())
    looks_well(rounds.is_second())


def looks_well(page: Page) -> None:
    found: dict[str, list[str]] = {}
    for width, scheme in ((1280, "light"), (360, "dark"), (1280, "dark")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        for each in violations(page):
            found.setdefault(each, []).append(f"{width} {scheme}")
        fits_the_screen(page)
    assert not found, "\n".join(f"{' and '.join(where)}: {what}" for what, where in found.items())
