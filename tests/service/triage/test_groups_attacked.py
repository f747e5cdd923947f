"""Several reports as one case, and something happens in between: nobody is told less, nor what they must not hear."""

import pytest

from reportbot.core.cases.referral import Answer
from reportbot.core.urgency import Urgency
from tests.builders import Parts
from tests.service.test_alike import ALONE, DAY, JOIN, TELLS, every_case, reports, told
from tests.service.test_responses import referral_of
from tests.service.triage.test_groups import ONE, TWO, merge

DANGER = "The house is on fire and people are inside"
ABOUT_THEM = "Old bottles everywhere, Directorate of Public Services"


async def test_an_emergency_that_is_put_to_a_calm_case_alarms_an_office_that_leads_and_is_on_call(parts: Parts) -> None:
    await reports(parts, "anna")
    await reports(parts, "besa", ALONE)
    now = parts.clock.now()
    on_call = parts.towns["drenas"].rules.on_call(now)
    await parts.casework.correcting.urgency("drenas", TWO, Urgency.EMERGENCY, "coordinator")
    await parts.casework.refer("drenas", ONE, on_call[0], "coordinator")
    await parts.deliver()
    parts.mail.take()
    parts.chats.take()
    await merge(parts)
    await parts.deliver()
    sent = parts.mail.take() + parts.chats.take()
    assert any(who == on_call[0] and "Alarm" in said for who, said in sent), sent


async def test_r15_a_complaint_after_all_sets_the_others_free(parts: Parts) -> None:
    """An office that must hear nothing of the one would work on it through the other."""
    await parts.say("anna", *TELLS[:3], ABOUT_THEM, "Komoran", ALONE)
    await reports(parts, "besa", ALONE)
    await merge(parts)
    theirs = await referral_of(parts, "public_services", TWO)
    token = parts.vault.sign_link(theirs.id, theirs.institution, parts.clock.now() + DAY)
    await parts.casework.correcting.category("drenas", ONE, "service_complaint", "coordinator")
    one, other = await every_case(parts)
    assert "public_services" in one.avoided and other.avoided == ()
    assert other.merged_into is None
    page = await parts.responses.answer(token, Answer.DONE, outcome="passed_on")
    assert page.part_of == ""
    assert (await every_case(parts))[0].status is one.status, "nothing that they say counts for it"


@pytest.mark.parametrize("answer", [JOIN, ALONE])
async def test_danger_in_answer_to_add_yours_opens_a_case_that_stays_alone(parts: Parts, answer: str) -> None:
    await reports(parts, "anna")
    assert "Add yours to theirs?" in await told(parts, "besa", *TELLS)
    assert "112" in await told(parts, "besa", DANGER)
    assert "We are telling the person on duty now." in await told(parts, "besa", "1")
    await parts.say("besa", answer)
    one, other = await every_case(parts)
    assert (other.urgency, other.merged_into) == (Urgency.EMERGENCY, None)
    assert one.urgency is not Urgency.EMERGENCY


async def test_danger_of_somebody_whose_report_was_put_to_another_stands_alone_and_alarms(parts: Parts) -> None:
    await reports(parts, "anna")
    await reports(parts, "besa", JOIN)
    parts.mail.take()
    parts.chats.take()
    assert "112" in await told(parts, "besa", DANGER)
    await parts.say("besa", "1")
    *_, newest = await every_case(parts)
    assert (newest.urgency, newest.merged_into) == (Urgency.EMERGENCY, None)
    assert any("Alarm" in said and newest.number in said for _, said in parts.mail.take() + parts.chats.take())


async def test_who_joins_while_the_other_is_forgotten_is_not_lost(parts: Parts) -> None:
    """Both in one batch, in either order."""
    for first, second in (("anna", "besa"), ("clirim", "drita")):
        await reports(parts, first, ALONE)
        await parts.say(second, *TELLS)
    await parts.say("anna", "forget")
    await parts.say("clirim", "forget")
    before = [case.id for case in await every_case(parts)]
    batch = [parts.message("anna", "1"), parts.message("besa", JOIN), parts.message("drita", JOIN)]
    await parts.intake.receive([*batch, parts.message("clirim", "1")])
    await parts.deliver()
    cases = await every_case(parts)
    assert len(cases) == len(before) + 2
    assert all(case.conversation for case in cases if case.id not in before)


async def test_what_many_have_told_of_stays_urgent_under_another_name(parts: Parts) -> None:
    await reports(parts, "anna")
    for who in ("besa", "clirim", "drita", "ema"):
        await reports(parts, who, JOIN)
    await parts.casework.correcting.category("drenas", ONE, "sidewalk_traffic", "coordinator")
    (lead,) = await parts.cases()
    assert (lead.category, lead.urgency) == ("sidewalk_traffic", Urgency.URGENT)
