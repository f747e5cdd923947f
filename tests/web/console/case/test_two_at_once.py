"""Two coordinators on one case at once: nobody's words are lost, and the second is shown what changed."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
from starlette.routing import Route

from reportbot.core.cases.events import CaseEvent
from reportbot.core.cases.referral import Answer
from reportbot.core.cases.workflow import Status
from reportbot.service.ids import id_at
from tests.web.console.case.test_page import answer, case_path, post, status_of
from tests.web.console.house import SAME_SITE, House, browser_for, carried, form_token, page_of, words_of

CHANGED = "Somebody else has changed this case"


@pytest.fixture
async def other(house: House) -> AsyncIterator[httpx.AsyncClient]:
    """A second coordinator, with a name of her own."""
    async with browser_for(house.app, house.url) as browser:
        await browser.post(house.login_path("drenas", "child_protection+coordinator"), headers=SAME_SITE)
        await browser.get("/console/drenas?language=en")
        yield browser


def seen_in(page: httpx.Response) -> dict[str, str]:
    """What every form of the page carries."""
    found = page_of(page).select_one("#act input[name=seen], .act input[name=seen], input[name=seen]")
    assert found is not None
    return {"form_token": form_token(page), "seen": str(found["value"])}


async def test_every_form_of_the_case_page_names_what_its_writer_had_seen(
    house: House, desk: httpx.AsyncClient
) -> None:
    for number in (await house.report(), await _closed(house, desk)):
        page = page_of(await desk.get(case_path(number)))
        forms = page.select(f"form[method=post][action*='/cases/{number}/']")
        assert forms
        assert [form["action"] for form in forms if not form.select_one("input[name=seen]")] == []


async def test_the_second_is_shown_what_the_first_has_done_and_keeps_her_words(
    house: House, desk: httpx.AsyncClient, other: httpx.AsyncClient
) -> None:
    number = await house.report()
    before = seen_in(await other.get(case_path(number)))
    await post(desk, f"{case_path(number)}/transfers", institution="water_company", reason="A water pipe.")
    fields = {"institution": "police", "reason": "It is <i>dangerous</i>.", **before}
    second = await other.post(f"{case_path(number)}/transfers", data=fields, headers=SAME_SITE)
    text = words_of(second)
    assert second.status_code == 409 and CHANGED in text
    assert "Passed on to: " in text
    assert "Coordinator, reporting desk" in text and "A water pipe." in text
    assert "Give it to another office · Police" in text
    box = page_of(second).select_one("textarea[name=reason]")
    assert box is not None and box.get_text().strip() == "It is <i>dangerous</i>."
    assert await _lead(house, number) == "water_company", "nothing is done yet"

    form = page_of(second).select_one(f"form[action='{case_path(number)}/transfers']")
    assert form is not None
    again = {str(each["name"]): str(each["value"]) for each in form.select("input[type=hidden]")}
    done = await other.post(
        f"{case_path(number)}/transfers", data={**again, "reason": box.get_text().strip()}, headers=SAME_SITE
    )
    assert done.status_code == 303 and await _lead(house, number) == "police"


@pytest.mark.parametrize(
    ("verb", "fields"),
    [
        ("questions", {"question": "Which side of the road?"}),
        ("notes", {"words": "Rang twice.", "audience": "desk"}),
        ("tasks", {"words": "Ring the school", "day": "", "whose": ""}),
        ("urgency", {"urgency": "urgent"}),
        ("dates", {"which": "act", "day": "2026-12-01", "reason": "Too few people.", "referral": "1"}),
        ("taking", {}),
        ("letters", {"kind": "referral", "language": "en", "referral": "1"}),
        ("answers", {"answer": "received", "note": "They come.", "referral": "1"}),
        ("pause", {"hours": "24", "why": "other", "note": "x"}),
    ],
)
async def test_every_verb_passes_the_same_seam(
    house: House, desk: httpx.AsyncClient, other: httpx.AsyncClient, verb: str, fields: dict[str, str]
) -> None:
    number = await house.report()
    before = seen_in(await other.get(case_path(number)))
    await post(desk, f"{case_path(number)}/notes", words="I am ringing them now.", audience="desk")
    events = await _count(house, number)
    second = await other.post(f"{case_path(number)}/{verb}", data={**fields, **before}, headers=SAME_SITE)
    assert second.status_code == 409 and CHANGED in words_of(second)
    assert "I am ringing them now." in words_of(second)
    assert await _count(house, number) == events, "nothing was done"
    for name in ("question", "words", "reason", "note"):
        if name in fields:
            box = page_of(second).select_one(f"textarea[name={name}]")
            assert box is not None and box.get_text().strip() == fields[name]


async def test_what_an_office_or_the_person_says_meanwhile_counts_too(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report()
    before = seen_in(await desk.get(case_path(number)))
    await answer(house, number, Answer.RECEIVED, "We come tomorrow.")
    fields = {"institution": "police", "reason": "Nobody answers.", **before}
    second = await desk.post(f"{case_path(number)}/transfers", data=fields, headers=SAME_SITE)
    assert second.status_code == 409 and "We come tomorrow." in words_of(second)


async def test_ones_own_changes_and_the_post_stop_nobody(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report()
    before = seen_in(await desk.get(case_path(number)))
    await post(desk, f"{case_path(number)}/notes", words="In another window.", audience="desk")
    await house.later(timedelta(hours=30))  # reminders leave, and fall back
    again = seen_in(await (await house.sign_in()).get(case_path(number)))
    desk = await house.sign_in()
    token = form_token(await desk.get(case_path(number)))
    fields = {"institution": "police", "reason": "Nobody answers.", "seen": before["seen"], "form_token": token}
    assert int(again["seen"]) > int(before["seen"])
    moved = await desk.post(f"{case_path(number)}/transfers", data=fields, headers=SAME_SITE)
    assert moved.status_code == 303


@pytest.mark.parametrize(
    ("verb", "fields"),
    [
        ("category", {"category": "school_surroundings", "was": ""}),
        ("category", {"category": "stray_dogs", "was": ""}),
        ("urgency", {"urgency": "emergency"}),
        ("urgency", {"urgency": "information"}),
        ("transfers", {"institution": "police", "reason": "Theirs."}),
        ("involvements", {"institution": "water_company", "reason": "A pipe too."}),
        ("taking", {}),
        ("dates", {"which": "act", "day": "2026-12-01", "reason": "Too few people.", "referral": "1"}),
        ("answers", {"answer": "received", "note": "They come.", "referral": "1"}),
        ("answers", {"answer": "not_ours", "note": "Not ours.", "referral": "1"}),
    ],
)
async def test_what_follows_from_one_s_own_change_is_not_somebody_else_s(
    house: House, desk: httpx.AsyncClient, other: httpx.AsyncClient, verb: str, fields: dict[str, str]
) -> None:
    number = await house.report()
    before, hers = seen_in(await desk.get(case_path(number))), seen_in(await other.get(case_path(number)))
    events = await _count(house, number)
    fields = {**fields, **({"referral": await _referral(house, number)} if "referral" in fields else {})}
    first = await desk.post(f"{case_path(number)}/{verb}", data={**fields, **before}, headers=SAME_SITE)
    assert first.status_code == 303 and await _count(house, number) > events, words_of(first)
    note = {"words": "Rang twice.", "audience": "desk"}
    second = await desk.post(f"{case_path(number)}/notes", data={**note, **before}, headers=SAME_SITE)
    assert second.status_code == 303, words_of(second)
    third = await other.post(f"{case_path(number)}/notes", data={**note, **hers}, headers=SAME_SITE)
    assert third.status_code == 409 and CHANGED in words_of(third), "to her it is somebody else's"


async def test_what_the_service_does_of_its_own_accord_is_called_so(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report()
    before = seen_in(await desk.get(case_path(number)))
    house.clock.pass_(timedelta(minutes=1))
    async with house.parts.database.begin() as work:
        case = await work.cases.by_number("drenas", number)
        assert case is not None
        event = CaseEvent(id_at(house.clock.now()), case.id, "drenas", "read_again", house.clock.now(), "reportbot")
        await work.cases.add_events([event])
    second = await desk.post(f"{case_path(number)}/taking", data=before, headers=SAME_SITE)
    assert second.status_code == 409 and "The service has changed this case" in words_of(second)
    assert CHANGED not in words_of(second)


NOT_SAID = "Please look at the case once more"
RUBBISH = ["", "x", "-1", "1", "9" * 18, "9" * 400, "\x00", "٣", None]


@pytest.mark.parametrize("seen", RUBBISH)
async def test_a_form_that_does_not_say_what_was_seen_does_nothing_and_gives_the_words_back(
    house: House, desk: httpx.AsyncClient, seen: str | None
) -> None:
    number = await house.report()
    page = carried(await desk.get(case_path(number)))
    fields = {"words": "Rang <b>twice</b>.", "audience": "desk", "form_token": page["form_token"]}
    fields |= {} if seen is None else {"seen": seen}
    before = await _count(house, number)
    back = await desk.post(f"{case_path(number)}/notes", data=fields, headers=SAME_SITE)
    assert back.status_code == 409 and NOT_SAID in words_of(back)
    assert "Passed on to: " in words_of(back) and "passed on" in words_of(back), "how the case stands"
    assert await _count(house, number) == before
    form = page_of(back).select_one(f"form[action='{case_path(number)}/notes']")
    box = page_of(back).select_one("textarea[name=words]")
    assert form is not None and box is not None and box.get_text().strip() == "Rang <b>twice</b>."
    again = {str(each["name"]): str(each["value"]) for each in form.select("input[type=hidden]")}
    assert again["seen"] == page["seen"]
    done = await desk.post(f"{case_path(number)}/notes", data={**again, "words": box.get_text()}, headers=SAME_SITE)
    assert done.status_code == 303


async def test_what_was_seen_of_another_case_is_nothing_seen_of_this_one(house: House, desk: httpx.AsyncClient) -> None:
    one, other = await house.report(), await house.report()
    fields = {**carried(await desk.get(case_path(other))), "institution": "police", "reason": "They are near."}
    back = await desk.post(f"{case_path(one)}/transfers", data=fields, headers=SAME_SITE)
    assert back.status_code == 409 and NOT_SAID in words_of(back) and "They are near." in words_of(back)
    assert await _lead(house, one) != "police"


async def test_no_verb_of_a_case_is_done_by_a_form_that_does_not_say_what_was_seen(
    house: House, desk: httpx.AsyncClient
) -> None:
    """Every changing address of a case, as the routes have it: a new one cannot be forgotten."""
    number = await house.report()
    token = form_token(await desk.get(case_path(number)))
    before, verbs = await _count(house, number), 0
    for route in house.app.routes:
        if isinstance(route, Route) and "{number}" in route.path and "POST" in (route.methods or ()):
            path = route.path.replace("{municipality}", "drenas").replace("{number}", number)
            path = re.sub(r"{(\w+):int}", "1", path)
            back = await desk.post(path, data={"form_token": token, "words": "x"}, headers=SAME_SITE)
            assert back.status_code == 409 and NOT_SAID in words_of(back), path
            verbs += 1
    assert verbs > 25 and await _count(house, number) == before


async def test_every_form_of_the_list_that_needs_a_look_and_of_erasing_says_it_too(
    house: House, desk: httpx.AsyncClient
) -> None:
    number, other = await house.report(), await _closed(house, desk)
    async with house.parts.database.begin() as work:
        case = await work.cases.by_number("drenas", number)
        assert case is not None
        await work.cases.save([replace(case, needs_look=True)])
    for at, of in (("/console/drenas/needs-look", number), (f"{case_path(other)}/erasure", other)):
        forms = page_of(await desk.get(at)).select(f"form[method=post][action*='/cases/{of}/']")
        seen = carried(await desk.get(case_path(of)))["seen"]
        assert forms and all(str(field["value"]) == seen for form in forms for field in form.select("[name=seen]"))
        assert all(form.select_one("[name=seen]") for form in forms), at


async def _closed(house: House, desk: httpx.AsyncClient) -> str:
    number = await house.report()
    await answer(house, number, Answer.DONE)
    await post(desk, f"{case_path(number)}/closure")
    assert await status_of(house, number) is Status.CLOSED
    return number


async def _lead(house: House, number: str) -> str:
    async with house.parts.database.read() as work:
        case = await work.cases.by_number("drenas", number)
    assert case is not None
    return case.lead


async def _referral(house: House, number: str) -> str:
    async with house.parts.database.read() as work:
        case = await work.cases.by_number("drenas", number)
        assert case is not None
        return str((await work.cases.referrals(case.id))[0].id)


async def _count(house: House, number: str) -> int:
    async with house.parts.database.read() as work:
        case = await work.cases.by_number("drenas", number)
        assert case is not None
        return len(await work.cases.events(case.id))
