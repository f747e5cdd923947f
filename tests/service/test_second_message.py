"""A message after the end: more about the report, an answer, something new, or nothing at all; and no more messages."""

from dataclasses import replace
from datetime import timedelta

import pytest

from reportbot.core.cases.events import POSTED
from reportbot.core.cases.referral import Answer
from reportbot.core.messages import Attachment, Location
from reportbot.service.turns.contacts import REMEMBERED
from tests.builders import SILENT, VIOLENCE, WASTE, Parts
from tests.service.asking import ask, conversation_of
from tests.service.cases.test_photos import a_picture, photos_of, send_photo
from tests.service.reaches import ALL
from tests.service.reports.test_adding import added, page
from tests.service.test_responses import link

ENDED = (*WASTE, "yes", "skip")
MORE = "Now there is even more of it"
ABOUT_IT = "Is this about the report you sent?"


async def test_yes_adds_it_to_the_report(parts: Parts) -> None:
    await parts.say("anna", *ENDED)
    assert (await parts.say("anna", MORE))[-1].startswith(ABOUT_IT)
    assert await added(parts) == []
    assert (await parts.say("anna", "yes"))[-1].startswith("Thank you. We have added it to your report.")
    assert await added(parts) == [{"description": MORE}]
    assert len(await parts.cases()) == 1


async def test_no_begins_a_new_report(parts: Parts) -> None:
    await parts.say("anna", *ENDED)
    said = await parts.say("anna", "There are stray dogs in Arllat", "no")
    assert any("You wrote: “There are stray dogs in Arllat”" in text for text in said)
    await parts.say("anna", "1")
    assert [(case.category, case.place) for case in await parts.cases()] == [
        ("waste", "komoran"),
        ("stray_dogs", "arllat"),
    ]
    assert await added(parts) == []


async def test_leave_it_out_keeps_nothing(parts: Parts) -> None:
    await parts.say("anna", *ENDED)
    assert (await parts.say("anna", MORE, "3"))[-1].startswith("All right. We do not keep it.")
    assert await added(parts) == []
    anna = await conversation_of(parts, "anna")
    assert anna is not None and anna.session == b""


@pytest.mark.parametrize("words", ["", MORE])
@pytest.mark.parametrize(
    ("answer", "where"), [("1", ["2026-0001"]), ("2", [None]), ("3", [])], ids=["yes", "no", "out"]
)
async def test_its_photo_goes_where_the_words_go(
    parts: Parts, words: str, answer: str, where: list[str | None]
) -> None:
    await parts.say("anna", *ENDED)
    await send_photo(parts, "anna", text=words)
    await parts.deliver()
    assert parts.phones.told("anna")[-1].endswith(ABOUT_IT)
    await parts.say("anna", answer)
    numbers: dict[int | None, str | None] = {case.id: case.number for case in await parts.cases()}
    assert [numbers.get(photo.case) for photo in await photos_of(parts, "anna")] == where
    assert len(numbers) == 1


async def test_a_point_alone_is_added_as_well_and_no_empty_words(parts: Parts) -> None:
    await parts.say("anna", *ENDED)
    here = replace(parts.message("anna"), location=Location(42.6, 20.9))
    await parts.intake.receive([here])
    await parts.deliver()
    assert parts.phones.told("anna")[-1].endswith(ABOUT_IT)
    await parts.say("anna", "1")
    (more,) = await added(parts)
    assert list(more) == ["place"]


async def test_a_new_report_takes_its_photo_along(here: Parts) -> None:
    await here.say("anna", *ENDED)
    here.phones.photos["file 1"] = a_picture()
    picture = here.message("anna", "Stray dogs in Arllat again", attachments=(Attachment("photo", "file 1"),))
    await here.intake.receive([picture])
    await here.deliver()
    await here.say("anna", "2", "1")
    assert len((await page(here, "2026-0002")).story.photos) == 1
    assert (await page(here)).story.photos == []


