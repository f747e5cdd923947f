"""The desk sees what may be the same, puts it together, takes it apart: on pages, with forms."""

import httpx
import pytest

from reportbot.web.console.signin.access import new_login_path
from tests.web.console.house import HAZARD, PERSON, SAME_SITE, House, carried, page_of, words_of

AGAIN = (*HAZARD[:3], "Pus pa kapak te shkolla", *HAZARD[4:])
VIOLENCE = (*PERSON[:5], "Burri e rreh djalin çdo natë te mulliri, komshinjtë e dëgjojnë", *PERSON[6:])


def at(number: str, act: str = "") -> str:
    return f"/console/drenas/cases/{number}{f'/{act}' if act else ''}"


async def post(desk: httpx.AsyncClient, number: str, act: str, **fields: str) -> httpx.Response:
    token = carried(await desk.get(at(number)))
    return await desk.post(at(number, act), data={**token, **fields}, headers=SAME_SITE)


async def pair(house: House) -> tuple[str, str]:
    return await house.report(), await house.report(AGAIN)


async def test_the_evidence_stands_there_in_words(house: House, desk: httpx.AsyncClient) -> None:
    one, other = await pair(house)
    card = page_of(await desk.get(at(other))).select_one("#alike")
    assert card is not None
    text = " ".join(card.get_text(" ").split())
    assert one in text and "same kind · same place · same day · nearly the same words" in text


async def test_put_together_the_queue_has_one_line_with_the_count(house: House, desk: httpx.AsyncClient) -> None:
    one, other = await pair(house)
    answer = await post(desk, other, "merger", other=one)
    assert answer.headers["location"].startswith(at(one))
    queue = words_of(await desk.get("/console/drenas"))
    assert "Reports: 2" in queue and "People: 2" in queue and other not in queue
    assert other in words_of(await desk.get(at(one)))
    text = words_of(await desk.get(at(other)))
    assert f"This is one more report of case {one}." in text and f"Put together with case {one}." in text
    assert page_of(await desk.get(at(other))).select_one('form[action$="/referrals"]') is None


async def test_taken_apart_it_stands_in_the_queue_again(house: House, desk: httpx.AsyncClient) -> None:
    one, other = await pair(house)
    await post(desk, one, "merger", other=other)
    answer = await post(desk, other, "separation")
    assert "It is a case of its own again." in words_of(await desk.get(answer.headers["location"]))
    assert other in words_of(await desk.get("/console/drenas"))
    assert (await post(desk, other, "separation")).status_code == 409


async def test_after_it_was_taken_apart_each_office_stands_there_once(house: House, desk: httpx.AsyncClient) -> None:
    one, other = await pair(house)
    await post(desk, one, "merger", other=other)
    await post(desk, other, "separation")
    names = [each.text for each in page_of(await desk.get(at(other))).select("#offices li > strong")]
    assert "Directorate of Public Services" in names and len(names) == len(set(names))


async def test_what_was_taken_apart_is_not_proposed_again(house: House, desk: httpx.AsyncClient) -> None:
    one, other = await pair(house)
    await post(desk, one, "merger", other=other)
    await post(desk, other, "separation")
    for number in (one, other):
        assert page_of(await desk.get(at(number))).select_one("#alike") is None


async def test_one_more_report_owes_nothing_by_itself(house: House, desk: httpx.AsyncClient) -> None:
    one, other = await pair(house)
    await post(desk, one, "merger", other=other)
    card = page_of(await desk.get(at(other))).select_one("#offices")
    assert card is not None and "Must answer by" not in card.text and "no answer yet" not in card.text


async def test_the_card_to_put_two_together_by_hand_has_a_heading(house: House, desk: httpx.AsyncClient) -> None:
    card = page_of(await desk.get(at(await house.report()))).select_one("#merging h2")
    assert card is not None and card.text == "Put together with another case"


