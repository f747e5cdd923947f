"""What an office may answer on its page: one way is obvious, each is checked, and what it typed is never lost."""

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

import httpx
import pytest
from PIL import Image

from reportbot.core.cases.case import Case
from reportbot.core.cases.referral import Answer, Referral
from reportbot.core.cases.workflow import Status
from reportbot.web.days import day_of
from tests.web.house import House, bubbles_of, soup_of
from tests.web.opened import keeps_open

PERSON = ("start", "English", "2", "2", "Komoran", "A child is hit at home.", "1")


async def a_link(house: House, browser: httpx.AsyncClient, role: str = "lead", *words: str) -> tuple[Case, str]:
    case = await house.a_case(browser, *words)
    return case, house.link((await house.referrals(case))[role])


async def the_case(house: House, case: Case) -> Case:
    async with house.parts.database.read() as work:
        return await work.cases.one(case.id)


async def leads(house: House, case: Case) -> list[Referral]:
    async with house.parts.database.read() as work:
        return [each for each in await work.cases.referrals(case.id) if each.role == "lead"]


def text_of(response: httpx.Response) -> str:
    return " ".join(soup_of(response).get_text(" ").split())


def a_photo() -> bytes:
    out = BytesIO()
    Image.new("RGB", (40, 30), "green").save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize("outcome", ["", "solved", "advice", "<b>"])
async def test_done_without_an_outcome_that_fits_is_refused_and_the_note_comes_back(
    house: House, browser: httpx.AsyncClient, outcome: str
) -> None:
    case, link = await a_link(house, browser)
    data = {"answer": "done", "note": "A new lid.", "outcome": outcome}
    page = await browser.post(f"{link}/answers?language=en", data=data)
    assert page.status_code == 400
    assert "Please choose what came of it." in page.text
    assert "A new lid." in soup_of(page).select_one("#note-done").get_text()  # type: ignore[union-attr]
    assert soup_of(page).select_one("details[open] #note-done") is not None
    assert (await the_case(house, case)).status is Status.REFERRED


async def test_the_person_hears_what_came_of_it_and_is_asked_whether_it_is_so(
    house: House, browser: httpx.AsyncClient
) -> None:
    case, link = await a_link(house, browser)
    await browser.post(f"{link}/answers", data={"answer": "done", "outcome": "repaired"})
    await house.parts.run_due()
    said = bubbles_of(await browser.get("/chat/drenas"))[-2:]
    assert " ".join(said).endswith(
        "Directorate of Public Services says: it is repaired or removed. Is it solved? Send STATUS and tell us."
    )
    (lead,) = await leads(house, case)
    assert (lead.answer, lead.outcome) == (Answer.DONE, "repaired")


async def test_the_office_reads_what_it_said_came_of_it(house: House, browser: httpx.AsyncClient) -> None:
    _, link = await a_link(house, browser)
    await browser.post(f"{link}/answers", data={"answer": "done", "outcome": "repaired"})
    page = text_of(await browser.get(f"{link}?language=en"))
    assert "Your answer is recorded: Done. Repaired or removed" in page
    assert "You answered: Done. Repaired or removed" in page


async def test_after_we_have_it_the_main_button_is_done(house: House, browser: httpx.AsyncClient) -> None:
    _, link = await a_link(house, browser)
    page = await browser.post(f"{link}/answers", data={"answer": "received"}, follow_redirects=True)
    assert [button["value"] for button in soup_of(page).select("button.main[name=answer]")] == ["done"]


async def test_a_day_moves_the_deadline_and_the_person_is_told(house: House, browser: httpx.AsyncClient) -> None:
    case, link = await a_link(house, browser)
    day = (house.clock.now() + timedelta(days=30)).date()
    page = await browser.post(
        f"{link}/answers?language=en",
        data={"answer": "in_progress", "until": day.isoformat()},
        follow_redirects=True,
    )
    assert "We are working on it, until Wednesday 23 December" in text_of(page)
    assert "Please act by Wednesday 23 December" in text_of(page)
    (lead,) = await leads(house, case)
    assert lead.act_by is not None and lead.act_by.date() == day
    await house.parts.run_due()
    assert "it takes until Wednesday 23 December" in bubbles_of(await browser.get("/chat/drenas"))[-1]


