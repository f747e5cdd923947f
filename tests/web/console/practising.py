"""Somebody who practises at the desk: the rooms of a process, and what is done in them by the forms of the pages."""

from dataclasses import replace

import httpx

from reportbot.practice.hall import Hall
from reportbot.practice.room import Room
from reportbot.web.app import build
from reportbot.wiring import Edges
from tests.web.console.house import SAME_SITE, House, browser_for, page_of

HOME, TRAINING, ROOM = "/console/drenas", "/console/drenas/training", "/console/drenas~practice"


def a_hall(house: House, most: int = 12) -> Hall:
    """Of one process; a second one beside it sees the same database."""
    return Hall(house.parts, lambda room: Edges(room).web_parts(), most=most)


async def a_learner(
    house: House, hall: Hall, municipality: str = "drenas", role: str = "coordinator"
) -> httpx.AsyncClient:
    """A browser of somebody who is signed in at a desk where one can practise."""
    browser = at_process(house, hall)
    await browser.post(house.login_path(municipality, role), headers=SAME_SITE)
    await browser.get(f"/console/{municipality}?language=en")
    return browser


def at_process(house: House, hall: Hall, like: httpx.AsyncClient | None = None) -> httpx.AsyncClient:
    """A browser that reaches another process, with the cookies of `like`."""
    browser = browser_for(build(replace(house.web, practice=hall)), house.url)
    if like:
        browser.cookies.update(like.cookies)
    return browser


async def press(browser: httpx.AsyncClient, page: str, to: str, **fields: str) -> httpx.Response:
    """The form behind `to`, with the token of the page."""
    shown = await browser.get(page)
    found = page_of(shown).select_one(f'form[action="{to}"]')
    assert found is not None, f"no form for {to}"
    hidden = {str(each["name"]): str(each["value"]) for each in found.select("input[type=hidden]")}
    return await browser.post(to, data=hidden | fields, headers=SAME_SITE)


def is_there(room: Room) -> bool:
    return room.folder.path.exists()


async def pass_on(browser: httpx.AsyncClient, page: str, institution: str) -> None:
    """By whichever form the page has for it."""
    found = page_of(await browser.get(page)).select_one("form:has(select[name=institution])")
    assert found is not None
    answer = await press(browser, page, str(found["action"]), institution=institution, reason="It is theirs.")
    assert answer.status_code == 303


async def begun(browser: httpx.AsyncClient, hall: Hall) -> Room:
    answer = await press(browser, TRAINING, TRAINING)
    assert answer.headers["location"] == ROOM
    room = await hall.room_of("drenas", "coordinator")
    assert room is not None
    return room


def coach_of(answer: httpx.Response) -> str:
    found = page_of(answer).select_one("aside.practice")
    return " ".join(found.get_text(" ").split()) if found else ""
