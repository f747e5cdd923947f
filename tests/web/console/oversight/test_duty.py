"""Who is on call: the page, its picture, and the line of the queue while a gap is near."""

from dataclasses import replace
from datetime import date, time, timedelta

import httpx
import pytest
from bs4 import Tag

from reportbot.core.duty.roster import Roster
from reportbot.core.duty.rows import DutyRow, Turns
from reportbot.service.towns import Town
from tests.web.console.house import MONDAY, House, page_of, words_of

PAGE, QUEUE = "/console/drenas/on-call", "/console/drenas"
ZONE = "Europe/Belgrade"
EVERY_DAY = frozenset(range(7))
THREE = DutyRow(("duty", "duty_deputy", "police"), EVERY_DAY, turns=Turns(date(2026, 11, 23), time(8)))
HOLE = (DutyRow(("duty",), EVERY_DAY, last=date(2026, 12, 4)), DutyRow(("duty",), EVERY_DAY, first=date(2026, 12, 6)))
"""Nobody on Saturday 5 December."""


def plan(house: House, *rows: DutyRow) -> None:
    towns: dict[str, Town] = dict(house.parts.towns)
    rules = replace(towns["drenas"].rules, roster=Roster(rows, ZONE))  # type: ignore[type-var]
    house.parts.towns["drenas"] = replace(towns["drenas"], rules=rules)  # type: ignore[index]


def rows_of(answer: httpx.Response) -> list[list[str]]:
    rows = page_of(answer).select("table.roster tbody tr")
    return [[" ".join(cell.get_text(" ").split()) for cell in row.select("td")] for row in rows]


def bars_of(answer: httpx.Response) -> list[list[tuple[int, int, str]]]:
    """(x, width, class) of every bar, week by week."""
    weeks = page_of(answer).select(".duty svg")
    return [
        [(int(str(bar["x"])), int(str(bar["width"])), " ".join(bar["class"])) for bar in week.select("rect")]
        for week in weeks
    ]


async def test_as_it_is_shipped_the_duty_contact_is_on_call_all_the_time(house: House, desk: httpx.AsyncClient) -> None:
    answer = await desk.get(PAGE)
    said = words_of(answer)
    assert "On call now Duty contact of the municipality" in said
    assert "If they do not answer Deputy of the duty contact" in said
    assert rows_of(answer) == [
        [
            "has begun",
            "goes on",
            "A Duty contact of the municipality",
            "B Deputy of the duty contact",
        ]
    ]
    assert bars_of(answer) == [[(42, 658, "tint0")], *[[(0, 700, "tint0")]] * 3], "what is over is not drawn"


async def test_each_week_of_a_rotation_has_its_line_and_its_bar(house: House, desk: httpx.AsyncClient) -> None:
    plan(house, THREE)
    answer = await desk.get(PAGE)
    assert [row[2][0] for row in rows_of(answer)] == ["A", "B", "C", "A"]
    assert [row[3][0] for row in rows_of(answer)] == ["B", "C", "A", "B"]
    first, second, *_ = bars_of(answer)
    assert first == [(42, 658, "tint0")]
    assert second == [(0, 33, "tint0"), (33, 667, "tint1")]


async def test_a_gap_stands_in_the_table_in_the_picture_and_as_a_word(house: House, desk: httpx.AsyncClient) -> None:
    plan(house, *HOLE)
    answer = await desk.get(PAGE)
    assert rows_of(answer)[1] == [
        "Saturday 5 December, 00:00",
        "Sunday 6 December, 00:00",
        "Nobody Nobody is on call. Emergencies come to this desk.",
    ]
    assert bars_of(answer)[1][-1] == (500, 100, "gap")
    (word,) = page_of(answer).select("svg text.gap")
    assert word.get_text() == "Nobody"
    tag = page_of(answer).select_one(".duty .tag.emergency")
    assert tag is not None and tag.get_text() == "Nobody is on call at times"


