"""A session ended in the middle of typing: the text is still there after signing in, for its writer and nobody else."""

from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from reportbot.core.signin import lives
from reportbot.service.due.retention import shred
from reportbot.service.staff.drafts import LONGEST, MOST, NEVER_KEPT
from tests.markup import markup
from tests.web.console.house import SAME_SITE, House, browser_for, carried, page_of, words_of
from tests.web.console.people import PASSWORD, Person, a_person

WORDS = 'Cila anë e rrugës?\n<b>"te ura"</b> & më tej'


@pytest.fixture
async def ana(house: House) -> Person:
    await house.report()
    person = await a_person(house)
    await person.signs_in()
    return person


async def typed_too_late(
    house: House, ana: Person, words: str = WORDS, wait: timedelta = lives.IDLE, **more: str
) -> tuple[str, httpx.Response]:
    """A question to the person, sent when the session is over; where it was sent to, and the answer."""
    page = "/console/drenas/cases/2026-0001"
    token = carried(await ana.browser.get(page))
    house.clock.pass_(wait)
    form = {**token, "question": words} | more
    return f"{page}/questions", await ana.browser.post(f"{page}/questions", data=form, headers=SAME_SITE)


async def signs_in_again(ana: Person, answer: httpx.Response) -> httpx.Response:
    """Through the form that stands on the answer; the page that follows."""
    next = str(page_of(answer).select_one("input[name=next]")["value"])  # type: ignore[index]
    await ana.types_password(next=next)
    entered = await ana.types_code(await ana.next_code(), next=next)
    assert entered.status_code == 303
    return await ana.browser.get(entered.headers["location"])


def field_of(page: httpx.Response) -> str:
    area = page_of(page).select_one("textarea[name=question]")
    assert area is not None
    return area.get_text()


async def drafts_of(house: House) -> int:
    from sqlalchemy import func, select

    from reportbot.storage.schema.staff import drafts

    async with house.parts.database.read() as work:
        ((count,),) = await work.drafts._transaction.fetch(select(func.count()).select_from(drafts))
    return int(count)


@pytest.mark.parametrize("wait", [lives.IDLE, lives.LONGEST, timedelta(hours=23)])
async def test_words_of_a_session_that_is_over_are_in_their_field_again(
    house: House, ana: Person, wait: timedelta
) -> None:
    _, answer = await typed_too_late(house, ana, wait=wait)
    assert answer.status_code == 401
    assert "Fjalët" in words_of(answer) or "words are kept" in words_of(answer)
    page = await signs_in_again(ana, answer)
    assert page.request.url.path == "/console/drenas/cases/2026-0001"
    assert field_of(page).replace("\r\n", "\n").strip() == WORDS
    assert page_of(page).select_one("[role=status] + input[name=draft]") is not None
    assert not page_of(page).select("textarea b"), "what was typed is text, not markup"
    async with house.parts.database.read() as work:
        case = await work.cases.by_number("drenas", "2026-0001")
        assert case is not None
        assert "question_sent" not in {event.kind for event in await work.cases.events(case.id)}


async def test_sending_them_erases_what_was_kept(house: House, ana: Person) -> None:
    path, answer = await typed_too_late(house, ana, words="Cila ane e rruges?")
    page = await signs_in_again(ana, answer)
    draft = str(page_of(page).select_one("input[name=draft]")["value"])  # type: ignore[index]
    form = {**carried(page), "question": field_of(page), "draft": draft}
    form |= {
        str(each["name"]): str(each["value"])
        for each in page_of(page).select(f"form[action='{path}'] input[type=hidden]")
        if each["name"] not in form
    }
    assert await drafts_of(house) == 1
    sent = await ana.browser.post(path, data=form, headers=SAME_SITE)
    assert sent.status_code == 303, words_of(sent)
    assert await drafts_of(house) == 0


async def test_signing_out_elsewhere_loses_no_words_either(house: House, ana: Person) -> None:
    page = "/console/drenas/cases/2026-0001"
    token = carried(await ana.browser.get(page))
    copy = browser_for(house.app, house.url)
    copy.cookies.set("console", ana.browser.cookies["console"])
    await copy.post("/console/drenas/logout", data={**token}, headers=SAME_SITE)
    form = {**token, "question": WORDS}
    answer = await ana.browser.post(f"{page}/questions", data=form, headers=SAME_SITE)
    assert field_of(await signs_in_again(ana, answer)).strip() == WORDS


