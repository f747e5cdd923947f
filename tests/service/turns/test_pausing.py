"""A coordinator pauses a sender: told honestly, answered always, and danger gets through in every state."""

import random
from datetime import timedelta

import pytest

from reportbot.core.errors import BadInput, TooLarge, TransitionRefused, UnknownCode
from reportbot.service.turns.pausing import HOURS
from tests.builders import WASTE, Parts
from tests.listed_dangers import ALL_DANGERS, DANGERS

DAY = timedelta(days=1)
TOLD = "The reporting desk takes no new reports from you until Wednesday 8 April, 10:00."
STILL = "New reports from you are taken again after"


async def paused(parts: Parts, *texts: str, value: str = "anna", hours: int = 24) -> str:
    """Somebody reports, or says this much, and is paused from their case. Its number."""
    await parts.say(value, *WASTE, "cancel")
    (case, *_) = await parts.cases()
    if texts:
        await parts.say(value, *texts)
    await parts.pausing.pause("drenas", case.number, hours, "flood", "", "coordinator")
    return case.number


async def test_they_are_told_once_what_still_works_and_until_when(parts: Parts) -> None:
    await paused(parts)
    first = " ".join(await parts.say("anna", "there is a hole in the road"))
    assert TOLD in first and "In danger now? Call 112" in first
    assert "NUMBERS, STATUS, FORGET and EXIT still work" in first
    assert first.index("112") < first.index(TOLD), "the number first"
    second = await parts.say("anna", "and another hole")
    assert len(second) == 1 and STILL in second[0] and "112" in second[0]


async def test_nothing_that_is_said_meanwhile_becomes_a_case(parts: Parts) -> None:
    await paused(parts)
    for text in (*WASTE, "start", "a long story of old bottles at the river in Komoran", "1", "2", "skip", "back"):
        assert await parts.say("anna", text), text
    assert len(await parts.cases()) == 1


async def test_a_report_that_had_begun_goes_on_when_the_pause_is_over(parts: Parts) -> None:
    await paused(parts, "start", "1", "Old tyres at the river")
    assert TOLD in " ".join(await parts.say("anna", "Komoran"))
    parts.clock.forward(timedelta(hours=1))
    number = (await parts.cases())[0].number
    await parts.pausing.end("drenas", number, "coordinator")
    await parts.say("anna", "Komoran", "1")
    assert len(await parts.cases()) == 2


STATES = {
    "at rest": (),
    "in the menu": ("start",),
    "in a report": ("start", "1", "Old tyres at the river"),
    "asked for the code": ("status",),
    "finding help": ("numbers",),
    "asked whether to forget": ("forget",),
    "gone": ("exit",),
    "choosing a language": ("language",),
    "after a no": ("po digjet shtepia", "2"),
}


@pytest.mark.parametrize("state", STATES)
async def test_danger_gets_through_in_every_state(parts: Parts, state: str) -> None:
    await paused(parts, *STATES[state])
    answer = " ".join(await parts.say("anna", "my husband is beating me now"))
    assert "112" in answer and "danger" in answer and TOLD not in answer
    assert "person on duty" in " ".join(await parts.say("anna", "1"))
    assert [case.danger for case in await parts.cases()].count("violence_now") == 1


@pytest.mark.parametrize(("language", "said"), DANGERS)
async def test_danger_gets_through_in_every_language(here: Parts, language: str, said: str) -> None:
    await paused(here)
    await here.say("anna", "hello", "hello")
    answer = " ".join(await here.say("anna", said))
    assert STILL not in answer and TOLD not in answer
    await here.say("anna", "1")
    assert any(case.danger for case in await here.cases()), said


async def test_every_listed_danger_is_danger_also_for_a_paused_sender(here: Parts) -> None:
    await paused(here)
    for number, (_, said) in enumerate(ALL_DANGERS):
        answer = " ".join(await here.say("anna", said))
        assert "112" in answer or "116" in answer or "192" in answer, said
        assert STILL not in answer and TOLD not in answer, said
        await here.say("anna", "2")
        if number % 20 == 0:
            here.clock.forward(timedelta(minutes=2))


