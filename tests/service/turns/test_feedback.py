"""The matter is over, the person comes: is it solved? "No" opens it again, and the office is told why."""

from datetime import timedelta

import pytest

from reportbot.core.cases.events import CaseEvent
from reportbot.core.cases.referral import Answer
from reportbot.core.cases.workflow import Status
from reportbot.core.messages import Attachment
from tests.builders import AGAIN, VIOLENCE, WASTE, Parts
from tests.service.asking import ask, code_in
from tests.service.cases.test_photos import a_picture
from tests.service.test_responses import link

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SOLVED, HELPED, RATING = "Is it solved?", "Did somebody help?", "How was it with us? You can also send SKIP."
SAFE = "Is it safe to write to you here"
STILL_WRONG = "What is still wrong? Please write it, or send SKIP."


async def reported(parts: Parts, script: tuple[str, ...] = WASTE, safe: str = "yes") -> str:
    """A report that is sent, whatever may be added left out; its code."""
    said = await parts.say("anna", *script)
    code = code_in(parts.phones.told("anna")[-4:])
    while SAFE not in said[-1]:
        said = await parts.say("anna", "skip")
    await parts.say("anna", safe, "skip")
    return code


async def done(parts: Parts, script: tuple[str, ...] = WASTE, safe: str = "yes") -> str:
    """A report that its office calls done; its code. Nothing that was sent until then is kept in view."""
    code = await reported(parts, script, safe)
    parts.clock.forward(HOUR)
    await answer_done(parts)
    await parts.deliver()
    parts.phones.sent.clear()
    parts.mail.take()
    return code


async def answer_done(parts: Parts) -> None:
    """By whoever has the newest case."""
    *_, case = await parts.cases()
    await parts.responses.answer(await link(parts, case.lead), Answer.DONE, outcome="passed_on")


async def tell(parts: Parts, who: str, *texts: str) -> str:
    """What was said to the last of them; short bubbles come joined."""
    return "\n".join(await parts.say(who, *texts))


async def close(parts: Parts) -> None:
    await parts.casework.close("drenas", "2026-0001", "coordinator")


async def history(parts: Parts, number: str = "2026-0001") -> list[CaseEvent]:
    return list((await parts.casework.case("drenas", number, "coordinator")).events)


async def status(parts: Parts, number: str = "2026-0001") -> Status:
    return (await parts.casework.case("drenas", number, "coordinator")).case.status


def facts(events: list[CaseEvent], kind: str) -> list[dict[str, str]]:
    return [dict(event.facts) for event in events if event.kind == kind]


async def test_solved_closes_what_the_office_called_done(parts: Parts) -> None:
    await done(parts)
    assert (await tell(parts, "anna", "status")).endswith(SOLVED)
    assert (await tell(parts, "anna", "1")).endswith(RATING)
    assert await status(parts) is Status.CLOSED
    events = await history(parts)
    assert facts(events, "closed") == [{"outcome": "resolved", "confirmed_by_reporter": "yes"}]
    assert events[-1].actor == "reporter"
    assert await tell(parts, "anna", "so-so") == "Thank you. It helps us to do better."
    assert facts(await history(parts), "feedback") == [{"rating": "2"}]


async def test_it_is_asked_once(parts: Parts) -> None:
    code = await done(parts)
    await parts.say("anna", "status", "yes", "good")
    assert SOLVED not in await tell(parts, "anna", "status")
    assert SOLVED not in await tell(parts, "beni", code, "no")
    assert len(facts(await history(parts), "feedback")) == 1


@pytest.mark.parametrize("word", ["skip", "SKIP"])
async def test_nobody_has_to_say_it_and_is_not_asked_again(here: Parts, word: str) -> None:
    await done(here)
    assert await tell(here, "anna", "status", word) == "All right. You need not do anything more."
    assert await status(here) is Status.RESOLVED
    assert facts(await history(here), "feedback") == [{"solved": "skipped"}]
    assert SOLVED not in await tell(here, "anna", "status")


async def test_whoever_leaves_the_question_open_finds_it_when_they_come_again(here: Parts) -> None:
    """They were not written to in between: an open question is no answer."""
    await done(here)
    await here.say("anna", "status")
    here.phones.sent.clear()
    await here.tick(here.clock.now() + 2 * DAY)
    assert here.phones.told("anna") == []
    await here.say("anna", "status")
    assert (await tell(here, "anna", "yes")).endswith(SOLVED)  # first: is it safe to write here?


async def test_a_rating_may_be_left_out(here: Parts) -> None:
    await done(here)
    await here.say("anna", "status", "yes", "skip")
    assert await status(here) is Status.CLOSED
    assert facts(await history(here), "feedback") == []


async def test_a_case_that_is_closed_already_notes_that_it_is_solved(here: Parts) -> None:
    await done(here)
    await close(here)
    assert (await tell(here, "anna", "status", "yes")).endswith(RATING)
    events = await history(here)
    assert facts(events, "feedback") == [{"solved": "yes"}]
    assert len(facts(events, "closed")) == 1
    assert await status(here) is Status.CLOSED


