"""A sealed matter behind its link: number, deadline, two answers; the story only in a browser that knows the code."""

from dataclasses import replace

import httpx
import pytest

from reportbot.core.cases.case import Case
from reportbot.core.cases.referral import Answer, Referral
from reportbot.municipality.loading import TransportTarget
from reportbot.service.offices import reading
from tests.web.house import House, soup_of

PERSON = ("start", "English", "2", "4", "Komoran", "He hits her every evening.", "1")
"""Somebody at risk, violence at home, where, more words, send."""


async def sealed(house: House, browser: httpx.AsyncClient) -> tuple[Case, Referral, str]:
    case = await house.a_case(browser, *PERSON)
    lead = (await house.referrals(case))["lead"]
    return case, lead, house.link(lead)


async def a_code(house: House, case: Case, lead: Referral) -> str:
    """As the coordinator reads it out."""
    _, code = await house.parts.responses.openings.read_out("drenas", case.number, lead.id, "coordinator")
    return code


def text_of(response: httpx.Response) -> str:
    return " ".join(soup_of(response).get_text(" ").split())


async def test_before_the_code_nothing_of_the_story_is_there(house: House, browser: httpx.AsyncClient) -> None:
    case, _, link = await sealed(house, browser)
    page = await browser.get(f"{link}?language=en")
    text = text_of(page)
    for word in (case.number, "urgent", "Please answer by", "This report concerns a person", "Code with 6 digits"):
        assert word in text
    for word in ("He hits her", "Komoran", "Violence at home", "What the person wrote", "Ask the person"):
        assert word not in text
    buttons = [str(each["value"]) for each in soup_of(page).select("button[name=answer]")]
    assert buttons == ["received", "not_ours"]


async def test_whom_the_person_complains_of_is_not_told_before_the_code(
    house: House, browser: httpx.AsyncClient
) -> None:
    case, lead, link = await sealed(house, browser)
    async with house.parts.database.begin() as work:
        await work.cases.save([replace(case, avoided=("inspectorate",))])
    assert "Municipal Inspectorate" not in text_of(await browser.get(f"{link}?language=en"))
    await browser.post(f"{link}/opening?language=en", data={"code": await a_code(house, case, lead)})
    assert "Municipal Inspectorate" in text_of(await browser.get(f"{link}?language=en"))


