"""What was written leaves: in order, again when that can help, visibly where it cannot."""

import asyncio
import logging
from datetime import timedelta

import pytest

from reportbot.core.cases.events import CaseEvent
from reportbot.service import delivery as delivery_module
from reportbot.service.outgoing.notices import OfficeNotice
from reportbot.service.ports import DeliveryFailed, StoreFailed
from reportbot.service.records import Delivery, DeliveryState
from reportbot.storage import Database
from tests.builders import ALARM, SILENT, TUESDAY, VIOLENCE, WASTE, Parts, a_municipality, parts_for, without_table
from tests.service.asking import code_in

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
DOWN = DeliveryFailed("the other side is down", retry=True)


async def written(parts: Parts, number: str = "2026-0001") -> list[Delivery]:
    return list((await parts.casework.case("drenas", number, "coordinator")).deliveries)


async def events(parts: Parts, kind: str) -> list[CaseEvent]:
    return [
        event
        for event in (await parts.casework.case("drenas", "2026-0001", "coordinator")).events
        if event.kind == kind
    ]


async def test_a_receipt_that_was_said_belongs_to_a_case_that_is_kept(parts: Parts) -> None:
    said = await parts.say("anna", *WASTE)
    code = code_in(said).replace(" ", "")
    again = await parts_for(parts.store, parts.clock)
    async with again.store.read() as work:
        found = await work.cases.by_receipt("drenas", [again.vault.receipt_tag(code)])
    assert [case.number for case in found.values()] == ["2026-0001"]


async def test_later_answers_wait_for_one_that_failed(parts: Parts) -> None:
    parts.phones.failures = [DOWN]
    await parts.intake.receive([parts.message("anna", "start"), parts.message("anna", "1")])
    await parts.deliver()
    await parts.intake.receive([parts.message("anna", "1")])
    await parts.deliver()
    assert parts.phones.told("anna") == []
    for _ in range(4):
        parts.clock.forward(timedelta(seconds=10))
        await parts.deliver()
    told = parts.phones.told("anna")
    starts = (
        "Report a risk",
        "Choose your language",
        "Only those who must help",
        "What do you see, and where exactly?",
    )
    assert [text[: len(start)] for text, start in zip(told, starts, strict=True)] == list(starts)


async def test_one_person_who_cannot_be_reached_holds_up_nobody_else(parts: Parts) -> None:
    parts.phones.failures = [DOWN]
    await parts.say("anna", "start")
    await parts.say("beni", "start")
    assert len(parts.phones.told("beni")) == 2
    assert parts.phones.told("anna") == []


async def test_a_lane_that_waited_is_free_again_when_it_is_through(here: Parts) -> None:
    here.phones.failures = [DOWN]
    await here.say("anna", "start")
    here.clock.forward(MINUTE)
    await here.deliver()
    await here.intake.receive([here.message("anna", "1")])
    await here.delivery.drain()  # sent from memory: nothing was claimed
    assert here.phones.told("anna")[-1].endswith("What do you want to do? For help lines, write NUMBERS.")


async def test_a_batch_that_was_not_kept_holds_up_no_lane(here: Parts, sqlite_url: str) -> None:
    here.phones.failures = [DOWN]
    await here.say("anna", "start")
    async with without_table(sqlite_url, "outbox"):
        with pytest.raises(StoreFailed):
            await here.intake.receive([here.message("anna", "1")])
    here.clock.forward(MINUTE)
    await here.deliver()
    await here.intake.receive([here.message("anna", "1")])
    await here.delivery.drain()  # sent from memory: nothing was claimed
    assert here.phones.told("anna")[-1].endswith("What do you want to do? For help lines, write NUMBERS.")


async def test_who_has_blocked_us_is_left_alone(parts: Parts) -> None:
    parts.phones.failures = [DeliveryFailed("blocked", retry=False, gone=True)]
    await parts.say("anna", "start")
    parts.clock.forward(DAY)
    await parts.deliver()
    assert parts.phones.told("anna") == []
    assert await parts.casework.dead_letters("drenas") == []


async def test_a_mail_that_can_never_arrive_is_a_dead_letter_and_the_coordinator_hears_of_it(parts: Parts) -> None:
    parts.mail.failures = [DeliveryFailed("no such mailbox", retry=False)]
    await parts.say("anna", *WASTE)
    (dead,) = await parts.casework.dead_letters("drenas")
    assert (dead.kind, dead.failure) == ("forward", "no such mailbox")
    assert [who for who, _ in parts.mail.take()] == ["coordinator", "inspectorate", "waste_company"]
    (event,) = await events(parts, "forward_failed")
    assert event.facts["institution"] == "public_services"


