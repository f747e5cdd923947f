"""The views of the queue on their pages: tabs, what they are narrowed to, filters that are kept, who has a case."""

from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from reportbot.core.cases.case import Case
from reportbot.core.cases.desk.queue import View
from reportbot.core.cases.workflow import Status
from reportbot.core.urgency import Urgency
from reportbot.service.desk.queue import PAGE
from reportbot.web.console.queue import queue_words
from reportbot.web.console.queue.narrowing import FIELDS, read_wish
from tests.cases import cases_of
from tests.members import coordinator
from tests.web.console.house import HAZARD, PERSON, SAME_SITE, House, carried, page_of, words_of
from tests.web.console.test_authorization import signed_in

HERE = "/console/drenas"


async def post(desk: httpx.AsyncClient, path: str, **fields: str) -> httpx.Response:
    page = "/".join(path.split("/")[:3]) if path.startswith("/cases/") else ""
    data = {**carried(await desk.get(HERE + page)), **fields}
    return await desk.post(f"{HERE}{path}", data=data, headers=SAME_SITE)


def numbers(page: httpx.Response) -> list[str]:
    return [cell.get_text().strip() for cell in page_of(page).select("td.number")]


def tabs(page: httpx.Response) -> dict[str, str]:
    return {str(tab["id"])[4:]: tab.get_text(" ", strip=True) for tab in page_of(page).select(".tabs a")}


async def test_each_view_has_its_tab_with_what_is_in_it(house: House, desk: httpx.AsyncClient) -> None:
    hazard, person = await house.report(), await house.report(PERSON)
    await post(desk, f"/cases/{hazard}/taking")
    page = await desk.get(HERE)
    assert tabs(page) == {
        "open": "Open 2",
        "look": "Needs a look 0",
        "danger": "Danger 0",
        "mine": "Mine 1",
        "waiting": "Waiting for an office 2",
        "overdue": "Overdue 0",
        "news": "News from people 0",
        "closed": "Closed",
    }
    assert numbers(await desk.get(f"{HERE}?view=mine")) == [hazard]
    assert sorted(numbers(await desk.get(f"{HERE}?view=waiting"))) == [hazard, person]


@pytest.mark.parametrize("view", View)
async def test_an_empty_view_says_what_comes_there(desk: httpx.AsyncClient, view: View) -> None:
    page = words_of(await desk.get(f"{HERE}?view={view}"))
    assert all(sentence.msgid in page for sentence in queue_words.EMPTY[view])


