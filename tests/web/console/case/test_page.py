"""One case: what is shown, what can be done, what is refused."""

from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from reportbot.core.cases.events import KINDS, CaseEvent
from reportbot.core.cases.referral import Answer
from reportbot.core.cases.workflow import Status
from reportbot.core.errors import UnknownCode
from reportbot.service.records import Photo
from reportbot.surroundings import load_book
from reportbot.web.console import words
from reportbot.web.console.case.offices import part_words
from reportbot.web.console.case.story import story_words
from reportbot.web.console.case.timeline import history_words
from tests.web.console.house import PERSON, SAME_SITE, House, carried, form_token, page_of, words_of


def case_path(number: str) -> str:
    return f"/console/drenas/cases/{number}"


async def post(desk: httpx.AsyncClient, path: str, **fields: str) -> httpx.Response:
    """Fill in the form that the case's page shows."""
    page = await desk.get(path.rpartition("/")[0])
    return await desk.post(path, data={**carried(page), **fields}, headers=SAME_SITE)


async def answer(house: House, number: str, said: Answer, note: str = "") -> None:
    """The lead says so on its page."""
    async with house.parts.database.read() as work:
        case = await work.cases.by_number("drenas", number)
        assert case is not None
        lead = next(
            each for each in await work.cases.referrals(case.id) if each.role == "lead" and not each.is_finished
        )
    await house.parts.responses.answer_as(
        lead.institution, lead.id, said, note, outcome="passed_on" if said is Answer.DONE else ""
    )
    await house.parts.delivery.drain()


async def status_of(house: House, number: str) -> Status:
    async with house.parts.database.read() as work:
        case = await work.cases.by_number("drenas", number)
    assert case is not None
    return case.status


async def test_the_whole_story_is_there_and_escaped(house: House, desk: httpx.AsyncClient) -> None:
    page = await desk.get(case_path(await house.report()))
    text = words_of(page)
    assert "Pus pa kapak te <b>shkolla</b> {dita}" in text
    assert "<b>shkolla" not in page.text
    for word in ("Komoran", "Open manhole or pit", "Municipal Inspectorate"):
        assert word in text
    assert "first answer, Directorate of Public Services: in 2 hours" in text
    assert "A report came in." in text
    assert "report → Directorate of Public Services e-mail, sent" in text


async def test_that_the_person_did_not_finish_is_shown_until_they_do(house: House, desk: httpx.AsyncClient) -> None:
    assert await house.report(("/start", "1", "2", "3", "Komoran")) == ""
    await house.later(timedelta(hours=3))
    path = case_path(await house.newest("drenas"))
    assert "The person did not finish." in words_of(await desk.get(path))
    await house.goes_on(("Rri gjithmone vetem", "1"))
    assert "The person did not finish." not in words_of(await desk.get(path))


async def test_a_sensitive_matter_is_shown_to_the_coordinator_but_never_in_a_title(
    house: House, desk: httpx.AsyncClient
) -> None:
    number = await house.report(PERSON)
    for path in (case_path(number), "/console/drenas"):
        page = await desk.get(path)
        assert "Violence against a child" in words_of(page)
        title = page_of(page).title
        assert title is not None
        assert "iolence" not in title.get_text()


