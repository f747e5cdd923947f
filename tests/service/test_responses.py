"""An institution answers on its page: what that does to the case, and what the person hears."""

import asyncio
from datetime import timedelta

import pytest

from reportbot.core.cases.referral import Answer, Referral
from reportbot.core.cases.workflow import Status
from reportbot.core.errors import BadSignature, LinkExpired, UnknownCode
from reportbot.service.outgoing.notices import LINK_LIVES
from reportbot.service.ports import DeliveryFailed
from tests.builders import ALARM, SILENT, TUESDAY, VIOLENCE, WASTE, Parts, a_municipality, parts_for

HOUR = timedelta(hours=1)
RECEIVED, NOT_OURS, DONE = Answer.RECEIVED, Answer.NOT_OURS, Answer.DONE


async def referral_of(parts: Parts, institution: str, number: str = "2026-0001") -> Referral:
    """The newest page of this institution."""
    found = (await parts.casework.case("drenas", number, "coordinator")).referrals
    return [each for each in found if each.institution == institution][-1]


async def link(parts: Parts, institution: str) -> str:
    """What stands in the mail that the institution got."""
    mails = [notice for notice in parts.mail.sent if notice.target.startswith(f"{institution}@")]
    return mails[-1].link.rpartition("/")[2]


async def status(parts: Parts) -> Status:
    return (await parts.casework.case("drenas", "2026-0001", "coordinator")).case.status


async def a_report(parts: Parts, safe: str = "yes", script: tuple[str, ...] = WASTE) -> None:
    await parts.say("anna", *script, *([safe] if safe else []))
    parts.phones.sent.clear()


async def test_we_have_it_moves_the_case_and_reaches_the_person(parts: Parts) -> None:
    await a_report(parts)
    page = await parts.responses.answer(await link(parts, "public_services"), RECEIVED)
    await parts.deliver()
    assert (page.case.status, page.referral.answer) == (Status.ACKNOWLEDGED, RECEIVED)
    assert parts.phones.told("anna") == ["Directorate of Public Services has your report and takes care of it."]


async def test_news_behind_an_answer_that_left_a_moment_ago_leaves_in_the_same_round(here: Parts) -> None:
    await a_report(here)
    await here.intake.receive([here.message("anna", "STATUS")])  # sent from memory, and not marked yet
    for _ in range(50):
        await asyncio.sleep(0)  # the answer leaves
    await here.responses.answer(await link(here, "public_services"), RECEIVED)
    await here.delivery.run_due(here.clock.now())
    assert here.phones.told("anna")[-1] == "Directorate of Public Services has your report and takes care of it."


async def test_the_page_shows_the_story_and_the_deadline_and_nobody(parts: Parts) -> None:
    await a_report(parts)
    page = await parts.responses.page(await link(parts, "public_services"))
    assert page.story.reports[0].answers is not None
    assert page.story.reports[0].answers["description"] == "Old bottles everywhere"
    assert page.due is not None and page.due.due_at == TUESDAY + 24 * HOUR
    assert [event.kind for event in page.events] == ["opened", "referred"]
    assert "anna" not in repr(page)


async def test_another_office_sees_its_own_part_alone(here: Parts) -> None:
    """Not what another one has said, nor to whom the case went after it."""
    await a_report(here)
    mine = await link(here, "waste_company")
    before = await here.responses.page(mine)
    await here.responses.answer(await link(here, "public_services"), RECEIVED, "A truck comes on Friday.")
    await here.casework.refer("drenas", "2026-0001", "inspectorate", "coordinator")
    page = await here.responses.page(mine)
    assert (page.events, page.notes) == (before.events, {})
    assert {event.actor for event in page.events} <= {"reporter", "reportbot", "waste_company"}


async def test_a_note_is_kept_sealed_and_told_to_the_person(parts: Parts) -> None:
    await a_report(parts)
    await parts.responses.answer(await link(parts, "public_services"), RECEIVED, "A truck comes on Friday.")
    await parts.deliver()
    assert parts.phones.told("anna")[0].endswith("They write: “A truck comes on Friday.”")
    shown = await parts.casework.case("drenas", "2026-0001", "coordinator")
    assert list(shown.notes.values()) == ["A truck comes on Friday."]
    assert all(b"truck" not in event.note for event in shown.events)
    assert "A truck comes on Friday." in (await parts.say("anna", "status"))[-1]


async def test_the_same_answer_twice_is_one_answer(here: Parts) -> None:
    await a_report(here)
    token = await link(here, "public_services")
    for note in ("", "", "Soon", "Soon", ""):
        await here.responses.answer(token, RECEIVED, note)
    await here.deliver()
    events = (await here.casework.case("drenas", "2026-0001", "coordinator")).events
    assert [event.kind for event in events].count("received") == 2
    assert len(here.phones.told("anna")) == 2