async def test_another_day_is_another_answer_and_the_same_day_is_none(house: House, browser: httpx.AsyncClient) -> None:
    case, link = await a_link(house, browser)
    for day in ("2026-12-01", "2026-12-01", "1.12.2026", "2026-12-08"):
        await browser.post(f"{link}/answers", data={"answer": "in_progress", "until": day})
    async with house.parts.database.read() as work:
        said = [each.facts["until"] for each in await work.cases.events(case.id) if each.kind == "in_progress"]
    assert said == ["2026-12-01", "2026-12-08"]


@pytest.mark.parametrize("until", ["", "soon", "2026-11-22", "2027-02-22", "2026-02-30", "31.2.", "0.0.0", "9" * 99])
async def test_a_day_that_is_none_or_out_of_reach_is_refused(
    house: House, browser: httpx.AsyncClient, until: str
) -> None:
    _, link = await a_link(house, browser)
    page = await browser.post(f"{link}/answers?language=en", data={"answer": "in_progress", "until": until})
    assert page.status_code == 400
    assert "Please name a day from Monday 23 November to Sunday 21 February." in text_of(page)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("2026-12-01", date(2026, 12, 1)),
        ("1.12.2026", date(2026, 12, 1)),
        ("1. 12.", date(2026, 12, 1)),
        ("3/1", date(2027, 1, 3)),
        ("23.11", date(2026, 11, 23)),
        ("29.2.", None),
        ("tomorrow", None),
        ("", None),
    ],
)
def test_a_day_is_read_as_people_write_it(said: str, day: date | None) -> None:
    assert day_of(said, date(2026, 11, 23)) == day


async def test_not_ours_goes_straight_to_whom_they_name(house: House, browser: httpx.AsyncClient) -> None:
    case, link = await a_link(house, browser)
    choices = [str(each["value"]) for each in soup_of(await browser.get(link)).select("#suggested option")]
    assert choices[0] == "" and "inspectorate" in choices
    assert not {"public_services", "coordinator"} & set(choices)
    await browser.post(f"{link}/answers", data={"answer": "not_ours", "suggested": "inspectorate"})
    after = await the_case(house, case)
    assert (after.status, after.lead) == (Status.REFERRED, "inspectorate")
    new = house.link((await leads(house, case))[-1])
    page = await browser.get(f"{new}?language=en")
    assert "Please answer by" in text_of(page)
    assert "public_services" not in [str(each["value"]) for each in soup_of(page).select("#suggested option")]


@pytest.mark.parametrize("suggested", ["public_services", "nobody", "../..", "coordinator"])
async def test_whoever_cannot_be_chosen_gets_nothing(house: House, browser: httpx.AsyncClient, suggested: str) -> None:
    case, link = await a_link(house, browser)
    page = await browser.post(
        f"{link}/answers?language=en", data={"answer": "not_ours", "suggested": suggested, "note": "Not our road."}
    )
    assert page.status_code == 400
    assert "This office cannot be chosen any more." in page.text
    assert "Not our road." in page.text
    assert (await the_case(house, case)).lead == "public_services"


async def test_a_photo_of_the_work_is_painted_anew_and_seen_by_the_offices_of_a_public_matter(
    house: House, browser: httpx.AsyncClient
) -> None:
    case, link = await a_link(house, browser)
    copy = house.link((await house.referrals(case))["copy"])
    await browser.post(
        f"{link}/answers",
        data={"answer": "done", "outcome": "repaired"},
        files={"photo": ("a.png", a_photo(), "image/png")},
    )
    async with house.parts.database.read() as work:
        (photo,) = await work.conversations.photos(case=case.id)
    assert (photo.by, photo.conversation) == ("public_services", None)
    assert b"PNG" not in photo.sealed_image
    for page in (link, copy):
        shown = await browser.get(f"{page}?language=en")
        assert "Photo from: Directorate of Public Services" in shown.text
        image = await browser.get(f"{page}/photos/{photo.id}")
        assert image.content.startswith(b"\xff\xd8")


async def test_what_is_no_photo_is_refused_and_the_form_comes_back(house: House, browser: httpx.AsyncClient) -> None:
    case, link = await a_link(house, browser)
    page = await browser.post(
        f"{link}/answers?language=en",
        data={"answer": "done", "outcome": "repaired", "note": "See the photo."},
        files={"photo": ("a.png", b"MZ no picture", "image/png")},
    )
    assert page.status_code == 400
    assert "no photo that we can read" in page.text and "See the photo." in page.text
    selected = soup_of(page).select_one("#outcome option[selected]")
    assert selected is not None and selected["value"] == "repaired"
    assert (await the_case(house, case)).status is Status.REFERRED