async def test_a_number_that_was_typed_is_shown_before_anything_is_done(house: House, desk: httpx.AsyncClient) -> None:
    one, other = await pair(house)
    form = page_of(await desk.get(at(one))).select_one("#merging form")
    assert form is not None
    fields = {str(each["name"]): str(each.get("value", "")) for each in form.select("input")} | {"other": other}
    shown = await desk.post(str(form["action"]), data=fields, headers=SAME_SITE)
    said = words_of(shown)
    assert shown.status_code == 200 and all(each in said for each in (other, "Open manhole or pit", "Komoran", "2026"))
    assert other in words_of(await desk.get("/console/drenas")), "nothing is done yet"
    confirm = page_of(shown).select_one('form[action$="/merger"]')
    assert confirm is not None
    fields = {str(each["name"]): str(each["value"]) for each in confirm.select("input")}
    merged = await desk.post(str(confirm["action"]), data=fields, headers=SAME_SITE)
    assert merged.status_code == 303 and "Reports: 2" in words_of(await desk.get("/console/drenas"))
    unknown = await post(desk, one, "merger", other="2026-9999", typed="yes")
    assert unknown.status_code == 404


async def test_what_is_not_the_same_is_shown_no_more(house: House, desk: httpx.AsyncClient) -> None:
    one, other = await pair(house)
    await post(desk, other, "difference", other=one)
    page = await desk.get(at(other))
    assert page_of(page).select_one("#alike") is None
    assert f"Somebody looked: it is not the same as case {one}." in words_of(page)


@pytest.mark.parametrize("act", ["merger", "difference"])
@pytest.mark.parametrize("typed", ["", "x", "2026-", "<b>", "9" * 40, "2026-0001; drop"])
async def test_rubbish_for_a_number_is_one_clear_sentence(
    house: House, desk: httpx.AsyncClient, act: str, typed: str
) -> None:
    answer = await post(desk, await house.report(), act, other=typed)
    assert answer.status_code == 400 and "such as 2026-0042" in words_of(answer)


async def test_what_must_stay_apart_is_refused_and_no_office_is_named(house: House, desk: httpx.AsyncClient) -> None:
    one = await house.report()
    person = await house.report(PERSON)
    answer = await post(desk, one, "merger", other=person)
    assert answer.status_code == 409 and "These two stay apart" in words_of(answer)
    page = page_of(answer)
    said = page.select_one("#merging details[open] [role=alert]")
    assert said is not None and "Directorate" not in said.text, "it stands where the number was typed"
    typed = page.select_one("#other")
    assert typed is not None and typed["value"] == person and typed.has_attr("autofocus")


async def test_an_unknown_number_is_not_found(house: House, desk: httpx.AsyncClient) -> None:
    assert (await post(desk, await house.report(), "merger", other="2026-9999")).status_code == 404


async def test_a_form_from_elsewhere_changes_nothing(house: House, desk: httpx.AsyncClient) -> None:
    one, other = await pair(house)
    answer = await desk.post(at(one, "merger"), data={"other": other, "form_token": "x"}, headers=SAME_SITE)
    assert answer.status_code == 403
    assert "Reports: 2" not in words_of(await desk.get("/console/drenas"))


async def test_many_reports_of_one_sender_are_shown_as_that(house: House, desk: httpx.AsyncClient) -> None:
    first = await house.report()
    for _ in range(4):
        await house.goes_on(("/start", *AGAIN[2:]))
    assert "reports, 1 senders" in words_of(await desk.get(at(first)))


async def test_one_home_twice_is_shown_to_child_protection_alone(house: House, desk: httpx.AsyncClient) -> None:
    one, other = await house.report(VIOLENCE), await house.report(VIOLENCE)
    assert page_of(await desk.get(at(other))).select_one("#homes") is not None
    assert one in words_of(await desk.get(at(other)))
    path = new_login_path(house.web.vault, "drenas", "supervisor", house.clock.now())
    await desk.post(path, headers=SAME_SITE)
    assert (await desk.get(at(other))).status_code == 404, "whoever is not named for it does not even see the case"


async def test_each_story_of_a_case_of_several_names_the_report_it_came_with(
    house: House, desk: httpx.AsyncClient
) -> None:
    one, other = await pair(house)
    await post(desk, one, "merger", other=other)
    story = next(card for card in page_of(await desk.get(at(one))).select("section") if "In their words" in card.text)
    assert [link.text for link in story.select('p a[href*="/cases/"]')] == [other]
    link = next(notice.link for notice in house.mail.notices if one in notice.subject and notice.link)
    office = words_of(await desk.get(link, params={"language": "en"}))
    assert "Another report of the same, " in office and "More from the person" not in office
