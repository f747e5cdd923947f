"""Not ours: straight to whom they name, with a page, a mail and deadlines; the person and the desk are told."""

from datetime import timedelta

import pytest

from reportbot.core.cases.referral import Answer, Referral
from reportbot.core.cases.workflow import Status
from reportbot.core.errors import UnknownCode
from reportbot.core.urgency import Urgency
from tests.builders import SILENT, TUESDAY, WASTE, Parts
from tests.service.test_responses import link, referral_of

HOUR = timedelta(hours=1)
CHILD = ("start", "1", "2", "2", "Komoran", "A child is hit at home", "1", *SILENT)
"""English, somebody at risk, violence against a child, where, more words, send."""


async def hand_on(parts: Parts, institution: str, to: str) -> None:
    mine = await referral_of(parts, institution)
    await parts.responses.answer_as(institution, mine.id, Answer.NOT_OURS, suggested=to)
    await parts.deliver()


async def case_of(parts: Parts) -> tuple[Status, str]:
    case = (await parts.casework.case("drenas", "2026-0001", "coordinator")).case
    return case.status, case.lead


async def test_the_next_one_has_a_page_a_mail_and_a_deadline_and_the_others_are_told(parts: Parts) -> None:
    await parts.say("anna", *WASTE, "yes")
    parts.mail.take()
    parts.phones.sent.clear()
    parts.clock.forward(HOUR)
    await hand_on(parts, "public_services", "waste_company")
    assert await case_of(parts) == (Status.REFERRED, "waste_company")
    mails = parts.mail.take()
    assert [who for who, _ in mails] == ["coordinator", "waste_company"]
    assert mails[0][1].startswith("Raportimi 2026-0001 kaloi nga ")
    (told,) = parts.phones.told("anna")
    assert "this is not their task. It now goes to:" in told
    mine = await referral_of(parts, "waste_company")
    assert mine.acknowledge_by == TUESDAY + 25 * HOUR
    dues = (await parts.casework.case("drenas", "2026-0001", "coordinator")).dues
    assert [(due.referral, due.kind) for due in dues] == [(mine.id, "acknowledge")]


async def test_it_is_kept_as_a_correction(parts: Parts) -> None:
    await parts.say("anna", *WASTE)
    await hand_on(parts, "public_services", "waste_company")
    async with parts.store.read() as work:
        (found,) = await work.corrections.of_town("drenas", 0, 9)
    assert (found.kind, found.was, found.became, found.actor) == (
        "institution",
        "public_services",
        "waste_company",
        "public_services",
    )


async def test_no_circle_and_after_three_the_coordinator_decides(here: Parts) -> None:
    await here.say("anna", *WASTE)
    await hand_on(here, "public_services", "waste_company")
    page = await here.responses.page(await link(here, "waste_company"))
    assert "public_services" not in page.suggestions and "inspectorate" in page.suggestions
    await hand_on(here, "waste_company", "inspectorate")
    await hand_on(here, "inspectorate", "water_company" if "water_company" in page.suggestions else "police")
    assert (await case_of(here))[0] is Status.REFERRED
    last = (await case_of(here))[1]
    await hand_on(here, last, "dka")
    assert await case_of(here) == (Status.NEW, "coordinator")


async def test_back_to_whoever_has_refused_it_is_the_coordinators_decision(here: Parts) -> None:
    await here.say("anna", *WASTE)
    await hand_on(here, "public_services", "waste_company")
    await hand_on(here, "waste_company", "public_services")
    assert await case_of(here) == (Status.NEW, "coordinator")


async def test_in_a_hurry_the_clock_of_the_first_answer_goes_on(here: Parts) -> None:
    await here.say("anna", *CHILD)
    *_, case = await here.cases()
    assert case.urgency >= Urgency.URGENT
    before = await referral_of(here, case.lead)
    here.clock.forward(HOUR)
    await hand_on(here, case.lead, "shelter")
    after = await referral_of(here, "shelter")
    assert (after.role, after.acknowledge_by) == ("lead", before.acknowledge_by)


async def test_whoever_acts_together_hands_on_their_part_alone(here: Parts) -> None:
    await here.say("anna", *CHILD)
    *_, case = await here.cases()
    everybody = (await here.casework.case("drenas", case.number, "coordinator")).referrals
    (part,) = [each for each in everybody if each.role == "joint"]
    here.mail.take()
    await hand_on(here, part.institution, "labour_inspectorate")
    assert (await here.cases())[-1].lead == case.lead
    new = await referral_of(here, "labour_inspectorate")
    assert new.role == "joint" and new.acknowledge_by is not None
    assert [who for who, _ in here.mail.take()] == ["coordinator", "labour_inspectorate"]
    await here.responses.answer_as(case.lead, (await referral_of(here, case.lead)).id, Answer.DONE, outcome="advice")
    assert (await here.cases())[-1].status.is_open
    await here.responses.answer_as("labour_inspectorate", new.id, Answer.DONE, outcome="advice")
    assert (await here.cases())[-1].status is Status.RESOLVED


async def test_a_part_that_nobody_is_named_for_ends_and_the_desk_is_told(here: Parts) -> None:
    await here.say("anna", *CHILD)
    *_, case = await here.cases()
    everybody = (await here.casework.case("drenas", case.number, "coordinator")).referrals
    (part,) = [each for each in everybody if each.role == "joint"]
    here.mail.take()
    await hand_on(here, part.institution, "")
    assert [who for who, _ in here.mail.take()] == ["coordinator"]
    assert (await here.cases())[-1].lead == case.lead


async def test_a_used_link_of_another_office_hands_nothing_on(here: Parts) -> None:
    await here.say("anna", *WASTE)
    mine: Referral = await referral_of(here, "public_services")
    with pytest.raises(UnknownCode):
        await here.responses.answer_as("police", mine.id, Answer.NOT_OURS, suggested="inspectorate")