async def test_done_resolves_the_case_and_nothing_falls_due_any_more(parts: Parts) -> None:
    await a_report(parts)
    await parts.responses.answer(await link(parts, "public_services"), DONE, outcome="passed_on")
    parts.mail.take()
    await parts.tick(TUESDAY + timedelta(days=60))
    assert await status(parts) is Status.RESOLVED
    assert parts.phones.told("anna") == [
        "Directorate of Public Services says: another office goes on with it.\n\nIs it solved? Send STATUS and tell us."
    ]
    assert parts.mail.take() == []


async def test_not_ours_gives_the_case_to_the_coordinator_with_a_mail_and_a_deadline_of_its_own(parts: Parts) -> None:
    await a_report(parts)
    token = await link(parts, "public_services")
    parts.mail.take()
    parts.clock.forward(HOUR)
    await parts.responses.answer(token, NOT_OURS)
    await parts.deliver()
    shown = await parts.casework.case("drenas", "2026-0001", "coordinator")
    assert (shown.case.status, shown.case.lead) == (Status.NEW, "coordinator")
    assert [who for who, _ in parts.mail.take()] == ["coordinator"]
    mine = await referral_of(parts, "coordinator")
    assert [(due.referral, due.due_at) for due in shown.dues] == [(mine.id, TUESDAY + 25 * HOUR)]
    assert "The coordinator now looks for the right office." in parts.phones.told("anna")[0]
    await parts.tick(TUESDAY + 26 * HOUR)
    assert [who for who, _ in parts.mail.take()] == ["coordinator"]


async def test_the_coordinator_can_take_on_what_came_back_and_pass_it_on(parts: Parts) -> None:
    await a_report(parts)
    await parts.responses.answer(await link(parts, "public_services"), NOT_OURS)
    await parts.responses.answer_as("coordinator", (await referral_of(parts, "coordinator")).id, RECEIVED)
    assert await status(parts) is Status.ACKNOWLEDGED
    await parts.deliver()
    parts.mail.take()
    await parts.casework.refer("drenas", "2026-0001", "waste_company", "coordinator")
    await parts.deliver()
    shown = await parts.casework.case("drenas", "2026-0001", "coordinator")
    assert (shown.case.status, shown.case.lead) == (Status.REFERRED, "waste_company")
    assert [who for who, _ in parts.mail.take()] == ["waste_company"]
    assert [due.referral for due in shown.dues] == [(await referral_of(parts, "waste_company")).id]


async def test_even_the_coordinator_who_says_not_ours_keeps_the_case(here: Parts) -> None:
    await a_report(here, script=(*WASTE[:3], "What is it", *WASTE[4:]))
    first = await referral_of(here, "coordinator")
    await here.responses.answer_as("coordinator", first.id, NOT_OURS)
    shown = await here.casework.case("drenas", "2026-0001", "coordinator")
    assert (shown.case.status, shown.case.lead) == (Status.NEW, "coordinator")
    assert [due.referral for due in shown.dues] == [(await referral_of(here, "coordinator")).id]


@pytest.mark.parametrize("answer", list(Answer))
async def test_the_answer_of_a_copy_is_noted_and_moves_nothing(here: Parts, answer: Answer) -> None:
    await a_report(here)
    outcome = "repaired" if answer is DONE else ""
    await here.responses.answer(await link(here, "inspectorate"), answer, outcome=outcome)
    await here.deliver()
    shown = await here.casework.case("drenas", "2026-0001", "coordinator")
    assert (shown.case.status, shown.case.lead, len(shown.dues)) == (Status.REFERRED, "public_services", 1)
    assert str(answer) in [event.kind for event in shown.events]
    assert here.phones.told("anna") == []


async def test_the_answer_of_a_former_lead_moves_nothing(here: Parts) -> None:
    await a_report(here)
    token = await link(here, "public_services")
    await here.casework.refer("drenas", "2026-0001", "waste_company", "coordinator")
    await here.responses.answer(token, DONE, outcome="passed_on")
    assert await status(here) is Status.REFERRED


async def test_an_answer_after_the_end_is_noted_and_changes_nothing(here: Parts) -> None:
    await a_report(here)
    token = await link(here, "public_services")
    await here.responses.answer(token, DONE, outcome="passed_on")
    await here.casework.close("drenas", "2026-0001", "coordinator")
    await here.deliver()
    here.phones.sent.clear()
    for answer in (RECEIVED, NOT_OURS):
        await here.responses.answer(token, answer, "late")
    await here.deliver()
    shown = await here.casework.case("drenas", "2026-0001", "coordinator")
    assert (shown.case.status, shown.case.lead) == (Status.CLOSED, "public_services")
    assert [event.kind for event in shown.events][-2:] == ["received", "not_ours"]
    assert here.phones.told("anna") == []


