"""An office asks, the person answers when they come: the answer is in the case, and the office hears of it."""

from datetime import timedelta

import pytest

from reportbot.core.cases.events import POSTED
from reportbot.core.cases.workflow import Status
from reportbot.core.messages import Attachment
from tests.builders import SILENT, TUESDAY, VIOLENCE, WASTE, Parts
from tests.service.asking import ask, session_of
from tests.service.cases.test_photos import a_picture
from tests.tampering import write

NEWS = "There is news. Send STATUS."
ASKED = "There is a question for you:"
MINUTE = timedelta(minutes=1)


async def reported(parts: Parts, script: tuple[str, ...] = WASTE, safe: str = "yes") -> None:
    await parts.say("anna", *script, safe, "skip")
    parts.phones.sent.clear()
    parts.mail.take()


@pytest.mark.parametrize("script", [WASTE, (*VIOLENCE, *SILENT)])
async def test_the_person_is_only_told_that_there_is_news(parts: Parts, script: tuple[str, ...]) -> None:
    await reported(parts, script)
    await ask(parts, "Which side of the road?")
    await parts.deliver()
    assert parts.phones.told("anna") == [NEWS]
    (said,) = await parts.say("anna", "status")
    assert said.endswith(f"{ASKED}\n“Which side of the road?”\nPlease answer in your words, or send SKIP.")


@pytest.mark.parametrize("script", [WASTE, (*VIOLENCE, *SILENT)])
async def test_where_writing_is_not_safe_they_find_it_when_they_come(parts: Parts, script: tuple[str, ...]) -> None:
    await reported(parts, script, safe="no")
    await ask(parts, "Which side of the road?")
    await parts.deliver()
    assert parts.phones.told("anna") == []
    assert "Which side of the road?" in (await parts.say("anna", "status"))[-1]


async def test_without_an_answer_to_is_it_safe_nobody_is_written_to(here: Parts) -> None:
    await here.say("anna", *WASTE)
    here.phones.sent.clear()
    await ask(here, "Which side of the road?")
    await here.deliver()
    assert here.phones.told("anna") == []


async def test_the_answer_is_in_the_case_and_the_office_gets_a_neutral_mail(parts: Parts) -> None:
    await reported(parts)
    asked = await ask(parts, "Which side of the road?")
    now = parts.clock.forward(MINUTE)
    said = await parts.say("anna", "status", "the left side, by the blue gate")
    assert said == ["Thank you. Your answer is with those who asked."]
    page = await parts.casework.case("drenas", "2026-0001", "coordinator")
    assert page.story.reports[-1].answers == {
        "description": "the left side, by the blue gate",
        "answer_to": str(asked.id),
    }
    answered = [event for event in page.events if event.kind not in POSTED][-1]
    assert (answered.kind, answered.actor) == ("answered_question", "reporter")
    assert answered.facts == {"question": str(asked.id)}
    assert page.case.updated_at == now
    assert page.case.status is Status.REFERRED
    (mail,) = parts.mail.sent
    assert (mail.target, mail.subject) == (
        "public_services@drenas.example",
        "Raportimi 2026-0001: ka përgjigje për pyetjen tuaj",
    )
    assert "blue gate" not in mail.body
    assert ASKED not in (await parts.say("anna", "status"))[-1]


async def test_one_question_after_the_other_the_oldest_first(parts: Parts) -> None:
    await reported(parts)
    await ask(parts, "Which side?")
    await ask(parts, "How deep?")
    assert "Which side?" in (await parts.say("anna", "status"))[-1]
    assert "How deep?" in (await parts.say("anna", "left"))[-1]
    assert "answer later" in (await parts.say("anna", "skip"))[-1]
    assert "How deep?" in (await parts.say("anna", "status"))[-1]
    assert ASKED not in (await parts.say("anna", "two metres"))[-1]
    told = (await parts.casework.case("drenas", "2026-0001", "coordinator")).story.reports
    assert [said.answers["description"] for said in told[1:] if said.answers] == ["left", "two metres"]


async def test_two_answers_in_one_batch_answer_two_questions(parts: Parts) -> None:
    await reported(parts)
    first, second = await ask(parts, "Which side?"), await ask(parts, "How deep?")
    await parts.say("anna", "status")
    await parts.intake.receive([parts.message("anna", "left"), parts.message("anna", "two metres")])
    events = (await parts.casework.case("drenas", "2026-0001", "coordinator")).events
    answered = [event.facts["question"] for event in events if event.kind == "answered_question"]
    assert answered == [str(first.id), str(second.id)]


