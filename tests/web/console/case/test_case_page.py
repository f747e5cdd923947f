"""The page of a case: its head and one main action, the thread with the person, the line of time, the map."""

import asyncio
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from reportbot.core.cases.events import KINDS, CaseEvent
from reportbot.core.cases.referral import Answer
from reportbot.municipality.offices import TransportTarget
from reportbot.service.records import Report
from reportbot.web.console.case import case_words
from reportbot.web.console.case.story import map_page
from reportbot.web.console.case.timeline import timeline_view
from tests.web.console.case.test_page import answer, case_path, post
from tests.web.console.house import PERSON, SAME_SITE, House, page_of, words_of


def main_actions(page: httpx.Response) -> list[str]:
    return [each.get_text() for each in page_of(page).select("main button.main, main a.main")]


async def test_one_main_action_stands_out_whatever_the_case_is_like(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report()
    path = case_path(number)
    assert main_actions(await desk.get(path)) == ["Nothing to do here: back to the queue"]
    await answer(house, number, Answer.NOT_OURS)
    assert main_actions(await desk.get(path)) == ["Pass on"]
    path = case_path(number := await house.report())
    await answer(house, number, Answer.DONE)
    assert main_actions(await desk.get(path)) == ["Close the case"]
    await post(desk, f"{path}/closure")
    assert main_actions(await desk.get(path)) == ["Nothing to do here: back to the queue"]
    late = case_path(await house.report())
    await house.later(timedelta(hours=7))
    assert main_actions(await desk.get(late)) == ["Give it to another office"]


async def test_what_to_do_is_read_before_the_facts(house: House, desk: httpx.AsyncClient) -> None:
    head = page_of(await desk.get(case_path(await house.report()))).select_one("#head .head-parts")
    assert head is not None
    assert [each.get("id") or each.name for each in head.find_all(recursive=False)] == ["act", "dl"]


async def test_what_the_queue_calls_late_the_case_calls_late_too(house: House, desk: httpx.AsyncClient) -> None:
    """An office that took it on and let the day of its first steps pass: the end of the work is still to come."""
    number = await house.report()
    await answer(house, number, Answer.RECEIVED)
    assert main_actions(await desk.get(case_path(number))) == ["Nothing to do here: back to the queue"]
    await house.later(timedelta(hours=30))
    await desk.post(house.login_path(), headers=SAME_SITE)
    queue = " ".join(words_of(await desk.get("/console/drenas?view=overdue")).split())
    assert "first steps: 6 hours late" in queue
    page = await desk.get(case_path(number))
    head = page_of(page).select_one("#head")
    assert head is not None
    assert "has it and is late" in head.get_text() and "first steps: 6 hours late" in head.get_text()
    assert main_actions(page) == ["Give it to another office"]


async def test_whoever_is_to_be_called_has_a_number_there(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report()
    assert "telephone" not in _act(await desk.get(case_path(number)))
    await house.later(timedelta(hours=7))
    said = _act(await desk.get(case_path(number)))
    assert "or pass the case on. The municipality file has no telephone number of theirs." in said, "beside the advice"
    town = house.web.towns["drenas"]
    phone = TransportTarget("sms", "+38344000111")
    offices = dict(town.rules.institutions)
    offices["public_services"] = replace(offices["public_services"], hotline="police_station", second=(phone,))  # type: ignore[type-var]
    house.web.towns["drenas"] = replace(town, rules=replace(town.rules, institutions=offices))  # type: ignore[index, type-var]
    page = await desk.get(case_path(number))
    assert "Their telephone: 038 584 092 · +38344000111" in _act(page)
    assert page_of(page).select_one("#act a[href='tel:038584092']") is not None


async def test_an_emergency_that_nobody_has_taken_on_never_says_that_nothing_is_to_be_done(
    house: House, desk: httpx.AsyncClient
) -> None:
    number = await house.report(("/start", "1", "Gruaja po me rreh burri tani", "1", "Komoran", *("1",) * 4))
    page = await desk.get(case_path(number))
    assert "This cannot wait. Call Police and ask whether they have it. Their telephone: 038 584 092" in _act(page)
    assert main_actions(page) == ["038 584 092"]
    await answer(house, number, Answer.RECEIVED)
    assert main_actions(await desk.get(case_path(number))) == ["I have read it"]


async def test_what_an_office_wrote_with_not_ours_stands_where_it_is_passed_on(
    house: House, desk: httpx.AsyncClient
) -> None:
    number = await house.report()
    await answer(house, number, Answer.NOT_OURS, "That wall belongs to the inspectorate.")
    act = page_of(await desk.get(case_path(number))).select_one("#act")
    assert act is not None and "Directorate of Public Services says that it is not theirs." in act.get_text()
    assert "That wall belongs to the inspectorate." in act.get_text()


async def test_news_of_the_person_is_the_one_thing_to_do(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report()
    await _writes(house, number)
    assert main_actions(await desk.get(case_path(number))) == ["I have read it"]


async def test_the_head_says_what_where_how_old_who_has_it_and_what_is_next(
    house: House, desk: httpx.AsyncClient
) -> None:
    number = await house.report()
    head = page_of(await desk.get(case_path(number))).select_one("#head")
    assert head is not None
    text = " ".join(head.get_text(" ").split())
    for words in (
        "urgent passed on",
        "Open manhole or pit · Komoran",
        "(for 1 minute)",
        "Who has it Directorate of Public Services",
        "What is next first answer, Directorate of Public Services: in 2 hours",
    ):
        assert words in text
    assert "urgent" in head["class"]


async def test_the_thread_shows_both_directions_and_how_each_message_fared(
    house: House, desk: httpx.AsyncClient
) -> None:
    number = await house.report()
    await answer(house, number, Answer.RECEIVED, "We come tomorrow.")
    await post(desk, f"{case_path(number)}/questions", question="Which side of the road?")
    for _ in range(100):  # the service sends by itself
        page = page_of(await desk.get(case_path(number)))
        said = [" ".join(each.get_text(" ").split()) for each in page.select(".thread .mine")]
        if all("delivered" in each for each in said):
            break
        assert all("delivered" in each or "waits to be sent" in each or "is being sent" in each for each in said)
        await asyncio.sleep(0.1)
    theirs = page.select(".thread .theirs")
    assert len(theirs) == 1 and "Pus pa kapak" in theirs[0].get_text()
    assert any("We come tomorrow." in each and "delivered: it lies in their chat" in each for each in said)
    assert any("Which side of the road?" in each and "Not answered yet." in each for each in said)


@pytest.mark.parametrize(
    ("may_push", "said"),
    [
        (True, "They read it when they ask for news."),
        (False, "not sent: writing to them is not safe."),
        (None, "not sent: nobody knows if it is safe."),
    ],
)
async def test_that_writing_is_not_safe_is_said_of_a_question(
    house: House, desk: httpx.AsyncClient, may_push: bool | None, said: str
) -> None:
    number = await house.report(PERSON)
    async with house.parts.database.begin() as work:
        case = await work.cases.by_number("drenas", number)
        assert case is not None and case.conversation is not None
        key, id = house.parts.vault.case_key(case), house.parts.ids.new()
        note = key.seal(b"Are you alone now?", f"case_events.note:{id}")
        asked = CaseEvent(
            id, case.id, "drenas", "asked", house.clock.now(), "@coordinator", {"institution": "municipality"}, note
        )
        await work.cases.add_events([asked])
        known = await work.conversations.one(case.conversation)
        await work.conversations.save([replace(known, may_push=may_push)])
    house.clock.pass_(timedelta(minutes=1))
    thread = page_of(await desk.get(case_path(number))).select_one(".thread")
    assert thread is not None and "Are you alone now?" in thread.get_text() and said in thread.get_text()


async def test_the_line_of_time_has_everything_and_can_be_narrowed_without_a_script(
    house: House, desk: httpx.AsyncClient
) -> None:
    number = await house.report()
    await answer(house, number, Answer.RECEIVED, "We come tomorrow.")
    await post(desk, f"{case_path(number)}/notes", words="Rang twice.", audience="desk")
    await post(desk, f"{case_path(number)}/tasks", words="Ring the school", day="2026-11-25", whose="")
    everything = await _timeline(desk, number, "all")
    shown = {part: await _timeline(desk, number, part) for part in case_words.PARTS}
    for part, words in (
        ("notes", "Rang twice."),
        ("tasks", "Ring the school"),
        ("offices", "We come tomorrow."),
        ("dues", "first steps"),
        ("messages", "report → Directorate of Public Services"),
    ):
        assert words in everything and words in shown[part]
        assert words not in shown["letters"]
    assert "Nothing of that kind." in shown["letters"]
    assert "Rang twice." not in shown["offices"] and "first steps" not in shown["notes"]
    assert everything.index("Ring the school") < everything.index("A report came in."), "the newest first"
    assert await _timeline(desk, number, "<script>") == everything


def test_every_kind_of_event_has_its_place_in_the_filter() -> None:
    for kind in KINDS:
        event = CaseEvent(1, 1, "drenas", kind, None, "@ana")  # type: ignore[arg-type]
        assert timeline_view.part_of(event) in case_words.PARTS


async def test_the_map_is_drawn_here_and_said_in_words(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report()
    page = await desk.get(case_path(number))
    drawing = page_of(page).select_one("#map svg")
    assert drawing is not None
    assert drawing["aria-label"] == "Map of Drenas (Gllogoc). Marked: Komoran."
    assert len(drawing.select("circle")) > 30 and len(drawing.select("circle.mark.about")) == 1
    assert "Komoran" in [each.get_text() for each in drawing.select("text")]
    assert "The point is that of the name on the map." in words_of(page)
    assert "script" not in str(drawing) and "style" not in str(drawing)


async def test_a_point_that_the_person_sent_is_marked_as_it_is_kept(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report()
    await _tells(house, number, {"place": {"lat": 42.60123, "lon": 20.90456}})
    page = await desk.get(case_path(number))
    assert page_of(page).select_one("#map circle.mark.about") is None
    text = words_of(page)
    assert "The person sent this point. Point: 42.60123, 20.90456" in text and " km from " in text
    link = page_of(page).select_one("#where a[href^='geo:']")
    assert link is not None and link["href"] == "geo:42.60123,20.90456"


@pytest.mark.parametrize("place", [{"lat": "x", "lon": None}, {"lat": 91e9, "lon": 5}, "Komoran", None, {}])
async def test_a_point_that_is_none_breaks_nothing(house: House, desk: httpx.AsyncClient, place: Any) -> None:
    number = await house.report()
    await _tells(house, number, {"place": place})
    assert (await desk.get(case_path(number))).status_code == 200


async def test_no_other_host_is_asked_unless_a_tile_server_is_set(house: House, desk: httpx.AsyncClient) -> None:
    number = await house.report()
    page = await desk.get(case_path(number))
    assert "https://" not in page.text and page.headers["content-security-policy"].count("https:") == 0
    object.__setattr__(house.web, "map_tiles", "https://tiles.test/{z}/{x}/{y}.png")
    page, queue = await desk.get(case_path(number)), await desk.get("/console/drenas")
    assert "img-src 'self' https://tiles.test;" in page.headers["content-security-policy"]
    assert "tiles.test" not in queue.headers["content-security-policy"] and "tiles.test" not in queue.text
    box = page_of(page).select_one("#map")
    assert box is not None and box["data-tiles"] == "https://tiles.test/{z}/{x}/{y}.png"


async def test_a_page_of_200_events_asks_the_database_as_little_as_one_of_two(
    house: House, desk: httpx.AsyncClient
) -> None:
    few, many = await house.report(), await house.report()
    async with house.parts.database.begin() as work:
        case = await work.cases.by_number("drenas", many)
        assert case is not None
        at, new = house.clock.now(), house.parts.ids.new
        events = [CaseEvent(new(), case.id, "drenas", "status_asked", at, "reporter") for _ in range(200)]
        await work.cases.add_events(events)
    counts = []
    for number in (few, many):
        before = house.parts.database.statements
        await desk.get(case_path(number))
        counts.append(house.parts.database.statements - before)
    assert counts[0] == counts[1] <= 40


def _act(page: httpx.Response) -> str:
    found = page_of(page).select_one("#act")
    return " ".join(found.get_text(" ").split()) if found else ""


async def _writes(house: House, number: str) -> None:
    async with house.parts.database.begin() as work:
        case = await work.cases.by_number("drenas", number)
        assert case is not None
        at, id = house.clock.now(), house.parts.ids.new()
        await work.cases.add_events([CaseEvent(id, case.id, "drenas", "reporter_added", at, "reporter")])


async def _timeline(desk: httpx.AsyncClient, number: str, part: str) -> str:
    found = page_of(await desk.get(case_path(number), params={"show": part})).select_one("#timeline")
    assert found is not None
    return " ".join(found.get_text(" ").split())


async def _tells(house: House, number: str, answers: dict[str, Any]) -> None:
    id = house.parts.ids.new()
    async with house.parts.database.begin() as work:
        case = await work.cases.by_number("drenas", number)
        assert case is not None
        sealed = house.parts.vault.case_key(case).seal(json.dumps(answers).encode(), f"reports.answers:{id}")
        report = Report(id, case.id, "drenas", sealed, house.clock.now())
        await work.cases.add([], [report], [], [])


async def test_leaflet_is_asked_for_only_where_it_lies_and_has_pictures(
    house: House, desk: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = case_path(await house.report())
    (tmp_path / "leaflet.js").touch()
    monkeypatch.setattr(map_page, "_LEAFLET", tmp_path / "leaflet.js")
    assert "leaflet" not in (await desk.get(path)).text
    object.__setattr__(house.web, "map_tiles", "https://tiles.test/{z}/{x}/{y}.png")
    assert "/static/vendor/leaflet/leaflet.js" in (await desk.get(path)).text
    monkeypatch.setattr(map_page, "_LEAFLET", tmp_path / "nothing.js")
    assert "leaflet.js" not in (await desk.get(path)).text


async def test_what_was_said_at_the_question_about_danger_stands_once(house: House, desk: httpx.AsyncClient) -> None:
    """An emergency is kept at once; the whole report that follows says the same words again."""
    words = "Gruaja po me rreh burri tani"
    number = await house.report(("/start", "1", words, "1", "Komoran", *("1",) * 4))
    async with house.parts.database.read() as work:
        case = await work.cases.by_number("drenas", number)
        assert case is not None
        assert len(await work.cases.reports(case.id)) >= 1
        (report, *_) = await work.cases.reports(case.id)
    async with house.parts.database.begin() as work:
        again = replace(report, id=house.parts.ids.new(), received_at=house.clock.now())
        key = house.parts.vault.case_key(case)
        plain = key.open(report.sealed_answers, f"reports.answers:{report.id}")
        again = replace(again, sealed_answers=key.seal(plain, f"reports.answers:{again.id}"))
        await work.cases.add((), (again,), (), ())
    thread = page_of(await desk.get(case_path(number))).select_one(".thread")
    assert thread is not None and thread.get_text().count(words) == 1