async def test_who_raised_an_alarm_tells_it_to_the_end_and_is_paused_again_after_it(parts: Parts) -> None:
    await paused(parts)
    await parts.say("anna", "my husband is beating me now", "1")
    for text in ("4", "Komoran", "He has a knife", "1"):
        assert STILL not in " ".join(await parts.say("anna", text)), text
    cases = await parts.cases()
    assert len(cases) == 2 and cases[1].receipt_tag, "the alarm became one whole report"
    assert STILL in " ".join(await parts.say("anna", "start", "start")) or TOLD in parts.phones.told("anna")[-1]


async def test_a_no_to_danger_leads_back_to_the_pause(parts: Parts) -> None:
    await paused(parts)
    answer = " ".join(await parts.say("anna", "my husband is beating me now", "2"))
    assert TOLD in answer
    assert len(await parts.cases()) == 1


async def test_status_numbers_forget_and_exit_go_on(parts: Parts) -> None:
    await paused(parts)
    assert "Your report of" in " ".join(await parts.say("anna", "status"))
    assert "What do you need help with?" in " ".join(await parts.say("anna", "numbers"))
    assert "You can call" in " ".join(await parts.say("anna", "2"))
    assert "Goodbye" in " ".join(await parts.say("anna", "exit"))


async def test_forget_me_works_and_the_pause_goes_with_it(parts: Parts) -> None:
    number = await paused(parts)
    assert "Everything here is deleted" in " ".join(await parts.say("anna", "forget", "1"))
    assert len(await parts.say("anna", "start")) > 0
    assert TOLD not in " ".join(parts.phones.told("anna"))
    with pytest.raises(TransitionRefused):
        await parts.pausing.pause("drenas", number, 1, "flood", "", "coordinator")


async def test_the_language_can_be_changed_meanwhile(parts: Parts) -> None:
    await paused(parts)
    assert "nuk merr raportime të reja" in " ".join(await parts.say("anna", "language", "Shqip"))


async def test_a_paused_sender_is_never_silent_not_even_with_the_same_button(parts: Parts) -> None:
    await paused(parts, "start")
    for _ in range(3):
        before = len(parts.phones.told("anna"))
        await parts.intake.receive([parts.message("anna", pressed="welcome.menu:hazard")])
        await parts.deliver()
        assert len(parts.phones.told("anna")) > before


async def test_it_ends_by_itself_and_a_second_pause_is_told_again(parts: Parts) -> None:
    number = await paused(parts, hours=1)
    await parts.say("anna", "one")
    parts.clock.forward(timedelta(hours=1))
    assert STILL not in " ".join(await parts.say("anna", "start"))
    await parts.pausing.pause("drenas", number, 168, "insults", "", "coordinator")
    assert "takes no new reports from you until Tuesday 14 April" in " ".join(await parts.say("anna", "two"))


async def test_it_holds_when_the_tag_turns_on_monday(parts: Parts) -> None:
    await paused(parts, hours=168)
    await parts.days(6)  # a Monday lies between
    assert "takes no new reports" in " ".join(await parts.say("anna", "hello"))
    await parts.days(1)
    assert STILL not in " ".join(await parts.say("anna", "start"))


async def test_nobody_else_is_paused_with_them(parts: Parts) -> None:
    await paused(parts)
    await parts.say("ben", *WASTE)
    assert len(await parts.cases()) == 2