async def test_signing_out_in_another_tab_loses_no_words(house: House, ana: Person) -> None:
    page = "/console/drenas/cases/2026-0001"
    token = carried(await ana.browser.get(page))
    await ana.browser.post("/console/drenas/logout", data={**token}, headers=SAME_SITE)
    answer = await ana.browser.post(f"{page}/questions", data={**token, "question": WORDS}, headers=SAME_SITE)
    assert answer.status_code == 401
    assert field_of(await signs_in_again(ana, answer)).strip() == WORDS


async def test_a_form_of_before_signing_out_is_kept_when_its_writer_is_back(house: House, ana: Person) -> None:
    page = "/console/drenas/cases/2026-0001"
    token = carried(await ana.browser.get(page))
    await ana.browser.post("/console/drenas/logout", data={**token}, headers=SAME_SITE)
    await ana.signs_in()
    answer = await ana.browser.post(f"{page}/questions", data={**token, "question": WORDS}, headers=SAME_SITE)
    assert answer.status_code == 303, "nothing is done: the words stand in their field"
    assert field_of(await ana.browser.get(answer.headers["location"])).strip() == WORDS


async def test_what_is_left_of_a_session_that_was_ended_signs_nobody_in(house: House, ana: Person) -> None:
    token = carried(await ana.browser.get("/console/drenas/cases/2026-0001"))
    await ana.browser.post("/console/drenas/logout", data={**token}, headers=SAME_SITE)
    assert ana.browser.cookies.get("console-last") and not ana.browser.cookies.get("console")
    ana.browser.cookies.set("console", ana.browser.cookies["console-last"])
    assert (await ana.browser.get("/console/drenas")).status_code == 401


async def test_whoever_signs_in_next_in_this_browser_does_not_get_the_words(house: House, ana: Person) -> None:
    page = "/console/drenas/cases/2026-0001"
    token = carried(await ana.browser.get(page))
    await ana.browser.post("/console/drenas/logout", data={**token}, headers=SAME_SITE)
    beni = await a_person(house, "Beni Gashi")
    beni.browser.cookies.set("console-last", ana.browser.cookies["console-last"])
    await beni.signs_in()
    answer = await beni.browser.post(f"{page}/questions", data={**token, "question": WORDS}, headers=SAME_SITE)
    assert answer.status_code == 403 and await drafts_of(house) == 0


async def test_nobody_else_gets_the_words(house: House, ana: Person) -> None:
    _, answer = await typed_too_late(house, ana)
    next = str(page_of(answer).select_one("input[name=next]")["value"])  # type: ignore[index]
    beni = await a_person(house, "Beni Gashi")
    await beni.signs_in()
    page = await beni.browser.get(next)
    assert page.status_code == 200 and "te ura" not in page.text


async def test_an_unknown_cookie_keeps_nothing(house: House, ana: Person) -> None:
    page = "/console/drenas/cases/2026-0001"
    token = carried(await ana.browser.get(page))
    for cookie in ("", "x", "A" * 43, ana.browser.cookies["console"][:-1]):
        stranger = browser_for(house.app, house.url)
        stranger.cookies.set("console", cookie)
        form = {**token, "question": WORDS}
        answer = await stranger.post(f"{page}/questions", data=form, headers=SAME_SITE)
        assert answer.status_code == 401 and "draft" not in answer.text
    assert await drafts_of(house) == 0


async def test_words_without_the_token_of_that_session_are_not_kept(house: House, ana: Person) -> None:
    for token in ("", "x", house.web.vault.sign("form", "1", house.clock.now() + timedelta(days=2))):
        await typed_too_late(house, ana, form_token=token)
        assert await drafts_of(house) == 0
        await ana.signs_in()


async def test_half_a_session_keeps_nothing(house: House) -> None:
    beni = await a_person(house, "Beni Gashi")
    await beni.types_password()
    path = "/console/drenas/cases/2026-0001/questions"
    answer = await beni.browser.post(path, data={"question": WORDS}, headers=SAME_SITE)
    assert answer.status_code == 401 and await drafts_of(house) == 0


