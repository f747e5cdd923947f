"""The desk asks one more office to act on a case: it gets its own page and dates, and the lead keeps the case."""

import pytest

from reportbot.core.cases.referral import COPY, JOINT, Answer
from reportbot.core.errors import BadInput, TransitionRefused, UnknownCode
from tests.builders import Parts
from tests.service.reports.test_adding import forget_mails
from tests.service.test_acting_together import a_child_at_risk
from tests.service.test_followup import silent_report
from tests.service.test_responses import link
from tests.service.triage.test_correcting import NUMBER, page, roles, say_category

WHY = "The dogs come from the landfill."


async def involve(parts: Parts, institution: str, why: str = WHY) -> None:
    await parts.casework.involving.involve("drenas", NUMBER, institution, why, "coordinator")


async def test_one_more_office_acts_with_a_page_and_dates_of_its_own(parts: Parts) -> None:
    await silent_report(parts)
    await parts.deliver()
    before = await page(parts)
    assert "water_company" not in roles(before)
    forget_mails(parts)
    parts.phones.sent.clear()
    await involve(parts, "water_company")
    await parts.deliver()
    (mail,) = parts.mail.sent
    assert mail.target.startswith("water_company@") and mail.link
    assert not parts.phones.sent, "the person is told when they ask, or when it answers"
    shown = await page(parts)
    assert shown.case == before.case, "the lead keeps it"
    (theirs,) = [each for each in shown.referrals if each.institution == "water_company"]
    assert theirs.role == JOINT and theirs.acknowledge_by is not None and theirs.act_by is not None
    assert {due.referral for due in shown.dues} >= {theirs.id}, "silence has consequences here too"
    (event,) = [each for each in shown.events if each.facts.get("together") == "water_company"]
    assert (event.kind, event.actor, shown.notes[event.id]) == ("referred", "coordinator", WHY)
    opened = await parts.responses.page(await link(parts, "water_company"))
    assert WHY in opened.notes.values(), "it reads why"
    async with parts.store.read() as work:
        assert b"referred" in [each.act for each in await work.audit.entries(0, 1000)]


async def test_it_is_resolved_when_both_have_said_so(parts: Parts) -> None:
    await silent_report(parts)
    await involve(parts, "water_company")
    await parts.deliver()
    for key in ("public_services", "water_company"):
        assert (await page(parts)).case.status.is_open
        (theirs,) = [each for each in (await page(parts)).referrals if each.institution == key]
        await parts.responses.answer_as(key, theirs.id, Answer.DONE, outcome="repaired")
    assert not (await page(parts)).case.status.is_open


async def test_whoever_only_reads_it_may_be_asked_and_nobody_twice(parts: Parts) -> None:
    await a_child_at_risk(parts)
    shown = await page(parts)
    copied = next(each.institution for each in shown.referrals if each.role == COPY)
    await involve(parts, copied)
    assert [each.role for each in (await page(parts)).referrals if each.institution == copied] == [COPY, JOINT]
    for who in (copied, "police", shown.case.lead, "coordinator"):
        with pytest.raises(TransitionRefused):
            await involve(parts, who)
    assert len((await page(parts)).referrals) == len(shown.referrals) + 1


async def test_who_was_released_may_be_asked_again(parts: Parts) -> None:
    await a_child_at_risk(parts)
    await say_category(parts, "waste")
    await parts.casework.withdrawing.withdraw("drenas", NUMBER, "police", "No crime.", "coordinator")
    await involve(parts, "police")
    assert [each.role for each in (await page(parts)).referrals if each.institution == "police"][-1] == JOINT


async def test_without_a_reason_for_nobody_and_for_none_of_ours_nothing_is_written(parts: Parts) -> None:
    await silent_report(parts)
    for institution, why, refusal in (("water_company", " ", BadInput), ("atlantis", WHY, UnknownCode)):
        with pytest.raises(refusal):
            await involve(parts, institution, why)
    lead = (await page(parts)).referrals[0]
    await parts.responses.answer_as(lead.institution, lead.id, Answer.DONE, outcome="repaired")
    with pytest.raises(TransitionRefused):
        await involve(parts, "water_company")
    assert "water_company" not in roles(await page(parts))
