"""The page behind the signed link: what an institution reads, and how it answers."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import httpx
import pytest
from PIL import Image

from reportbot.core.cases.case import Case
from reportbot.core.cases.referral import Answer
from reportbot.core.cases.workflow import Status
from tests.web.house import House, bubbles_of, nonce_of, say, soup_of


async def status_of(house: House, case: Case) -> Status:
    async with house.parts.database.read() as work:
        return (await work.cases.one(case.id)).status


async def a_link(house: House, browser: httpx.AsyncClient, role: str = "lead") -> tuple[Case, str]:
    case = await house.a_case(browser)
    return case, house.link((await house.referrals(case))[role])


def text_of(response: httpx.Response) -> str:
    return " ".join(soup_of(response).get_text(" ").split())


async def test_the_office_reads_everything_it_needs(house: House, browser: httpx.AsyncClient) -> None:
    case, link = await a_link(house, browser)
    page = text_of(await browser.get(f"{link}?language=en"))
    for words in (
        f"Report {case.number}",
        "Open manhole or pit",
        "Komoran",
        "An open manhole at the school gate.",
        "Please answer by Monday 23 November",
        "We have it Add a note for the person",
        "It is done What came of it Please choose Repaired or removed Made safe for now Another institution goes on",
        "It takes longer: until when?",
        "It is not ours Who should have it? I do not know",
        "What happens if nobody answers",
        "This page does not say who wrote this.",
    ):
        assert words in page


async def test_the_page_first_speaks_the_language_of_the_office(house: House, browser: httpx.AsyncClient) -> None:
    _, link = await a_link(house, browser)
    page = await browser.get(link)
    assert soup_of(page).html["lang"] == "sq"  # type: ignore[index]
    assert "Pusetë pa kapak" in page.text


@pytest.mark.parametrize(("asked", "spoken"), [("sr", "sr"), ("en", "en"), ("xx", "sq"), ("../..", "sq"), ("", "sq")])
async def test_the_language_can_be_switched(house: House, browser: httpx.AsyncClient, asked: str, spoken: str) -> None:
    _, link = await a_link(house, browser)
    page = await browser.get(link, params={"language": asked})
    assert soup_of(page).html["lang"] == spoken  # type: ignore[index]


async def test_we_have_it_reaches_the_person_in_the_chat(house: House, browser: httpx.AsyncClient) -> None:
    case, link = await a_link(house, browser)
    answer = await browser.post(
        f"{link}/answers?language=en", data={"answer": "received", "note": "On Wednesday."}, follow_redirects=True
    )
    assert "Your answer is recorded: We have it" in text_of(answer)
    assert "“On Wednesday.”" in text_of(answer)
    assert await status_of(house, case) is Status.ACKNOWLEDGED
    await house.parts.run_due()
    assert "takes care of it" in bubbles_of(await browser.get("/chat/drenas"))[-1]


async def test_a_button_pressed_twice_is_one_answer(house: House, browser: httpx.AsyncClient) -> None:
    case, link = await a_link(house, browser)
    for _ in range(3):
        await browser.post(f"{link}/answers", data={"answer": "received", "note": "On Wednesday."})
    async with house.parts.database.read() as work:
        kinds = [event.kind for event in await work.cases.events(case.id)]
    assert kinds.count("received") == 1


async def test_not_ours_sends_it_back_and_takes_the_buttons_away(house: House, browser: httpx.AsyncClient) -> None:
    case, link = await a_link(house, browser)
    page = await browser.post(f"{link}/answers?language=en", data={"answer": "not_ours"}, follow_redirects=True)
    assert "To change it, please ask the coordinator" in text_of(page)
    assert soup_of(page).select("form") == []
    assert await status_of(house, case) is Status.NEW


async def test_who_has_handed_it_on_reads_to_whom_and_not_that_it_came_to_them_again(
    house: House, browser: httpx.AsyncClient
) -> None:
    _, link = await a_link(house, browser)
    data = {"answer": "not_ours", "suggested": "inspectorate"}
    text = text_of(await browser.post(f"{link}/answers?language=en", data=data, follow_redirects=True))
    assert text.count("Passed on to you") == 1 and "Passed on to: Municipal Inspectorate." in text


async def test_an_answer_that_is_no_longer_possible_is_said_so_and_the_note_is_kept(
    house: House, browser: httpx.AsyncClient
) -> None:
    _, link = await a_link(house, browser)
    await browser.post(f"{link}/answers", data={"answer": "not_ours"})
    page = await browser.post(f"{link}/answers?language=en", data={"answer": "received", "note": "We take it."})
    assert page.status_code == 409
    assert "This answer is not possible any more" in page.text
    assert "We take it." in page.text


async def test_an_office_that_the_case_was_taken_from_reads_who_has_it_and_cannot_answer(
    house: House, browser: httpx.AsyncClient
) -> None:
    case, link = await a_link(house, browser)
    await house.parts.casework.refer("drenas", case.number, "inspectorate", "coordinator")
    page = await browser.get(f"{link}?language=en")
    assert "The case is with: Municipal Inspectorate" in text_of(page)
    assert soup_of(page).select("form") == []
    assert (await browser.post(f"{link}/answers", data={"answer": "done", "outcome": "repaired"})).status_code == 409
    assert await status_of(house, case) is Status.REFERRED


async def test_a_copy_cannot_end_the_case(house: House, browser: httpx.AsyncClient) -> None:
    case, link = await a_link(house, browser, "copy")
    assert (await browser.post(f"{link}/answers", data={"answer": "done", "outcome": "repaired"})).status_code == 409
    assert await status_of(house, case) is Status.REFERRED


async def test_done_ends_it(house: House, browser: httpx.AsyncClient) -> None:
    case, link = await a_link(house, browser)
    await browser.post(f"{link}/answers", data={"answer": "done", "outcome": "repaired"})
    assert await status_of(house, case) is Status.RESOLVED


async def test_a_late_office_is_told_that_it_is_late(house: House, browser: httpx.AsyncClient) -> None:
    _, link = await a_link(house, browser)
    house.clock.pass_(days=30)
    page = await browser.get(f"{link}?language=en")
    assert "Please answer now." in soup_of(page).select_one(".late").get_text()  # type: ignore[union-attr]


async def test_a_copy_says_that_it_is_one(house: House, browser: httpx.AsyncClient) -> None:
    _, link = await a_link(house, browser, "copy")
    page = await browser.get(f"{link}?language=en")
    assert "This is for your information. The case is with: Directorate of Public Services" in text_of(page)
    assert [button["value"] for button in soup_of(page).select("form button[name=answer]")] == ["received"]


async def test_whoever_is_on_duty_is_asked_to_look_now(house: House, browser: httpx.AsyncClient) -> None:
    words = ("start", "English", "2", "1", "1", "Komoran", "He hits her.", "1")
    case = await house.a_case(browser, *words)
    page = await browser.get(f"{house.link((await house.referrals(case))['duty'])}?language=en")
    assert "You are on duty. Please look at it now" in text_of(page)
    assert "emergency" in soup_of(page).select_one(".tag")["class"]  # type: ignore[index]
    assert "somebody is in danger right now" in text_of(page)
    assert "Deadline Now" in text_of(page) and "Nothing more is due from you" not in text_of(page)
    story = soup_of(page).select_one("#story")
    assert story is not None and story.get_text().count("He hits her.") == 1, "told at once, and again with the whole"


async def test_a_note_that_is_too_long_comes_back_whole(house: House, browser: httpx.AsyncClient) -> None:
    case, link = await a_link(house, browser)
    note = "ë" * 1001
    page = await browser.post(f"{link}/answers?language=en", data={"answer": "received", "note": note})
    assert page.status_code == 413
    assert "The note has 1001 letters; it may have 1000." in page.text
    assert note in soup_of(page).select_one("textarea").get_text()  # type: ignore[union-attr]
    assert await status_of(house, case) is Status.REFERRED


@pytest.mark.parametrize("said", ["", "maybe", "RECEIVED", "received ", "<b>"])
async def test_an_answer_that_is_none_keeps_the_note(house: House, browser: httpx.AsyncClient, said: str) -> None:
    case, link = await a_link(house, browser)
    page = await browser.post(f"{link}/answers?language=en", data={"answer": said, "note": "Soon."})
    assert page.status_code == 400
    assert "Please press one of the buttons." in page.text
    assert "Soon." in page.text
    assert await status_of(house, case) is Status.REFERRED


@pytest.mark.parametrize("token", ["abc", "a" * 2000, "%00", "ë", "AQEAAAAA", "-" * 64])
@pytest.mark.parametrize("rest", ["", "/answers", "/photos/1"])
async def test_a_link_that_is_none_is_one_clear_sentence(browser: httpx.AsyncClient, token: str, rest: str) -> None:
    send = browser.post if rest == "/answers" else browser.get
    page = await send(f"/r/{token}{rest}")
    assert page.status_code == 404
    assert "This link does not work" in page.text or "There is no such page" in page.text


async def test_a_tampered_link_opens_nothing(house: House, browser: httpx.AsyncClient) -> None:
    _, link = await a_link(house, browser)
    swapped = link[:-1] + ("A" if link[-1] != "A" else "B")
    page = await browser.get(swapped)
    assert page.status_code == 404
    assert "Komoran" not in page.text


async def test_an_old_link_says_whom_to_ask(house: House, browser: httpx.AsyncClient) -> None:
    _, link = await a_link(house, browser)
    house.clock.pass_(days=61)
    for page in (
        await browser.get(link),
        await browser.post(f"{link}/answers", data={"answer": "done", "outcome": "repaired"}),
    ):
        assert page.status_code == 410
        assert "This link is too old" in page.text
        assert "a new one goes to the usual contact of your office" in page.text
        assert soup_of(page).select_one("form button").get_text() == "Send a new link"  # type: ignore[union-attr]


async def test_a_link_to_a_referral_of_another_office_opens_nothing(house: House, browser: httpx.AsyncClient) -> None:
    case = await house.a_case(browser)
    lead = (await house.referrals(case))["lead"]
    token = house.parts.vault.sign_link(lead.id, "police", house.clock.now() + timedelta(days=1))
    assert (await browser.get(f"/r/{token}")).status_code == 404


async def test_photos_open_with_the_link_of_their_own_case_alone(house: House, browser: httpx.AsyncClient) -> None:
    for words in ("start", "English", "1", "An open manhole.", "Komoran"):
        await say(browser, words)
    page = await browser.get("/chat/drenas")
    out = BytesIO()
    Image.new("RGB", (40, 30), "green").save(out, "PNG")
    form = {"nonce": nonce_of(page), "text": ""}
    await browser.post("/chat/drenas", data=form, files={"photo": ("a.png", out.getvalue(), "image/png")})
    case = await house.a_case(browser, "1")
    link = house.link((await house.referrals(case))["lead"])
    (image,) = soup_of(await browser.get(link)).select("img")
    photo = await browser.get(str(image["src"]))
    assert (photo.headers["content-type"], photo.headers["cache-control"]) == ("image/jpeg", "no-store")
    assert photo.content.startswith(b"\xff\xd8")

    async with house.browser() as other:
        another = await house.a_case(other)
        elsewhere = house.link((await house.referrals(another))["lead"])
        number = str(image["src"]).rpartition("/")[2]
        assert (await other.get(f"{elsewhere}/photos/{number}")).status_code == 404


async def test_nothing_on_the_page_leads_back_to_the_person(house: House, browser: httpx.AsyncClient) -> None:
    case, link = await a_link(house, browser)
    page = (await browser.get(link)).text
    key = browser.cookies["chat"]
    tag = house.parts.vault.tag(house.received[0].address)
    for secret in (key, tag.hex(), str(case.conversation), case.receipt_tag.hex(), "web"):
        assert secret not in page


async def test_the_answers_are_those_that_the_core_knows(house: House, browser: httpx.AsyncClient) -> None:
    _, link = await a_link(house, browser)
    buttons = soup_of(await browser.get(link)).select("form button[name=answer]")
    assert sorted(str(button["value"]) for button in buttons) == sorted(Answer)
    main = soup_of(await browser.get(link)).select("button.main[name=answer]")
    assert [button["value"] for button in main] == ["received"]


async def test_another_site_cannot_press_the_button(house: House, browser: httpx.AsyncClient) -> None:
    case, link = await a_link(house, browser)
    answer = await browser.post(
        f"{link}/answers", data={"answer": "done", "outcome": "repaired"}, headers={"origin": "https://evil.example"}
    )
    assert answer.status_code == 403
    assert await status_of(house, case) is Status.REFERRED


async def test_the_page_says_where_to_call_unless_the_desk_must_hear_nothing(
    house: House, browser: httpx.AsyncClient
) -> None:
    case, link = await a_link(house, browser)
    rules = house.parts.towns["drenas"].rules
    assert "Telephone" not in text_of(await browser.get(f"{link}?language=en"))
    object.__setattr__(rules, "desk_phone", "+1 202 555 0188")
    try:
        shown = text_of(await browser.get(f"{link}?language=en"))
        assert shown.count("Telephone of the reporting desk: +1 202 555 0188") == 1
        async with house.parts.database.begin() as work:
            kept = await work.cases.one(case.id)
            await work.cases.save([replace(kept, avoided=(rules.coordinator,))])
        assert "Telephone" not in text_of(await browser.get(f"{link}?language=en"))
    finally:
        object.__setattr__(rules, "desk_phone", "")
