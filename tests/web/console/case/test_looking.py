"""What needs a look: a list with one tap for what is right; the page of a case overrules what triage thought."""

from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest

from reportbot.core.cases.case import Case
from reportbot.core.cases.workflow import Status
from reportbot.core.categories import CATEGORIES
from reportbot.core.urgency import Urgency
from reportbot.web.console.positions import of_moment, write_position
from tests.web.console.house import PERSON, SAME_SITE, House, carried, open_house, page_of, words_of

LIST = "/console/drenas/needs-look"
TWO_THINGS = ("/start", "1", "1", "Qent e rruges te deponia e plehrave <b>bashke</b>", "Komoran", "1", "1")
"""Dogs and waste: more than one guess."""
MANHOLE = ("/start", "1", "1", "Pusete e hapur pa kapak", "Komoran", "1", "1")


@pytest.fixture
async def house(sqlite_url: str) -> AsyncIterator[House]:
    """Where no guess is sure enough."""
    async with open_house(sqlite_url, gate=1.0) as opened:
        yield opened


async def case_of(house: House, number: str) -> Case:
    async with house.parts.database.read() as work:
        case = await work.cases.by_number("drenas", number)
    assert case is not None
    return case


async def press(desk: httpx.AsyncClient, at: str, to: str, **fields: str) -> httpx.Response:
    """Send a form of the page `at`."""
    fields = {**carried(await desk.get(at)), **fields}
    return await desk.post(to, data=fields, headers=SAME_SITE)


def case_path(number: str) -> str:
    return f"/console/drenas/cases/{number}"


async def test_the_queue_counts_what_needs_a_look_and_leads_there(house: House, desk: httpx.AsyncClient) -> None:
    assert page_of(await desk.get("/console/drenas")).select_one(f'a[href="{LIST}"]') is None
    assert "Nothing needs a look now." in words_of(await desk.get(LIST))
    await house.report()
    await house.report(TWO_THINGS)
    tab = page_of(await desk.get("/console/drenas")).select_one("#tab-look")
    assert tab is not None and tab.get_text(" ", strip=True) == "Needs a look 2"
    link = page_of(await desk.get(str(tab["href"]))).select_one(f'a[href="{LIST}"]')
    assert link is not None and link.get_text(" ", strip=True) == "Read them and decide"
    assert "Waits for you" in words_of(await desk.get("/console/drenas"))


async def test_each_row_has_the_words_the_guess_and_ranked_alternatives_to_press(
    house: House, desk: httpx.AsyncClient
) -> None:
    number = await house.report(TWO_THINGS)
    case = await case_of(house, number)
    page = await desk.get(LIST)
    assert "<b>bashke" not in page.text and "plehrave <b>bashke</b>" in words_of(page)
    buttons = page_of(page).select("form.guesses button[name=category]")
    assert len(buttons) >= 2
    assert buttons[0]["value"] == case.category and "main" in buttons[0]["class"]
    assert buttons[0].get_text().startswith("Yes: ")
    guesses = {str(each["value"]) for each in buttons}
    others = {str(each["value"]) for each in page_of(page).select("select[name=category] option")} - {""}
    assert guesses > {"stray_dogs"} and not others & guesses and others | guesses == set(CATEGORIES)
    assert "Triage thinks: " in words_of(page) and "Why triage thinks so" in words_of(page)
    assert page_of(page).title is not None and "aste" not in str(page_of(page).title)


