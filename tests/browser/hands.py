"""How a page is worked: with the mouse or the finger, or with the keyboard alone."""

import pytest
from playwright.sync_api import Locator, Page

MOST_TABS = 250  # stops on one page


class Hand:
    """The mouse, or the finger."""

    def press(self, what: Locator) -> None:
        what.click()

    def choose(self, field: Locator, value: str) -> None:
        field.select_option(value)

    def write(self, field: Locator, text: str) -> None:
        field.fill(text)


class Keys(Hand):
    """The keyboard alone: Tab until it is there, then Enter, arrows or letters."""

    def press(self, what: Locator) -> None:
        self._reach(what)
        what.page.keyboard.press("Enter")

    def choose(self, field: Locator, value: str) -> None:
        self._reach(field)
        for _ in range(MOST_TABS):
            if field.input_value() == value:
                return
            field.page.keyboard.press("ArrowDown")
        pytest.fail(f"{value} cannot be chosen")

    def write(self, field: Locator, text: str) -> None:
        self._reach(field)
        field.page.keyboard.type(text)

    def _reach(self, what: Locator) -> None:
        for _ in range(MOST_TABS):
            if what.evaluate("(each) => each === document.activeElement"):
                return
            what.page.keyboard.press("Tab")
        pytest.fail(f"the keyboard does not reach {what}")


def unfold(page: Page, form: Locator, hand: Hand) -> None:
    """Opens what the form is folded into."""
    folds = page.locator("details:not([open])", has=form)
    if folds.count():
        hand.press(folds.last.locator("> summary"))