async def test_an_office_that_had_no_page_gets_one_with_the_answer(here: Parts) -> None:
    await reported(here)
    await ask(here, "Is there a fence?", by="coordinator", institution="dka")
    await here.say("anna", "status", "no fence at all")
    page = await here.casework.case("drenas", "2026-0001", "coordinator")
    assert [each.role for each in page.referrals if each.institution == "dka"] == ["copy"]
    assert [who for who, _ in here.mail.take()] == ["dka"]


async def test_what_the_coordinator_asked_goes_back_to_the_coordinator(here: Parts) -> None:
    await reported(here)
    await ask(here, "Is there a fence?", by="coordinator")
    await here.say("anna", "status", "no fence at all")
    assert [who for who, _ in here.mail.take()] == ["coordinator"]


async def test_a_question_is_not_shown_as_a_note_of_the_office(here: Parts) -> None:
    await reported(here)
    await ask(here, "Which side?")
    assert "They write" not in (await here.say("anna", "status"))[-1]


async def test_danger_is_heard_before_the_answer_is_taken(parts: Parts) -> None:
    await reported(parts, VIOLENCE)
    await ask(parts, "Is she safe?")
    said = await parts.say("anna", "status", "he is beating her right now")
    assert "112" in said[-1]
    assert said[-1].endswith("Is someone in danger?")
    await parts.say("anna", "yes")
    first, alarmed = await parts.cases()
    assert (first.danger, alarmed.danger) == ("", "violence_now")


async def test_words_that_come_after_skip_by_sms_land_in_the_question_and_danger_in_them_comes_first(
    parts: Parts,
) -> None:
    phone = "+38344000001"
    await parts.say(phone, *WASTE, "no", channel="sms")
    asked = await ask(parts, "Which side of the road?")
    await parts.say(phone, "status", "skip", channel="sms")
    said = await parts.say(phone, "he is beating her right now", channel="sms")
    assert "112" in said[0] and said[-1].endswith("Is someone in danger?")
    said = await parts.say(phone, "2", channel="sms")  # no, I meant something else
    assert said == ["We have a question for you. Is this your answer to it?"]
    assert await parts.say(phone, "1", channel="sms") == ["Thank you. Your answer is with those who asked."]
    page = await parts.casework.case("drenas", "2026-0001", "coordinator")
    (answered,) = [event for event in page.events if event.kind == "answered_question"]
    assert answered.facts == {"question": str(asked.id)}
    assert "beating her" in str(page.story.reports[-1].answers)


async def test_a_photo_sent_with_the_answer_belongs_to_the_case(parts: Parts) -> None:
    await reported(parts)
    await ask(parts, "Can you send a photo?")
    await parts.say("anna", "status")
    parts.phones.photos["file 1"] = a_picture()
    await parts.intake.receive([parts.message("anna", attachments=(Attachment("photo", "file 1"),))])
    await parts.deliver()
    assert parts.phones.told("anna")[-1].startswith("We keep the photo with your report.")
    await parts.say("anna", "skip", "start")
    assert len((await parts.casework.case("drenas", "2026-0001", "coordinator")).story.photos) == 1


async def test_a_closed_case_asks_nothing_any_more(here: Parts) -> None:
    await reported(here)
    await ask(here, "Which side?")
    (case,) = await here.cases()
    closed = case.moved_to(Status.REJECTED, TUESDAY)
    async with here.store.begin() as work:
        await work.cases.save([closed])
    assert ASKED not in (await here.say("anna", "status"))[-1]


async def test_an_answer_to_a_case_that_was_purged_meanwhile_is_thanked_for_and_breaks_nothing(
    parts: Parts, database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    await reported(parts)
    await ask(parts, "Which side of the road?")
    await parts.say("anna", "status")
    write(database_url, "cases", "sealed_key", (await parts.cases())[0].id, b"")
    assert (await parts.say("anna", "the left side"))[-1].startswith("Thank you.")
    assert "message kept for a person" not in caplog.text


async def test_a_question_that_cannot_be_read_holds_up_nothing(here: Parts) -> None:
    await reported(here)
    broken = await ask(here, "Which side?")
    async with here.store.begin() as work:
        await work.cases.add_events([broken.__class__(5, broken.case, "drenas", "asked", TUESDAY, "x", {}, b"rubbish")])
    assert "Which side?" in (await here.say("anna", "status"))[-1]


async def test_the_code_is_not_kept_while_they_think_about_the_answer(parts: Parts) -> None:
    said = await parts.say("anna", *WASTE)
    code = next(text for text in said if "Your code" in text).partition("Your code: ")[2][:19]
    await ask(parts, "Which side?")
    await parts.say("beni", code, "no")
    session = await session_of(parts, "beni")
    assert session.step == "question"
    assert code.replace(" ", "") not in session.to_json().replace(" ", "")