async def test_a_late_case_goes_over_to_the_overdue(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report()
    house.clock.pass_(timedelta(hours=3))
    assert numbers(await desk.get(f"{HERE}?view=overdue")) == [number]
    assert numbers(await desk.get(f"{HERE}?view=waiting")) == []


async def test_an_emergency_below_what_is_late_is_named_on_top(house: House, desk: httpx.AsyncClient) -> None:
    await house.report()
    house.clock.pass_(timedelta(hours=3))
    late, danger = "Please look at them first", f"{HERE}?view=danger"
    assert late not in words_of(await desk.get(HERE))
    await house.report(("/start", "1", "Gruaja po me rreh burri tani", "1", "Komoran", *("1",) * 4))
    page = await desk.get(HERE)
    assert "Emergencies that are open: 1. Please look at them first." in words_of(page)
    assert page_of(page).select_one(f".note.bad a[href='{danger}']") is not None
    assert late not in words_of(await desk.get(danger))


async def test_an_emergency_that_stands_first_needs_no_line(house: House, desk: httpx.AsyncClient) -> None:
    await house.report()
    await house.report(("/start", "1", "Gruaja po me rreh burri tani", "1", "Komoran", *("1",) * 4))
    assert "Please look at them first" not in words_of(await desk.get(HERE))


@pytest.mark.parametrize("query", ["category=manhole", "category=manhole&view=mine"])
async def test_a_list_that_is_narrowed_hides_no_emergency(house: House, desk: httpx.AsyncClient, query: str) -> None:
    manhole = await house.report()
    await house.report(("/start", "1", "Gruaja po me rreh burri tani", "1", "Komoran", *("1",) * 4))
    page = await desk.get(f"{HERE}?{query}")
    assert numbers(page) == ([] if "mine" in query else [manhole])
    assert "Emergencies that are open: 1. Please look at them first." in words_of(page)
    assert page_of(page).select_one(f".note.bad a[href='{HERE}?view=danger']") is not None


async def test_what_a_person_adds_is_news_until_somebody_has_seen_it(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report()
    await house.goes_on(("1", "Edhe nje femije ka rene brenda", "1"))
    page = await desk.get(f"{HERE}?view=news")
    assert numbers(page) == [number] and "New message" in words_of(page)
    assert "The person wrote something new. I have read it" in words_of(await desk.get(f"{HERE}/cases/{number}"))
    assert (await post(desk, f"/cases/{number}/sight")).status_code == 303
    assert "The person wrote something new." not in words_of(await desk.get(f"{HERE}/cases/{number}"))
    assert numbers(await desk.get(f"{HERE}?view=news")) == []


async def test_a_case_is_taken_shown_as_taken_and_given_back(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report()
    assert (await post(desk, f"/cases/{number}/taking")).headers["location"] == f"{HERE}/cases/{number}"
    assert "Yours" in words_of(await desk.get(HERE))
    async with house.parts.database.begin() as work:
        await work.queue.take((await _case(house)).id, "ben")
    assert "Taken by ben" in words_of(await desk.get(HERE))
    await post(desk, f"/cases/{number}/taking/end")  # it is not theirs
    assert "Taken by ben" in words_of(await desk.get(HERE))
    await post(desk, f"/cases/{number}/taking")
    await post(desk, f"/cases/{number}/taking/end")
    assert numbers(await desk.get(f"{HERE}?view=mine")) == []
    async with house.parts.database.read() as work:
        kinds = [event.kind for event in await work.cases.events((await _case(house)).id)]
    assert kinds[-3:] == ["taken", "taken", "given_back"]


async def test_what_is_over_cannot_be_taken(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report()
    case = await _case(house)
    async with house.parts.database.begin() as work:
        await work.cases.save([case.moved_to(Status.RESOLVED, house.clock.now())])
    assert (await post(desk, f"/cases/{number}/taking")).status_code == 409


@pytest.mark.parametrize(
    ("query", "chip", "found"),
    [
        ("place=komoran", "Komoran", True),
        ("place=Komoran", "Komoran", True),
        ("place=poklek", "Poklek", False),
        ("category=manhole", "Open manhole or pit", True),
        ("category=stray_dogs", "Stray dogs", False),
        ("office=public_services", "Directorate of Public Services", True),
        ("office=police", "Police", False),
        ("urgency=urgent", "urgent", True),
        ("urgency=emergency", "emergency", False),
        ("since=2026-11-23", "from 23.11.2026", True),
        ("since=2026-11-24", "from 24.11.2026", False),
        ("until=2026-11-23", "until 23.11.2026", True),
        ("until=2026-11-22", "until 22.11.2026", False),
    ],
)
async def test_the_queue_is_narrowed_and_says_to_what(
    house: House, desk: httpx.AsyncClient, query: str, chip: str, found: bool
) -> None:
    number = await house.report()
    page = await desk.get(f"{HERE}?{query}")
    assert numbers(page) == ([number] if found else [])
    shown = [each.get_text(" ", strip=True) for each in page_of(page).select(".chips .tag")]
    assert shown == [f"{chip} × Remove"]
    assert ("No case fits what you look for." in words_of(page)) is (not found)


async def test_the_form_to_narrow_it_comes_when_asked_for_and_holds_what_was_chosen(
    house: House, desk: httpx.AsyncClient
) -> None:
    await house.report()
    page = page_of(await desk.get(f"{HERE}?category=manhole&since=2026-11-23&place=komoran"))
    assert not page.select("form.narrow")
    opened = page.select_one("#narrow")
    assert opened is not None
    form = page_of(await desk.get(str(opened["href"]))).select_one("form.narrow")
    assert form is not None
    chosen = {str(each.parent["name"]): each["value"] for each in form.select("option[selected]") if each.parent}
    typed = {str(each["name"]): each.get("value") for each in form.select("input")}
    assert (chosen, typed) == (
        {"category": "manhole"},
        {"view": "open", "place": "Komoran", "since": "2026-11-23", "until": ""},
    )


async def test_a_place_that_there_is_not_is_told(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report()
    page = await desk.get(f"{HERE}?place=Atlantis")
    assert "There is no place of this name here." in words_of(page)
    assert numbers(page) == [number]


RUBBISH = ["", "x" * 900, "\x00", "'; DROP TABLE cases; --", "٣", "-1", "2026-13-45", "9999-12-31", "%00", "<b>"]


@pytest.mark.parametrize("rubbish", RUBBISH)
@pytest.mark.parametrize("name", ["view", "after", *FIELDS])
async def test_rubbish_in_an_address_is_as_if_it_were_not_there(
    house: House, desk: httpx.AsyncClient, name: str, rubbish: str
) -> None:
    page = await desk.get(HERE, params={name: rubbish})
    assert page.status_code == 200
    assert page_of(page).select_one("#tab-open[aria-current]") is not None
    assert not page_of(page).select(".chips .tag")
    assert "<b>" not in page.text


async def test_an_address_says_no_more_than_is_needed(house: House) -> None:
    town = house.parts.towns["drenas"]
    asked = {"view": "open", "place": "Komoran", "category": "nonsense", "after": "1-1-1", "since": "2026-11-23"}
    wish = read_wish(asked, town)
    assert wish.address() == "place=komoran&since=2026-11-23"
    assert read_wish(dict(pair.split("=") for pair in wish.address().split("&")), town) == wish


async def test_a_filter_is_kept_used_and_removed(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report()
    saved = await post(
        desk, "/queue/filters", name="  Manholes in Komoran ", query="category=manhole&place=komoran&x=1"
    )
    assert saved.headers["location"] == f"{HERE}?place=komoran&category=manhole&done=saved"
    page = await desk.get(saved.headers["location"])
    assert "The filter is saved." in words_of(page)
    link = page_of(page).select_one(".saved a")
    assert link is not None and link.get_text() == "Manholes in Komoran" and link["aria-current"] == "true"
    assert numbers(await desk.get(str(link["href"]))) == [number]
    form = page_of(await desk.get(f"{HERE}?form=1")).select_one('form[action$="/removal"]')
    assert form is not None
    await desk.post(str(form["action"]), data={**carried(page)}, headers=SAME_SITE)
    assert not page_of(await desk.get(HERE)).select(".saved a")


async def test_a_filter_of_the_same_name_takes_the_place_of_the_old_one(desk: httpx.AsyncClient) -> None:
    for query in ("view=overdue", "view=danger"):
        await post(desk, "/queue/filters", name="Mornings", query=query)
    (link,) = page_of(await desk.get(HERE)).select(".saved a")
    assert link["href"] == f"{HERE}?view=danger"


@pytest.mark.parametrize(
    ("name", "status"), [("", 400), ("   ", 400), ("x" * 41, 400), ("\x07", 400), ("<script>", 303), ("x" * 40, 303)]
)
async def test_a_filter_needs_a_short_name(desk: httpx.AsyncClient, name: str, status: int) -> None:
    assert (await post(desk, "/queue/filters", name=name, query="view=mine")).status_code == status
    assert "<script>" not in (await desk.get(HERE)).text.replace('<script src="', "")


async def test_a_member_keeps_twelve_filters(desk: httpx.AsyncClient) -> None:
    for count in range(12):
        assert (await post(desk, "/queue/filters", name=f"number {count}", query="")).status_code == 303
    refused = await post(desk, "/queue/filters", name="one more", query="")
    assert refused.status_code == 409 and "You have 12 filters already." in words_of(refused)


async def test_filters_are_each_members_own(house: House, desk: httpx.AsyncClient) -> None:
    await post(desk, "/queue/filters", name="Mine alone", query="view=danger")
    (kept,) = await house.parts.queue.filters.of(coordinator())
    async with signed_in(house, "supervisor") as supervisor:
        assert "Mine alone" not in words_of(await supervisor.get(HERE))
        form = {**carried(await supervisor.get(HERE))}
        await supervisor.post(f"{HERE}/queue/filters/{kept.id}/removal", data=form, headers=SAME_SITE)
    assert "Mine alone" in words_of(await desk.get(HERE))


async def test_what_is_out_of_reach_is_in_no_view_no_count_and_no_search(house: House) -> None:
    number = await house.report(PERSON)
    case = await _case(house)
    assert case.concerns_a_person
    async with house.parts.database.begin() as work:
        await work.cases.save([replace(case, needs_look=True, urgency=Urgency.EMERGENCY)])
    async with signed_in(house, "supervisor") as supervisor:
        for view in View:
            page = await supervisor.get(f"{HERE}?view={view}&language=en")
            assert page.status_code == 200 and number not in page.text
            assert {text.split()[-1] for name, text in tabs(page).items() if name != "closed"} == {"0"}
        form = {**carried(page), "words": number}
        found = await supervisor.post(f"{HERE}/search", data=form, headers=SAME_SITE)
        assert found.status_code == 200 and f"cases/{number}" not in found.text


async def test_somebody_who_does_not_act_is_not_told_to(house: House) -> None:
    await house.report()
    case = await _case(house)
    async with house.parts.database.begin() as work:
        await work.dues.cancel(case=case.id, at=house.clock.now())
    async with signed_in(house, "supervisor") as supervisor:
        page = words_of(await supervisor.get(f"{HERE}?language=en"))
    assert "Waits for the reporting desk" in page and "Waits for you" not in page


async def test_many_are_counted_no_further_than_99(house: House, desk: httpx.AsyncClient) -> None:
    await house.report()
    case = await _case(house)
    async with house.parts.database.begin() as work:
        copies = [
            replace(case, id=case.id + step, number=f"2027-{step:04d}", receipt_tag=b"%d" % step)
            for step in range(1, 120)
        ]
        await work.cases.add(copies, [], [], [])
    assert tabs(await desk.get(HERE))["open"] == "Open 99+"


async def test_the_tabs_of_a_narrowed_list_count_what_is_behind_them(house: House, desk: httpx.AsyncClient) -> None:
    """A number on a tab is how many cases one finds when one presses it, narrowed as the list is."""
    hazard, person = await house.report(HAZARD), await house.report(PERSON)
    await post(desk, f"/cases/{person}/taking")
    narrowed = await desk.get(f"{HERE}?category=manhole")
    assert numbers(narrowed) == [hazard]
    assert {key: tabs(narrowed)[key] for key in ("open", "mine", "waiting")} == {
        "open": "Open 1",
        "mine": "Mine 0",
        "waiting": "Waiting for an office 1",
    }
    for tab in page_of(narrowed).select(".tabs a[id]"):
        if count := tab.select_one(".count"):
            behind = numbers(await desk.get(str(tab["href"])))
            assert len(behind) == int(count.get_text())


async def test_pages_of_a_narrowed_view_stay_narrowed(house: House, desk: httpx.AsyncClient) -> None:
    await house.report(HAZARD)
    case = await _case(house)
    async with house.parts.database.begin() as work:
        copies = [
            replace(case, id=case.id + step, number=f"2027-{step:04d}", receipt_tag=b"%d" % step)
            for step in range(1, 60)
        ]
        await work.cases.add(copies, [], [], [])
    first = await desk.get(f"{HERE}?category=manhole")
    more = page_of(first).select_one("a[rel=next]")
    assert more is not None and "category=manhole" in str(more["href"]) and more["hx-get"] == more["href"]
    second = await desk.get(str(more["href"]))
    assert len(numbers(first)) == PAGE and len(numbers(second)) == 60 - PAGE
    assert not set(numbers(first)) & set(numbers(second))


async def _case(house: House) -> Case:
    async with house.parts.database.read() as work:
        return (await cases_of(work))[0]


async def test_the_queue_has_one_way_to_narrow_it(desk: httpx.AsyncClient) -> None:
    links = [link.get_text() for link in page_of(await desk.get(HERE)).select("main a")]
    assert [each for each in links if "Narrow" in each] == ["Narrow the list"]
