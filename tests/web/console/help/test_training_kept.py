"""Practice outlives the process: it is found again by another one, after a restart, and erased everywhere."""

import os
from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest

from reportbot.practice.folders import JUST_MADE, PREFIX, Folder, remove_left_behind
from reportbot.practice.hall import Hall
from reportbot.practice.room import Room
from tests.web.console.house import SAME_SITE, House, page_of, words_of
from tests.web.console.practising import (
    ROOM,
    TRAINING,
    a_hall,
    a_learner,
    at_process,
    begun,
    coach_of,
    is_there,
    press,
)


@pytest.fixture
async def elsewhere(house: House) -> AsyncIterator[Hall]:
    """The hall of another process, or of the same one after a restart."""
    hall = a_hall(house)
    yield hall
    await hall.close()


async def correct(browser: httpx.AsyncClient, room: Room) -> str:
    """The first two steps. Returns the page of the case that was corrected."""
    await browser.get(f"{ROOM}/cases/{room.numbers['danger']}")
    page = f"{ROOM}/cases/{room.numbers['mistaken']}"
    await press(browser, page, f"{page}/category", category="waste")
    return page


async def test_a_restart_in_the_middle_of_practice_goes_on_at_the_same_step(
    house: House, learner: httpx.AsyncClient, hall: Hall, elsewhere: Hall
) -> None:
    room = await begun(learner, hall)
    page = await correct(learner, room)
    await press(learner, page, f"{page}/notes", words="Who has the key of the hall?", audience="desk")
    form = page_of(await learner.get(page)).select_one(f'form[action="{page}/urgency"]')
    assert form is not None
    hidden = {str(each["name"]): str(each["value"]) for each in form.select("input[type=hidden]")}
    hall.let_go()
    await hall.close()
    assert not is_there(room)

    browser = at_process(house, elsewhere, learner)
    assert "Step 3 of 6" in coach_of(await browser.get(ROOM))
    assert "Who has the key of the hall?" in words_of(await browser.get(page))
    answer = await browser.post(f"{page}/urgency", data=hidden | {"urgency": "urgent"}, headers=SAME_SITE)
    assert answer.status_code == 303, "a form that was open before the restart can still be sent"
    await browser.aclose()


async def test_two_processes_take_turns_with_one_practice(
    house: House, learner: httpx.AsyncClient, hall: Hall, elsewhere: Hall
) -> None:
    """As a proxy without sticky sessions sends them: each request to the other process."""
    other = at_process(house, elsewhere, learner)
    room = await begun(learner, hall)
    case = {story: f"{ROOM}/cases/{number}" for story, number in room.numbers.items()}
    house.clock.pass_(timedelta(seconds=1))
    assert "Step 2 of 6" in coach_of(await other.get(case["danger"]))
    assert "Step 2 of 6" in coach_of(await learner.get(ROOM))
    house.clock.pass_(timedelta(seconds=1))
    await press(other, case["mistaken"], f"{case['mistaken']}/category", category="playground")
    assert "Not quite" in coach_of(await learner.get(case["mistaken"])), "also what was wrong is known"
    await press(learner, TRAINING, f"{TRAINING}/end")
    assert (await other.get(ROOM)).headers["location"] == f"{TRAINING}?done=over"
    assert elsewhere._rooms == {}
    await other.aclose()


async def test_what_is_kept_can_be_read_by_nobody(house: House, learner: httpx.AsyncClient, hall: Hall) -> None:
    await begun(learner, hall)
    async with house.parts.database.read() as work:
        row = await work.practice.get("drenas", "coordinator")
    assert row is not None and b"content" not in row.sealed_room and b"SQLite" not in row.sealed_room


async def test_what_cannot_be_found_again_begins_anew(house: House, learner: httpx.AsyncClient, hall: Hall) -> None:
    await begun(learner, hall)
    await hall.close()
    async with house.parts.database.begin() as work:
        row = await work.practice.get("drenas", "coordinator")
        assert row is not None
        await work.practice.put(type(row)(row.municipality, row.member, 1, row.ends_at, row.sealed_room[:-1]))
    assert (await learner.get(ROOM)).headers["location"] == f"{TRAINING}?done=over"
    assert "There is no practice under way" in words_of(await learner.get(f"{TRAINING}?done=over"))
    assert "Step 1 of 6" in coach_of(await learner.get((await press(learner, TRAINING, TRAINING)).headers["location"]))


async def test_a_row_whose_day_is_over_is_erased_without_anybody_asking(
    house: House, learner: httpx.AsyncClient, hall: Hall
) -> None:
    await begun(learner, hall)
    await house.parts.staff_round.keep()
    house.clock.pass_(timedelta(hours=24))
    await house.parts.staff_round.keep()
    async with house.parts.database.read() as work:
        assert await work.practice.get("drenas", "coordinator") is None


async def test_a_process_keeps_few_rooms_open_and_nobody_loses_theirs(house: House) -> None:
    hall = a_hall(house, most=1)
    one, two = await a_learner(house, hall), await a_learner(house, hall, "vushtrri")
    room = await begun(one, hall)
    await press(two, "/console/vushtrri/training", "/console/vushtrri/training")
    assert len(hall._rooms) == 1 and not is_there(room)
    assert "Step 1 of 6" in coach_of(await one.get(ROOM))
    for browser in (one, two):
        await browser.aclose()
    await hall.close()


async def test_a_practice_that_has_grown_too_large_takes_no_more(
    learner: httpx.AsyncClient, hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = await begun(learner, hall)
    page = await correct(learner, room)
    monkeypatch.setattr("reportbot.practice.room.LARGEST", 1024)
    answer = await press(learner, page, f"{page}/notes", words="More.", audience="desk")
    assert answer.headers["location"] == f"{TRAINING}?done=full"
    assert "too large" in words_of(await learner.get(answer.headers["location"]))
    assert (await learner.get(page)).status_code == 200, "it can be read all the same"


def test_folders_of_processes_that_are_no_more_are_removed(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    used, dead = Folder(), Folder()
    os.close(dead._lock)
    fresh = Folder()
    os.close(fresh._lock)
    now = dead.path.stat().st_mtime + JUST_MADE + 1
    os.utime(fresh.path, (now, now))
    remove_left_behind(now)
    assert used.path.exists() and fresh.path.exists() and not dead.path.exists()
    assert used.path.name.startswith(PREFIX)
    used.remove()
    assert not used.path.exists()
