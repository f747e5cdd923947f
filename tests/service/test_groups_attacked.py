"""Several reports as one case, and something happens in between: nobody is told less, nor what they must not hear."""

from reportbot.core.cases.referral import Answer
from reportbot.core.urgency import Urgency
from tests.builders import Parts
from tests.service.test_alike import ALONE, DAY, TELLS, every_case, reports
from tests.service.test_groups import ONE, TWO, merge
from tests.service.test_responses import referral_of

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
    page = await parts.responses.answer(token, Answer.DONE)
    assert page.part_of == ""
    assert (await every_case(parts))[0].status is one.status, "nothing that they say counts for it"
