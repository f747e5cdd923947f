"""What the desk counts of its institutions, from real cases; and which rules they would change."""

from datetime import timedelta

from reportbot.core.cases.referral import Answer
from tests.builders import WASTE, Parts
from tests.service.test_responses import link, referral_of

HOUR = timedelta(hours=1)


async def test_referrals_answers_and_ends_are_counted(here: Parts) -> None:
    await here.say("anna", *WASTE)
    token = await link(here, "public_services")
    here.clock.forward(2 * HOUR)
    await here.responses.answer(token, Answer.RECEIVED)
    here.clock.forward(2 * HOUR)
    await here.responses.answer(token, Answer.DONE, outcome="repaired")
    await here.deliver()
    found = {each.institution: each for each in await here.casework.counts.figures("drenas")}
    services = found["public_services"]
    assert (services.referrals, services.answered, services.answered_after) == (1, 1, 2 * HOUR)
    assert (services.done, services.not_solved, services.late) == ({"repaired": 1}, 0, 0)


async def test_what_a_person_calls_not_solved_counts_against_whoever_called_it_done(here: Parts) -> None:
    await here.say("anna", *WASTE, "yes")
    await here.responses.answer(await link(here, "public_services"), Answer.DONE, outcome="repaired")
    await here.deliver()
    here.clock.forward(HOUR)
    await here.say("anna", "status", "2")
    (found,) = await here.casework.counts.figures("drenas")
    assert (found.institution, found.referrals, found.not_solved) == ("public_services", 2, 1)


async def test_what_lies_long_ago_is_not_counted(here: Parts) -> None:
    await here.say("anna", *WASTE)
    here.clock.forward(timedelta(days=91))
    assert await here.casework.counts.figures("drenas") == []


async def test_two_offices_that_agree_propose_a_rule(here: Parts) -> None:
    for number, (place, who) in enumerate((("Komoran", "anna"), ("Arllat", "ben"), ("Gllobar", "cora")), 1):
        await here.say(who, *WASTE[:4], place, "1")
        lead = await referral_of(here, "public_services", f"2026-000{number}")
        suggested = "inspectorate" if number < 3 else ""
        await here.responses.answer_as("public_services", lead.id, Answer.NOT_OURS, suggested=suggested)
        here.clock.forward(HOUR)
    (found,) = await here.casework.counts.proposals("drenas")
    assert (found.was, found.became, found.count) == ("public_services", "inspectorate", 2)
    here.clock.forward(timedelta(days=181))
    assert await here.casework.counts.proposals("drenas") == []
