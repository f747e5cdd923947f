"""The desk releases an office from a case: it owes nothing more, hears so once, and its link opens nothing."""

from datetime import datetime, timedelta

import pytest

from reportbot.core.access.reach import Reach
from reportbot.core.cases.desk.queue import View
from reportbot.core.cases.due.deadlines import LEAD, LEAD_BOSS, Rung
from reportbot.core.cases.offices.withdrawing import Stays
from reportbot.core.cases.referral import JOINT, WITHDRAWN, Answer
from reportbot.core.cases.workflow import Status
from reportbot.core.errors import AnswerRefused, BadInput, NoLongerTheirs, TransitionRefused
from reportbot.core.urgency import Urgency
from reportbot.service.desk.reaching import are_within
from reportbot.service.tables.queue import Asked
from tests.builders import WASTE, Parts, a_municipality, parts_for
from tests.service.reaches import ALL
from tests.service.reports.test_adding import forget_mails
from tests.service.test_acting_together import a_child_at_risk
from tests.service.test_followup import DAY, HOUR, mails_until, silent_report
from tests.service.test_responses import link
from tests.service.triage.test_correcting import NUMBER, page, roles, say_category

WHY = "It is no matter of the police."


async def release(parts: Parts, institution: str, why: str = WHY) -> None:
    await parts.casework.withdrawing.withdraw("drenas", NUMBER, institution, why, "coordinator")


async def test_whoever_was_asked_by_the_old_routing_is_released(parts: Parts) -> None:
    await a_child_at_risk(parts)
    police = await link(parts, "police")
    await say_category(parts, "waste")
    await parts.deliver()
    shown = await page(parts)
    assert (roles(shown)["police"], shown.case.lead) == (JOINT, "public_services"), "it stays, and owes an answer"
    forget_mails(parts)
    parts.phones.sent.clear()
    await release(parts, "police")
    await parts.deliver()
    (mail,) = [each for each in parts.mail.sent if each.target.startswith("police@")]
    assert (mail.subject, mail.link, mail.facts["category"]) == ("Raportimi 2026-0001 nuk është më i juaji", "", "")
    assert mail.body == f"{mail.subject}. Nuk duhet t'i përgjigjeni. Ju faleminderit."
    forget_mails(parts)
    assert not parts.phones.sent, "the person hears nothing"
    shown = await page(parts)
    (theirs,) = [each for each in shown.referrals if each.institution == "police"]
    assert (theirs.role, theirs.acknowledge_by, theirs.act_by, theirs.close_by) == (WITHDRAWN, None, None, None)
    assert theirs.id not in {due.referral for due in shown.dues}
    (event,) = [each for each in shown.events if each.kind == "withdrawn"]
    assert (event.actor, dict(event.facts)) == ("coordinator", {"institution": "police"})
    assert shown.notes[event.id] == WHY
    with pytest.raises(NoLongerTheirs):
        await parts.responses.page(police)
    with pytest.raises(AnswerRefused):
        await parts.responses.answer_as("police", theirs.id, Answer.RECEIVED)
    async with parts.store.read() as work:
        assert b"withdrawn" in [each.act for each in await work.audit.entries(0, 1000)]
        assert not await work.cases.unfinished("drenas", ["police"], 10)
    await parts.tick(parts.clock.now() + timedelta(days=30))
    await parts.deliver()
    assert "police" not in {who for who, _ in parts.mail.take()}, "no reminder"


async def test_the_ladder_passes_by_whoever_was_released(here: Parts) -> None:
    whom = {3: (LEAD_BOSS,), 5: ("mayor", LEAD), 7: (LEAD, "inspectorate")}
    ladder = tuple(Rung(days * DAY, to, "A case has waited 3 working days.") for days, to in whom.items())
    usual = a_municipality().ladder
    here = await parts_for(here.store, town=a_municipality(ladder={**usual, Urgency.NORMAL: ladder}))
    async with here.taking():
        await silent_report(here)
        await say_nothing_until(here, "mayor")
        assert "Then we tell: Office of the Mayor." in (await here.say("anna", "status"))[0], "of the second rung"
        await release(here, "mayor")
        await here.deliver()
        forget_mails(here)
        said = (await here.say("anna", "status"))[0]
        assert "Then we tell: Municipal Inspectorate" in said, said
        assert {who for _, who in await mails_until(here, here.clock.now() + 2 * 7 * DAY, HOUR)} == {
            "public_services",
            "inspectorate",
        }
        await release(here, "inspectorate")
        await here.deliver()
        forget_mails(here)
        weekly = await mails_until(here, here.clock.now() + 2 * 7 * DAY, DAY)
        assert {who for _, who in weekly} == {"coordinator", "public_services"}, "at last the desk"


async def say_nothing_until(parts: Parts, told: str) -> datetime:
    left: list[tuple[datetime, str]] = []
    while told not in {who for _, who in left}:
        left = await mails_until(parts, parts.clock.now() + DAY, HOUR)
    return left[-1][0]


