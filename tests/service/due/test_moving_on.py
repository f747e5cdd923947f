"""A case goes on, is merged or stands alone again while the clock stands still: its dates are right, and it says so."""

from datetime import UTC, datetime, timedelta

import pytest

from reportbot.core.cases.events import CLOCK_STARTED, DEADLINE_MOVED
from reportbot.core.cases.referral import Answer, Referral
from reportbot.core.urgency import Urgency
from tests.builders import WASTE, Parts

HOUR = timedelta(hours=1)
NUMBER, TWO, LEAD, OTHER = "2026-0001", "2026-0002", "public_services", "police"


def april(day: int, hour: int = 8) -> datetime:
    """2026; 10:00 in Drenas is 08:00 UTC. The 9th and the 13th are holidays."""
    return datetime(2026, 4, day, hour, tzinfo=UTC)


async def referral(parts: Parts, institution: str, number: str = NUMBER) -> Referral:
    page = await parts.casework.case("drenas", number, "coordinator")
    return next(each for each in reversed(page.referrals) if each.institution == institution)


async def facts(parts: Parts, kind: str, number: str = NUMBER) -> list[dict[str, str]]:
    page = await parts.casework.case("drenas", number, "coordinator")
    return [dict(event.facts) for event in page.events if event.kind == kind]


async def dues(parts: Parts, number: str = NUMBER) -> list[tuple[str, datetime]]:
    page = await parts.casework.case("drenas", number, "coordinator")
    return [(due.kind, due.due_at) for due in page.dues]


async def asked(parts: Parts, number: str = NUMBER) -> Referral:
    """Reported, not answered, and its office asks the person: its clock stands still."""
    await parts.say("anna" if number == NUMBER else "besa", *WASTE)
    lead = await referral(parts, LEAD, number)
    token = parts.vault.sign_link(lead.id, LEAD, parts.clock.now() + timedelta(days=9))
    await parts.asking.ask_by_link(token, "Which side of the road?")
    await parts.deliver()
    lead = await referral(parts, LEAD, number)
    assert lead.stopped_at is not None
    return lead


async def test_who_gets_it_instead_has_as_much_time_as_was_left(here: Parts) -> None:
    before = await asked(here)
    here.clock.set(april(10))
    await here.casework.correcting.category("drenas", NUMBER, "school_building", "coordinator")
    case = (await here.cases())[0]
    assert case.lead != LEAD
    now = await referral(here, case.lead)
    assert before.act_by and now.act_by and before.close_by and now.close_by and now.stopped_at is None
    assert now.act_by > before.act_by and now.close_by > before.close_by
    assert (await referral(here, LEAD)).stopped_at is None
    assert await facts(here, CLOCK_STARTED) == [{"institution": LEAD, "why": "went_on"}]
    moved = {each["which"]: each for each in await facts(here, DEADLINE_MOVED) if each["why"] == "asked"}
    assert moved["act"]["became"] == now.act_by.isoformat() and moved["close"]["became"] == now.close_by.isoformat()


async def test_the_desk_passes_it_on_and_nobodys_clock_stands_any_more(here: Parts) -> None:
    await asked(here)
    here.clock.set(april(10))
    await here.casework.passing.refer("drenas", NUMBER, OTHER, "coordinator")
    assert (await referral(here, LEAD)).stopped_at is None
    assert await facts(here, CLOCK_STARTED) == [{"institution": LEAD, "why": "went_on"}]
    assert await facts(here, DEADLINE_MOVED) == [], "who has it now was promised for anew"
    assert {kind for kind, _ in await dues(here)} == {"acknowledge"}
    await here.say("anna", "The left one")
    assert await facts(here, DEADLINE_MOVED) == [], "an answer moves no date of an office that has it no longer"


async def test_an_urgent_case_that_is_handed_on_is_due_later_by_as_long_as_its_clock_stood(here: Parts) -> None:
    await here.say("anna", *WASTE)
    await here.casework.correcting.urgency("drenas", NUMBER, Urgency.URGENT, "coordinator")
    lead = await referral(here, LEAD)
    token = here.vault.sign_link(lead.id, LEAD, here.clock.now() + timedelta(days=9))
    await here.asking.ask_by_link(token, "Which side of the road?")
    before = await referral(here, LEAD)
    here.clock.forward(2 * HOUR)
    await here.responses.answer_as(LEAD, lead.id, Answer.NOT_OURS, suggested=OTHER)
    now = await referral(here, OTHER)
    assert before.act_by and now.act_by and now.act_by == before.act_by + 2 * HOUR
    assert now.acknowledge_by == before.acknowledge_by, "for the first answer no clock stands still"
    assert [each["why"] for each in await facts(here, CLOCK_STARTED)] == ["spoke"]
    moved = [each for each in await facts(here, DEADLINE_MOVED) if each["why"] == "asked"]
    assert {each["which"]: each["became"] for each in moved}["act"] == now.act_by.isoformat()


async def test_a_case_that_is_put_to_another_has_no_clock_of_its_own(here: Parts) -> None:
    await here.say("anna", *WASTE)
    here.clock.forward(HOUR)
    await asked(here, TWO)
    await here.groups.merge("drenas", TWO, NUMBER, "coordinator")
    assert (await referral(here, LEAD, TWO)).stopped_at is None and await dues(here, TWO) == []
    assert await facts(here, CLOCK_STARTED, TWO) == [{"institution": LEAD, "why": "went_on"}]


async def test_what_stands_alone_again_is_due_anew_also_from_whoever_acts_with_the_lead(here: Parts) -> None:
    for person in ("anna", "besa"):
        await here.say(person, *WASTE)
        here.clock.forward(HOUR)
    async with here.store.begin() as work:
        case = (await here.cases())[1]
        known = await work.cases.referrals(case.id)
        copy = next(each for each in known if each.institution != LEAD)
        opener = here.casework.passing._opener
        joint = opener.owed(here.towns["drenas"], opener.referral(case, OTHER, "joint", here.clock.now()), case)
        await work.cases.add_referrals([joint])
    assert copy.role == "copy"
    await here.groups.merge("drenas", TWO, NUMBER, "coordinator")
    here.clock.set(april(20))
    await here.groups.split("drenas", TWO, "coordinator")
    anew = await referral(here, OTHER, TWO)
    assert anew.acknowledge_by and anew.acknowledge_by > april(20) and anew.clock_from == april(20)
    assert {each["why"] for each in await facts(here, DEADLINE_MOVED, TWO)} == {"alone"}
    page = await here.casework.case("drenas", TWO, "coordinator")
    assert anew.id in {due.referral for due in page.dues}


@pytest.mark.parametrize("later", [timedelta(0), 30 * HOUR])
async def test_a_rung_that_had_fired_does_not_fire_again_for_the_next_one(here: Parts, later: timedelta) -> None:
    await here.say("anna", *WASTE)
    for day in (8, 14):
        await here.tick(april(day))
    lead = await referral(here, LEAD)
    token = here.vault.sign_link(lead.id, LEAD, here.clock.now() + timedelta(days=9))
    await here.asking.ask_by_link(token, "Which side of the road?")
    here.clock.forward(later)
    await here.casework.correcting.category("drenas", NUMBER, "school_building", "coordinator")
    page = await here.casework.case("drenas", NUMBER, "coordinator")
    assert [(due.kind, due.step) for due in page.dues] == [("reminder", 2)]
