"""The desk and the institutions of a case: answers on the phone, codes that are read out, how it ended, figures."""

import re
from datetime import timedelta

import httpx
import pytest

from reportbot.core.cases.referral import Answer, Referral
from reportbot.core.cases.workflow import Status
from tests.web.console.case.test_page import answer, status_of
from tests.web.console.house import HAZARD, PERSON, SAME_SITE, House, carried, page_of, words_of
from tests.web.house import soup_of


async def lead_of(house: House, number: str) -> Referral:
    async with house.parts.database.read() as work:
        case = await work.cases.by_number("drenas", number)
        assert case is not None
        found = [each for each in await work.cases.referrals(case.id) if each.institution == case.lead]
    return found[-1]


async def send(desk: httpx.AsyncClient, path: str, **fields: str) -> httpx.Response:
    number = path.split("/")[0]
    token = carried(await desk.get(f"/console/drenas/cases/{number}"))
    data = {**token, **fields}
    return await desk.post(f"/console/drenas/cases/{path}", data=data, headers=SAME_SITE)


async def test_an_answer_on_the_phone_is_that_of_the_institution(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report()
    lead = await lead_of(house, number)
    fields = {"referral": str(lead.id), "answer": "done", "outcome": "repaired", "note": "A new lid."}
    saved = await send(desk, f"{number}/answers", **fields)
    assert saved.status_code == 303
    page = words_of(await desk.get(saved.headers["location"]))
    assert "Their answer is written down." in page
    assert "says that it is done: Repaired or removed" in page
    assert "By phone, written down by the reporting desk." in page
    assert await status_of(house, number) is Status.RESOLVED
    async with house.parts.database.read() as work:
        (done,) = [each for each in await work.cases.events(lead.case) if each.kind == "done"]
    assert (done.actor, done.facts["via"], done.facts["by"]) == (lead.institution, "phone", "@coordinator")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"answer": ""}, "Please choose what they answered."),
        ({"answer": "maybe"}, "Please choose what they answered."),
        ({"answer": "done"}, "Please choose what came of it."),
        ({"answer": "in_progress", "until": "1.1.2031"}, "Please name a day from"),
        ({"answer": "in_progress", "until": "soon"}, "Please name a day from"),
        ({"answer": "received", "note": "x" * 1001}, "The note has 1001 letters"),
    ],
)
async def test_what_is_missing_on_the_phone_is_said(
    house: House, desk: httpx.AsyncClient, fields: dict[str, str], said: str
) -> None:
    number = await house.report()
    page = await send(desk, f"{number}/answers", referral=str((await lead_of(house, number)).id), **fields)
    assert page.status_code in (400, 413)
    assert said in words_of(page)
    assert await status_of(house, number) is Status.REFERRED


async def test_a_form_that_is_refused_on_the_phone_stays_open_with_what_was_typed(
    house: House, desk: httpx.AsyncClient
) -> None:
    number = await house.report()
    fields = {"referral": str((await lead_of(house, number)).id), "answer": "done", "note": "A <new> lid."}
    page = page_of(await send(desk, f"{number}/answers", **fields))
    form = page.select_one("#offices details[open]")
    assert form is not None and form.select_one("[role=alert]"), "said where it happened, not far away"
    chosen, note = form.select_one("select[name=answer]"), form.select_one("textarea[name=note]")
    assert chosen is not None and chosen.has_attr("autofocus"), "the page scrolls there, without script too"
    assert [each["value"] for each in chosen.select("option[selected]")] == ["done"]
    assert note is not None and note.get_text().strip() == "A <new> lid."


async def test_an_answer_for_an_office_that_is_not_there_is_refused_in_words(
    house: House, desk: httpx.AsyncClient
) -> None:
    page = await send(desk, f"{await house.report()}/answers", referral="7", answer="")
    assert page.status_code == 400 and "Please choose what they answered." in words_of(page)


