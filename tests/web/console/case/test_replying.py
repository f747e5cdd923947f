"""The desk writes to the person: previewed as it leaves, filled from what lies ready, looked at once more."""

import httpx
import pytest

from reportbot.core.messages import Address
from tests.web.console.case.test_asking import link
from tests.web.console.house import PERSON, SAME_SITE, House, carried, page_of, words_of

WORDS = "Kamioni vjen të premten."


async def post(desk: httpx.AsyncClient, number: str, where: str = "replies", **fields: str) -> httpx.Response:
    case = f"/console/drenas/cases/{number}"
    page = page_of(await desk.get(case))
    shown = {str(each["name"]): str(each["value"]) for each in page.select("input[name=form_token], input[name=seen]")}
    return await desk.post(f"{case}/{where}", data=shown | fields, headers=SAME_SITE)


def field_of(answer: httpx.Response) -> str:
    field = page_of(answer).select_one("textarea[name=reply]")
    assert field is not None
    return field.get_text().removeprefix("\n")


async def replies_of(house: House, number: str) -> int:
    page = await house.parts.casework.case("drenas", number, "@coordinator")
    return sum(event.kind == "replied" for event in page.events)


async def test_a_message_is_sent_and_stands_in_the_thread_with_how_it_fared(
    house: House, desk: httpx.AsyncClient
) -> None:
    number = await house.report()
    sent = await post(desk, number, reply=f"{WORDS}\r\n<b>Mirë</b>", do="send")
    assert sent.headers["location"] == f"/console/drenas/cases/{number}?done=replied"
    page = await desk.get(f"/console/drenas/cases/{number}")
    assert f"{WORDS} <b>Mirë</b>" in words_of(page) and "<b>Mirë" not in page.text
    assert "The reporting desk has written to the person." in words_of(page)
    await house.parts.delivery.drain()
    await house.goes_on(("status",))
    page = await desk.get(f"/console/drenas/cases/{number}")
    assert "shown to them on" in words_of(page)
    async with house.parts.database.read() as work:
        case = await work.cases.by_number("drenas", number)
        assert case is not None and b"Kamioni" not in b"".join(e.note for e in await work.cases.events(case.id))


