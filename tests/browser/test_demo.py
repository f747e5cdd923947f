"""The walk of a newcomer through the demo, in a real browser: with a script, without one, on a small phone."""

from collections.abc import Iterator

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.walking import (
    FIRST_WORDS,
    Visitor,
    albanian,
    chromium,
    fits_the_screen,
    newest_case,
    running_demo,
    take_picture,
)

SERVICES = albanian("Directorate of Public Services")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright, chromium(playwright) as opened:
        yield opened


@pytest.fixture(scope="module")
def demo(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_demo(tmp_path_factory.mktemp("demo")) as url:
        yield url


@pytest.mark.parametrize("script", [True, False], ids=["with a script", "without a script"])
def test_a_report_reaches_the_office_and_its_answer_reaches_the_person(
    browser: Browser, demo: str, script: bool
) -> None:
    visitor = Visitor(browser, demo, "drenas", script=script)
    visitor.reports_a_manhole()

    desk = visitor.signs_in()
    number = newest_case(desk)
    assert desk.locator("tr", has_text=number).locator(".office").inner_text().strip() == SERVICES
    desk.get_by_role("link", name=number).click()
    expect(desk.locator("main")).to_contain_text(FIRST_WORDS)

    page = visitor.opens_mail_to_answer(number)
    assert FIRST_WORDS in page.locator("main").inner_text()
    page.get_by_role("button", name=albanian("We have it")).click()
    expect(page.locator(".note.good")).to_contain_text(albanian("We have it"))

    visitor.returns()
    visitor.hears_by_day(albanian("{institution} has your report and takes care of it.", institution=SERVICES))
    desk.close()
    desk = visitor.signs_in()  # in the night the clock was pushed, and the session may have ended
    desk.get_by_role("link", name=number).click()
    expect(desk.locator("main")).to_contain_text(albanian("{institution} has it.", institution=SERVICES))
    assert visitor.hosts == {demo.removeprefix("http://")}
    if script:
        take_picture(visitor.page, "chat")
    visitor.close()


def test_where_nobody_answers_the_reminder_goes_out(browser: Browser, demo: str) -> None:
    visitor = Visitor(browser, demo, "vushtrri")
    visitor.reports_a_manhole()
    desk = visitor.signs_in()
    number = newest_case(desk)
    reminder = albanian("Reminder: report {number} is still open with you", number=number)
    visitor.inbox.locator("a", has_text=number).first.wait_for()
    assert visitor.inbox.locator("a", has_text=reminder).count() == 0
    for _ in range(7):
        visitor.waits("day")
        visitor.inbox.locator("a", has_text=number).first.wait_for()
        if visitor.inbox.locator("a", has_text=reminder).count():
            break
    else:
        pytest.fail("a week has passed and nobody was reminded")
    desk.close()
    desk = visitor.signs_in()  # the clock has gone on: the session of that morning has ended
    expect(desk.locator("tr", has_text=number)).to_contain_text(albanian("Overdue"))
    visitor.page.goto(f"/demo/outbox?town={visitor.town}")
    expect(visitor.page.locator("main")).to_contain_text(reminder)
    visitor.close()


def test_everything_fits_on_a_small_phone(browser: Browser, demo: str) -> None:
    visitor = Visitor(browser, demo, "kamez", width=360)
    fits_the_screen(visitor.page)
    visitor.reports_a_manhole()
    desk = visitor.signs_in()
    fits_the_screen(desk)
    number = newest_case(desk)
    desk.get_by_role("link", name=number).click()
    fits_the_screen(desk)
    page = visitor.opens_mail_to_answer(number)
    fits_the_screen(page)
    for path in ("/demo/telegram", "/demo/sms", "/demo/outbox", "/chat/kamez", "/chat/vushtrri"):
        visitor.page.goto(f"{path}?town=kamez")
        fits_the_screen(visitor.page)
    visitor.close()


def test_the_pretend_telephones_talk_to_the_bot(browser: Browser, demo: str) -> None:
    visitor = Visitor(browser, demo, "drenas", script=False)
    visitor.page.goto("/demo/telegram?town=drenas")
    phone = visitor.page.frame_locator("iframe[name=bubbles]")
    phone.get_by_role("button", name=albanian("Start")).click()
    phone.get_by_role("button", name="Shqip").first.click()
    phone.get_by_role("button", name=albanian("I am a child and need help")).first.wait_for()

    visitor.page.goto("/demo/sms?town=drenas")
    visitor.page.locator("#text").fill("Tung")
    visitor.page.locator("form.write button").click()
    phone.locator(".bubble:not(.mine)").first.wait_for()
    assert "Tung" in phone.locator(".bubble.mine").first.inner_text()
    assert visitor.hosts == {demo.removeprefix("http://")}
    visitor.close()