async def test_the_coordinators_own_dead_letter_is_visible_and_starts_no_chain(parts: Parts) -> None:
    parts.mail.failures = [DeliveryFailed("no such mailbox", retry=False)] * 9
    await parts.say("anna", *WASTE)
    dead = await parts.casework.dead_letters("drenas")
    assert sorted(each.kind for each in dead) == ["copy", "copy", "failed", "failed", "failed", "forward"]
    assert parts.mail.take() == []


async def test_after_three_days_of_trying_a_mail_is_given_up(here: Parts) -> None:
    here.mail.failures = [DOWN] * 1000
    await here.say("anna", *WASTE)
    for _ in range(80):
        here.clock.forward(timedelta(hours=1))
        await here.deliver()
    assert {each.kind for each in await here.casework.dead_letters("drenas")} == {"forward", "copy"}
    here.mail.failures = []
    here.clock.forward(timedelta(hours=1))
    await here.deliver()
    assert {who for who, _ in here.mail.take()} == {"coordinator"}


async def test_a_forward_whose_sender_died_is_sent_by_the_next(parts: Parts) -> None:
    dying = await parts_for(parts.store, parts.clock, direct=False)
    async with dying.taking():
        await dying.say("anna", *WASTE[:-1])
        await dying.intake.receive([dying.message("anna", WASTE[-1])])
    await claim_and_die(dying)
    await parts.deliver()
    assert parts.mail.take() == []
    parts.clock.forward(3 * MINUTE)
    await parts.deliver()
    assert [who for who, _ in parts.mail.take()] == ["inspectorate", "public_services", "waste_company"]


async def test_a_reminder_whose_sender_died_is_not_sent_again_and_the_coordinator_hears_of_it(parts: Parts) -> None:
    await parts.say("anna", *WASTE)
    parts.mail.take()
    await parts.follow_ups.run_due(parts.clock.forward(2 * DAY))
    await claim_and_die(parts)
    parts.clock.forward(3 * MINUTE)
    await parts.deliver()
    assert [who for who, _ in parts.mail.take()] == ["coordinator"]
    (dead,) = await parts.casework.dead_letters("drenas")
    assert (dead.kind, dead.failure) == ("reminder", "unknown outcome")


async def test_a_reminder_that_failed_is_not_tried_again(parts: Parts) -> None:
    await parts.say("anna", *WASTE)
    parts.mail.take()
    parts.mail.failures = [DOWN]
    await parts.tick(TUESDAY + 2 * DAY)
    await parts.tick(TUESDAY + 2 * DAY + MINUTE)
    assert [(who, "could not" in subject or "nuk" in subject) for who, subject in parts.mail.take()] == [
        ("coordinator", True)
    ]


async def test_a_pause_for_a_failing_server_kills_no_reminder(here: Parts) -> None:
    await here.say("anna", *WASTE)
    here.mail.take()
    await here.follow_ups.run_due(here.clock.forward(2 * DAY))
    here.mail.failures = [DOWN] * 5
    async with here.store.begin() as work:
        await work.outbox.add([another_mail(here, number) for number in range(1, 6)])
    await here.deliver()
    await here.tick(here.clock.now() + MINUTE)
    assert ("public_services", True) in [(who, "2026-0001" in subject) for who, subject in here.mail.take()]


async def test_an_alert_does_not_wait_behind_a_failing_mail(parts: Parts) -> None:
    parts.mail.failures = [DOWN] * 9
    await parts.say("anna", *ALARM)
    assert [who for who, _ in parts.chats.take()] == ["-1001"]


async def test_answers_of_a_killed_process_are_sent_by_the_next_before_anything_newer(store: Database) -> None:
    killed = await parts_for(store)
    killed.phones.opens.clear()  # under way for ever
    async with killed.taking():
        sending = asyncio.create_task(killed.delivery.run())
        await killed.intake.receive([killed.message("anna", "start")])
        await asyncio.sleep(0.01)
        sending.cancel()
        await asyncio.wait([sending])
    killed.clock.forward(timedelta(seconds=1))
    parts = await parts_for(store, killed.clock)
    async with parts.taking():
        await parts.say("anna", "1")
        assert parts.phones.told("anna") == []
        for _ in range(2):
            parts.clock.forward(3 * MINUTE)
            await parts.deliver()
    told = parts.phones.told("anna")
    assert [text[:13] for text in told] == ["Report a risk", "Choose your l", "Only those wh"]


