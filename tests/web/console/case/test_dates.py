"""The case page says what is due next and what happens then; the desk gives another date, with a reason."""

from datetime import date, timedelta

import httpx
import pytest

from reportbot.core.cases.referral import Answer
from tests.cases import cases_of
from tests.web.console.case.test_page import answer, case_path, post
from tests.web.console.house import House, page_of, words_of

DAY = timedelta(days=1)
WORKS = "Directorate of Public Services"


async def lead_of(house: House, number: str) -> int:
    async with house.parts.database.read() as work:
        case = await work.cases.by_number("drenas", number)
        assert case is not None
        return next(each.id for each in await work.cases.referrals(case.id) if each.institution == case.lead)


async def move(house: House, desk: httpx.AsyncClient, number: str, **fields: str) -> httpx.Response:
    usual = {"referral": str(await lead_of(house, number)), "which": "acknowledge", "day": "2026-12-01"}
    return await post(
        desk, f"{case_path(number)}/dates", **(usual | {"reason": "They have too little staff."} | fields)
    )


async def test_it_says_what_is_due_next_for_whom_and_what_happens_then(house: House, desk: httpx.AsyncClient) -> None:
    text = words_of(await desk.get(case_path(await house.report())))
    assert f"Without one we remind: {WORKS}" in text
    assert "Then we tell: " in text


async def test_after_we_have_it_the_first_steps_are_due_in_the_queue_too(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report()
    await answer(house, number, Answer.RECEIVED)
    text = words_of(await desk.get(case_path(number)))
    assert f"first steps, {WORKS}:" in text and "first answer, Directorate" not in text
    assert "Without them we remind: " in text
    async with house.parts.database.read() as work:
        (case,) = await cases_of(work)
        assert min(await work.dues.of_case(case.id), key=lambda due: due.due_at).kind == "act"


async def test_another_date_stands_in_the_history_with_its_reason(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report()
    done = await move(house, desk, number)
    assert done.status_code == 303
    text = words_of(await desk.get(done.headers["location"]))
    assert "Saved. What is due goes by the new date." in text
    assert f"{WORKS}, First answer: moved from " in text
    assert "The desk gave another date." in text and "They have too little staff." in text
    async with house.parts.database.read() as work:
        (case,) = await cases_of(work)
        due = min(await work.dues.of_case(case.id), key=lambda due: due.due_at)
    assert (due.kind, due.due_at.isoformat()[:13]) == ("acknowledge", "2026-12-01T15")


async def test_the_reason_is_sealed(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report()
    await move(house, desk, number)
    async with house.parts.database.read() as work:
        case = await work.cases.by_number("drenas", number)
        assert case is not None
        events = [each for each in await work.cases.events(case.id) if each.kind == "deadline_moved"]
    assert events and all(b"staff" not in each.note and "staff" not in str(each.facts) for each in events)


@pytest.mark.parametrize(
    ("fields", "status", "said"),
    [
        ({"day": "2026-11-22"}, 400, "Please name another day from"),
        ({"day": "2027-11-22"}, 400, "Please name another day from"),
        ({"day": "soon"}, 400, "Please name another day from"),
        ({"day": ""}, 400, "Please name another day from"),
        ({"reason": "  "}, 400, "Please say why."),
        ({"reason": "x" * 501}, 413, "The reason has 501 letters; it may have 500."),
        ({"which": "someday"}, 404, ""),
        ({"referral": "77"}, 404, ""),
        ({"referral": "x"}, 404, ""),
    ],
)
async def test_what_cannot_be_is_refused_with_one_sentence(
    house: House, desk: httpx.AsyncClient, fields: dict[str, str], status: int, said: str
) -> None:
    number = await house.report()
    refused = await move(house, desk, number, **fields)
    assert refused.status_code == status and said in words_of(refused)
    assert "moved from" not in words_of(await desk.get(case_path(number)))


async def test_the_first_answer_has_no_other_date_once_it_is_there(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report()
    await answer(house, number, Answer.RECEIVED)
    assert (await move(house, desk, number)).status_code == 409
    assert (await move(house, desk, number, which="act")).status_code == 303


async def test_a_form_of_somebody_else_moves_nothing(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report()
    path = f"{case_path(number)}/dates"
    fields = {"referral": str(await lead_of(house, number)), "which": "act", "day": "2026-12-01", "reason": "x"}
    assert (await desk.post(path, data={**fields, "form_token": "forged"})).status_code == 403


async def test_while_the_person_is_asked_the_page_says_that_the_clock_stands(
    house: House, desk: httpx.AsyncClient
) -> None:
    number = await house.report()
    lead = await lead_of(house, number)
    token = house.parts.vault.sign_link(lead, "public_services", house.clock.now() + DAY)
    await house.web.asking.ask_by_link(token, "Which side of the road?")
    text = words_of(await desk.get(case_path(number)))
    assert "The clock stands still: the person was asked." in text
    assert f"The clock stands still for: {WORKS}." in text
    assert page_of(await desk.get(case_path(number)))


async def test_the_reason_of_a_reminder_names_the_date_that_the_office_gave(
    house: House, desk: httpx.AsyncClient
) -> None:
    number = await house.report()
    lead = await lead_of(house, number)
    await house.parts.responses.answer_as("public_services", lead, Answer.IN_PROGRESS, until=date(2026, 11, 23))
    house.clock.pass_(DAY / 3)
    await house.parts.follow_ups.run_due(house.clock.now())
    text = words_of(await desk.get(case_path(number)))
    assert "You said that it is done by Monday 23 November" in text


async def test_a_date_that_is_refused_comes_back_with_its_reason_where_it_was_typed(
    house: House, desk: httpx.AsyncClient
) -> None:
    number = await house.report()
    page = page_of(await move(house, desk, number, day="2020-01-01", which="act"))
    form = page.select_one("#dues details[open] form")
    assert form is not None and len(page.select("[role=alert]")) == 1
    chosen, day, reason = (form.select_one(each) for each in ("select option[selected]", "[name=day]", "textarea"))
    assert chosen is not None and day is not None and reason is not None
    assert (chosen["value"], day["value"]) == ("act", "2020-01-01") and day.has_attr("autofocus")
    assert reason.get_text().strip() == "They have too little staff."