async def test_what_is_too_long_is_not_kept_and_nothing_breaks(house: House, ana: Person) -> None:
    for words in ("x" * (LONGEST + 1), "x" * 100_000):
        _, answer = await typed_too_late(house, ana, words=words)
        assert answer.status_code == 401 and await drafts_of(house) == 0
        await ana.signs_in()


async def test_of_one_person_ten_are_kept(house: House, ana: Person) -> None:
    async with house.parts.database.read() as work:
        staff = await work.staff.by_key("drenas", ana.key)
    assert staff is not None
    for number in range(MOST + 3):
        await house.parts.staff.drafts.keep(staff, f"/console/drenas/cases/{number}/questions", {"question": [WORDS]})
        house.clock.pass_(timedelta(seconds=1))
    assert await drafts_of(house) == MOST


async def test_after_a_day_they_are_gone(house: House, ana: Person) -> None:
    _, answer = await typed_too_late(house, ana)
    house.clock.pass_(lives.DRAFTS)
    assert field_of(await signs_in_again(ana, answer)).strip() == ""
    await house.parts.run_due()
    assert await drafts_of(house) == 0


async def test_words_about_a_case_that_is_erased_go_with_it_and_no_others(house: House, ana: Person) -> None:
    await house.report()
    await typed_too_late(house, ana, wait=lives.LONGEST)
    token = carried(await signs_in_page(ana))
    house.clock.pass_(lives.LONGEST)
    form = {**token, "question": WORDS}
    await ana.browser.post("/console/drenas/cases/2026-0002/questions", data=form, headers=SAME_SITE)
    assert await drafts_of(house) == 2
    async with house.parts.database.begin() as work:
        case = await work.cases.by_number("drenas", "2026-0001")
        assert case is not None
        await shred(work, case, "coordinator", house.clock.now())
    assert await drafts_of(house) == 1


async def signs_in_page(ana: Person) -> httpx.Response:
    await ana.signs_in()
    return await ana.browser.get("/console/drenas/cases/2026-0002")


async def test_on_the_disk_they_cannot_be_read(house: House, ana: Person, sqlite_url: str) -> None:
    await typed_too_late(house, ana)
    for file in Path(sqlite_url.removeprefix("sqlite:///")).parent.glob("reportbot.db*"):
        assert b"te ura" not in file.read_bytes()


async def test_words_whose_form_has_gone_are_shown_all_the_same(house: House, ana: Person) -> None:
    async with house.parts.database.read() as work:
        staff = await work.staff.by_key("drenas", ana.key)
    assert staff is not None
    path = "/console/drenas/cases/2026-0001/no-such-form"
    number = await house.parts.staff.drafts.keep(staff, path, {"note": [WORDS], "form_token": ["secret"]})
    page = await ana.browser.get(f"/console/drenas/cases/2026-0001?draft={number}")
    assert "te ura" in words_of(page) and "secret" not in page.text
    assert "<b>" not in str(page_of(page).select_one("main section.card .said"))


@pytest.mark.parametrize("number", ["0", "x", "-1", "9" * 30, "٣", "1e3", ""])
async def test_rubbish_in_place_of_a_number_changes_nothing(ana: Person, number: str) -> None:
    page = await ana.browser.get("/console/drenas/cases/2026-0001", params={"draft": number})
    assert page.status_code == 200 and field_of(page).strip() == ""


async def test_a_password_is_never_kept(house: House, ana: Person) -> None:
    page = "/console/drenas/account"
    token = carried(await ana.browser.get(page))
    house.clock.pass_(lives.IDLE)
    form = {**token, "password": PASSWORD, "again": PASSWORD, "code": "123456"}
    await ana.browser.post(f"{page}/password", data=form, headers=SAME_SITE)
    assert await drafts_of(house) == 0


def test_every_secret_field_of_our_pages_is_one_that_is_never_kept() -> None:

    from reportbot.web.pages import HERE

    secret = "input[type=password], input[autocomplete=one-time-code], input[name=credential], input[name=form_token]"
    found = {
        str(field["name"])
        for file in (HERE / "templates").rglob("*.html")
        for field in markup(file.read_text()).select(secret)
    }
    assert {"password", "code"} <= found - {""} <= NEVER_KEPT