async def test_sends_that_cannot_be_marked_are_marked_later_and_not_sent_again(here: Parts, sqlite_url: str) -> None:
    await here.intake.receive([here.message("anna", "start")])
    async with without_table(sqlite_url, "outbox"):
        with pytest.raises(StoreFailed):
            await here.delivery.drain()
    await here.delivery.drain()
    here.clock.forward(DAY)
    await here.deliver()
    assert len(here.phones.told("anna")) == 2
    async with here.store.read() as work:
        assert await work.outbox.oldest_waiting() is None


async def test_delivery_goes_on_when_the_database_is_back(
    here: Parts, sqlite_url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(delivery_module, "BREATH", 0.01)
    running = asyncio.create_task(here.delivery.run())
    try:
        with caplog.at_level(logging.ERROR, "reportbot.delivery"):
            async with without_table(sqlite_url, "outbox"):
                here.delivery.wake.set()
                await until(lambda: "nothing could be claimed yet" in caplog.messages)
        await here.intake.receive([here.message("anna", text) for text in WASTE])
        await until(lambda: len(here.mail.sent) == 3 and "Your code" in "".join(here.phones.told("anna")))
        await until_done(here)
    finally:
        running.cancel()
        await asyncio.wait([running])


async def test_a_messenger_that_hangs_holds_up_no_mail(here: Parts) -> None:
    await here.say("anna", *WASTE[:-1])
    here.phones.opens.clear()
    running = asyncio.create_task(here.delivery.run())
    await here.intake.receive([here.message("anna", WASTE[-1])])
    await until(lambda: len(here.mail.sent) == 3)
    here.phones.opens.set()
    await until_done(here)
    running.cancel()
    await asyncio.wait([running])
    assert sum("Your code" in text for text in here.phones.told("anna")) == 1


async def test_what_waits_too_long_for_its_turn_is_left_to_whoever_claims_it_next(here: Parts) -> None:
    here.phones.opens.clear()
    await here.intake.receive([here.message("anna", "start"), here.message("anna", "1")])
    await asyncio.sleep(0)
    here.clock.forward(3 * MINUTE)
    here.phones.opens.set()
    await here.delivery.drain()
    assert len(here.phones.told("anna")) == 2
    await here.deliver()
    assert len(here.phones.told("anna")) == 3


async def test_an_office_without_a_contact_is_reached_through_the_coordinator(here: Parts) -> None:
    parts = await parts_for(here.store, here.clock, town=a_municipality(without=["public_services"]))
    async with parts.taking():
        await parts.say("anna", *WASTE)
    assert [who for who, _ in parts.mail.take()] == ["coordinator", "inspectorate", "waste_company"]


async def test_without_any_contact_the_forward_is_a_dead_letter_for_all_to_see(here: Parts) -> None:
    parts = await parts_for(here.store, here.clock, town=a_municipality(without=["public_services", "coordinator"]))
    async with parts.taking():
        await parts.say("anna", *WASTE)
    assert [each.kind for each in await parts.casework.dead_letters("drenas")] == ["forward"]


async def test_no_mail_names_a_matter_that_concerns_a_person(here: Parts) -> None:
    await here.say("anna", *VIOLENCE)
    await here.say("beni", *ALARM, "2", "Komoran", "He hits her", "1", *SILENT, "yes")
    await here.tick(TUESDAY + 3 * DAY)
    notices = [*here.mail.sent, *here.chats.sent]
    assert len(notices) > 20
    for notice in notices:
        said = f"{notice.subject} {notice.body}".casefold()
        assert "violence" not in said and "dhunë" not in said and "nasilje" not in said
        assert "evening" not in said and "hits" not in said and "komoran" not in said


async def claim_and_die(parts: Parts) -> None:
    """A process claims what is due, and is gone before anything has left."""
    now = parts.clock.now()
    async with parts.store.begin() as work:
        assert await work.outbox.claim(now, now + 2 * MINUTE, 100)


def another_mail(parts: Parts, id: int) -> Delivery:
    at = parts.clock.now() - MINUTE
    notice = OfficeNotice("drenas", "somebody@drenas.example", "Subject", "Body", "", "<1@drenas.example>")
    payload = parts.vault.seal(notice.to_json(), f"deliveries.payload:{id}")
    return Delivery(id, "drenas", -id, "forward", "email", at, at, payload, target=notice.target)


async def until(happened) -> None:  # type: ignore[no-untyped-def]
    """The bound only ends a test that hangs: a busy machine may take its time."""
    for _ in range(6000):
        if happened():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it did not happen")


async def until_done(parts: Parts) -> None:
    for _ in range(6000):
        async with parts.store.read() as work:
            if await work.outbox.oldest_waiting() is None:
                return
        await asyncio.sleep(0.01)
    raise AssertionError(str(DeliveryState.WAITING))
