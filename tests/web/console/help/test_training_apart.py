"""Practice stays apart: its pages lead nowhere else, nothing is sent or counted, and no other address leads in."""

import asyncio
import sqlite3
from contextlib import closing
from urllib.parse import urlsplit

import httpx
import pytest
from sqlalchemy import update

from reportbot.practice.hall import Hall
from reportbot.practice.room import FILE, Room
from reportbot.storage.schema import cases
from tests.web.console.house import HAZARD, SAME_SITE, House, form_token, page_of, words_of
from tests.web.console.practising import HOME, ROOM, TRAINING, a_hall, a_learner, begun, coach_of, pass_on, press

VIEWS = ("open", "look", "danger", "mine", "waiting", "overdue", "news", "closed")
LEFT_OUT = {"practice_rooms", "staff_sessions"}  # what is kept of it; when somebody opened a page


def pages_of(room: Room) -> list[str]:
    pages = [f"{ROOM}?view={view}" for view in VIEWS]
    pages += [f"{ROOM}{tail}" for tail in ("", "/needs-look", "/on-call", "/institutions", "/help")]
    return pages + [f"{ROOM}/cases/{number}" for number in room.numbers.values()]


async def test_every_link_and_form_of_practice_works_there(learner: httpx.AsyncClient, hall: Hall) -> None:
    room = await begun(learner, hall)
    links, forms = set(), set()
    for address in pages_of(room):
        page = page_of(await learner.get(address))
        at = address.partition("?")[0]
        links |= {_absolute(at, str(each["href"])) for each in page.select("a[href]")}
        forms |= {str(each.get("action", at)) for each in page.select("form[method=post]")}
        assert page.select_one("[data-events]") is None, "no stream of news where nothing comes by itself"
    assert links and forms
    for link in sorted(links):
        answer = await learner.get(link)
        assert answer.status_code == 200 and urlsplit(link).path in (TRAINING, *_paths(links)), link
        assert link.startswith((ROOM, TRAINING)), link
    assert all(form.startswith(f"{ROOM}/") for form in forms), forms
    for form in sorted(forms):
        answer = await learner.post(form, headers=SAME_SITE)
        assert "done=not-here" not in answer.headers.get("location", ""), form


async def token_of(browser: httpx.AsyncClient, room: Room) -> str:
    return form_token(await browser.get(f"{ROOM}/cases/{room.numbers['lost']}"))


def _paths(links: set[str]) -> set[str]:
    return {urlsplit(link).path for link in links if link.startswith(ROOM)}


def _absolute(at: str, link: str) -> str:
    link = link.partition("#")[0]
    return f"{at}{link}" if link.startswith("?") or not link else link


async def test_an_emptied_practice_names_no_chat(learner: httpx.AsyncClient, hall: Hall) -> None:
    room = await begun(learner, hall)
    async with room.parts.database.begin() as work:
        work.cases._transaction.write(update(cases).values(status="closed"), [{}])
    shown = await learner.get(ROOM)
    assert "You have closed them all" in words_of(shown) and "/chat/" not in shown.text
    assert "/chat/drenas" in (await learner.get(HOME)).text, "at the real desk it is named"


async def test_nothing_of_practice_is_written_into_the_real_tables_or_sent(
    house: House, learner: httpx.AsyncClient, hall: Hall
) -> None:
    await house.report(HAZARD)
    await house.parts.delivery.drain()
    before = _rows(house)
    room = await begun(learner, hall)
    for number in room.numbers.values():
        page = f"{ROOM}/cases/{number}"
        await learner.get(page)
        await press(learner, page, f"{page}/questions", question="Which one?")
        await pass_on(learner, page, "dshms")
    await learner.get(ROOM)
    await room.parts.run_due()
    await house.parts.run_due()
    after = _rows(house)
    assert {name: after[name] for name in before if after[name] != before[name]} == {}
    with closing(sqlite3.connect(room.folder.path / FILE)) as rows:
        ways = set(rows.execute("SELECT DISTINCT kind, by, target, municipality FROM outbox"))
    assert {(by, town) for _, by, _, town in ways} <= {("nowhere", "drenas~practice"), ("web", "drenas~practice")}
    assert {target for _, by, target, _ in ways if by == "nowhere"} <= {""}