async def test_a_gap_now_is_said_first(house: House, desk: httpx.AsyncClient) -> None:
    plan(house, DutyRow(("duty",), EVERY_DAY, first=date(2026, 11, 30)))
    said = words_of(await desk.get(PAGE))
    assert "On call now Nobody is on call now. Emergencies come to this desk. Ends: Monday 30 November" in said
    plan(house, DutyRow(("duty",), EVERY_DAY, last=date(2026, 11, 20)))
    assert "Ends: not known yet." in words_of(await desk.get(PAGE))


async def test_a_role_without_a_contact_is_marked(house: House, desk: httpx.AsyncClient) -> None:
    assert "No contact is known" not in words_of(await desk.get(PAGE))
    town = house.parts.towns["drenas"]
    without = {**town.rules.institutions, "duty": replace(town.office("duty"), transports=())}  # type: ignore[type-var]
    rules = replace(town.rules, institutions=without)  # type: ignore[type-var]
    house.parts.towns["drenas"] = replace(town, rules=rules)  # type: ignore[index]
    assert "No contact is known. Emergencies for them come to this desk." in words_of(await desk.get(PAGE))


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (-7, False),
        (4, False),  # the 27th, ten o'clock: more than a week to go
        (5, True),
        (12, True),  # Saturday: now
        (13, False),
    ],
)
async def test_the_queue_has_a_line_while_a_gap_is_near(
    house: House, desk: httpx.AsyncClient, days: int, said: bool
) -> None:
    plan(house, *HOLE)
    house.clock.at = MONDAY + timedelta(days=days)
    desk = await house.sign_in()
    page = page_of(await desk.get(f"{QUEUE}?language=en"))
    found = page.select_one(f'#live .note.bad a[href="{PAGE}"]')
    assert (found is not None) is said
    if isinstance(found, Tag):
        assert found.get_text().startswith("Nobody is on call now." if days == 12 else "Nobody will be on call. Begins")
    await desk.aclose()


async def test_the_queue_leads_there(desk: httpx.AsyncClient) -> None:
    found = page_of(await desk.get(QUEUE)).select_one(f'nav a[href="{PAGE}"]')
    assert found is not None and found.get_text() == "On call"


@pytest.mark.parametrize(
    ("language", "said"), [("sq", "Tani në kujdestari"), ("sr", "Sada dežura"), ("en", "On call now")]
)
async def test_it_is_read_in_every_language_of_the_offices(desk: httpx.AsyncClient, language: str, said: str) -> None:
    assert said in words_of(await desk.get(f"{PAGE}?language={language}"))


async def test_the_week_of_the_clock_has_seven_days_on_the_picture(house: House, desk: httpx.AsyncClient) -> None:
    house.clock.at = MONDAY.replace(month=10, day=19)
    desk = await house.sign_in()
    weekend = DutyRow(("duty",), frozenset({5, 6}))
    plan(house, weekend)
    (first, *_) = bars_of(await desk.get(f"{PAGE}?language=en"))
    assert first == [(497, 203, "tint0"), (46, 451, "gap")], "Sunday has 25 hours"
    await desk.aclose()


async def test_the_running_service_writes_one_mail_for_a_gap(house: House, desk: httpx.AsyncClient) -> None:
    plan(house, *HOLE)
    await house.later(timedelta(hours=2))
    assert not [mail for mail in house.mail.notices if "roster_gap" in mail.message_id]
    for _ in range(10):
        await house.later(timedelta(days=1))
    (mail,) = [mail for mail in house.mail.notices if "roster_gap" in mail.message_id]
    assert mail.link.endswith(PAGE)
    assert (await desk.get(PAGE)).status_code in (200, 401)


async def test_another_town_does_not_exist_here(desk: httpx.AsyncClient) -> None:
    assert (await desk.get("/console/kamez/on-call")).status_code == 404
