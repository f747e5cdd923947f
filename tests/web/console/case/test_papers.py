"""Letters at the desk: from the press of a button to the PDF, and from the list to the office."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest

from reportbot.core.errors import BadSetup, Problem
from tests.letters.reading import words_of as words_of_pdf
from tests.web.console.case.test_page import case_path, post
from tests.web.console.house import PERSON, SAME_SITE, House, carried, form_token, page_of, words_of

DROP_OUT = ("/start", "1", "4", "1", "Komoran", "1", "1", "Ardit shet corape", "4", "kaperce", "kaperce")
LIST = "/console/drenas/letters"


async def press(desk: httpx.AsyncClient, number: str, office: str, kind: str, language: str = "sq") -> httpx.Response:
    """The button of this kind, in the form for this office."""
    page = await desk.get(case_path(number))
    (form,) = [each for each in page_of(page).select("#letters details") if office in each.get_text()]
    (referral,) = form.select("input[name=referral]")
    assert form.select(f"button[value={kind}]")
    fields = {"kind": kind, "language": language, "referral": str(referral["value"]), **carried(page)}
    return await desk.post(f"{case_path(number)}/letters", data=fields, headers=SAME_SITE)


async def hand_over(desk: httpx.AsyncClient, letter: str, on: str, how: str = "handed_over") -> httpx.Response:
    fields = {"on": on, "how": how, **carried(await desk.get(LIST))}
    return await desk.post(f"{LIST}/{letter}/handing-over", data=fields, headers=SAME_SITE)


async def test_from_the_button_to_the_pdf(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report()
    made = await press(desk, number, "Directorate of Public Services", "referral")
    assert made.status_code == 303
    page = await desk.get(made.headers["location"])
    assert "The letter is made." in words_of(page)
    assert "L-2026-0001 Referral form → Directorate of Public Services" in words_of(page)
    assert "Letter L-2026-0001 was made: Referral form." in words_of(page)
    (link,) = page_of(page).select("#letters a[href$='/pdf']")
    answer = await desk.get(str(link["href"]))
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == 'attachment; filename="L-2026-0001.pdf"'
    assert answer.headers["cache-control"] == "no-store"
    told = words_of_pdf(answer.content)
    assert "Pus pa kapak te <b>shkolla</b> {dita}" in told and "Drejtoria e Shërbimeve Publike" in told


async def test_a_child_who_does_not_go_to_school_is_told_to_the_ministry(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report(DROP_OUT)
    page = await desk.get(case_path(number))
    (form,) = [each for each in page_of(page).select(".now form") if "ministry" in each.get_text()]
    fields = {str(each["name"]): str(each["value"]) for each in form.select("input, button")}
    made = await desk.post(str(form["action"]), data=fields, headers=SAME_SITE)
    page = await desk.get(made.headers["location"])
    assert "The draft of the notice to the ministry is here: L-2026-0001" in words_of(page)
    assert not [each for each in page_of(page).select(".now form") if "ministry" in each.get_text()]
    told = words_of_pdf((await desk.get(f"{LIST}/L-2026-0001/pdf")).content)
    assert "Ministria përgjegjëse për arsimin" in told and "Ardit" not in told


async def test_other_matters_do_not_speak_of_the_ministry(house: House, desk: httpx.AsyncClient) -> None:
    for script in ((), (PERSON,)):
        number = await house.report(*script)
        assert "ministry" not in words_of(await desk.get(case_path(number)))


async def test_a_notice_is_listed_until_it_was_handed_over(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report()
    assert "Letters that wait" not in words_of(await desk.get("/console/drenas"))
    assert "No letter waits." in words_of(await desk.get(LIST))
    await press(desk, number, "Directorate of Public Services", "notice")
    assert "Letters that wait to be handed over: 1" in words_of(await desk.get("/console/drenas"))
    assert "L-2026-0001 → Directorate of Public Services" in words_of(await desk.get(LIST))
    assert "Waits to be handed over" in words_of(await desk.get(case_path(number)))
    await house.later(timedelta(days=1))
    done = await hand_over(await signed_in(house), "L-2026-0001", "2026-11-23")
    assert done.headers["location"] == f"{LIST}?done=handed-over"
    desk = await signed_in(house)
    page = words_of(await desk.get(case_path(number)))
    assert "Letter L-2026-0001 was handed over to Directorate of Public Services on 23.11.2026." in page
    assert "Handed over on 23.11.2026" in page
    assert "No letter waits." in words_of(await desk.get(LIST))
    assert (await hand_over_again(desk, number)).status_code == 409


async def hand_over_again(desk: httpx.AsyncClient, number: str) -> httpx.Response:
    """With a form that was open all the while."""
    fields = {"on": "2026-11-24", "how": "handed_over", "form_token": form_token(await desk.get(case_path(number)))}
    return await desk.post(f"{LIST}/L-2026-0001/handing-over", data=fields, headers=SAME_SITE)


async def test_the_script_is_shown_in_each_language_and_the_call_is_noted(
    house: House, desk: httpx.AsyncClient
) -> None:
    number = await house.report(PERSON)
    await press(desk, number, "Centre for Social Work", "notice")
    path = f"{LIST}/L-2026-0001/script"
    for language, words in (
        ("sq", "Kam një raportim për ju."),
        ("sr", "Imam prijavu za Vas."),
        ("sr_Cyrl", "Имам пријаву за Вас."),
        ("en", "I have a report for you."),
        ("xx", "I have a report for you."),
    ):
        page = await desk.get(path, params={"in": language})
        assert words in words_of(page)
        assert "frika" not in page.text and "frike" not in page.text
    title = page_of(page).title
    assert title is not None and number in title.get_text() and "iolence" not in title.get_text()
    done = await hand_over(desk, "L-2026-0001", "2026-11-23", "read_out")
    assert "It is noted that the letter was read out." in words_of(await desk.get(done.headers["location"]))
    page = await desk.get(case_path(number))
    assert "Letter L-2026-0001 was read out to Centre for Social Work on 23.11.2026." in words_of(page)
    assert not page_of(await desk.get(path)).select("form[action$=handing-over]")


@pytest.mark.parametrize("on", ["2026-11-22", "2026-11-24", "", "yesterday", "2026-13-01", "0000-00-00"])
async def test_a_day_that_cannot_be_is_refused_with_one_sentence(
    house: House, desk: httpx.AsyncClient, on: str
) -> None:
    number = await house.report()
    await press(desk, number, "Directorate of Public Services", "notice")
    refused = await hand_over(desk, "L-2026-0001", on)
    assert refused.status_code == 400 and "This day cannot be." in words_of(refused)


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"kind": "", "referral": "1", "language": "sq"}, 409),
        ({"kind": "referral", "referral": "", "language": "sq"}, 409),
        ({"kind": "referral", "referral": "99999999999999999999999", "language": "sq"}, 409),
        ({"kind": "referral", "referral": "٣", "language": "sq"}, 409),
        ({"kind": "../common", "referral": "1", "language": "sq"}, 409),
        ({"kind": "non_schooling", "referral": "", "language": "sq"}, 409),
        ({"kind": "referral", "referral": "1", "language": "tr"}, 404),
        ({}, 404),
    ],
)
async def test_rubbish_in_a_form_makes_no_letter(
    house: House, desk: httpx.AsyncClient, fields: dict[str, str], status: int
) -> None:
    number = await house.report()
    refused = await post(desk, f"{case_path(number)}/letters", **fields)
    assert refused.status_code == status
    assert not page_of(await desk.get(case_path(number))).select("#letters a[href$='/pdf']")


async def test_the_letters_of_a_case_out_of_reach_do_not_exist(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report(PERSON)
    page = page_of(await desk.get(case_path(number)))
    office = str(page.select("#letters details summary")[0].get_text())
    await press(desk, number, office, "notice")
    assert (await desk.get(f"{LIST}/L-2026-0001/pdf")).status_code == 200
    async with house.parts.database.begin() as work:
        staff = await work.staff.by_key("drenas", "coordinator")
        assert staff
        await work.staff.update(replace(staff, sensitive=()))
    for path in ("pdf", "script"):
        assert (await desk.get(f"{LIST}/L-2026-0001/{path}")).status_code == 404
    assert (await hand_over(desk, "L-2026-0001", "2026-11-22")).status_code == 404


async def test_a_broken_template_is_said_and_makes_no_letter(
    house: House, desk: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*about: Any) -> bytes:
        raise BadSetup(Problem("referral.typ", 12, "secret words"))

    number = await house.report()
    monkeypatch.setattr(house.parts.letters._typesetter, "pdf", broken)
    refused = await press(desk, number, "Directorate of Public Services", "referral")
    assert refused.status_code == 503
    assert "The template of this letter is broken: referral.typ, 12. No letter was made" in words_of(refused)
    assert "secret" not in refused.text
    assert not page_of(await desk.get(case_path(number))).select("#letters a[href$='/pdf']")


async def test_letters_need_somebody_signed_in_and_a_form_of_this_session(
    house: House, desk: httpx.AsyncClient
) -> None:
    number = await house.report()
    await press(desk, number, "Directorate of Public Services", "notice")
    for path in (LIST, f"{LIST}/L-2026-0001/pdf", f"{LIST}/L-2026-0001/script"):
        assert (await house.visitor.get(path)).status_code == 401
    other = await house.sign_in("kamez")
    assert (await other.get(f"{LIST}/L-2026-0001/pdf")).status_code == 404
    assert (await other.get("/console/kamez/letters/L-2026-0001/pdf")).status_code == 404
    fields = {"on": "2026-11-23", "how": "handed_over", "form_token": "guessed"}
    refused = await desk.post(f"{LIST}/L-2026-0001/handing-over", data=fields, headers=SAME_SITE)
    assert refused.status_code == 403
    assert "L-2026-0001" in words_of(await desk.get(LIST))


async def signed_in(house: House) -> httpx.AsyncClient:
    browser = await house.sign_in()
    await browser.get("/console/drenas?language=en")
    return browser