async def test_the_same_form_with_its_photo_twice_is_one_answer_and_one_photo(
    house: House, browser: httpx.AsyncClient
) -> None:
    case, link = await a_link(house, browser)
    for _ in range(2):
        await browser.post(
            f"{link}/answers",
            data={"answer": "done", "outcome": "repaired"},
            files={"photo": ("a.png", a_photo(), "image/png")},
        )
    async with house.parts.database.read() as work:
        assert len(await work.conversations.photos(case=case.id)) == 1


async def test_a_second_end_of_the_same_matter_is_not_taken(house: House, browser: httpx.AsyncClient) -> None:
    """Two of an office have the page open; the person would hear the contrary of what they were told."""
    case, link = await a_link(house, browser)
    first = {"answer": "done", "outcome": "cannot"}
    page = await browser.post(f"{link}/answers?language=en", data=first, follow_redirects=True)
    assert "Your answer is recorded: We cannot do it" in page.text and "You answered: We cannot do it" in page.text
    second = await browser.post(f"{link}/answers?language=en", data={"answer": "done", "outcome": "repaired"})
    assert (second.status_code, "already said what came of it" in second.text) == (409, True)
    assert (await browser.post(f"{link}/answers", data=first)).status_code == 303
    async with house.parts.database.read() as work:
        assert [each.outcome for each in await work.cases.referrals(case.id) if each.answer] == ["cannot"]


async def test_after_the_end_nobody_is_promised_a_next_question(house: House, browser: httpx.AsyncClient) -> None:
    _, link = await a_link(house, browser)
    await browser.post(f"{link}/questions?language=en", data={"question": "On which side of the school?"})
    assert "You can ask the next" in (await browser.get(f"{link}?language=en")).text
    await browser.post(f"{link}/answers", data={"answer": "done", "outcome": "repaired"})
    page = (await browser.get(f"{link}?language=en")).text
    assert "On which side of the school?" in page and "You can ask the next" not in page


async def test_a_new_link_goes_to_the_office_itself_and_once_an_hour(house: House, browser: httpx.AsyncClient) -> None:
    case, link = await a_link(house, browser)
    house.clock.pass_(days=61)
    sent = await browser.post(f"{link}/links?language=en")
    assert (sent.status_code, "A new link is on its way" in sent.text) == (200, True)
    again = await browser.post(f"{link}/links?language=en")
    assert (again.status_code, "a short while ago" in again.text) == (429, True)
    house.clock.pass_(hours=2)
    assert (await browser.post(f"{link}/links")).status_code == 200
    async with house.parts.database.read() as work:
        mails = [each for each in await work.outbox.of_case(case.id) if each.kind == "link"]
    assert [each.institution for each in mails] == ["public_services"] * 2


@pytest.mark.parametrize("token", ["abc", "a" * 500, "AQEAAAAA"])
async def test_whoever_guesses_a_link_sends_nobody_a_mail(browser: httpx.AsyncClient, token: str) -> None:
    assert (await browser.post(f"/r/{token}/links")).status_code == 404


@pytest.mark.parametrize("answer", ["", "in_progress", "done", "not_ours"])
async def test_where_the_desk_must_hear_nothing_of_it_no_sentence_leads_there(
    house: House, browser: httpx.AsyncClient, answer: str
) -> None:
    """R15: who answers, or knows no further, is not sent to those who are complained of."""
    case, link = await a_link(house, browser, "lead", *PERSON)
    async with house.parts.database.begin() as work:
        await work.cases.save([replace(await work.cases.one(case.id), avoided=("coordinator",))])
    day = (house.clock.now() + timedelta(days=3)).date().isoformat()
    (lead,) = await leads(house, case)
    keeps_open(browser, house.parts, lead)
    if answer:
        data = {"answer": answer, "outcome": "advice", "until": day}
        answered = await browser.post(f"{link}/answers?language=en", data=data)
        assert answered.status_code == 303
    page = text_of(await browser.get(f"{link}?language=en"))
    allowed = (
        "Do not pass this on to: Reporting desk of the municipality. Do not tell them.",
        "The reporting desk hears nothing of it.",
        "Nobody else can close it: the reporting desk must hear nothing of it.",
    )
    for words in allowed:
        page = page.replace(words, "")
    assert "desk" not in page.lower() and "coordinator" not in page.lower(), page
