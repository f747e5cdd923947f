"""Every way in which we write first: held back by a no, and until the morning where nobody waits for it."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from reportbot.core.cases.referral import Answer
from tests.builders import ALARM, SILENT, TUESDAY, VIOLENCE, WASTE, Parts
from tests.service.asking import ask, conversation_of, news_of
from tests.service.test_responses import link

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
ELEVEN_AT_NIGHT = TUESDAY + 13 * HOUR  # on the clocks of Drenas
SEVEN_IN_THE_MORNING = TUESDAY + 21 * HOUR
Push = Callable[[Parts], Awaitable[None]]


async def answered_in_public(parts: Parts) -> None:
    await parts.responses.answer(await link(parts, "public_services"), Answer.RECEIVED, "On Friday.")


async def answered_about_a_person(parts: Parts) -> None:
    await parts.responses.answer(await link(parts, "police"), Answer.RECEIVED)


async def asked(parts: Parts) -> None:
    await ask(parts, "Which house?")


async def admitted(parts: Parts) -> None:
    (case,) = await parts.cases()
    async with parts.store.begin() as work:
        await news_of(parts).admit(work, parts.towns["drenas"], case, "alarm_late", parts.clock.now())


async def no_photo_long_after(parts: Parts) -> None:
    await _no_photo(parts, HOUR)


async def no_photo_at_once(parts: Parts) -> None:
    await _no_photo(parts, MINUTE)


async def _no_photo(parts: Parts, ago: timedelta) -> None:
    now, anna = parts.clock.now(), await conversation_of(parts, "anna")
    assert anna is not None
    async with parts.store.begin() as work:
        await news_of(parts).no_photo(work, parts.towns["drenas"], anna.id, now - ago, now)


FIRST_WORDS = ("There is news.", "Directorate of", "Call:", "We cannot read this picture.")
REPORTED_ALARM = (*ALARM, "2", "Komoran", "He hits her", "1", *SILENT)
REPORTED_VIOLENCE = (*VIOLENCE, *SILENT)
PUSHES = [
    # what happens, after which report, whether they hear of it after yes, without an answer, after no; and at night
    (answered_in_public, WASTE, "yes none", False),
    (answered_about_a_person, REPORTED_VIOLENCE, "yes", False),
    (asked, WASTE, "yes", False),
    (asked, REPORTED_VIOLENCE, "yes", False),
    (admitted, REPORTED_ALARM, "yes none", True),
    (no_photo_at_once, WASTE, "yes none", True),
    (no_photo_long_after, WASTE, "yes", False),
]
every_push = pytest.mark.parametrize(("push", "script", "heard_after", "at_night"), PUSHES)


@every_push
@pytest.mark.parametrize("safe", ["yes", "no", "none"])
async def test_we_write_first_only_as_they_allowed(
    here: Parts, push: Push, script: tuple[str, ...], heard_after: str, at_night: bool, safe: str
) -> None:
    await here.say("anna", *script, *([] if safe == "none" else [safe, "skip"]))
    here.phones.sent.clear()
    await push(here)
    await here.deliver()
    assert bool(here.phones.told("anna")) is (safe in heard_after.split())


@every_push
async def test_a_no_that_comes_after_it_was_written_is_obeyed_too(
    here: Parts, push: Push, script: tuple[str, ...], heard_after: str, at_night: bool
) -> None:
    await here.say("anna", *script)
    await here.say("anna", "yes")
    await push(here)
    await here.intake.receive([here.message("anna", "back"), here.message("anna", "no")])
    here.phones.sent.clear()
    await here.deliver()
    assert not [text for text in here.phones.told("anna") if text.startswith(FIRST_WORDS)]


@every_push
async def test_at_night_only_what_they_wait_for_is_heard(
    here: Parts, push: Push, script: tuple[str, ...], heard_after: str, at_night: bool
) -> None:
    await here.say("anna", *script, "yes", "skip")
    here.phones.sent.clear()
    here.clock.set(ELEVEN_AT_NIGHT)
    await push(here)
    await here.deliver()
    assert bool(here.phones.told("anna")) is at_night
    here.clock.set(SEVEN_IN_THE_MORNING - MINUTE)
    await here.deliver()
    assert bool(here.phones.told("anna")) is at_night
    here.clock.set(SEVEN_IN_THE_MORNING)
    await here.deliver()
    assert len(here.phones.told("anna")) == 1


async def test_who_writes_at_night_is_answered_at_once_though_news_wait(parts: Parts) -> None:
    await parts.say("anna", *WASTE, "yes", "skip")
    parts.clock.set(ELEVEN_AT_NIGHT)
    await answered_in_public(parts)
    assert "has it and is working on it" in (await parts.say("anna", "status"))[-1]
    parts.phones.sent.clear()
    await parts.tick(SEVEN_IN_THE_MORNING)
    assert len(parts.phones.told("anna")) == 1


async def test_who_says_no_at_night_hears_nothing_in_the_morning(parts: Parts) -> None:
    await parts.say("anna", *REPORTED_VIOLENCE)
    await parts.say("anna", "yes")
    parts.clock.set(ELEVEN_AT_NIGHT)
    await answered_about_a_person(parts)
    await parts.say("anna", "back", "no")
    parts.phones.sent.clear()
    await parts.tick(SEVEN_IN_THE_MORNING)
    assert parts.phones.told("anna") == []
