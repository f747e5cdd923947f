"""Practice from the first page to the sixth step, by somebody who has a keyboard and nothing else."""

from collections.abc import Iterator

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from playwright.sync_api import Browser, Page, expect, sync_playwright

from reportbot.web.console.help import training_words as words
from tests.browser.hands import Keys, unfold
from tests.browser.walking import Visitor, albanian, chromium, fits_the_screen, running_demo

TOWN = "vushtrri"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright, chromium(playwright) as opened:
        yield opened


@pytest.fixture(scope="module")
def demo(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_demo(tmp_path_factory.mktemp("demo")) as url:
        yield url


class Learner:
    """Does what the strip on top of the page says, and follows its links."""

    def __init__(self, page: Page) -> None:
        self.page, self.keys = page, Keys()

    def begins(self) -> None:
        self.page.goto(f"/console/{TOWN}/training")
        self.keys.press(self.page.locator("form[action$='/training'] button"))
        self.page.wait_for_url("**~practice")

    def is_at(self, step: int) -> None:
        expect(self.page.locator(".practice-coach")).to_contain_text(albanian(words.STEP_OF.msgid, step=step, steps=6))
        fits_the_screen(self.page)

    def follows(self) -> None:
        """Both links of the strip: to the case of this step, and there to the place."""
        link = self.page.locator(".practice-coach .task a")
        if "#" not in str(link.get_attribute("href")):
            self.keys.press(link)
            expect(self.page.locator(".practice-coach .task a[href^='#']")).to_be_visible()
        self.keys.press(link)

    def does(self, action: str, choice: str = "", **texts: str) -> None:
        self.follows()
        form = self.page.locator(f"form[action$='/{action}']").first
        unfold(self.page, form, self.keys)
        if choice:
            self.keys.choose(form.locator("select").first, choice)
        for name, text in texts.items():
            self.keys.write(form.locator(f"[name={name}]"), text)
        self.keys.press(form.locator("button").last)


@pytest.mark.parametrize("width", [1280, 360])
def test_all_six_steps_by_the_keyboard_alone(browser: Browser, demo: str, width: int) -> None:
    visitor = Visitor(browser, demo, TOWN, width=width)
    learner = Learner(visitor.signs_in())
    learner.begins()
    learner.is_at(1)
    learner.page.keyboard.press("j")
    learner.page.keyboard.press("Enter")
    learner.is_at(2)
    learner.does("category", "waste")
    learner.is_at(3)
    learner.does("transfers", "public_services", reason="Rruga është e tyre.")
    learner.is_at(4)
    learner.does("questions", question="Cili mur?")
    learner.is_at(5)
    learner.does("referrals", "inspectorate")
    learner.is_at(6)
    learner.does("closure", "repaired")
    expect(learner.page.locator(".practice-coach")).to_contain_text(albanian(words.FINISHED.msgid))
    learner.keys.press(learner.page.locator(".practice-coach .task a"))
    learner.keys.press(learner.page.locator("form[action$='/training/end'] button"))
    expect(learner.page.locator("[role=status]")).to_contain_text(albanian(words.ENDED.msgid))
    assert visitor.hosts == {demo.removeprefix("http://")}
    visitor.close()