@pytest.mark.parametrize("closes", [False, True])
async def test_not_solved_opens_it_again_with_deadlines_that_begin_anew(parts: Parts, closes: bool) -> None:
    await done(parts)
    if closes:
        await close(parts)
    now = parts.clock.forward(3 * HOUR)
    said = await tell(parts, "anna", "status", "no")
    assert said.startswith("We open it again and tell: Directorate of Public Services. They should answer by ")
    assert said.endswith(STILL_WRONG)
    page = await parts.casework.case("drenas", "2026-0001", "coordinator")
    assert (page.case.status, page.case.lead) == (Status.REFERRED, "public_services")
    assert facts(list(page.events), "reopened") == [{"not_solved": "yes", "lead": "public_services"}]
    (due,) = page.dues
    assert (due.kind, due.step, due.due_at > now) == ("acknowledge", 0, True)
    assert [each.answer for each in page.referrals if each.id == due.referral] == [None]
    assert page.expiry is None


async def test_the_office_is_told_why_and_reads_the_words_on_its_page_alone(parts: Parts) -> None:
    await done(parts)
    said = await tell(parts, "anna", "status", "no", "the bottles are back behind the school")
    assert said == "Thank you. They can read it with your report."
    (mail,) = parts.mail.sent
    assert mail.target == "public_services@drenas.example"
    assert mail.subject.startswith("Raportimi 2026-0001 nuk është zgjidhur: ju lutemi përgjigjuni deri: ")
    assert "bottles" not in mail.subject + mail.body
    page = await parts.responses.page(await link(parts, "public_services"))
    assert page.story.reports[-1].answers == {"description": "the bottles are back behind the school"}
    *before, reopened, referred = [event.kind for event in page.events if event.kind != "deadline_moved"]
    assert (reopened, referred) == ("reopened", "referred") and "reopened" not in before
    assert page.due is not None
    assert page.referral.is_waiting


async def test_whoever_leaves_before_they_say_what_is_wrong_has_opened_it_all_the_same(here: Parts) -> None:
    await done(here)
    await here.say("anna", "status", "no")
    assert await status(here) is Status.REFERRED
    assert await tell(here, "anna", "skip") == "All right. We tell them that something is still wrong."
    assert len(here.mail.sent) == 1


async def test_silence_after_it_was_opened_again_is_reminded_of(here: Parts) -> None:
    await done(here)
    await here.say("anna", "status", "no", "skip")
    here.mail.take()
    await here.tick(here.clock.now() + 5 * DAY)
    assert [event.kind for event in await history(here)].count("reminded") >= 1
    assert "They are late." in await tell(here, "anna", "status")


async def test_done_again_is_asked_about_again(here: Parts) -> None:
    await done(here)
    await here.say("anna", "status", "no", "skip")
    await here.responses.answer(await link(here, "public_services"), Answer.DONE, outcome="passed_on")
    assert (await tell(here, "anna", "status")).endswith(SOLVED)
    await here.say("anna", "yes", "bad")
    events = await history(here)
    assert await status(here) is Status.CLOSED
    assert facts(events, "feedback") == [{"rating": "3"}]


async def test_two_clicks_open_it_once(parts: Parts) -> None:
    await done(parts)
    await parts.say("anna", "status")
    pressed = "check_report.solved:no"
    await parts.intake.receive([parts.message("anna", pressed=pressed), parts.message("anna", pressed=pressed)])
    await parts.deliver()
    await parts.intake.receive([parts.message("anna", pressed=pressed)])
    await parts.deliver()
    assert len(facts(await history(parts), "reopened")) == 1
    assert len(parts.mail.sent) == 1


async def test_two_clicks_on_yes_close_it_once(parts: Parts) -> None:
    await done(parts)
    await parts.say("anna", "status")
    pressed = "check_report.solved:yes"
    await parts.intake.receive([parts.message("anna", pressed=pressed), parts.message("anna", pressed=pressed)])
    await parts.deliver()
    assert len(facts(await history(parts), "closed")) == 1


async def test_no_after_somebody_else_has_opened_it_only_adds_the_words(here: Parts) -> None:
    await done(here)
    await here.say("anna", "status")
    await here.casework.refer("drenas", "2026-0001", "inspectorate", "coordinator")
    await here.deliver()
    here.mail.take()
    said = await tell(here, "anna", "no")
    assert said.split() == f"Your report is open again already. {STILL_WRONG}".split()
    await here.say("anna", "still there")
    page = await here.casework.case("drenas", "2026-0001", "coordinator")
    await here.deliver()
    assert page.case.lead == "inspectorate"
    assert [who for who, _ in here.mail.take()] == ["inspectorate"]  # that there is more to read
    assert page.story.reports[-1].answers == {"description": "still there"}