async def test_a_link_opens_one_page_for_sixty_days_and_cannot_be_changed(here: Parts) -> None:
    await a_report(here)
    token = await link(here, "public_services")
    for wrong in (token[:-1], token[:-1] + ("A" if token[-1] != "A" else "B"), "", "x" * 500, "é"):
        with pytest.raises(BadSignature):
            await here.responses.page(wrong)
    mine = await referral_of(here, "public_services")
    with pytest.raises(UnknownCode):
        await here.responses.page(here.vault.sign_link(mine.id, "inspectorate", TUESDAY + HOUR))
    here.clock.forward(LINK_LIVES + HOUR)
    with pytest.raises(LinkExpired):
        await here.responses.answer(token, DONE, outcome="passed_on")


async def test_a_duty_chat_answers_for_itself_and_for_those_without_a_contact(here: Parts) -> None:
    parts = await parts_for(here.store, here.clock, town=a_municipality(without=["inspectorate"]))
    async with parts.taking():
        await a_report(parts)
    copy = await referral_of(parts, "inspectorate")
    await parts.responses.answer_as("coordinator", copy.id, RECEIVED)
    lead = await referral_of(parts, "public_services")
    for institution, referral in (("coordinator", lead.id), ("police", lead.id), ("police", 12345)):
        with pytest.raises(UnknownCode):
            await parts.responses.answer_as(institution, referral, RECEIVED)


async def test_whoever_is_on_call_can_take_an_alarm_on(parts: Parts) -> None:
    await parts.say("anna", *ALARM, "2", "Komoran", "He hits her", "1", *SILENT, "yes")
    parts.phones.sent.clear()
    await parts.responses.answer_as("duty", (await referral_of(parts, "duty")).id, RECEIVED)
    await parts.deliver()
    assert await status(parts) is Status.ACKNOWLEDGED
    assert parts.phones.told("anna") == ["There is news. Send STATUS."]


@pytest.mark.parametrize(
    ("script", "safe", "told"),
    [
        (WASTE, "yes", ["Directorate of Public Services has your report and takes care of it.\n\nThey write: “Soon”"]),
        (WASTE, "", ["Directorate of Public Services has your report and takes care of it.\n\nThey write: “Soon”"]),
        (WASTE, "no", []),
        ((*VIOLENCE, *SILENT), "yes", ["There is news. Send STATUS."]),
        ((*VIOLENCE, *SILENT), "", []),
        ((*VIOLENCE, *SILENT), "no", []),
    ],
)
async def test_news_are_as_loud_as_the_person_allowed_and_neutral_where_a_person_is_concerned(
    here: Parts, script: tuple[str, ...], safe: str, told: list[str]
) -> None:
    await a_report(here, safe, script)
    lead = (await here.casework.case("drenas", "2026-0001", "coordinator")).case.lead
    await here.responses.answer(await link(here, lead), RECEIVED, "Soon")
    await here.deliver()
    assert here.phones.told("anna") == told
    assert "Soon" in (await here.say("anna", "status"))[-1]


async def test_news_are_told_in_the_persons_own_language(here: Parts) -> None:
    await a_report(here, "po", ("start", "2", *WASTE[2:]))
    await here.responses.answer(await link(here, "public_services"), RECEIVED)
    await here.deliver()
    assert here.phones.told("anna") == ["Drejtoria e Shërbimeve Publike e ka raportimin tënd dhe merret me të."]


async def test_news_wait_behind_an_answer_that_could_not_be_sent_yet(here: Parts) -> None:
    await a_report(here)
    here.phones.failures = [DeliveryFailed("down", retry=True)]
    await here.say("anna", "help")
    await here.responses.answer(await link(here, "public_services"), DONE, outcome="passed_on")
    await here.say("anna", "status")
    assert here.phones.told("anna") == []
    for _ in range(4):
        here.clock.forward(timedelta(minutes=1))
        await here.deliver()
    told = here.phones.told("anna")
    assert told[0].startswith("You can write: BACK")
    assert told[-2:] == [
        "Directorate of Public Services says: another office goes on with it.\n\n"
        "Is it solved? Send STATUS and tell us.",
        "Your report of Tuesday 7 April: Directorate of Public Services says that it is done. "
        "We close it by Thursday 7 May, 10:00.\n"
        "Directorate of Public Services says: another office goes on with it.\n\nIs it solved?",
    ]
