"""Several institutions on one case: each has a deadline and an answer of its own, and it is done when all say so."""

from datetime import timedelta

from reportbot import paths
from reportbot.core.cases.referral import JOINT, LEAD, Answer
from reportbot.core.cases.workflow import Status
from reportbot.service.cases.casefile import CaseFile
from reportbot.service.ids import RisingIds
from reportbot.service.outgoing.notices import Notices
from reportbot.service.reports.adding import Adding
from reportbot.service.reports.opening import Opener
from reportbot.surroundings import load_sentences
from tests.builders import PUBLIC_URL, WASTE, Parts, catalogues, listening
from tests.service.reports.test_adding import forget_mails
from tests.service.test_responses import link
from tests.service.triage.test_correcting import page, roles, say_category
from tests.service.turns.test_feedback import tell

HOUR = timedelta(hours=1)


async def a_child_at_risk(parts: Parts) -> None:
    await parts.say("anna", *WASTE)
    await say_category(parts, "neglect")
    await parts.deliver()


async def test_each_owes_an_answer_by_a_date_of_its_own(parts: Parts) -> None:
    await a_child_at_risk(parts)
    shown = await page(parts)
    assert roles(shown) | {"qps": LEAD, "police": JOINT, "dka": "copy"} == roles(shown)
    owed = {each.institution: each for each in shown.referrals if each.institution in ("qps", "police", "dka")}
    assert owed["qps"].acknowledge_by and owed["police"].acknowledge_by and not owed["dka"].acknowledge_by
    waited = {due.referral for due in shown.dues}
    assert {owed["qps"].id, owed["police"].id} <= waited and owed["dka"].id not in waited


async def test_it_is_done_when_all_say_so_and_until_then_the_person_hears_who_is_waited_for(parts: Parts) -> None:
    await a_child_at_risk(parts)
    await parts.responses.answer(await link(parts, "qps"), Answer.DONE, outcome="help_began")
    assert (await page(parts)).case.status is Status.ACKNOWLEDGED
    said = await tell(parts, "anna", "status")
    assert "their part is done. We still wait for: Police." in said
    await parts.responses.answer(await link(parts, "police"), Answer.DONE, outcome="advice")
    assert (await page(parts)).case.status is Status.RESOLVED
    assert "We still wait" not in await tell(parts, "anna", "status")


async def test_the_person_hears_what_whoever_acts_with_the_lead_has_said(parts: Parts) -> None:
    await parts.say("anna", *WASTE, "yes")
    await say_category(parts, "neglect")
    await parts.deliver()
    parts.phones.sent.clear()
    await parts.responses.answer(await link(parts, "police"), Answer.RECEIVED)
    await parts.deliver()
    assert parts.phones.told("anna") == ["There is news. Send STATUS."]
    assert "Police has your report and takes care of it." in await tell(parts, "anna", "status")
    await parts.responses.answer(await link(parts, "police"), Answer.DONE, outcome="advice")
    said = await tell(parts, "anna", "status")
    assert "is with: Centre for Social Work." in said and "Police says: they gave advice." in said


async def test_one_that_answers_does_not_end_the_reminders_of_the_other(parts: Parts) -> None:
    await a_child_at_risk(parts)
    await parts.responses.answer(await link(parts, "qps"), Answer.RECEIVED)
    forget_mails(parts)
    await parts.tick(parts.clock.now() + 5 * HOUR)
    mailed = {who for who, _ in parts.mail.take()}
    assert "police" in mailed and "qps" not in mailed


async def test_not_solved_gives_it_anew_to_everybody_who_acted(parts: Parts) -> None:
    await a_child_at_risk(parts)
    await parts.responses.answer(await link(parts, "police"), Answer.DONE, outcome="advice")
    await parts.responses.answer(await link(parts, "qps"), Answer.DONE, outcome="help_began")
    forget_mails(parts)
    while "Did somebody help?" not in (said := await tell(parts, "anna", "status")):
        await tell(parts, "anna", "skip" if "SKIP" in said else "yes")
    await tell(parts, "anna", "no")
    shown = await page(parts)
    assert shown.case.status is Status.REFERRED
    owed = {each.institution: each for each in shown.referrals if each.institution in ("qps", "police")}
    assert {key: each.answer for key, each in owed.items()} == {"qps": None, "police": None}
    assert {due.referral for due in shown.dues} == {each.id for each in owed.values()}
    assert {who for who, _ in parts.mail.take()} == {"qps", "police"}
    await parts.responses.answer_as("qps", owed["qps"].id, Answer.DONE, outcome="help_began")
    assert (await page(parts)).case.status is Status.ACKNOWLEDGED, "the police have not said so again"


async def test_whoever_hands_its_part_on_leaves_the_lead_alone(parts: Parts) -> None:
    await a_child_at_risk(parts)
    await parts.responses.answer(await link(parts, "police"), Answer.NOT_OURS)
    shown = await page(parts)
    assert (shown.case.lead, shown.case.status) == ("qps", Status.REFERRED)


async def test_when_the_person_tells_of_danger_after_all_were_done_all_have_it_again(here: Parts) -> None:
    await a_child_at_risk(here)
    for key, came in (("qps", "help_began"), ("police", "advice")):
        await here.responses.answer(await link(here, key), Answer.DONE, outcome=came)
    (case,) = await here.cases()
    async with here.store.read() as work:
        file = CaseFile(case, case.opened_at, known=tuple(await work.cases.referrals(case.id)))
    vault, ids = here.vault, RisingIds(here.clock.now, lambda bits: 1)
    notices = Notices(catalogues(), vault, load_sentences(paths.conversations()), ids, PUBLIC_URL)
    adding = Adding(Opener(listening().triage, vault, notices, ids), ids, here.damage)
    again = adding.alarm_again(here.towns["drenas"], file, {"description": "now"}, "violence", here.clock.now())
    assert {each.institution for each in again.referrals if each.owes} == {"qps", "police"}
