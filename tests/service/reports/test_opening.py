"""A finished report becomes a case: what it is, who must act, what is due, and what the person and the offices hear."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from reportbot.core.cases.events import POSTED
from reportbot.core.cases.referral import Answer
from reportbot.core.cases.triage.reasons import in_english
from reportbot.core.cases.workflow import Status
from reportbot.core.messages import Text
from reportbot.core.urgency import Urgency
from reportbot.service.casework import CasePage
from tests.builders import AGAIN, ALARM, SILENT, TUESDAY, VIOLENCE, WASTE, Parts, a_municipality, parts_for
from tests.tampering import flip, keys, read

MINUTE = timedelta(minutes=1)


async def page(parts: Parts, number: str = "2026-0001") -> CasePage:
    return await parts.casework.case("drenas", number, "coordinator")


def roles(case: CasePage) -> list[tuple[str, str]]:
    return [(referral.institution, referral.role) for referral in case.referrals]


async def test_a_report_is_triaged_routed_referred_and_given_a_deadline(parts: Parts) -> None:
    said = await parts.say("anna", *WASTE)
    case = await page(parts)
    assert (case.case.number, case.case.category, case.case.urgency) == ("2026-0001", "waste", Urgency.NORMAL)
    assert (case.case.status, case.case.lead, case.case.place) == (Status.REFERRED, "public_services", "komoran")
    assert roles(case) == [("public_services", "lead"), ("inspectorate", "copy"), ("waste_company", "copy")]
    assert Text("Public services answer for waste.") in case.grounds.because
    (due,) = case.dues
    assert (due.kind, due.due_at, due.referral) == ("acknowledge", TUESDAY + timedelta(days=1), case.referrals[0].id)
    assert [event.kind for event in case.events if event.kind not in POSTED] == ["opened", "referred"]
    assert case.story.reports[0].answers is not None
    assert case.story.reports[0].answers["description"] == "Old bottles everywhere"
    assert "It goes to: Directorate of Public Services. They should answer by Wednesday 8 April, 10:00." in said[0]
    assert [who for who, _ in parts.mail.take()] == ["inspectorate", "public_services", "waste_company"]


async def test_words_can_raise_the_urgency_of_what_was_chosen(here: Parts) -> None:
    await here.say("anna", "start", "1", "1", "An open pit near the school", "Komoran", "1")
    assert (await page(here)).case.urgency is Urgency.URGENT


@pytest.mark.parametrize(
    ("moment", "numbers"),
    [
        (datetime(2026, 12, 31, 22, 59, tzinfo=UTC), ["2026-0001", "2026-0002"]),
        (datetime(2026, 12, 31, 23, 0, tzinfo=UTC), ["2027-0001", "2027-0002"]),  # midnight in Drenas
    ],
)
async def test_numbers_count_from_one_in_each_year_of_the_towns_own_calendar(
    here: Parts, moment: datetime, numbers: list[str]
) -> None:
    here.clock.set(moment)
    for person in ("anna", "beni"):
        await here.say(person, *WASTE)
    assert [case.number for case in await here.cases()] == numbers


async def test_many_reports_in_one_batch_get_numbers_without_a_gap(parts: Parts) -> None:
    people = [f"person {number}" for number in range(20)]
    for text in WASTE:
        await asyncio.gather(*(parts.intake.receive([parts.message(person, text)]) for person in people))
    assert [case.number for case in await parts.cases()] == [f"2026-{number:04d}" for number in range(1, 21)]


async def test_an_alarm_opens_a_case_at_once_and_reaches_whoever_is_on_call_through_every_contact(parts: Parts) -> None:
    await parts.say("anna", *ALARM)
    case = await page(parts)
    assert (case.case.urgency, case.case.danger) == (Urgency.EMERGENCY, "said_now")
    assert roles(case) == [("coordinator", "lead"), ("duty", "duty")]
    assert [who for who, _ in parts.mail.take()] == ["coordinator", "duty"]
    assert [who for who, _ in parts.chats.take()] == ["-1001"]


async def test_a_lead_who_is_on_call_has_one_page_and_is_alerted(here: Parts) -> None:
    await here.say("anna", "start", "there is a gas leak and a fire in the building", "yes")
    case = await page(here)
    assert case.case.lead == "duty"
    assert roles(case) == [("duty", "lead")]
    ((who, subject),) = here.mail.take()
    assert who == "duty" and "Alarm" in subject


async def test_the_finished_report_completes_the_case_of_its_alarm(parts: Parts) -> None:
    await parts.say("anna", *ALARM)
    parts.mail.take(), parts.chats.take()
    parts.clock.forward(4 * MINUTE)
    said = await parts.say("anna", "2", "Komoran", "He hits her", "1")
    case = await page(parts)
    assert len(await parts.cases()) == 1
    assert (case.case.category, case.case.lead, case.case.urgency) == (
        "domestic_violence",
        "police",
        Urgency.EMERGENCY,
    )
    assert "It goes to: Police" in said[0] and sum("Your code" in text for text in said) == 1
    assert roles(case)[2:] == [
        ("police", "lead"),
        ("victim_advocate", "copy"),
        ("qps", "copy"),
        ("shelter", "copy"),
        ("human_rights", "copy"),
    ]
    assert [who for who, _ in parts.mail.take()] == ["human_rights", "police", "qps", "shelter", "victim_advocate"]
    assert parts.chats.take() == []
    assert len(case.story.reports) == 2


async def test_completing_a_report_moves_no_deadline(here: Parts) -> None:
    await here.say("anna", *ALARM)
    here.clock.forward(9 * MINUTE)
    await here.say("anna", "2", "Komoran", "He hits her", "1")
    case = await page(here)
    (due,) = case.dues
    assert due.due_at == TUESDAY + 10 * MINUTE
    assert due.referral == next(each.id for each in case.referrals if each.institution == "police")


async def test_alarm_and_report_in_one_batch_are_one_case(parts: Parts) -> None:
    texts = (*ALARM, "2", "Komoran", "He hits her", "1")
    await parts.intake.receive([parts.message("anna", text) for text in texts])
    await parts.deliver()
    (case,) = await parts.cases()
    assert (case.number, case.lead) == ("2026-0001", "police")
    shown = await page(parts)
    assert len(shown.dues) == 1
    assert shown.dues[0].referral == next(each.id for each in shown.referrals if each.institution == "police")


async def test_a_lead_who_has_taken_the_alarm_on_keeps_it(here: Parts) -> None:
    await here.say("anna", *ALARM)
    lead = (await page(here)).referrals[0]
    await here.responses.answer_as("coordinator", lead.id, Answer.RECEIVED)
    here.mail.take()
    await here.say("anna", "2", "Komoran", "He hits her", "1")
    case = await page(here)
    assert (case.case.lead, case.case.status) == ("coordinator", Status.ACKNOWLEDGED)
    assert ("police", "copy") in roles(case)


async def test_a_case_that_was_ended_while_the_person_wrote_is_reopened_with_a_new_page(parts: Parts) -> None:
    await parts.say("anna", *ALARM)
    lead = (await page(parts)).referrals[0]
    await parts.responses.answer_as("coordinator", lead.id, Answer.DONE, outcome="passed_on")
    await parts.casework.close("drenas", "2026-0001", "coordinator")
    parts.mail.take()
    parts.clock.forward(20 * MINUTE)
    await parts.say("anna", "2", "Komoran", "He hits her", "1")
    case = await page(parts)
    assert (case.case.status, case.case.lead) == (Status.REFERRED, "police")
    assert "reopened" in [event.kind for event in case.events]
    assert [due.due_at for due in case.dues] == [parts.clock.now() + 10 * MINUTE]
    assert "police" in [who for who, _ in parts.mail.take()]


async def test_an_alarm_that_is_never_finished_can_still_be_asked_about(here: Parts) -> None:
    await here.say("anna", *ALARM)
    said = await here.say("anna", "status")
    assert "is with: Reporting desk" in said[-1]


async def test_another_danger_in_the_same_conversation_is_the_same_case_and_is_told_again(here: Parts) -> None:
    await here.say("anna", *ALARM)
    here.mail.take(), here.chats.take()
    await here.say("anna", "he has a knife", "yes")
    assert len(await here.cases()) == 1
    assert [who for who, _ in here.mail.take()] == ["duty"]
    assert [who for who, _ in here.chats.take()] == ["-1001"]
    assert len((await page(here)).story.reports) == 2


async def test_the_next_report_after_an_alarm_is_another_case(here: Parts) -> None:
    await here.say("anna", *ALARM, "2", "Komoran", "He hits her", "1", *SILENT, "no")
    await here.say("anna", *AGAIN)
    assert [case.category for case in await here.cases()] == ["domestic_violence", "waste"]


async def test_nobody_on_call_means_the_coordinator_is(here: Parts) -> None:
    shipped = a_municipality()
    town = replace(shipped, roster=replace(shipped.roster, rows=()))
    parts = await parts_for(here.store, here.clock, town=town)
    async with parts.taking():
        await parts.say("anna", *ALARM)
    assert roles(await page(parts)) == [("coordinator", "lead")]
    ((who, subject),) = parts.mail.take()
    assert who == "coordinator" and "Alarm" in subject


async def test_a_person_in_danger_is_never_asked_to_wait_for_triage(here: Parts) -> None:
    await here.say("anna", *VIOLENCE)
    case = (await page(here)).case
    assert case.urgency >= Urgency.URGENT and case.lead == "police"


async def test_what_the_words_were_taken_for_is_sealed_for_it_tells_the_story(parts: Parts, database_url: str) -> None:
    """“parent + hits” in an open column would tell a thief without any key who is hurt, and by whom."""
    await parts.say("anna", *VIOLENCE[:-2], "My father hits my mother every evening", "1")
    reasons = [in_english(reason) for reason in (await page(parts)).grounds.because]
    assert any("“" in reason for reason in reasons)
    (row,) = keys(database_url, "cases", "sealed_because")
    stored = bytes(read(database_url, "cases", "sealed_because", row))
    assert not any(reason.encode() in stored for reason in reasons)


async def test_reasons_that_cannot_be_read_stop_neither_the_page_nor_the_report(
    parts: Parts, database_url: str
) -> None:
    await parts.say("anna", *ALARM)
    assert flip(database_url, "cases", "sealed_because")
    assert (await page(parts)).grounds.because == ()
    await parts.say("anna", "2", "Komoran", "He hits her", "1")
    assert (await page(parts)).story.reports[-1].answers
    assert parts.damage.found >= 1