async def test_the_answer_to_an_open_question_goes_to_those_who_asked(parts: Parts) -> None:
    await parts.say("anna", *ENDED)
    await ask(parts, "Which side?")
    await parts.deliver()
    assert "We asked you: “Which side?”" in (await parts.say("anna", "On the left of the bridge"))[-1]
    assert (await parts.say("anna", "1"))[-1].startswith("Thank you. Your answer is with those who asked.")
    shown = await page(parts)
    assert [each.answer for each in shown.exchanges] == ["On the left of the bridge"]
    assert [event.kind for event in shown.events if event.kind not in POSTED][-1] == "answered_question"
    assert len(await parts.cases()) == 1


async def test_beside_an_open_question_it_can_be_more_about_the_report(parts: Parts) -> None:
    await parts.say("anna", *ENDED)
    await ask(parts, "Which side?")
    await parts.say("anna", MORE, "2")
    assert await added(parts) == [{"description": MORE}]
    assert "Which side?" in (await parts.say("anna", "status"))[-1], "the question waits"


async def test_thanks_open_nothing(parts: Parts) -> None:
    await parts.say("anna", *ENDED)
    said = await parts.say("anna", "thank you very much")
    assert said[-1].startswith("You are welcome.")
    assert len(await parts.cases()) == 1 and await added(parts) == []


@pytest.mark.parametrize(("days", "is_offered"), [(REMEMBERED.days - 1, True), (REMEMBERED.days + 1, False)])
async def test_a_case_that_ended_long_ago_is_not_offered(parts: Parts, days: int, is_offered: bool) -> None:
    await parts.say("anna", *ENDED)
    await parts.responses.answer(await link(parts, "public_services"), Answer.DONE, outcome="passed_on")
    await parts.casework.close("drenas", "2026-0001", "coordinator")
    parts.clock.forward(timedelta(days=days))
    said = await parts.say("anna", MORE)
    assert any(ABOUT_IT in text for text in said) is is_offered
    assert any("What do you want to do?" in text for text in said) is not is_offered


@pytest.mark.parametrize("asked", [False, True], ids=["before the question", "before the answer"])
async def test_a_case_that_was_erased_meanwhile_leads_to_the_menu(parts: Parts, asked: bool) -> None:
    await parts.say("anna", *ENDED)
    await parts.responses.answer(await link(parts, "public_services"), Answer.DONE, outcome="passed_on")
    await parts.casework.close("drenas", "2026-0001", "coordinator")
    if asked:
        assert ABOUT_IT in (await parts.say("anna", MORE))[-1]
    await parts.erasures.erase("drenas", "2026-0001", "asked", "coordinator")
    said = await parts.say("anna", "1" if asked else MORE)
    assert said and not any(ABOUT_IT in text or "We saved your message" in text for text in said)
    assert any("What do you want to do?" in text or "You wrote" in text for text in said)
    assert len(await parts.cases()) == 1
    assert await parts.kept.waiting("drenas", ALL) == []


async def test_words_of_danger_after_the_end_are_an_alarm_at_once(parts: Parts) -> None:
    await parts.say("anna", *ENDED)
    parts.mail.take(), parts.chats.take()
    await parts.say("anna", "somebody is here with a knife", "yes")
    assert [who for who, _ in parts.chats.take()] == ["-1001"]
    assert parts.mail.take() != []


@pytest.mark.parametrize(
    ("safe", "later", "left", "is_offered"),
    [
        ("yes", timedelta(hours=1), (), True),
        ("yes", timedelta(hours=25), (), False),
        ("no", timedelta(hours=1), (), False),
        ("yes", timedelta(hours=1), ("exit", "start"), False),  # whoever comes back may be somebody else
    ],
)
async def test_where_the_report_was_that_they_just_made_is_offered_in_a_new_danger(
    parts: Parts, safe: str, later: timedelta, left: tuple[str, ...], is_offered: bool
) -> None:
    await parts.say("anna", *WASTE, safe, "skip", *left)
    parts.clock.forward(later)
    said = await parts.say("anna", "somebody is here with a knife", "yes")
    labels = [choice.label for choice in parts.phones.sent[-1].choices]
    assert ("The same place: Komoran" in labels) is is_offered
    first, *_, last = said
    assert "112" in first and "Where is it?" in last
    await parts.say("anna", "1", "1")
    assert (await parts.cases())[-1].place == ("komoran" if is_offered else "drenas")