def _rows(house: House) -> dict[str, int]:
    file = house.parts.settings.database_url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(file)) as rows:
        names = [name for (name,) in rows.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        return {
            name: rows.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names if name not in LEFT_OUT
        }


ELSEWHERE = [
    "/chat/{town}",
    "/open311/v2/{town}/services.json",
    "/open311/v2/{town}/requests.json",
    "/console/{town}/sign-in",
    "/console/{town}/settings",
    "/console/{town}/training",
    "/console/{town}/account",
    "/console/{town}/exports",
    "/console/{town}/letters/L-2026-0001/pdf",
    "/console/{town}/cases/2026-0001/erasure",
    "/console/{town}/queue/events",
]


@pytest.mark.parametrize("town", ["drenas~practice", "drenas%7Epractice", "drenas~practice~practice", "~practice"])
async def test_no_other_address_leads_into_practice(learner: httpx.AsyncClient, hall: Hall, town: str) -> None:
    await begun(learner, hall)
    for path in ELSEWHERE:
        answer = await learner.get(path.format(town=town))
        where = answer.headers.get("location", "").partition("?")[0]
        assert answer.status_code in (401, 403, 404) or where == TRAINING, path


@pytest.mark.parametrize(
    "path",
    ["/chat/{town}/messages", "/hooks/telegram/{town}", "/hooks/twilio/{town}", "/open311/v2/{town}/requests.json"],
)
async def test_nobody_can_write_to_the_invented_town(learner: httpx.AsyncClient, hall: Hall, path: str) -> None:
    room = await begun(learner, hall)
    answer = await learner.post(path.format(town="drenas~practice"), data={"text": "STATUS"}, headers=SAME_SITE)
    assert answer.status_code in (401, 403, 404, 405)
    with closing(sqlite3.connect(room.folder.path / FILE)) as rows:
        assert rows.execute("SELECT count(*) FROM conversations").fetchone() == (4,), "the four invented people"


async def test_a_form_of_practice_does_nothing_at_the_real_desk(
    house: House, learner: httpx.AsyncClient, hall: Hall
) -> None:
    number = await house.report(HAZARD)
    room = await begun(learner, hall)
    token = await token_of(learner, room)
    to = f"{HOME}/cases/{number}/notes"
    answer = await learner.post(to, data={"form_token": token, "words": "x", "audience": "desk"}, headers=SAME_SITE)
    assert answer.status_code == 403


@pytest.mark.parametrize("tail", ["erasure", "hold", "letters", "postponement", "release"])
async def test_what_is_not_practised_is_not_done(learner: httpx.AsyncClient, hall: Hall, tail: str) -> None:
    room = await begun(learner, hall)
    token = await token_of(learner, room)
    to = f"{ROOM}/cases/{room.numbers['lost']}/{tail}"
    answer = await learner.post(to, data={"form_token": token, "reason": "x"}, headers=SAME_SITE)
    assert answer.headers["location"] == f"{TRAINING}?done=not-here"


async def test_a_huge_form_is_refused_and_practice_goes_on(learner: httpx.AsyncClient, hall: Hall) -> None:
    room = await begun(learner, hall)
    token = await token_of(learner, room)
    to = f"{ROOM}/cases/{room.numbers['lost']}/notes"
    answer = await learner.post(
        to, data={"form_token": token, "words": "x" * 2_000_000, "audience": "desk"}, headers=SAME_SITE
    )
    assert answer.status_code == 413
    many = "&".join(f"f{at}=1" for at in range(500))
    answer = await learner.post(to, content=f"form_token={token}&{many}", headers={**SAME_SITE, **FORM})
    assert answer.status_code in (403, 422)
    assert (await learner.get(ROOM)).status_code == 200


FORM = {"content-type": "application/x-www-form-urlencoded"}


async def test_two_of_one_desk_practise_at_once_and_neither_is_in_the_others_way(house: House) -> None:
    """Both press at the same moment, step by step; what one writes, finishes or ends is nothing to the other."""
    hall = a_hall(house)
    ana, ben = await a_learner(house, hall), await a_learner(house, hall, role="supervisor+coordinator")
    await asyncio.gather(press(ana, TRAINING, TRAINING), press(ben, TRAINING, TRAINING))
    rooms = [await hall.room_of("drenas", key) for key in ("coordinator", "supervisor")]
    assert rooms[0] and rooms[1] and rooms[0] is not rooms[1]
    of_ana, of_ben = ({s: f"{ROOM}/cases/{n}" for s, n in room.numbers.items()} for room in rooms if room)
    await asyncio.gather(ana.get(of_ana["danger"]), ben.get(of_ben["lost"]))
    assert "Step 2 of 6" in coach_of(await ana.get(ROOM))
    assert "You opened another case first" in coach_of(await ben.get(ROOM))
    page = of_ana["mistaken"]
    to_ben = of_ben["mistaken"]
    await asyncio.gather(
        press(ana, page, f"{page}/notes", words="Only of Ana.", audience="desk"),
        press(ben, to_ben, f"{to_ben}/category", category="waste"),
    )
    await press(ana, page, f"{page}/category", category="playground")
    assert "Only of Ana." in words_of(await ana.get(page))
    assert "Only of Ana." not in words_of(await ben.get(to_ben))
    assert "Not quite" in coach_of(await ana.get(page)) and "Not quite" not in coach_of(await ben.get(to_ben))
    await press(ana, TRAINING, f"{TRAINING}/end")
    assert (await ana.get(ROOM)).headers["location"] == f"{TRAINING}?done=over"
    assert "Step" in coach_of(await ben.get(ROOM))
    for browser in (ana, ben):
        await browser.aclose()
    await hall.close()
