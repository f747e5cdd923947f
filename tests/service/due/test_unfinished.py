"""Somebody tells of danger, or of a child at risk, and vanishes: it becomes one case with what is known, once."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from reportbot.core.cases.events import is_unfinished
from reportbot.core.cases.referral import Answer
from reportbot.core.conversation.walking.unfinished import DANGER_RESTS, SERIOUS_RESTS
from reportbot.core.urgency import Urgency
from reportbot.service.cases.sessions import SessionSealer
from reportbot.service.casework import CasePage
from reportbot.service.due import unfinished
from reportbot.storage import Database
from tests.builders import ALARM, CHAIN, TUESDAY, WASTE, Parts, parts_for
from tests.service.asking import code_in, conversation_of, session_of
from tests.service.cases.test_photos import photos_of, send_photo
from tests.service.test_killed import cut_off_after
from tests.service.test_responses import link

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
ONE_SENTENCE = "my father beats me every evening"
NEGLECT = ("start", "1", "2", "3", "Komoran")
"""English, somebody at risk, a child without care, where; then nothing more."""


async def silence(parts: Parts, by: timedelta) -> None:
    """So much time passes; then the round that looks after silent drafts."""
    await parts.follow_ups.erase_silent(parts.clock.forward(by + MINUTE))
    await parts.deliver()


async def page(parts: Parts, number: str = "2026-0001") -> CasePage:
    return await parts.casework.case("drenas", number, "coordinator")


async def said(parts: Parts, number: str = "2026-0001") -> list[dict[str, object]]:
    return [dict(each.answers or {}) for each in (await page(parts, number)).story.reports]


async def test_a_child_writes_one_sentence_and_vanishes(parts: Parts) -> None:
    assert "Is someone in danger?" in (await parts.say("anna", ONE_SENTENCE))[-1]
    await silence(parts, DANGER_RESTS - 2 * MINUTE)
    assert await parts.cases() == []
    await silence(parts, 2 * MINUTE)
    (case,) = await parts.cases()
    assert case.urgency >= Urgency.URGENT and case.category == "child_violence"
    assert case.receipt_tag == b"" and case.danger == "", "they have not said that it is happening now"
    assert [each["description"] for each in await said(parts)] == [ONE_SENTENCE]
    (opened,) = [each for each in (await page(parts)).events if each.kind == "opened"]
    assert opened.facts["unfinished"] == "yes" and is_unfinished(case, [opened])
    assert case.lead in {who for who, _ in parts.mail.take()}


async def test_a_child_without_care_is_passed_on_after_two_hours(parts: Parts) -> None:
    await parts.say("anna", *NEGLECT)
    await silence(parts, SERIOUS_RESTS - 2 * MINUTE)
    assert await parts.cases() == []
    await silence(parts, 2 * MINUTE)
    (case,) = await parts.cases()
    assert (case.category, case.place) == ("neglect", "komoran")


@pytest.mark.parametrize(
    "told",
    [
        WASTE[:-1],
        ("start", "1", "2", "4", "Komoran"),  # an adult decides what is passed on
        ("start", "1", "2", "3"),  # a child, and nobody knows where or what
        ("start", "1", "5", "3", "Komoran"),  # a child who does not go to school
        (*NEGLECT, "cancel"),
        (*NEGLECT, "forget me"),
        (*NEGLECT, "forget me", "yes"),
        (ONE_SENTENCE, "forget me", "yes"),
    ],
    ids=lambda told: "-".join(told)[-30:],
)
async def test_everything_else_is_erased_after_a_day(parts: Parts, told: tuple[str, ...]) -> None:
    await parts.say("anna", *told)
    for _ in range(3):
        await silence(parts, 11 * HOUR)
    assert await parts.cases() == [] and parts.mail.take() == []
    anna = await conversation_of(parts, "anna")
    assert anna is None or anna.session == b""


async def test_a_sent_report_whose_last_question_is_open_is_not_unfinished(parts: Parts) -> None:
    await parts.say("anna", *NEGLECT, "He is always alone", "1")
    await silence(parts, DAY)
    (case,) = await parts.cases()
    assert not is_unfinished(case, (await page(parts)).events)


async def test_it_is_passed_on_once_however_often_we_look(parts: Parts) -> None:
    await parts.say("anna", *NEGLECT)
    for _ in range(30):
        await silence(parts, HOUR)
    assert len(await parts.cases()) == 1 and len(await said(parts)) == 1


async def test_a_service_that_was_down_for_days_passes_it_on_before_it_erases(parts: Parts) -> None:
    await parts.say("anna", *NEGLECT)
    await silence(parts, 3 * DAY)
    assert len(await parts.cases()) == 1
    anna = await conversation_of(parts, "anna")
    assert anna is not None and anna.session == b"" and anna.case is not None


async def test_who_comes_back_and_finishes_completes_the_same_case(parts: Parts) -> None:
    await parts.say("anna", *NEGLECT)
    await silence(parts, SERIOUS_RESTS)
    told = await parts.say("anna", "He sleeps in the cold", "1")
    (case,) = await parts.cases()
    assert code_in(told) and case.receipt_tag and not is_unfinished(case, (await page(parts)).events)
    assert [each.get("description") for each in await said(parts)] == [None, "He sleeps in the cold"]


async def test_who_begins_anew_with_the_same_story_completes_the_same_case_too(here: Parts) -> None:
    await here.say("anna", *NEGLECT)
    await silence(here, SERIOUS_RESTS)
    code_in(await here.say("anna", "start", "2", "3", "Komoran", "He sleeps in the cold", "1"))
    assert len(await here.cases()) == 1


async def test_a_pothole_is_no_end_of_the_story_of_a_child(here: Parts) -> None:
    await here.say("anna", *NEGLECT)
    await silence(here, SERIOUS_RESTS)
    code_in(await here.say("anna", "start", *WASTE[2:]))
    assert [case.category for case in await here.cases()] == ["neglect", "waste"]


@pytest.mark.parametrize(("answer", "danger"), [("yes", True), ("no", False)])
async def test_the_question_of_danger_still_stands_when_they_come_back(parts: Parts, answer: str, danger: bool) -> None:
    await parts.say("anna", "start", "1", ONE_SENTENCE)
    await silence(parts, DANGER_RESTS)
    await parts.say("anna", answer)
    (case,) = await parts.cases()
    assert bool(case.danger) is danger
    assert (case.urgency is Urgency.EMERGENCY) is danger
    assert [who for who, _ in parts.mail.take() if who == "duty"] == (["duty"] if danger else [])


async def test_what_is_told_after_an_alarm_reaches_its_case(parts: Parts) -> None:
    await parts.say("anna", *ALARM)
    for _ in range(2):
        await silence(parts, HOUR)
    assert len(await said(parts)) == 1, "nothing was told beside the alarm"
    await parts.say("anna", "1", "Komoran")
    for _ in range(2):
        await silence(parts, HOUR)
    (case,) = await parts.cases()
    assert (case.category, case.place, case.danger) == ("child_violence", "komoran", "said_now")
    assert len(await said(parts)) == 2


async def test_what_is_told_later_and_not_sent_either_reaches_the_same_case(here: Parts) -> None:
    await here.say("anna", *NEGLECT)
    await silence(here, SERIOUS_RESTS)
    await here.say("anna", "He sleeps in the cold")
    await silence(here, SERIOUS_RESTS)
    assert [each.get("description") for each in await said(here)] == [None, "He sleeps in the cold"]
    assert len(await here.cases()) == 1


async def test_its_photos_go_with_it(parts: Parts) -> None:
    await parts.say("anna", *NEGLECT)
    await send_photo(parts, "anna")
    await parts.deliver()
    await silence(parts, SERIOUS_RESTS)
    await silence(parts, DAY)
    assert len((await page(parts)).story.photos) == 1
    (photo,) = await photos_of(parts, "anna")
    assert photo.case == (await parts.cases())[0].id


async def test_nothing_is_pushed_and_status_tells(parts: Parts) -> None:
    await parts.say("anna", *NEGLECT)
    parts.phones.sent.clear()
    await silence(parts, SERIOUS_RESTS)
    lead = (await parts.cases())[0].lead
    await parts.responses.answer(await link(parts, lead), Answer.RECEIVED)
    await parts.deliver()
    assert parts.phones.sent == []
    assert "has it and is working on it" in "\n".join(await parts.say("anna", "status"))


async def test_who_takes_it_back_afterwards_hears_that_it_stays(here: Parts) -> None:
    await here.say("anna", *NEGLECT)
    await silence(here, SERIOUS_RESTS)
    assert "that stays" in (await here.say("anna", "cancel"))[0]
    await silence(here, DAY)
    assert len(await here.cases()) == 1


async def test_who_is_forgotten_afterwards_leaves_a_case_without_a_way_back(here: Parts) -> None:
    await here.say("anna", *NEGLECT)
    await silence(here, SERIOUS_RESTS)
    await here.say("anna", "forget me", "yes")
    (case,) = await here.cases()
    assert case.conversation is None and len(await said(here)) == 1


async def test_of_hundreds_every_one_is_passed_on(here: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unfinished, "AT_ONCE", 2)
    for name in map(str, range(7)):
        await here.say(name, *(WASTE[:-1] if name in "035" else NEGLECT))
    await silence(here, SERIOUS_RESTS)
    assert len(await here.cases()) == 4


async def test_one_that_fails_holds_up_no_other(here: Parts, caplog: pytest.LogCaptureFixture) -> None:
    await here.say("anna", *NEGLECT)
    await here.say("beni", ONE_SENTENCE)
    broken = await conversation_of(here, "anna")
    assert broken is not None
    session = await session_of(here, "anna")
    answers = {**session.answers, "category": "no such category"}
    sealed = SessionSealer(here.vault, here.damage).close(broken, replace(session, answers=answers))
    async with here.store.begin() as work:
        await work.conversations.save([sealed])
    await silence(here, SERIOUS_RESTS)
    assert [record.message for record in caplog.records] == ["a serious draft could not be passed on"]
    assert len(await here.cases()) == 1


async def test_cut_off_at_any_statement_it_is_passed_on_once(here: Parts) -> None:
    await here.say("anna", *NEGLECT)
    later = TUESDAY + SERIOUS_RESTS + MINUTE
    here.clock.set(later)
    for statement in range(60):
        with cut_off_after(statement) as count:
            try:
                await here.follow_ups.erase_silent(later)
            except Exception:
                assert count[0] > statement
        if count[0] <= statement:
            break
    assert statement > 5
    assert len(await here.cases()) == 1 and len(await said(here)) == 1
    assert (await session_of(here, "anna")).case == (await here.cases())[0].id


async def test_two_processes_pass_it_on_once(postgresql_url: str) -> None:
    stores = [await Database.open(postgresql_url, chain=CHAIN) for _ in range(2)]
    try:
        one = await parts_for(stores[0], direct=False)
        other = await parts_for(stores[1], one.clock, direct=False)
        async with one.taking():
            for name in map(str, range(6)):
                await one.say(name, *NEGLECT)
        later = one.clock.forward(SERIOUS_RESTS + MINUTE)
        await asyncio.gather(*(each.follow_ups.erase_silent(later) for each in (one, other, one, other)))
        assert len(await one.cases()) == 6
    finally:
        for store in stores:
            await store.close()
