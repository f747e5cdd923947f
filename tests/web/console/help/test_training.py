"""Practice: the console's own pages on invented cases, apart from everything real."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from reportbot.core.urgency import Urgency
from reportbot.practice.hall import Hall
from tests.cases import cases_of
from tests.web.console.house import HAZARD, SAME_SITE, House, carried, form_token, page_of, words_of
from tests.web.console.practising import (
    HOME,
    ROOM,
    TRAINING,
    a_learner,
    at_process,
    begun,
    coach_of,
    is_there,
    pass_on,
    press,
)


async def test_six_steps_lead_through_the_work_of_the_desk(learner: httpx.AsyncClient, hall: Hall) -> None:
    room = await begun(learner, hall)
    case = {story: f"{ROOM}/cases/{number}" for story, number in room.numbers.items()}
    assert "Step 1 of 6" in coach_of(await learner.get(ROOM))

    assert "You opened another case first" in coach_of(await learner.get(case["lost"]))
    shown = coach_of(await learner.get(case["danger"]))
    assert "Danger comes before everything else" in shown and "Step 2 of 6" in shown

    await press(learner, case["mistaken"], f"{case['mistaken']}/category", category="playground")
    assert "Not quite" in coach_of(await learner.get(case["mistaken"]))
    await press(learner, case["mistaken"], f"{case['mistaken']}/category", category="waste")
    assert "Step 3 of 6" in coach_of(await learner.get(case["mistaken"]))

    await pass_on(learner, case["lost"], "dka")
    assert "Another office looks after roads" in coach_of(await learner.get(case["lost"]))
    await pass_on(learner, case["lost"], "public_services")
    assert "Directorate of Public Services" in coach_of(await learner.get(case["lost"]))

    asked = await press(learner, case["vague"], f"{case['vague']}/questions", question="Which wall?")
    assert asked.status_code == 303
    shown = coach_of(await learner.get(case["vague"]))
    assert "Step 5 of 6" in shown, "the invented person has answered at once"
    assert "stone wall" in words_of(await learner.get(case["vague"]))

    assert "This land is not ours. It is a matter for Municipal Inspectorate." in words_of(
        await learner.get(case["mistaken"])
    )
    await pass_on(learner, case["mistaken"], "inspectorate")
    assert "Step 6 of 6" in coach_of(await learner.get(case["mistaken"]))

    await press(learner, case["lost"], f"{case['lost']}/closure", outcome="repaired")
    assert "You have done all six steps" in coach_of(await learner.get(ROOM))
    assert "You have done all six steps" in words_of(await learner.get(TRAINING))


async def test_nothing_of_practice_reaches_the_real_town(house: House, learner: httpx.AsyncClient, hall: Hall) -> None:
    await house.report(HAZARD)
    before = await everything_stored(house)
    room = await begun(learner, hall)
    for number in room.numbers.values():
        page = f"{ROOM}/cases/{number}"
        await learner.get(page)
        await pass_on(learner, page, "dshms")
    await learner.get(ROOM)
    await house.parts.delivery.drain()
    assert await everything_stored(house) == before
    assert all(notice.municipality == "drenas" for notice in house.mail.notices)
    real = words_of(await learner.get(HOME))
    assert "Practice Hill" not in real and "Practice Stream" not in real


async def everything_stored(house: House) -> dict[str, int]:
    """How many rows each table of the real database holds, but what says who has looked at a page."""
    async with house.parts.database.read() as work:
        return {"cases": len(await cases_of(work)), "mails": len(house.mail.notices)}


async def test_every_office_of_practice_is_reached_by_nowhere(learner: httpx.AsyncClient, hall: Hall) -> None:
    room = await begun(learner, hall)
    ways = [
        each
        for office in room.town.rules.institutions.values()
        for each in (*office.transports, *office.second, *office.head)
    ]
    assert {way.kind for way in ways} == {"nowhere"}
    assert set(room.parts.transports) == {"nowhere"} and set(room.parts.channels) == {"web"}


async def test_every_page_says_that_it_is_practice(learner: httpx.AsyncClient, hall: Hall) -> None:
    room = await begun(learner, hall)
    pages = [ROOM, f"{ROOM}/needs-look", f"{ROOM}/on-call", f"{ROOM}/institutions"]
    pages += [f"{ROOM}/cases/{number}" for number in room.numbers.values()]
    for path in pages:
        answer = await learner.get(path)
        assert answer.status_code == 200, path
        assert coach_of(answer).startswith("Practice Invented cases."), path
        assert str(page_of(answer).title.string).startswith("Practice: "), path  # type: ignore[union-attr]
    assert coach_of(await learner.get(HOME)) == ""


@pytest.mark.parametrize(
    "tail", ["/search", "/letters", "/kept-messages", "/dead-letters", "/erasures", "/calls/new", "/model", "/nothing"]
)
async def test_what_is_not_practised_leads_back(learner: httpx.AsyncClient, hall: Hall, tail: str) -> None:
    await begun(learner, hall)
    answer = await learner.get(f"{ROOM}{tail}")
    assert answer.status_code == 404 or answer.headers["location"] == f"{TRAINING}?done=not-here"


async def test_leaving_erases_the_room(learner: httpx.AsyncClient, hall: Hall) -> None:
    room = await begun(learner, hall)
    assert is_there(room)
    await press(learner, TRAINING, f"{TRAINING}/end")
    assert not is_there(room)
    answer = await learner.get(ROOM)
    assert answer.headers["location"] == f"{TRAINING}?done=over"


async def test_after_a_day_the_room_is_erased(house: House, learner: httpx.AsyncClient, hall: Hall) -> None:
    room = await begun(learner, hall)
    house.clock.pass_(timedelta(hours=11))
    assert (await learner.get(ROOM)).status_code == 200
    house.clock.pass_(timedelta(hours=13))
    assert await hall.room_of("drenas", "coordinator") is None
    assert not is_there(room)


async def test_to_begin_again_throws_the_first_room_away(house: House, learner: httpx.AsyncClient, hall: Hall) -> None:
    first = await begun(learner, hall)
    assert await begun(learner, hall) is first, "pressed twice"
    house.clock.pass_(timedelta(minutes=1))
    second = await begun(learner, hall)
    assert first is not second and not is_there(first)


async def test_nobody_finds_the_practice_of_somebody_else(house: House, learner: httpx.AsyncClient, hall: Hall) -> None:
    room = await begun(learner, hall)
    stranger = at_process(house, hall)
    assert (await stranger.get(ROOM)).status_code == 401
    other = await a_learner(house, hall, "vushtrri")
    assert (await other.get(ROOM)).status_code == 404
    assert (await other.get("/console/vushtrri~practice")).headers["location"].endswith("?done=over")
    to = f"/console/vushtrri~practice/cases/{room.numbers['lost']}/closure"
    answer = await other.post(
        to, data={"form_token": form_token(await other.get("/console/vushtrri/help"))}, headers=SAME_SITE
    )
    assert answer.headers["location"].endswith("?done=over")
    for browser in (stranger, other):
        await browser.aclose()


@pytest.mark.parametrize("language", ["sq", "sr", "en"])
async def test_the_stories_are_told_in_the_language_of_the_learner(
    learner: httpx.AsyncClient, hall: Hall, language: str
) -> None:
    await learner.get(f"{HOME}?language={language}")
    room = await begun(learner, hall)
    said: dict[str, Any] = {"sq": "kabllo elektrike", "sr": "Električni kabl", "en": "power cable"}
    assert said[language] in words_of(await learner.get(f"{ROOM}/cases/{room.numbers['danger']}"))
    cases = (await room._seen()).cases
    danger = [story for story, case in cases.items() if case.urgency is Urgency.EMERGENCY]
    assert danger == ["danger"], "one case cannot wait, in the words of every language"


async def test_a_form_of_the_real_desk_does_nothing_in_practice(learner: httpx.AsyncClient, hall: Hall) -> None:
    room = await begun(learner, hall)
    token = carried(await learner.get(HOME))
    to = f"{ROOM}/cases/{room.numbers['lost']}/referrals"
    answer = await learner.post(to, data={**token, "institution": "dka"}, headers=SAME_SITE)
    assert answer.status_code == 403