async def test_one_that_is_corrected_again_may_ask_it_anew(parts: Parts) -> None:
    await a_child_at_risk(parts)
    await say_category(parts, "waste")
    await release(parts, "police")
    await say_category(parts, "neglect")
    await parts.deliver()
    theirs = [each.role for each in (await page(parts)).referrals if each.institution == "police"]
    assert theirs == [WITHDRAWN, JOINT]
    assert (await parts.responses.page(await link(parts, "police"))).referral.role == JOINT


async def test_who_may_not_be_released(parts: Parts) -> None:
    await a_child_at_risk(parts)
    with pytest.raises(BadInput):
        await release(parts, "police", " ")
    for lead_desk_or_stranger in ("qps", "coordinator", "water_company"):
        with pytest.raises(TransitionRefused):
            await release(parts, lead_desk_or_stranger)
    await release(parts, "police")
    with pytest.raises(TransitionRefused):
        await release(parts, "police")


async def test_in_an_emergency_the_last_that_acts_stays(parts: Parts) -> None:
    await a_child_at_risk(parts)
    await parts.casework.correcting.urgency("drenas", NUMBER, Urgency.EMERGENCY, "coordinator")
    await parts.responses.answer(await link(parts, "qps"), Answer.DONE, outcome="help_began")
    shown = await page(parts)
    acting = {each.institution for each in shown.referrals if each.role in (JOINT, "duty") and not each.is_finished}
    last, *others = sorted(acting - {"coordinator"}, key=lambda key: key != "police")
    for key in others:
        await release(parts, key)
    with pytest.raises(TransitionRefused):
        await release(parts, last)
    correcting = parts.casework.correcting
    stay = await correcting.category("drenas", NUMBER, "neglect", "coordinator", releases=[last], why=WHY)
    assert stay == {last: Stays.LAST}
    await parts.casework.correcting.urgency("drenas", NUMBER, Urgency.NORMAL, "coordinator")
    await release(parts, last)
    assert (await page(parts)).case.status is Status.ACKNOWLEDGED


async def test_figures_do_not_know_of_it_as_late(parts: Parts) -> None:
    await a_child_at_risk(parts)
    await say_category(parts, "waste")
    parts.clock.forward(timedelta(days=60))
    late_with = await _owed(parts)
    assert "police" in late_with
    await release(parts, "police")
    assert "police" not in await _owed(parts)


async def _owed(parts: Parts) -> set[str]:
    async with parts.store.read() as work:
        return {each.institution for each in await work.owed.by_institution("drenas", ALL, parts.clock.now())}


async def test_a_corrected_category_releases_in_the_same_breath(parts: Parts) -> None:
    await parts.say("anna", *WASTE)
    await say_category(parts, "neglect")
    correcting = parts.casework.correcting
    assert "police" in await correcting.left_over("drenas", NUMBER, "waste")
    assert "police" not in await correcting.left_over("drenas", NUMBER, "neglect")
    ticked = ["police", "public_services"]
    stay = await correcting.category("drenas", NUMBER, "waste", "coordinator", releases=ticked, why=WHY)
    assert stay == {"public_services": Stays.LEADS}
    found = roles(await page(parts))
    assert (found["police"], found["public_services"]) == (WITHDRAWN, "lead"), "never the new lead"
    ticked = ["qps", "police"]
    stay = await correcting.category("drenas", NUMBER, "waste", "coordinator", releases=ticked, why=WHY)
    assert stay == {"police": Stays.NO_PART}
    assert roles(await page(parts))["qps"] == WITHDRAWN, "also where the category was corrected already"


async def test_who_has_ended_its_part_meanwhile_is_named_so(here: Parts) -> None:
    await a_child_at_risk(here)
    await here.responses.answer(await link(here, "police"), Answer.DONE, outcome="advice")
    correcting = here.casework.correcting
    stay = await correcting.category("drenas", NUMBER, "waste", "coordinator", releases=["police"], why=WHY)
    assert stay == {"police": Stays.ENDED}


async def test_its_officers_do_not_reach_the_case_any_more(parts: Parts) -> None:
    await a_child_at_risk(parts)
    reach, town = Reach(frozenset({"police"}), "police"), parts.towns["drenas"]
    for reached in (True, False):
        async with parts.store.read() as work:
            (case,) = await parts.cases()
            assert bool(await are_within(work, [case], reach)) is reached
            asked = Asked(town.key, View.OPEN, reach, "officer", parts.clock.now())
            assert len((await work.queue.page(asked, None, 5))[0]) == reached
        if reached:
            await release(parts, "police")


async def test_one_more_report_of_the_case_opens_for_it_no_more(parts: Parts) -> None:
    await a_child_at_risk(parts)
    await parts.say("besa", *WASTE)
    await parts.casework.correcting.category("drenas", "2026-0002", "neglect", "coordinator")
    await parts.deliver()
    second = await link(parts, "police")
    await parts.groups.merge("drenas", NUMBER, "2026-0002", "coordinator")
    assert (await parts.responses.page(second)).referral.role == JOINT
    for number in (NUMBER, "2026-0002"):
        try:
            await parts.casework.withdrawing.withdraw("drenas", number, "police", WHY, "coordinator")
        except TransitionRefused:
            continue
    with pytest.raises(NoLongerTheirs):
        await parts.responses.page(second)
