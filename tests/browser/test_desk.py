"""The desk at work in a real browser: somebody calls, a question is asked and answered, a case is found again."""

from collections.abc import Iterator

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.walking import (
    CODE,
    Visitor,
    albanian,
    chromium,
    fits_the_screen,
    newest_case,
    no_button_breaks_a_word,
    running_demo,
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright, chromium(playwright) as opened:
        yield opened


@pytest.fixture(scope="module")
def demo(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_demo(tmp_path_factory.mktemp("demo")) as url:
        yield url


@pytest.mark.parametrize("width", [1280, 360])
def test_a_caller_gets_a_code_that_is_read_back(browser: Browser, demo: str, width: int) -> None:
    visitor = Visitor(browser, demo, "drenas", width=width)
    desk = visitor.signs_in()
    fits_the_screen(desk)
    desk.get_by_role("link", name=albanian("New report for a caller")).click()
    expect(desk.locator("input[name=danger]").first).to_be_focused()
    fits_the_screen(desk)
    desk.keyboard.press("Space")  # the first question has the focus: no danger now
    desk.keyboard.press("Tab")
    desk.keyboard.type("Pus pa kapak te shkolla")
    desk.keyboard.press("Tab")
    desk.keyboard.press("Enter")
    expect(desk.locator("#category")).to_have_value("manhole")
    desk.fill("#place", "Komoran")
    with desk.expect_navigation():
        desk.press("#place", "Enter")  # never saves by itself
    expect(desk.locator(".code")).to_have_count(0)
    desk.locator("button[value=save]").click()
    expect(desk.locator(".code li")).to_have_count(4)
    groups = desk.locator(".code li").all_inner_texts()
    assert CODE.fullmatch(" ".join(groups))
    fits_the_screen(desk)
    desk.fill("#back", "0000" if groups[-1] != "0000" else "1111")
    expect(desk.locator("#wrong")).to_be_visible()
    desk.fill("#back", groups[-1])
    expect(desk.locator("#right")).to_be_visible()
    desk.press("#back", "Enter")
    desk.wait_for_url("**/cases/*")
    assert " ".join(groups) not in desk.content()
    visitor.close()


@pytest.mark.parametrize("width", [1280, 360])
def test_a_question_is_asked_and_answered_and_found_again(browser: Browser, demo: str, width: int) -> None:
    visitor = Visitor(browser, demo, "vushtrri", width=width)
    visitor.reports_a_manhole()
    desk = visitor.signs_in()
    number = newest_case(desk)
    desk.get_by_role("link", name=number).click()
    to_do, facts = desk.locator("#act .main").bounding_box(), desk.locator(".wide-facts").bounding_box()
    assert to_do and facts and (to_do["y"] < facts["y"]) is (width == 360), "on a phone what to do comes first"
    assert to_do["y"] + to_do["height"] < 640, "on the first screen"
    desk.locator("#ask > summary").click()
    expect(desk.locator("#asked")).to_contain_text("Mos kërkoni emër.")
    desk.fill("#question", "Cila anë e rrugës?")
    desk.locator("#ask form button").click()
    expect(desk.locator("#asked")).to_contain_text(albanian("Not answered yet."))
    fits_the_screen(desk)
    visitor.returns()
    visitor.says("STATUS")
    visitor.hears("Cila anë e rrugës?")
    visitor.says("Ana e majtë, te ura")
    visitor.hears(albanian("Thank you. Your answer is with those who asked."))
    desk.reload()
    expect(desk.locator("#asked .theirs").last).to_contain_text("Ana e majtë, te ura")
    for language in ("sr", "sq"):
        desk.goto(f"{demo}/console/vushtrri/cases/{number}?language={language}")
        no_button_breaks_a_word(desk)
    desk.goto(f"{demo}/console/vushtrri")
    desk.fill("#words", "majte")
    desk.press("#words", "Enter")
    expect(desk.locator(".hits")).to_contain_text(number)
    fits_the_screen(desk)
    visitor.close()


@pytest.mark.parametrize("width", [1280, 360])
def test_a_sender_is_paused_and_reads_so_in_the_chat(browser: Browser, demo: str, width: int) -> None:
    visitor = Visitor(browser, demo, "vushtrri", width=width)
    visitor.reports_a_manhole()
    desk = visitor.signs_in()
    desk.get_by_role("link", name=newest_case(desk)).click()
    desk.locator("#pause summary").click()
    fits_the_screen(desk)
    desk.select_option("#pause-hours", "24")
    desk.select_option("#pause-why", "flood")
    desk.locator("#pause form button").click()
    expect(desk.locator("[role=status]")).to_have_text(
        albanian("The sender is paused. They are told when they write next.")
    )
    fits_the_screen(desk)
    visitor.returns()
    visitor.says("Edhe nje pus tjeter")
    visitor.hears("nuk merr raportime të reja nga ti")
    desk.reload()
    desk.locator("#pause form button").click()
    expect(desk.locator("#pause summary")).to_be_visible()
    visitor.close()


@pytest.mark.parametrize("width", [1280, 360])
def test_a_place_is_corrected_from_the_page_of_its_case(browser: Browser, demo: str, width: int) -> None:
    visitor = Visitor(browser, demo, "vushtrri", width=width)
    visitor.reports_a_manhole()
    desk = visitor.signs_in()
    desk.get_by_role("link", name=newest_case(desk)).click()
    desk.locator("#head").get_by_role("link", name=albanian("Correct the place")).click()
    expect(desk.locator("#place")).to_be_focused()
    for language in ("sr", "en", "sq"):
        desk.goto(f"{desk.url.split('?')[0]}?language={language}")
        fits_the_screen(desk)
        no_button_breaks_a_word(desk)
    desk.fill("#place", "Atlantis")
    desk.locator("main form button").click()
    expect(desk.locator("[role=alert]")).to_contain_text("drejtshkrimin")
    fits_the_screen(desk)
    desk.fill("#place", "Stanovc")
    desk.fill("#reason", "E tha thirrësi.")
    desk.locator("main form button").click()
    expect(desk.locator("main form legend")).to_have_text(albanian("Which place is meant?"))
    fits_the_screen(desk)
    desk.get_by_label("Stanoc i Epërm").check()
    desk.locator("main form button").click()
    expect(desk.locator("[role=status]")).to_have_text(albanian("The place is saved. Nothing was sent."))
    expect(desk.locator("#head .matter")).to_contain_text("Stanoc i Epërm")
    expect(desk.locator(".timeline").last).to_contain_text("E tha thirrësi.")
    fits_the_screen(desk)
    visitor.close()


def test_one_more_office_is_asked_from_an_old_phone(browser: Browser, demo: str) -> None:
    visitor = Visitor(browser, demo, "drenas", width=360)
    visitor.reports_a_manhole()
    desk = visitor.signs_in()
    desk.get_by_role("link", name=newest_case(desk)).click()
    desk.locator("#offices summary").get_by_text(albanian("Ask another office too")).click()
    fits_the_screen(desk)
    no_button_breaks_a_word(desk)
    desk.select_option("#involve", "water_company")
    desk.fill("#involve-reason", "Edhe gypi i ujit është thyer.")
    desk.locator("form[action$='/involvements'] button").click()
    expect(desk.locator("[role=status]")).to_have_text(albanian("This office acts on it too now. It gets a message."))
    expect(desk.locator(".timeline").last).to_contain_text("Edhe gypi i ujit është thyer.")
    fits_the_screen(desk)
    visitor.close()