async def test_one_tap_confirms_the_guess(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report(MANHOLE)
    before, mails = await case_of(house, number), len(house.mail.notices)
    assert (before.needs_look, before.lead) == (True, "coordinator")
    fields = {"category": before.category, "was": before.category, "back": "list"}
    done = await press(desk, LIST, f"{case_path(number)}/category", **fields)
    assert (done.status_code, done.headers["location"]) == (303, f"{LIST}?done=said")
    text = words_of(await desk.get(done.headers["location"]))
    assert "Saved. It goes to the office that must act." in text and "Nothing needs a look now." in text
    after = await case_of(house, number)
    assert (after.needs_look, after.lead, after.category) == (False, "public_services", before.category)
    await house.later(timedelta(0))
    assert "public_services@drenas.example" in [notice.target for notice in house.mail.notices[mails:]]
    shown = words_of(await desk.get(case_path(number)))
    assert "What it is about was confirmed: Open manhole or pit." in shown
    assert "The reporting desk says what it is about: Open manhole or pit" in shown


async def test_one_tap_chooses_another(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report(TWO_THINGS)
    was = (await case_of(house, number)).category
    other = "waste" if was == "stray_dogs" else "stray_dogs"
    assert (await press(desk, LIST, f"{case_path(number)}/category", category=other, was=was)).status_code == 303
    assert (await case_of(house, number)).category == other
    shown = words_of(await desk.get(case_path(number)))
    assert "What it is about was changed: " in shown and "(before: " in shown


async def test_a_sensitive_matter_is_no_other(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report(("/start", "1", "2", "5", "Komoran", "1", "kaperce", "Babai e rreh djalin cdo nate"))
    case = await case_of(house, number)
    assert (case.needs_look, case.concerns_a_person) == (True, True)
    assert number in words_of(await desk.get(LIST))
    title = page_of(await desk.get(LIST)).title
    assert title is not None and "iolence" not in title.get_text()


async def test_what_a_person_chose_is_not_there(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report(PERSON)
    assert number not in words_of(await desk.get(LIST))
    assert page_of(await desk.get(case_path(number))).select_one("form.guesses") is None


async def test_the_page_of_the_case_has_the_same_buttons_and_says_what_to_do(
    house: House, desk: httpx.AsyncClient
) -> None:
    number = await house.report(TWO_THINGS)
    page = await desk.get(case_path(number))
    text = words_of(page)
    assert "Triage is not sure what this is about. Say it, and it goes to the right office." in text
    assert len(page_of(page).select("form.guesses button[name=category]")) >= 2
    assert [button["value"] for button in page_of(page).select("main button.main")] == [
        (await case_of(house, number)).category
    ]


async def test_what_was_sure_can_be_changed_too(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report(PERSON)
    path = case_path(number)
    page = page_of(await desk.get(path))
    assert page.select_one("form.guesses") is None
    assert len(page.select("#triage select[name=category] option")) == 29, "28 others, and what it is now"
    done = await press(desk, path, f"{path}/category", category="neglect")
    assert done.headers["location"] == f"{path}?done=said"
    assert (await case_of(house, number)).category == "neglect"


async def test_an_emergency_is_made_less_urgent_by_a_person(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report(("/start", "1", "2", "1"))
    path = case_path(number)
    assert "Only you can make an emergency less urgent. It is written down." in words_of(await desk.get(path))
    done = await press(desk, path, f"{path}/urgency", urgency="normal")
    assert done.headers["location"] == f"{path}?done=urgency-said"
    assert (await case_of(house, number)).urgency is Urgency.NORMAL
    shown = words_of(await desk.get(done.headers["location"]))
    assert "How urgent it is was changed: normal (before: emergency)." in shown


async def test_an_alarm_that_the_page_did_not_show_yet_is_not_made_less_urgent(
    house: House, desk: httpx.AsyncClient
) -> None:
    """The page says normal, the person cries for help, and then the form of the old page is sent."""
    number = await house.report()
    old = await desk.get(case_path(number))
    was = page_of(old).select_one("form[action$=urgency] input[name=was]")
    assert was and was["value"] == (await case_of(house, number)).urgency.word != "emergency"
    await house.parts.casework.correcting.urgency("drenas", number, Urgency.EMERGENCY, "coordinator")
    fields = {**carried(old), "was": str(was["value"]), "urgency": "urgent"}
    answer = await desk.post(f"{case_path(number)}/urgency", data=fields, headers=SAME_SITE)
    assert answer.status_code == 409
    assert (await case_of(house, number)).urgency is Urgency.EMERGENCY


@pytest.mark.parametrize(
    ("noun", "fields"),
    [
        ("category", {}),
        ("category", {"category": ""}),
        ("category", {"category": "<script>"}),
        ("category", {"category": "waste" * 300}),
        ("urgency", {}),
        ("urgency", {"urgency": "very"}),
        ("urgency", {"urgency": "EMERGENCY\x00"}),
    ],
)
async def test_rubbish_is_refused_with_a_sentence(
    house: House, desk: httpx.AsyncClient, noun: str, fields: dict[str, str]
) -> None:
    number = await house.report()
    before = await case_of(house, number)
    answer = await press(desk, case_path(number), f"{case_path(number)}/{noun}", **fields)
    assert answer.status_code == 400
    assert "Something is missing in the form. Please choose once more." in words_of(answer)
    assert await case_of(house, number) == before


@pytest.mark.parametrize("noun", ["category", "urgency"])
async def test_a_form_from_elsewhere_changes_nothing(house: House, desk: httpx.AsyncClient, noun: str) -> None:
    number = await house.report()
    before = await case_of(house, number)
    fields = {"category": "waste", "urgency": "normal", "form_token": "made up"}
    answer = await desk.post(f"{case_path(number)}/{noun}", data=fields, headers=SAME_SITE)
    assert answer.status_code == 403
    assert await case_of(house, number) == before


@pytest.mark.parametrize("path", [LIST, "/console/drenas/cases/2026-0001/category"])
async def test_only_for_who_is_signed_in(house: House, path: str) -> None:
    await house.report()
    send = house.visitor.get if path == LIST else house.visitor.post
    assert (await send(path, headers=SAME_SITE)).status_code == 401


async def test_what_somebody_else_has_said_meanwhile_is_not_undone(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report(TWO_THINGS)
    was = (await case_of(house, number)).category
    for expected in (303, 409):
        answer = await press(desk, case_path(number), f"{case_path(number)}/category", category="manhole", was=was)
        assert answer.status_code == expected
    assert "This case has changed meanwhile. Please look at it again." in words_of(answer)


async def test_a_case_that_is_over_offers_nothing(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report(PERSON)
    async with house.parts.database.begin() as work:
        case = await work.cases.by_number("drenas", number)
        assert case is not None
        await work.cases.save([case.moved_to(Status.RESOLVED, house.clock.now())])
    assert page_of(await desk.get(case_path(number))).select_one("#triage") is None


async def test_that_the_words_were_read_is_noted_for_each_case(house: House, desk: httpx.AsyncClient) -> None:
    numbers = [await house.report(), await house.report(TWO_THINGS)]
    await desk.get(LIST)
    async with house.parts.database.read() as work:
        noted = await work.audit.last(100, municipality="drenas")
    assert [each.subject.decode() for each in noted if each.act == b"read_case"] == numbers


@pytest.mark.parametrize(
    ("language", "reason"),
    [
        ("sq", "Pusetë pa kapak ose gropë. U dëgjua: pusetë (“"),
        ("sr", "Otvoren šaht ili rupa. Čulo se: šaht (“"),
        ("en", "Open manhole or pit. Heard: manhole, shaft (“"),
    ],
)
async def test_the_reasons_are_in_the_language_of_the_desk(
    house: House, desk: httpx.AsyncClient, language: str, reason: str
) -> None:
    number = await house.report(MANHOLE)
    for path in (LIST, case_path(number)):
        assert reason in words_of(await desk.get(f"{path}?language={language}"))


async def test_the_list_goes_on_after_any_case(house: House, desk: httpx.AsyncClient) -> None:
    first, second = await house.report(TWO_THINGS), await house.report(TWO_THINGS)
    case = await case_of(house, first)
    async with house.parts.database.read() as work:
        late_at = (await work.queue.turns([case.id]))[case.id].late_at
    after = write_position((of_moment(late_at, 0)[0] if late_at else 0, 3 - case.urgency, case.id))
    text = words_of(await desk.get(f"{LIST}?after={after}"))
    assert (first in text, second in text, "Back to the first page" in text) == (False, True, True)
    assert first in words_of(await desk.get(f"{LIST}?after=rubbish"))


async def test_who_had_it_before_owes_nothing_more(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report(MANHOLE)
    before = words_of(await desk.get(case_path(number)))
    assert "had it before" not in before and before.count("must act no answer yet") == 1
    await press(desk, LIST, f"{case_path(number)}/category", category="manhole", was="manhole")
    text = words_of(await desk.get(case_path(number)))
    assert text.count("had it before") == text.count("no answer yet") == text.count("must act no answer yet") == 1