async def test_who_when_until_when_and_why_stand_in_the_case_and_in_the_log(parts: Parts) -> None:
    number = await paused(parts)
    await parts.pausing.end("drenas", number, "coordinator")
    (case,) = await parts.cases()
    async with parts.store.read() as work:
        events = [each for each in await work.cases.events(case.id) if each.kind in ("paused", "pause_ended")]
        noted = await work.audit.last(10, subject=number)
    assert [(each.kind, each.actor) for each in events] == [("paused", "coordinator"), ("pause_ended", "coordinator")]
    assert events[0].facts == {"paused_until": "2026-04-08T08:00+00:00", "reason": "flood"}
    assert b'"reason":"flood"' in next(each.facts for each in noted if each.act == b"paused").replace(b" ", b"")


async def test_the_note_is_sealed_in_the_case(parts: Parts) -> None:
    await parts.say("anna", *WASTE)
    (case,) = await parts.cases()
    await parts.pausing.pause("drenas", case.number, 1, "other", "Pays no heed", "coordinator")
    async with parts.store.read() as work:
        (event,) = [each for each in await work.cases.events(case.id) if each.kind == "paused"]
    assert event.note and b"heed" not in event.note
    page = await parts.casework.case("drenas", case.number, "coordinator")
    assert page.notes[event.id] == "Pays no heed"


@pytest.mark.parametrize(
    ("hours", "why", "note", "refusal"),
    [
        (0, "flood", "", BadInput),
        (169, "flood", "", BadInput),
        (10**9, "flood", "", BadInput),
        (24, "", "", BadInput),
        (24, "because", "", BadInput),
        (24, "flood", "x" * 501, TooLarge),
    ],
)
async def test_what_is_not_offered_is_refused(
    here: Parts, hours: int, why: str, note: str, refusal: type[Exception]
) -> None:
    await here.say("anna", *WASTE)
    (case,) = await here.cases()
    with pytest.raises(refusal):
        await here.pausing.pause("drenas", case.number, hours, why, note, "coordinator")


async def test_no_pause_is_without_an_end_or_longer_than_a_week(here: Parts) -> None:
    assert max(HOURS) == 7 * 24 and min(HOURS) > 0


async def test_a_case_that_is_not_there_pauses_nobody(here: Parts) -> None:
    with pytest.raises(UnknownCode):
        await here.pausing.pause("drenas", "2026-9999", 1, "flood", "", "coordinator")


async def test_a_child_at_risk_that_was_told_before_the_pause_is_passed_on_all_the_same(parts: Parts) -> None:
    await parts.say("anna", *WASTE, "cancel")
    (case,) = await parts.cases()
    await parts.say("anna", "start", "2", "2", "Komoran")
    await parts.pausing.pause("drenas", case.number, 24, "flood", "", "coordinator")
    await parts.say("anna", "hello")
    assert len(await parts.cases()) == 1
    for _ in range(4):
        await parts.tick(parts.clock.forward(timedelta(hours=1)))
        await parts.follow_ups.erase_silent(parts.clock.now())
    assert [each.category for each in await parts.cases()] == ["waste", "child_violence"]


ANYTHING = (
    *("hello", "start", "1", "2", "3", "9", "back", "skip", "help", "language", "Shqip", "English", "cancel", "status"),
    *("numbers", "no", "exit", "flower", "stop", "yes", "thanks", "1234 5678 9012 3456", "?!", "\U0001f600"),
    *("a very long story of old tyres at the river in Komoran", "Komoran", "po më rreh burri tani", "x" * 5000),
)


@pytest.mark.parametrize("seed", range(6))
async def test_whatever_a_paused_sender_writes_is_answered_and_makes_no_case_without_danger(
    here: Parts, seed: int
) -> None:
    await paused(here, hours=168)
    chance = random.Random(seed)
    for _ in range(60):
        said = chance.choice(ANYTHING)
        before, cases = len(here.phones.told("anna")), len(await here.cases())
        await here.say("anna", said)
        assert len(here.phones.told("anna")) > before, said
        new = (await here.cases())[cases:]
        assert all(case.danger for case in new), said
        here.clock.forward(timedelta(seconds=6))
