"""Who has nothing more to hear is forgotten, and what was sent, done or seen does not lie about for ever."""

from datetime import timedelta

from reportbot.core.cases.referral import Answer
from reportbot.core.messages import InboundMessage
from reportbot.service.ports import DeliveryFailed
from tests.builders import AGAIN, WASTE, Parts
from tests.service.due.test_retention import _answer, _close, _rows

DAY = timedelta(days=1)


async def test_who_asked_something_and_left_is_forgotten_after_two_weeks(parts: Parts) -> None:
    await parts.say("anna", "start", "1", "about")
    await parts.days(13)
    assert await _rows(parts, "conversations") == 1
    await parts.days(2)
    assert await _rows(parts, "conversations") == 0


async def test_an_open_case_keeps_the_way_back_to_its_reporter(here: Parts) -> None:
    await here.say("anna", *WASTE)
    await here.days(25)
    assert await _rows(here, "conversations") == 1


async def test_the_way_back_goes_two_weeks_after_closing_and_the_code_still_works(here: Parts) -> None:
    said = await here.say("anna", *WASTE)
    (case,) = await here.cases()
    await here.days(20)
    await _close(here, case)
    await here.days(13)
    assert (await here.cases())[0].conversation is not None
    await here.days(2)
    (case,) = await here.cases()
    assert case.conversation is None and await _rows(here, "conversations") == 0
    code = next(text for text in said if "Your code" in text).partition("Your code: ")[2][:19]
    assert "is closed" in " ".join(await here.say("anna", code))


async def test_who_still_writes_is_not_forgotten(here: Parts) -> None:
    await here.say("anna", *WASTE)
    (case,) = await here.cases()
    await _close(here, case)
    await here.days(10)
    await here.say("anna", "status")
    await here.days(10)
    assert await _rows(here, "conversations") == 1


async def test_one_open_case_of_two_keeps_it(here: Parts) -> None:
    await here.say("anna", *WASTE)
    await here.say("anna", "no")
    await here.say("anna", *AGAIN)
    await _close(here, (await here.cases())[0])
    await here.days(20)
    assert await _rows(here, "conversations") == 1


async def test_news_that_is_still_on_its_way_leaves_first(here: Parts) -> None:
    await here.say("anna", *WASTE)
    (case,) = await here.cases()
    here.phones.failures = [DeliveryFailed("busy", retry=True, after=20 * DAY)]
    await _answer(here, case, Answer.DONE)
    await here.casework.close("drenas", case.number, "coordinator")
    async with here.store.begin() as work:  # as long as the provider asks for
        await work.outbox.retry(
            [(each.id, each.attempts, here.clock.now() + 20 * DAY, "") for each in await work.outbox.of_case(case.id)]
        )
    before = await _unfinished(here)
    await here.days(16)
    assert await _rows(here, "conversations") == (1 if before else 0)
    await here.days(20)
    assert await _rows(here, "conversations") == 0


async def test_a_clock_that_jumped_ahead_forgets_nobody(here: Parts) -> None:
    await here.say("anna", "start", "1", "about")
    here.clock.forward(400 * DAY)
    await here.days(1)
    assert await _rows(here, "conversations") == 1
    await here.days(3)  # by then somebody has noticed
    assert await _rows(here, "conversations") == 0


async def test_what_was_sent_done_and_seen_goes_in_its_time(here: Parts) -> None:
    await here.say("anna", *WASTE)
    sent, seen = await _rows(here, "outbox"), await _rows(here, "seen_messages")
    await _close(here, (await here.cases())[0])
    await here.days(29)
    assert await _rows(here, "outbox") >= sent and await _rows(here, "seen_messages") == seen
    await here.days(8)
    assert {table: await _rows(here, table) for table in ("outbox", "dues", "seen_messages")} == {
        "outbox": 0,
        "dues": 0,
        "seen_messages": 0,
    }


async def test_a_message_seen_a_month_ago_is_still_told_apart_until_then(here: Parts) -> None:
    message = here.message("anna", "start")
    await here.intake.receive([message])
    await here.days(20)
    await _again(here, message)
    assert await _rows(here, "seen_messages") == 1


async def test_messages_that_made_us_stumble_are_kept_for_ninety_days(here: Parts) -> None:
    from tests.storage.samples import a_broken_message

    broken = a_broken_message(here.casework.noting._ids.new(), received_at=here.clock.now())
    async with here.store.begin() as work:
        await work.messages.keep_broken([broken])
    here.clock.forward(85 * DAY)
    await here.days(4)
    assert await _rows(here, "broken_messages") == 1
    await here.days(3)
    assert await _rows(here, "broken_messages") == 0


async def _again(parts: Parts, message: InboundMessage) -> None:
    before = len(parts.phones.sent)
    await parts.intake.receive([message])
    await parts.deliver()
    assert len(parts.phones.sent) == before


async def _unfinished(parts: Parts) -> bool:
    async with parts.store.read() as work:
        return bool(await work.outbox.waiting_lanes())
