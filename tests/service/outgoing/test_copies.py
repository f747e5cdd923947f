"""What a provider keeps of a message is erased by an errand of the outbox, written with the message."""

import logging
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from reportbot.core.messages import Attachment
from reportbot.service.outgoing.copies import REDACT, SETTLES
from reportbot.service.ports import DeliveryFailed, StoreFailed
from reportbot.service.records import Delivery, DeliveryState, Who
from reportbot.storage import Database
from tests.builders import WASTE, Clock, Parts, Phones, parts_for, turning_in_circles, without_table
from tests.service.reaches import ALL

MINUTE = timedelta(minutes=1)
SID = "SM" + "7" * 32


class KeepingPhones(Phones):
    """A provider that keeps copies, and erases them when asked, or refuses as it is told."""

    def __init__(self) -> None:
        super().__init__()
        self.erased: list[str] = []
        self.refusals: list[DeliveryFailed] = []
        self.order: list[str] = []

    async def erase(self, municipality: str, copy: str) -> str:
        if self.refusals:
            raise self.refusals.pop(0)
        self.erased.append(copy)
        if copy == SID:
            self.order.append(f"erased {copy}")
        return "redacted"

    async def fetch(self, municipality: str, attachment: Attachment) -> bytes:
        picture = await super().fetch(municipality, attachment)
        self.order.append("fetched")
        return picture


@pytest.fixture
async def keeping(sqlite_store: Database) -> Parts:
    return await parts_for(sqlite_store, Clock(), phones=KeepingPhones())


def phones(parts: Parts) -> KeepingPhones:
    assert isinstance(parts.phones, KeepingPhones)
    return parts.phones


async def say(parts: Parts, text: str = "tung", copy: str = SID, **fields: Any) -> None:
    await parts.intake.receive([parts.message("anna", text, copy=copy, **fields)])


async def errands(parts: Parts) -> list[Delivery]:
    """Those that have not been done, as the claim sees them in two minutes."""
    later = parts.clock.now() + 2 * MINUTE
    async with parts.store.begin() as work:
        return [row for row in await work.outbox.claim(later, later, 100) if row.kind == REDACT]


async def after(parts: Parts, by: timedelta = SETTLES) -> None:
    await parts.deliver()
    parts.clock.forward(by)
    await parts.deliver()


async def test_a_minute_after_the_message_its_copy_is_erased(keeping: Parts) -> None:
    async with keeping.taking():
        await say(keeping)
        await keeping.deliver()
        assert phones(keeping).erased == []
        await after(keeping)
    assert SID in phones(keeping).erased


async def test_it_is_written_in_the_same_commit_as_the_message(keeping: Parts) -> None:
    async with keeping.taking():
        before = keeping.store.commits
        await say(keeping)
        assert keeping.store.commits == before + 1
        (errand,) = await errands(keeping)
    assert errand.conversation is None and errand.case is None, "it names no person"
    assert SID.encode() not in errand.payload


async def test_what_we_send_is_erased_too_each_bubble_of_it(keeping: Parts) -> None:
    async with keeping.taking():
        await say(keeping)
        await after(keeping)
        await after(keeping)
    assert set(phones(keeping).erased) == {SID, *(f"message-{at}" for at in range(1, len(keeping.phones.sent) + 1))}


async def test_a_bubble_that_left_before_the_next_one_failed_is_erased_too(keeping: Parts) -> None:
    phones(keeping).failures = [None, DeliveryFailed("down", retry=True)]
    async with keeping.taking():
        await say(keeping, "start")
        await after(keeping)
        await after(keeping)
        await after(keeping)
    assert len(keeping.phones.sent) > 1, "the same bubble left twice, under two numbers"
    assert {f"message-{at}" for at in range(1, len(keeping.phones.sent) + 1)} <= set(phones(keeping).erased)


async def test_when_the_outcome_cannot_be_noted_the_errand_is_not_lost(keeping: Parts, sqlite_url: str) -> None:
    async with keeping.taking():
        keeping.phones.opens.clear()
        await say(keeping, copy="")
        async with without_table(sqlite_url, "outbox"):
            keeping.phones.opens.set()
            with pytest.raises(StoreFailed):
                await keeping.delivery.drain()
        await after(keeping)
        await after(keeping)
    assert set(phones(keeping).erased) == {f"message-{at}" for at in range(1, len(keeping.phones.sent) + 1)}