@pytest.mark.parametrize(("later", "opens"), [(timedelta(days=30), True), (timedelta(days=30, seconds=1), False)])
async def test_thirty_days_after_closing_it_opens_again_and_not_a_second_later(
    here: Parts, later: timedelta, opens: bool
) -> None:
    await done(here)
    await close(here)
    here.clock.forward(later)
    await here.say("anna", "status", "yes")
    said = await tell(here, "anna", "no")
    assert (await status(here) is Status.REFERRED) is opens
    assert ("It needs a new report. Send BEGIN" in said) is not opens
    if not opens:
        assert facts(await history(here), "feedback") == [{"solved": "no"}]
        assert here.mail.sent == []


async def test_of_somebody_at_risk_it_is_asked_whether_somebody_helped_and_no_more(parts: Parts) -> None:
    await done(parts, VIOLENCE)
    assert (await tell(parts, "anna", "status")).endswith(HELPED)
    assert await tell(parts, "anna", "1") == "It is good that you told us. You can write to us again at any time."
    assert await status(parts) is Status.RESOLVED  # helped once is not over: a person closes it
    assert facts(await history(parts), "feedback") == [{"solved": "yes"}]
    assert HELPED not in await tell(parts, "anna", "status")


async def test_who_does_not_know_need_not_find_out(here: Parts) -> None:
    await done(here, VIOLENCE)
    assert await tell(here, "anna", "status", "I do not know") == "All right. You need not do anything more."
    assert facts(await history(here), "feedback") == [{"solved": "unknown"}]


async def test_where_nobody_has_helped_the_number_comes_first(here: Parts) -> None:
    await done(here, VIOLENCE)
    said = await tell(here, "anna", "status", "2")
    assert said.startswith("In danger now? Call 112.")
    assert said.endswith(STILL_WRONG)
    assert await status(here) is Status.REFERRED
    assert "violence" not in here.mail.sent[-1].body.casefold()


async def test_danger_is_heard_before_what_is_still_wrong_is_taken(here: Parts) -> None:
    await done(here, VIOLENCE)
    said = await tell(here, "anna", "status", "no", "he is beating her right now")
    assert said.endswith("Is someone in danger?")
    await here.say("anna", "yes")
    assert len(await here.cases()) == 2


async def test_nothing_is_asked_by_a_push(here: Parts) -> None:
    """Who said that it is safe reads in the news of a public matter where to say it; of a person only that there is
    news."""
    for script, told in (
        (WASTE, "another office goes on with it.\n\nIs it solved? Send STATUS and tell us."),
        (("start", *VIOLENCE[2:]), "There is news. Send STATUS."),
    ):
        await reported(here, script)
        here.phones.sent.clear()
        await answer_done(here)
        await here.deliver()
        (news,) = here.phones.told("anna")
        assert news.endswith(told)


async def test_a_question_of_an_office_comes_first(here: Parts) -> None:
    await done(here)
    await ask(here, "Which side?")
    said = await tell(here, "anna", "status")
    assert "Which side?" in said
    assert SOLVED not in said


async def test_a_photo_of_what_is_still_wrong_belongs_to_the_case(here: Parts) -> None:
    await done(here)
    await here.say("anna", "status", "no")
    here.phones.photos["file 1"] = a_picture()
    await here.intake.receive([here.message("anna", attachments=(Attachment("photo", "file 1"),))])
    await here.deliver()
    assert len((await here.casework.case("drenas", "2026-0001", "coordinator")).story.photos) == 1


async def test_in_the_middle_of_another_report_nobody_is_asked(here: Parts) -> None:
    await done(here)
    said = await tell(here, "anna", *AGAIN[:4], "status")
    assert SOLVED not in said


async def test_a_case_that_was_erased_meanwhile_takes_no_word(here: Parts) -> None:
    await done(here)
    await here.say("anna", "status")
    async with here.store.begin() as work:
        (case,) = (await work.cases.get([(await here.cases())[0].id])).values()
        await work.retention.shred([case.id], here.clock.now())
    assert "We find no open report" in await tell(here, "anna", "no")


async def test_the_code_is_enough_to_say_that_it_is_not_solved(parts: Parts) -> None:
    code = await done(parts)
    await parts.say("beni", code, "no")
    assert (await tell(parts, "beni", "no")).endswith(STILL_WRONG)
    assert await status(parts) is Status.REFERRED


async def test_how_a_case_that_was_rejected_ended_is_not_asked(here: Parts) -> None:
    await reported(here)
    (case,) = await here.cases()
    async with here.store.begin() as work:
        await work.cases.save([case.moved_to(Status.REJECTED, here.clock.now())])
    said = await tell(here, "anna", "status")
    assert said.endswith("You can write it again with more details. Send BEGIN.")
    await close(here)
    said = await tell(here, "anna", "status")
    assert said.endswith("You can write it again with more details. Send BEGIN.")


async def test_the_same_word_from_two_phones_is_noted_once(here: Parts) -> None:
    code = await done(here)
    await close(here)
    assert (await tell(here, "anna", "status")).endswith(SOLVED)
    assert (await tell(here, "ben", "english", code, "no")).endswith(SOLVED)
    await here.say("anna", "1")
    await here.say("ben", "1")
    assert facts(await history(here), "feedback") == [{"solved": "yes"}]