@pytest.mark.parametrize(
    ("later", "answer", "may_push"),
    [
        (timedelta(hours=1), "1", True),  # they are still the same who said yes
        (timedelta(hours=1), "3", True),
        (timedelta(hours=1), "2", None),  # a new report asks again
        (timedelta(hours=25), "1", None),  # that yes was for another day
    ],
)
async def test_a_yes_to_messages_holds_for_a_word_more_on_the_same_day(
    parts: Parts, later: timedelta, answer: str, may_push: bool | None
) -> None:
    await parts.say("anna", *VIOLENCE, *SILENT, "yes", "skip")
    parts.clock.forward(later)
    await parts.say("anna", MORE, answer)
    anna = await conversation_of(parts, "anna")
    assert anna is not None and anna.may_push is may_push


async def test_a_no_to_messages_holds_however_late(parts: Parts) -> None:
    await parts.say("anna", *VIOLENCE, *SILENT, "no", "skip")
    parts.clock.forward(timedelta(hours=25))
    await parts.say("anna", MORE, "1")
    anna = await conversation_of(parts, "anna")
    assert anna is not None and anna.may_push is False


@pytest.mark.parametrize("script", [WASTE, (*VIOLENCE, *SILENT)])
async def test_after_stop_nothing_is_pushed_and_status_tells(parts: Parts, script: tuple[str, ...]) -> None:
    await parts.say("anna", *script, "yes", "skip")
    assert (await parts.say("anna", "stop"))[0].startswith("We do not write to you first any more.")
    anna = await conversation_of(parts, "anna")
    assert anna is not None and anna.may_push is False
    parts.phones.sent.clear()
    (case,) = await parts.cases()
    await parts.responses.answer(await link(parts, case.lead), Answer.RECEIVED)
    await ask(parts, "Which side?")
    await parts.deliver()
    assert parts.phones.sent == []
    told = "\n".join(await parts.say("anna", "status"))
    assert "has it and is working on it" in told and "Which side?" in told


async def test_stop_in_the_midst_of_the_questions_holds_as_well(parts: Parts) -> None:
    await parts.say("anna", *VIOLENCE)
    assert "Do you want to add something?" in (await parts.say("anna", "stop"))[-1], "only they write now"
    anna = await conversation_of(parts, "anna")
    assert anna is not None and anna.may_push is False
    await parts.say("anna", "She sleeps at a neighbour")
    assert await added(parts) == [{"description": "She sleeps at a neighbour"}]


async def test_a_second_tap_on_a_button_is_answered_once_and_opens_one_case(parts: Parts) -> None:
    await parts.say("anna", *WASTE[:-1])
    for _ in range(2):
        tapped = replace(parts.message("anna"), pressed="report_hazard.summary:send")
        await parts.intake.receive([tapped])
        await parts.deliver()
    assert sum("Your code" in text for text in parts.phones.told("anna")) == 1
    assert len(await parts.cases()) == 1
    assert parts.phones.told("anna")[-1].startswith("Is it safe to write to you here")


async def test_two_taps_in_one_batch_are_one_too(parts: Parts) -> None:
    await parts.say("anna", *WASTE[:-1])
    taps = [replace(parts.message("anna"), pressed="report_hazard.summary:send") for _ in range(2)]
    await parts.intake.receive(taps)
    await parts.deliver()
    assert sum("Your code" in text for text in parts.phones.told("anna")) == 1
    assert len(await parts.cases()) == 1


@pytest.mark.parametrize("before", [WASTE, (*WASTE, "yes")], ids=["safe to write", "the last digits"])
async def test_violence_told_below_the_report_of_a_thing_is_a_case_of_its_own(
    parts: Parts, before: tuple[str, ...]
) -> None:
    await parts.say("anna", *before)
    await parts.say("anna", "my husband is hitting me now", "yes", "1", "1")
    waste, violence = await parts.cases()
    assert (waste.category, waste.danger, waste.lead) == ("waste", "", "public_services")
    assert (violence.category, violence.danger) == ("domestic_violence", "violence_now")
    assert violence.lead != waste.lead
    assert await added(parts) == []
