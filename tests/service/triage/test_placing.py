"""The desk corrects where a case is: the case, its history, searches and likenesses follow; nobody hears of it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from reportbot.core.cases.placing import ELSEWHERE
from reportbot.core.cases.referral import Answer
from reportbot.core.errors import TransitionRefused, UnknownCode
from reportbot.service.desk.calling import Call
from reportbot.service.desk.rerouting import Rerouted, rerouted
from reportbot.service.desk.search import Wanted
from tests.builders import Parts
from tests.service.reaches import ALL
from tests.service.reports.test_adding import UNNAMED
from tests.service.test_responses import link

ONE, TWO = "2026-0001", "2026-0002"
HOLE = Call("Pus pa kapak te ura e vjeter", "manhole", {"key": "komoran", "text": "te ura"}, False, "sq", "citizen")
RAMP = Call("Nuk ka rampe per karroce", "disability_access", {"key": "komoran"}, False, "sq", "citizen")
SCHOOL = "school_xheladin_gashi_plaku"
IN_KOMORAN = {"lat": 42.57943, "lon": 20.89}


async def take(parts: Parts, *calls: Call) -> None:
    for number, call in enumerate(calls):
        await parts.calling.report("drenas", call, f"form {number}", "coordinator")
    await parts.deliver()
    parts.mail.take()


async def correct(parts: Parts, place: str, why: str = "", number: str = ONE) -> None:
    await parts.casework.correcting.place("drenas", number, place, "@mira", why)


async def would(parts: Parts) -> Rerouted | None:
    page = await parts.casework.case("drenas", ONE, "coordinator")
    return rerouted(page.town, page.case, page.events, page.referrals, parts.clock.now())


async def alike(parts: Parts) -> list[tuple[str, str]]:
    found = (await parts.casework.case("drenas", ONE, "coordinator")).beside.alike
    return [(each.case.number, each.likeness.place) for each in found]


async def test_the_case_moves_with_who_why_from_where_to_where_and_nothing_is_sent(parts: Parts) -> None:
    await take(parts, HOLE)
    told = (await parts.casework.case("drenas", ONE, "coordinator")).story.reports
    parts.clock.forward(timedelta(hours=1))
    await correct(parts, "gllobar", "They rang: it is the other bridge.")
    await parts.deliver()
    page = await parts.casework.case("drenas", ONE, "coordinator")
    (event,) = [each for each in page.events if each.kind == "place_corrected"]
    assert (page.case.place, page.case.updated_at) == ("gllobar", parts.clock.now())
    assert (event.actor, event.at, dict(event.facts)) == (
        "@mira",
        parts.clock.now(),
        {"was": "komoran", "became": "gllobar"},
    )
    assert page.notes[event.id] == "They rang: it is the other bridge."
    assert page.story.reports == told, "what was said stays as it was said"
    assert parts.mail.take() == [] and page.case.lead == "public_services"
    async with parts.store.read() as work:
        noted = [each for each in await work.audit.last(20, subject=ONE) if each.act == b"place_corrected"]
        assert await work.corrections.of_case(page.case.id) == [], "triage does not learn places"
    assert [(each.actor, each.facts) for each in noted] == [(b"@mira", b"{}")]

    async def found(place: str) -> list[str]:
        hits = (await parts.search.find("drenas", Wanted(place=place), "coordinator", ALL)).hits
        return [hit.case.number for hit in hits]

    assert (await found("gllobar"), await found("komoran")) == ([ONE], [])
    await correct(parts, "komoran")
    assert (await found("gllobar"), await found("komoran")) == ([], [ONE]), "to undo it is to correct it again"


async def test_the_same_place_again_is_no_change(here: Parts) -> None:
    await take(here, HOLE)
    for place in ("komoran", "", "", ELSEWHERE, ELSEWHERE):
        await correct(here, place)
    events = (await here.casework.case("drenas", ONE, "coordinator")).events
    assert [each.facts["became"] for each in events if each.kind == "place_corrected"] == ["", ELSEWHERE]


async def test_what_is_alike_follows_the_place(parts: Parts) -> None:
    await take(parts, HOLE, replace(HOLE, place={"key": "gllobar", "text": "te ura"}))
    assert await alike(parts) == []
    await correct(parts, "gllobar")
    assert await alike(parts) == [(TWO, "same")]
    await correct(parts, "komoran")
    assert await alike(parts) == []


async def test_a_point_counts_as_long_as_it_may_lie_there(here: Parts) -> None:
    """Two points say it better than names, but not a point where the case is not."""
    at_home = replace(HOLE, place={"key": "komoran", **IN_KOMORAN})
    await take(here, at_home, at_home)
    assert await alike(here) == [(TWO, "spot")]
    await correct(here, "gllobar")
    assert await alike(here) == []
    await correct(here, "gllobar", number=TWO)
    assert await alike(here) == [(TWO, "same")], "by name, for neither point lies there"
    for number in (ONE, TWO):
        await correct(here, SCHOOL, number=number)
    assert await alike(here) == [(TWO, "spot")], "a school of that village"


async def test_whom_the_rules_would_choose_is_known_until_somebody_passes_it_on(parts: Parts) -> None:
    await take(parts, RAMP)
    assert await would(parts) is None
    await correct(parts, "gllobar")
    assert await would(parts) is None, "for this place the rules say the same"
    await correct(parts, SCHOOL)
    assert await would(parts) == Rerouted("dka", (), ())
    await correct(parts, "gllobar")
    assert await would(parts) is None
    await correct(parts, SCHOOL)
    await parts.casework.passing.transfer("drenas", ONE, "dka", "It is at a school.", "coordinator")
    assert await would(parts) is None
    await correct(parts, "komoran")
    assert await would(parts) == Rerouted("dshms", (), ())
    await parts.deliver()
    await parts.responses.answer(await link(parts, "dka"), Answer.NOT_OURS)
    await correct(parts, SCHOOL)
    assert await would(parts) is None, "not to an office that has handed it back"


@pytest.mark.parametrize("place", ["nowhere", "@school", "KOMORAN"])
async def test_rubbish_changes_nothing(here: Parts, place: str) -> None:
    await take(here, HOLE)
    with pytest.raises(UnknownCode):
        await correct(here, place)
    with pytest.raises(UnknownCode):
        await correct(here, "gllobar", number="2026-9999")
    assert (await here.cases())[0].place == "komoran"


async def test_a_case_that_is_over_is_opened_first(here: Parts) -> None:
    await here.calling.report("drenas", HOLE, "form", "coordinator")
    await here.deliver()
    await here.responses.answer(await link(here, "public_services"), Answer.DONE, outcome="passed_on")
    with pytest.raises(TransitionRefused):
        await correct(here, "gllobar")


async def test_a_case_that_the_desk_must_not_see_cannot_be_moved_by_it(here: Parts) -> None:
    await here.say("anna", *UNNAMED[:-1], "2")
    assert "coordinator" in (await here.cases())[0].avoided
    with pytest.raises(UnknownCode):
        await correct(here, "gllobar")


async def test_a_place_that_they_name_later_does_not_move_it_back(parts: Parts) -> None:
    await parts.say("anna", "start", "1", "5", "1", "Nobody answers at the office", "1")
    await correct(parts, "gllobar")
    await parts.say("anna", "Komoran")
    page = await parts.casework.case("drenas", ONE, "coordinator")
    assert page.case.place == "gllobar"
    assert [(said.answers or {}).get("place") for said in page.story.reports] == [None, {"key": "komoran"}]