async def test_the_code_opens_it_in_this_browser_alone(house: House, browser: httpx.AsyncClient) -> None:
    case, lead, link = await sealed(house, browser)
    code = await a_code(house, case, lead)
    answer = await browser.post(f"{link}/opening?language=en", data={"code": f"{code[:3]} - {code[3:]}"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{link}?language=en#story")
    cookie = answer.headers["set-cookie"]
    for part in ("HttpOnly", "SameSite=lax", "Path=/r/", "Max-Age=43200"):
        assert part in cookie
    assert code not in cookie
    assert "He hits her every evening." in text_of(await browser.get(f"{link}?language=en"))
    async with house.browser() as stranger:
        assert "He hits her" not in text_of(await stranger.get(f"{link}?language=en"))
        again = await stranger.post(f"{link}/opening?language=en", data={"code": code})
        assert (again.status_code, "This code has been used." in again.text) == (409, True)
    house.clock.pass_(hours=12)
    assert "He hits her" not in text_of(await browser.get(f"{link}?language=en"))


@pytest.mark.parametrize("code", ["", "000000", "1" * 5000, "<script>", "123 456 789"])
async def test_a_wrong_code_is_one_clear_sentence_and_after_five_it_is_over(
    house: House, browser: httpx.AsyncClient, code: str
) -> None:
    case, lead, link = await sealed(house, browser)
    await a_code(house, case, lead)
    for _ in range(5):
        page = await browser.post(f"{link}/opening?language=en", data={"code": code})
        assert (page.status_code, "This is not the code" in page.text) == (400, True)
    page = await browser.post(f"{link}/opening?language=en", data={"code": code})
    assert (page.status_code, "Too many tries." in page.text) == (429, True)
    assert "<script>" not in page.text


async def test_where_no_other_contact_is_known_the_page_says_whom_to_call(
    house: House, browser: httpx.AsyncClient
) -> None:
    _, _, link = await sealed(house, browser)
    page = await browser.get(f"{link}?language=en")
    assert "We know no other contact of your office. Call the reporting desk" in text_of(page)
    assert "Send the code" not in text_of(page)
    answer = await browser.post(f"{link}/codes?language=en")
    assert (answer.status_code, "no other contact" in answer.text) == (409, True)


async def test_nobody_is_sent_to_a_desk_that_must_hear_nothing(
    house: House, browser: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R15: the person complains of the desk, and the other contact is there at other hours alone."""
    case, lead, link = await sealed(house, browser)
    desk = house.parts.towns["drenas"].rules.coordinator
    await a_code(house, case, lead)
    async with house.parts.database.begin() as work:
        await work.cases.save([replace(case, avoided=(desk,))])
    sms = TransportTarget("sms", "+12025550177")
    monkeypatch.setattr(reading, "second_ways", lambda *about, ever=False: [sms] if ever else [])
    page = text_of(await browser.get(f"{link}?language=en"))
    assert "The code cannot be sent at this hour." in page
    tried = [await browser.post(f"{link}/opening?language=en", data={"code": "000000"}) for _ in range(6)]
    assert "Please wait 15 minutes." in text_of(tried[-1])
    sent = await browser.post(f"{link}/codes?language=en")
    for shown in (page, text_of(tried[-1]), text_of(sent)):
        assert "all the reporting desk" not in shown


async def test_what_is_locked_can_be_taken_but_not_worked_on(house: House, browser: httpx.AsyncClient) -> None:
    case, _, link = await sealed(house, browser)
    for answer in ({"answer": "done", "outcome": "advice"}, {"answer": "in_progress", "until": "2026-12-01"}):
        assert (await browser.post(f"{link}/answers", data=answer)).status_code == 409
    asked = await browser.post(f"{link}/questions?language=en", data={"question": "Who is it?"})
    assert (asked.status_code, "Please open the report with the code first." in asked.text) == (403, True)
    assert (await browser.post(f"{link}/assignment", data={"staff": "x"})).status_code == 403
    assert (await browser.post(f"{link}/answers", data={"answer": "received"})).status_code == 303
    assert (await house.referrals(case))["lead"].answer is Answer.RECEIVED


async def test_the_cookie_of_another_referral_opens_nothing(house: House, browser: httpx.AsyncClient) -> None:
    _, lead, link = await sealed(house, browser)
    vault, later = house.parts.vault, house.clock.now().replace(year=2027)
    for signed in (
        vault.sign("opened", f"{lead.id + 1} {lead.institution}", later),
        vault.sign("opened", f"{lead.id} qps", later),
        vault.sign("session", f"{lead.id} {lead.institution}", later),
        "rubbish",
    ):
        browser.cookies.set(f"opened-{lead.id}", signed, path="/r/")
        assert "He hits her" not in text_of(await browser.get(f"{link}?language=en"))


async def test_a_page_that_stays_locked_is_not_noted_as_read(house: House, browser: httpx.AsyncClient) -> None:
    case, lead, link = await sealed(house, browser)
    await browser.get(link)
    code = await a_code(house, case, lead)
    await browser.post(f"{link}/opening", data={"code": "999999"})
    await browser.post(f"{link}/opening", data={"code": code})
    await browser.get(link)
    async with house.parts.database.read() as work:
        acts = [each.act.decode() for each in await work.audit.last(50, actor=lead.institution)]
    assert acts.count("read_case") == 1
    assert acts.index("opened_link") < acts.index("code_refused") < acts.index("opened_by_office")
