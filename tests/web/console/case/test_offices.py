"""The desk and the institutions of a case: answers on the phone, codes that are read out, how it ended, figures."""

import re
from datetime import timedelta

import httpx
import pytest

from reportbot.core.cases.referral import Answer, Referral
from reportbot.core.cases.workflow import Status
from tests.web.console.case.test_page import answer, status_of
from tests.web.console.house import HAZARD, PERSON, SAME_SITE, SKIPS, House, carried, page_of, words_of
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


async def test_what_an_office_could_not_do_is_not_called_done(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report()
    lead = await lead_of(house, number)
    await send(desk, f"{number}/answers", referral=str(lead.id), answer="done", outcome="cannot", note="")
    page = words_of(await desk.get(f"/console/drenas/cases/{number}"))
    assert "ended its part without a solution" in page and "answered: We cannot do it" in page
    assert "says that it is done" not in page


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
    assert card.text.count("had it before") == 1, "each office stands there once"


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


COMPLAINT = ("Drejtori i shkolles merr para nga prinderit per nota", "1", "1", "Komoran", "1")


async def test_what_the_desk_has_itself_it_can_finish_itself(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report(COMPLAINT)
    path = f"/console/drenas/cases/{number}"
    lead = await lead_of(house, number)
    assert lead.institution == "coordinator"
    page = page_of(await desk.get(path))
    head, offices = page.select_one("#head"), page.select_one("#offices")
    assert head is not None and offices is not None
    said = " ".join(head.get_text(" ").split())
    assert "No other office has this case. Do it yourself, or pass it on." in said
    assert "at the reporting desk" in said and "Write down what you did" in said
    answers = [each["value"] for each in head.select("form[action$='/answers'] select[name=answer] option")]
    assert answers == ["", "received", "in_progress", "done"], "what is not theirs they pass on"
    for word in ("They answered by phone", "Code for the phone"):
        assert word not in offices.get_text(), "nobody telephones with themselves"

    taken = await send(desk, f"{number}/answers", own="yes", referral=str(lead.id), answer="received")
    answer = await desk.get(taken.headers["location"])
    page, text = page_of(answer), words_of(answer)
    assert "It is written down." in text
    assert "You have this case. Write down what came of it, or pass it on." in text
    assert "written down by the reporting desk" not in text
    assert [each.get_text() for each in page.select("#act button.main")] == ["Write it down"]

    refused = page_of(await send(desk, f"{number}/answers", own="yes", referral=str(lead.id), answer="done"))
    assert len(refused.select("[role=alert]")) == 1 and refused.select_one("#act [role=alert]")
    await send(desk, f"{number}/answers", own="yes", referral=str(lead.id), answer="done", outcome="passed_on")
    assert await status_of(house, number) is Status.RESOLVED


async def test_what_waits_for_the_desk_does_not_wait_for_an_office(house: House, desk: httpx.AsyncClient) -> None:
    ours, theirs = await house.report(COMPLAINT), await house.report()
    queue = page_of(await desk.get("/console/drenas?view=waiting"))
    assert [each.get_text(strip=True) for each in queue.select("td.number")] == [theirs]
    tabs = {each.get_text(" ", strip=True) for each in queue.select("nav.tabs a, .tabs a")}
    assert "Waiting for an office 1" in tabs
    row = next(
        each for each in page_of(await desk.get("/console/drenas")).select("tbody tr") if ours in each.get_text()
    )
    assert "at the reporting desk" in row.get_text() and "Waits for you" in row.get_text()


async def test_what_nobody_can_act_on_is_rejected_with_a_reason_and_the_person_hears_of_it(
    house: House, desk: httpx.AsyncClient
) -> None:
    number = await house.report(COMPLAINT)
    refused = page_of(await send(desk, f"{number}/rejection", reason=" "))
    assert [each.get_text(strip=True) for each in refused.select("[role=alert]")] == ["Please say why."]
    assert await status_of(house, number) is Status.REFERRED
    rejected = await send(desk, f"{number}/rejection", reason="Somebody tried out the chat.")
    text = words_of(await desk.get(rejected.headers["location"]))
    assert "The report is rejected. You can close the case now." in text
    assert "The report was rejected: nobody here can act on it. Somebody tried out the chat." in text
    async with house.parts.database.read() as work:
        case = await work.cases.by_number("drenas", number)
        assert case is not None and not await work.dues.of_case(case.id), "nobody is reminded of it any more"
        (event,) = [each for each in await work.cases.events(case.id) if each.kind == "rejected"]
        told = await work.outbox.of_case(case.id)
    assert b"tried" not in event.note and not event.facts
    assert "news" in [each.kind for each in told]
    assert (await send(desk, f"{number}/closure")).status_code == 303
    assert await status_of(house, number) is Status.CLOSED


@pytest.mark.parametrize("texts", [HAZARD, ("Babai po e rreh djalin tani", "1", "1", "Komoran", "1", *SKIPS, "1")])
async def test_what_an_office_has_and_an_emergency_are_never_rejected(
    house: House, desk: httpx.AsyncClient, texts: tuple[str, ...]
) -> None:
    number = await house.report(texts)
    assert "Reject the report" not in words_of(await desk.get(f"/console/drenas/cases/{number}"))
    refused = await send(desk, f"{number}/rejection", reason="I do not believe it.")
    assert refused.status_code == 409 and await status_of(house, number) is Status.REFERRED