async def test_an_office_that_gets_a_case_again_owes_one_answer(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report()
    lead = await lead_of(house, number)
    for to in ("inspectorate", lead.institution):
        moved = await send(desk, f"{number}/transfers", institution=to, reason="So it was agreed.")
        assert moved.status_code == 303, words_of(moved)
    card = page_of(await desk.get(f"/console/drenas/cases/{number}")).select_one("#offices")
    assert card is not None
    assert card.text.count("no answer yet") == 1 and card.text.count("Must answer by") == 1
    assert card.text.count("had it before") == 2


@pytest.mark.parametrize("referral", ["", "0", "x", "9" * 30, "4711"])
async def test_an_answer_for_no_referral_of_this_case_is_not_found(
    house: House, desk: httpx.AsyncClient, referral: str
) -> None:
    number = await house.report()
    for path in ("answers", "codes"):
        fields = {"answer": "received", "referral": referral}
        assert (await send(desk, f"{number}/{path}", **fields)).status_code == 404


async def test_a_code_for_the_phone_is_shown_once_and_opens_the_page(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report(PERSON)
    lead = await lead_of(house, number)
    shown = await send(desk, f"{number}/codes", referral=str(lead.id))
    assert shown.headers["cache-control"] == "no-store"
    code = "".join(each.get_text() for each in page_of(shown).select(".code li"))
    assert re.fullmatch(r"\d{6}", code)
    token = house.parts.vault.sign_link(lead.id, lead.institution, house.clock.now() + timedelta(days=1))
    opened = await house.visitor.post(f"/r/{token}/opening", data={"code": code}, headers=SAME_SITE)
    assert opened.status_code == 303
    history = words_of(await desk.get(f"/console/drenas/cases/{number}"))
    assert "A code was read out to:" in history and "opened the report with a code." in history
    assert code not in history


async def test_only_sealed_matters_have_a_button_for_the_code(house: House, desk: httpx.AsyncClient) -> None:
    public, person = await house.report(), await house.report(PERSON)
    assert "Code for the phone" not in words_of(await desk.get(f"/console/drenas/cases/{public}"))
    assert "Code for the phone" in words_of(await desk.get(f"/console/drenas/cases/{person}"))


async def test_the_desk_says_what_came_of_a_case_that_it_closes(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report()
    await answer(house, number, Answer.DONE)
    page = page_of(await desk.get(f"/console/drenas/cases/{number}"))
    chosen = page.select_one("#came-of option[selected]")
    assert chosen is not None and chosen["value"] == "passed_on"
    wrong = await send(desk, f"{number}/closure", outcome="solved")
    assert (wrong.status_code, "Please choose what came of it, then close" in words_of(wrong)) == (400, True)
    assert (await send(desk, f"{number}/closure", outcome="repaired")).status_code == 303
    assert await status_of(house, number) is Status.CLOSED
    async with house.parts.database.read() as work:
        case = await work.cases.by_number("drenas", number)
        assert case is not None
        (closed,) = [each for each in await work.cases.events(case.id) if each.kind == "closed"]
    assert closed.facts["came_of"] == "repaired"


async def test_the_figures_of_institutions_are_a_table_with_a_picture(house: House, desk: httpx.AsyncClient) -> None:
    assert "Nobody was asked to act yet." in words_of(await desk.get("/console/drenas/institutions"))
    number = await house.report()
    await answer(house, number, Answer.DONE)
    page = await desk.get("/console/drenas/institutions")
    cells = [each.get_text(" ", strip=True) for each in page_of(page).select("tbody td")]
    assert cells[:2] == ["1", "1"] and cells[5] == "1 Another institution goes on: 1"
    bar = page_of(page).select_one("svg rect.done")
    assert bar is not None and bar["width"] == "100"
    assert "1" in str(page_of(page).select_one("svg")["aria-label"])  # type: ignore[index]
    assert "/console/drenas/institutions" in (await desk.get("/console/drenas")).text


async def test_what_two_hand_ons_propose_is_shown_as_lines_to_put_into_the_file(
    house: House, desk: httpx.AsyncClient
) -> None:
    assert "There is nothing to propose." in words_of(await desk.get("/console/drenas/routing-proposals"))
    for place in ("Komoran", "Arllat"):
        lead = await lead_of(house, await house.report((*HAZARD[:4], place, *HAZARD[5:])))
        await house.parts.responses.answer_as(lead.institution, lead.id, Answer.NOT_OURS, suggested="inspectorate")
    page = await desk.get("/console/drenas/routing-proposals")
    lines = page_of(page).select("pre")[0].get_text()
    assert 'categories = ["manhole"]' in lines and 'lead = "inspectorate"' in lines
    assert "reportbot triage replay --municipality drenas" in words_of(page)
    assert (await desk.post("/console/drenas/routing-proposals", headers=SAME_SITE)).status_code == 405


async def test_what_they_say_on_the_phone_is_looked_at_before_a_person_reads_it(
    house: House, desk: httpx.AsyncClient
) -> None:
    number = await house.report()
    fields = {"referral": str((await lead_of(house, number)).id), "answer": "received"}
    refused = await send(desk, f"{number}/answers", **fields, note="Shih www.evil.example")
    assert (refused.status_code, "No links are sent" in refused.text) == (400, True)
    asked = await send(desk, f"{number}/answers", **fields, note="Call 044 123 456.")
    box = soup_of(asked).select_one("input[name=confirmed]")
    assert box is not None
    assert (asked.status_code, await status_of(house, number)) == (409, Status.REFERRED)
    seen = {"note": "Call 044 123 456.", "confirmed": str(box["value"])}
    assert (await send(desk, f"{number}/answers", **fields, **seen)).status_code == 303
    assert await status_of(house, number) is Status.ACKNOWLEDGED