async def test_a_preview_sends_nothing_and_keeps_the_words(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report()
    seen = await post(desk, number, reply=WORDS, do="preview")
    assert (seen.status_code, field_of(seen)) == (200, WORDS)
    text = words_of(seen)
    assert f"Zyra e raportimeve të shkruan: “{WORDS}”" in text
    assert 'Zyra e raportimeve te shkruan: "Kamioni vjen te premten."' in text
    assert "SMS 1 of 2" in text and "An SMS has no ë" in text and "The person reads: Shqip." in text
    assert await replies_of(house, number) == 0
    assert page_of(seen).select_one("button.main[value=send]") is not None


async def test_what_lies_ready_fills_the_field_below_what_was_typed(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report()
    page = page_of(await desk.get(f"/console/drenas/cases/{number}"))
    assert page.select_one("#reply-template option[value=manhole_keep_away]") is not None
    used = await post(desk, number, reply="", do="use", template="manhole_keep_away")
    assert field_of(used).startswith("Drejtoria e Shërbimeve Publike e di për pusetën.")
    both = await post(desk, number, reply=WORDS, do="use:danger_first")
    assert field_of(both).startswith(f"{WORDS}\nNëse ka rrezik, telefono 112.")
    for do, template in (("use", ""), ("use", "no_such"), ("use:", "")):
        refused = await post(desk, number, reply=WORDS, do=do, template=template)
        assert (refused.status_code, field_of(refused)) == (400, WORDS)
    assert await replies_of(house, number) == 0


@pytest.mark.parametrize(
    ("reply", "status", "told", "mark"),
    [
        ("", 400, "Please write a message.", ""),
        ("\x00 \n", 400, "Please write a message.", ""),
        ("ë" * 401, 413, "The message has 401 letters; it may have 400.", ""),
        ("Shih https://evil.com/x", 400, "No links are sent", "https://evil.com/x"),
        ("Si quheni?", 400, "This asks for a name.", "Si quheni"),
        ("Gde živiš?", 400, "This asks where somebody lives.", "Gde živiš"),
        ("Thirrni 044 123 456", 409, "This may tell who somebody is: a telephone number.", "044 123 456"),
    ],
)
async def test_what_may_not_leave_comes_back_marked_with_the_reason(
    house: House, desk: httpx.AsyncClient, reply: str, status: int, told: str, mark: str
) -> None:
    number = await house.report()
    back = await post(desk, number, reply=reply, do="send")
    assert (back.status_code, told in words_of(back)) == (status, True)
    assert [each.get_text() for each in page_of(back).select("mark")] == ([mark] if mark else [])
    assert field_of(back) == reply.replace("\x00", "").strip()
    assert await replies_of(house, number) == 0


async def test_personal_data_leaves_when_the_box_is_ticked_for_these_very_words(
    house: House, desk: httpx.AsyncClient
) -> None:
    number, words = await house.report(), "Thirrni 044 123 456 në mëngjes."
    back = page_of(await post(desk, number, reply=words, do="send"))
    box = back.select_one("input[name=confirmed]")
    assert box is not None and not box.has_attr("checked")
    other = await post(desk, number, reply=f"{words} Ose 049 111 222.", do="send", confirmed=str(box["value"]))
    assert other.status_code == 409
    sent = await post(desk, number, reply=words, do="send", confirmed=str(box["value"]))
    assert sent.status_code == 303 and await replies_of(house, number) == 1


async def test_where_they_are_not_told_the_thread_says_so(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report((*PERSON[:-1], "2"))
    await post(desk, number, reply=WORDS, do="send")
    assert "not sent: writing to them is not safe" in words_of(await desk.get(f"/console/drenas/cases/{number}"))


async def test_a_fourth_message_waits_until_one_was_seen(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report()
    for count in range(3):
        assert (await post(desk, number, reply=f"{WORDS} {count}", do="send")).status_code == 303
    refused = await post(desk, number, reply="Edhe kjo.", do="send")
    assert (refused.status_code, field_of(refused)) == (409, "Edhe kjo.")
    assert "3 messages wait for the person already." in words_of(refused)


async def test_a_question_that_asks_who_they_are_comes_back_at_the_desk_and_at_an_office(
    house: House, desk: httpx.AsyncClient
) -> None:
    number = await house.report()
    asked = {
        "desk": await post(desk, number, "questions", question="Si quheni?"),
        "office": await house.visitor.post(
            f"{await link(house, number)}/questions?language=en", data={"question": "Si quheni?"}, headers=SAME_SITE
        ),
    }
    for where, back in asked.items():
        assert (back.status_code, "This asks for a name." in words_of(back)) == (400, True), where
        field = page_of(back).select_one("textarea[name=question]")
        assert field is not None and field.get_text().strip() == "Si quheni?"
        assert page_of(back).select_one("mark.who") is not None
        assert page_of(back).select_one("input[name=confirmed]") is None


async def test_an_office_may_confirm_a_number_in_its_question(house: House) -> None:
    number = await house.report()
    page, question = await link(house, number), {"question": "A e keni parë makinën 01-123-AB?"}
    back = page_of(await house.visitor.post(f"{page}/questions?language=en", data=question, headers=SAME_SITE))
    box, form = back.select_one("input[name=confirmed]"), back.select_one("main form")
    assert box is not None and form is not None
    again = await house.visitor.post(
        str(form["action"]), data={**question, "confirmed": str(box["value"])}, headers=SAME_SITE
    )
    assert again.status_code == 303


async def test_a_note_for_offices_is_looked_at_and_one_for_the_desk_is_not(
    house: House, desk: httpx.AsyncClient
) -> None:
    number, words = await house.report(), "Thirrni 044 123 456."
    assert (await post(desk, number, "notes", words=words, audience="desk")).status_code == 303
    back = await post(desk, number, "notes", words=words, audience="offices")
    assert (back.status_code, [each.get_text() for each in page_of(back).select("mark")]) == (409, ["044 123 456"])
    fields = {str(each["name"]): str(each["value"]) for each in page_of(back).select("main form input")}
    assert fields["audience"] == "offices"
    sent = await desk.post(f"/console/drenas/cases/{number}/notes", data={**fields, "words": words}, headers=SAME_SITE)
    assert sent.status_code == 303


async def test_nobody_writes_from_another_site_or_without_the_form(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report()
    at = f"/console/drenas/cases/{number}/replies"
    token = carried(await desk.get(f"/console/drenas/cases/{number}"))
    other = {"sec-fetch-site": "cross-site"}
    data = {**token, "reply": WORDS, "do": "send"}
    assert (await desk.post(at, data=data, headers=other)).status_code == 403
    assert (await desk.post(at, data={**data, "form_token": "x"}, headers=SAME_SITE)).status_code == 403
    assert (await desk.get(at)).status_code == 405
    assert (await desk.post(at, content=b"\xff\xfe", headers=SAME_SITE)).status_code == 403
    assert await replies_of(house, number) == 0


async def test_in_the_web_chat_it_is_a_bubble_of_its_own_once_they_ask(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report()
    await post(desk, number, reply=WORDS, do="send")
    await house.parts.run_due()
    address = Address("drenas", "web", "browser-1")
    assert "Ka lajme. Dërgo STATUS." in (await house.web.chat.bubbles(address))[-1].text
    await house.goes_on(("status",))
    said = [bubble.text for bubble in await house.web.chat.bubbles(address) if WORDS in bubble.text]
    assert len(said) == 1 and said[0].startswith(f"Zyra e raportimeve të shkruan: “{WORDS}”")


async def test_who_passes_a_report_on_is_told_what_it_may_tell_of_people(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report(("/start", "1", "1", "Pus pa kapak. Quhem Agim, 044 123 456", "Komoran", "1", "1"))
    page = words_of(await desk.get(f"/console/drenas/cases/{number}"))
    assert "The report may tell who somebody is: a telephone number, a name. The office reads it too." in page
    plain = await house.report()
    assert "The report may tell" not in words_of(await desk.get(f"/console/drenas/cases/{plain}"))


async def test_a_reason_for_another_office_is_looked_at_too(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report()
    back = await post(desk, number, "transfers", institution="inspectorate", reason="Shih evil.com")
    assert (back.status_code, [each.get_text() for each in page_of(back).select("mark")]) == (400, ["evil.com"])
    kept = page_of(back).select_one("input[name=institution]")
    assert kept is not None and kept["value"] == "inspectorate"