async def test_a_message_that_comes_twice_has_one_errand(keeping: Parts) -> None:
    async with keeping.taking():
        await say(keeping, keys=("twilio:1",))
        await say(keeping, keys=("twilio:1",))
        assert len(await errands(keeping)) == 1


async def test_a_message_that_made_us_stumble_is_erased_there_too(sqlite_store: Database) -> None:
    parts = await parts_for(sqlite_store, Clock(), book=turning_in_circles(), phones=KeepingPhones())
    async with parts.taking():
        for text in ("start", "1", "5"):
            await say(parts, text, "")
        await say(parts, "5")
        kept = await parts.kept.waiting("drenas", ALL)
        await after(parts)
    assert SID in phones(parts).erased
    assert kept, "it was kept for a person"


async def test_where_no_copy_is_kept_there_is_no_errand(here: Parts) -> None:
    await say(here, copy="")
    await here.deliver()
    assert await errands(here) == []


async def test_refusals_never_hold_up_an_answer(keeping: Parts) -> None:
    phones(keeping).refusals = [DeliveryFailed("not yet", retry=True) for _ in range(20)]
    async with keeping.taking():
        for _ in range(7):
            await say(keeping)
        for _ in range(3):
            await after(keeping)
        told = len(keeping.phones.told("anna"))
        await say(keeping)
        await keeping.deliver()
    assert len(keeping.phones.told("anna")) > told, "neither its lane nor its provider was closed"


async def test_while_the_provider_is_not_finished_it_is_tried_again_for_two_weeks(keeping: Parts) -> None:
    async with keeping.taking():
        await say(keeping)
        await keeping.deliver()
        phones(keeping).refusals = [DeliveryFailed("not yet", retry=True, after=5 * MINUTE) for _ in range(9_999)]
        for _ in range(14 * 24):
            keeping.clock.forward(timedelta(hours=1))
            await keeping.deliver()
        assert await keeping.casework.dead_letters("drenas") == []
        phones(keeping).refusals = []
        await after(keeping, timedelta(hours=2))
    assert SID in phones(keeping).erased


async def test_a_copy_that_cannot_be_erased_is_a_dead_letter_and_an_alarm(
    keeping: Parts, caplog: pytest.LogCaptureFixture
) -> None:
    async with keeping.taking():
        await say(keeping)
        await keeping.deliver()
        phones(keeping).refusals = [DeliveryFailed("refused (30400)", retry=False)] * 5
        await after(keeping)
        letters = await keeping.casework.dead_letters("drenas")
    assert {letter.kind for letter in letters} == {REDACT}
    assert all(letter.state is DeliveryState.DEAD for letter in letters)
    (alarm, *_) = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert alarm.getMessage() == "a copy was not erased"
    assert SID not in repr(vars(alarm))


async def test_pictures_are_fetched_before_they_are_erased(keeping: Parts) -> None:
    picture = BytesIO()
    Image.new("RGB", (40, 30), "red").save(picture, "PNG")
    attachments = (Attachment("photo", "1"), Attachment("photo", "2"))
    keeping.phones.photos = {"1": picture.getvalue(), "2": DeliveryFailed("down", retry=True)}
    async with keeping.taking():
        for text in WASTE[:-1]:
            await say(keeping, text, "")
        phones(keeping).erased.clear()
        await say(keeping, "", attachments=attachments)
        await after(keeping)
        await after(keeping)
        assert SID not in phones(keeping).erased, "the second picture is still to come"
        keeping.phones.photos["2"] = picture.getvalue()
        await after(keeping, timedelta(hours=2))
    assert SID in phones(keeping).erased
    assert phones(keeping).order == ["fetched", "fetched", f"erased {SID}"]


async def test_waiting_for_the_provider_is_not_said_to_be_late(keeping: Parts) -> None:
    async with keeping.taking():
        await say(keeping)
        await keeping.deliver()
        async with keeping.store.read() as work:
            assert await work.outbox.oldest_waiting() is None


async def test_to_be_forgotten_does_not_cancel_the_erasing(keeping: Parts) -> None:
    async with keeping.taking():
        await say(keeping)
        async with keeping.store.begin() as work:
            who = Who("drenas", "telegram", keeping.vault.tag(keeping.message("anna").address))
            person = (await work.conversations.by_who([who]))[who]
            await work.outbox.cancel_reporter(person.id)
        await after(keeping)
    assert SID in phones(keeping).erased