async def test_an_answer_and_its_note_stand_in_the_history(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report()
    await answer(house, number, Answer.RECEIVED, "Vijme <i>neser</i>.")
    text = words_of(await desk.get(case_path(number)))
    assert "Directorate of Public Services has it." in text
    assert "Vijme <i>neser</i>." in text
    assert "in work" in text


async def test_a_case_is_passed_on_to_another_office(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report()
    mails = len(house.mail.notices)
    moved = await post(desk, f"{case_path(number)}/referrals", institution="police")
    assert (moved.status_code, moved.headers["location"]) == (303, f"{case_path(number)}?done=passed-on")
    text = words_of(await desk.get(moved.headers["location"]))
    assert "Passed on. The office gets a message now." in text
    assert "Passed on to: Police." in text
    await house.later(timedelta(0))
    assert [notice.target for notice in house.mail.notices[mails:]] == ["police@drenas.example"]


async def test_a_case_that_came_back_waits_for_the_desk(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report()
    await answer(house, number, Answer.NOT_OURS)
    assert "Waits for you" in words_of(await desk.get("/console/drenas"))
    page = await desk.get(case_path(number))
    assert "says that it is not theirs. Please pass the case on." in words_of(page)
    assert page_of(page).select_one("form[action$='/referrals'] button.main") is not None
    assert (await post(desk, f"{case_path(number)}/referrals", institution="water_company")).status_code == 303
    assert await status_of(house, number) is Status.REFERRED


async def test_a_done_case_is_closed_and_can_be_opened_again(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report()
    await answer(house, number, Answer.DONE)
    page = page_of(await desk.get(case_path(number)))
    mains = page.select("main button.main")
    assert [button.get_text() for button in mains] == ["Close the case"]
    closed = await post(desk, f"{case_path(number)}/closure")
    assert closed.headers["location"] == f"{case_path(number)}?done=closed"
    assert await status_of(house, number) is Status.CLOSED
    assert "The case was closed." in words_of(await desk.get(case_path(number)))
    assert (await post(desk, f"{case_path(number)}/referrals", institution="police")).status_code == 303
    assert await status_of(house, number) is Status.REFERRED


async def test_what_the_person_says_of_the_end_stands_on_the_page(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report()
    said = [("feedback", {"solved": "skipped"}), ("feedback", {"rating": "1"}), ("reopened", {"not_solved": "yes"})]
    async with house.parts.database.begin() as work:
        case = await work.cases.by_number("drenas", number)
        assert case is not None
        for kind, facts in said:
            at, id = house.clock.now(), house.parts.ids.new()
            await work.cases.add_events([CaseEvent(id, case.id, "drenas", kind, at, "reporter", facts)])
    text = words_of(await desk.get(case_path(number)))
    assert text.count("The person says that it is not solved.") == 2
    assert "The person was asked whether it is solved, and would rather not say." in text
    assert "How it was with us, says the person: good." in text


async def test_a_case_in_work_cannot_be_closed(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report()
    assert page_of(await desk.get(case_path(number))).select_one("form[action$='/closure']") is None
    refused = await post(desk, f"{case_path(number)}/closure")
    assert refused.status_code == 409
    assert "This case has changed meanwhile." in words_of(refused)
    assert await status_of(house, number) is Status.REFERRED


@pytest.mark.parametrize("institution", ["", "nobody", "../police", "police\x00", "mayor"])
async def test_only_an_office_of_the_town_that_takes_reports_gets_a_case(
    house: House, desk: httpx.AsyncClient, institution: str
) -> None:
    number = await house.report()
    offered = page_of(await desk.get(case_path(number))).select("#institution option")
    assert institution not in {str(each["value"]) for each in offered} - {""}
    for verb in ("referrals", "transfers"):
        refused = await post(desk, f"{case_path(number)}/{verb}", institution=institution, reason="A pipe.")
        assert refused.status_code == 400 and "Please choose an office." in words_of(refused)
    casework = house.parts.casework
    with pytest.raises(UnknownCode):
        await casework.refer("drenas", number, institution, "@coordinator")
    assert "Passed on to: Directorate of Public Services." in words_of(await desk.get(case_path(number)))


async def test_a_form_without_this_sessions_token_changes_nothing(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report()
    await answer(house, number, Answer.DONE)
    other = await house.sign_in()
    stolen = form_token(await other.get(case_path(number)))
    session = desk.cookies["console"]
    for token in ("", "x", session, stolen):
        refused = await desk.post(f"{case_path(number)}/closure", data={"form_token": token}, headers=SAME_SITE)
        assert refused.status_code == 403
    assert await status_of(house, number) is Status.RESOLVED


@pytest.mark.parametrize(
    "headers", [{"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}, {"origin": "https://elsewhere.test"}]
)
async def test_a_form_from_another_site_changes_nothing(
    house: House, desk: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    number = await house.report()
    await answer(house, number, Answer.DONE)
    token = form_token(await desk.get(case_path(number)))
    refused = await desk.post(f"{case_path(number)}/closure", data={"form_token": token}, headers=headers)
    assert refused.status_code == 403
    assert await status_of(house, number) is Status.RESOLVED


async def test_looking_changes_nothing(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report()
    await answer(house, number, Answer.DONE)
    for path in ("closure", "referrals"):
        assert (await desk.get(f"{case_path(number)}/{path}")).status_code == 405
    assert await status_of(house, number) is Status.RESOLVED


@pytest.mark.parametrize("body", [b"\xff\xfe", b"a&" * 2000, b"x" * 100_000, b"form_token=" + b"A" * 7000])
async def test_a_rubbish_form_is_refused(house: House, desk: httpx.AsyncClient, body: bytes) -> None:
    number = await house.report()
    kind = {"content-type": "application/x-www-form-urlencoded"}
    refused = await desk.post(f"{case_path(number)}/closure", content=body, headers=SAME_SITE | kind)
    assert refused.status_code in (400, 403, 413)


@pytest.mark.parametrize("number", ["2026-9999", "x", "%00", "9" * 400, "2026-0001'--"])
async def test_a_case_that_is_not_there(house: House, desk: httpx.AsyncClient, number: str) -> None:
    assert (await desk.get(case_path(number))).status_code == 404
    assert (await desk.get(f"{case_path(number)}/photos/1")).status_code == 404


async def test_a_photo_of_the_case_is_shown_and_no_other(house: House, desk: httpx.AsyncClient) -> None:
    number, other = await house.report(), await house.report()
    photo = await _add_photo(house, number)
    page = page_of(await desk.get(case_path(number)))
    assert [image["src"] for image in page.select(".photos img")] == [f"{case_path(number)}/photos/{photo}"]
    shown = await desk.get(f"{case_path(number)}/photos/{photo}")
    assert (shown.content, shown.headers["content-type"]) == (b"JPEG bytes", "image/jpeg")
    assert shown.headers["cache-control"] == "no-store"
    assert (await desk.get(f"{case_path(other)}/photos/{photo}")).status_code == 404
    assert (await desk.get(f"{case_path(number)}/photos/{photo + 1}")).status_code == 404


async def test_what_cannot_be_read_is_said_and_the_rest_is_shown(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report()
    async with house.parts.database.begin() as work:
        case = await work.cases.by_number("drenas", number)
        assert case is not None
        note = CaseEvent(house.parts.ids.new(), case.id, "drenas", "done", house.clock.now(), "police", {}, b"broken")
        await work.cases.add_events([note])
    text = words_of(await desk.get(case_path(number)))
    assert "This text cannot be read" in text
    assert "Pus pa kapak" in text


def test_everything_that_can_happen_has_words() -> None:
    assert set(history_words.EVENT_WORDS) == KINDS
    assert set(words.STATUSES) == set(Status)
    assert set(part_words.ANSWERS) == set(Answer)


def test_every_answer_of_a_report_has_a_name_or_is_left_out_on_purpose() -> None:
    book = load_book(Path("conversations"))
    saved = {step.save for flow in book.flows.values() if flow.reports for step in flow.steps.values() if step.save}
    assert saved <= set(story_words.QUESTIONS) | story_words.UNTOLD


async def _add_photo(house: House, number: str) -> int:
    id = house.parts.ids.new()
    async with house.parts.database.begin() as work:
        case = await work.cases.by_number("drenas", number)
        assert case is not None and case.conversation is not None
        key, sealed_key = house.parts.vault.new_data_key(f"photos.key:{id}")
        image = key.seal(b"JPEG bytes", f"photos.image:{id}")
        await work.conversations.add_photos(
            [Photo(id, "drenas", case.conversation, case.id, b"", image, sealed_key, house.clock.now())]
        )
    return id


async def test_work_that_is_not_done_when_its_last_date_has_passed_is_the_desks_to_do(
    house: House, desk: httpx.AsyncClient
) -> None:
    number = await house.report()
    await answer(house, number, Answer.RECEIVED)
    assert "is working on it. Nothing to do now." in words_of(await desk.get(case_path(number)))
    await house.later(timedelta(days=40))
    desk = await house.sign_in()  # the first session has ended meanwhile
    text = words_of(await desk.get(f"{case_path(number)}?language=en"))
    assert "Nothing to do now" not in text
    assert "Directorate of Public Services has it and is late. Call them, or pass the case on." in text
