"""A photo of the work goes on to whoever reported: as loudly as they allowed, once, and only as long as it may."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from reportbot.core.cases.referral import Answer
from reportbot.core.errors import UnknownCode
from reportbot.core.messages import Address
from reportbot.service.desk.holding import HoldingPictures
from reportbot.service.ports import DeliveryFailed
from reportbot.service.records import DeliveryState, Photo
from reportbot.storage import Database
from tests.builders import TUESDAY, VIOLENCE, WASTE, Parts, Phones, parts_for
from tests.service.asking import code_in
from tests.service.test_responses import link

HOUR = timedelta(hours=1)
PICTURE, CAPTION = b"\xff\xd8 painted", "Photo from: Directorate of Public Services"
PHONE = "+38344000001"
ELSEWHERE = "There is a photo. See it with your code: https://reports.drenas.example/chat/drenas"


class Deleting(Phones):
    """A messenger that deletes from a chat what it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.deleted: list[str] = []

    async def take_back(self, address: Address, numbers: Sequence[str]) -> bool:
        self.deleted += numbers
        return True


@pytest.fixture
async def here(sqlite_store: Database) -> AsyncIterator[Parts]:
    parts = await parts_for(sqlite_store, phones=Deleting())
    async with parts.taking():
        yield parts


async def reported(parts: Parts, *then: str, script: tuple[str, ...] = WASTE, channel: str = "telegram") -> str:
    """Their code."""
    said = await parts.say(PHONE if channel == "sms" else "anna", *script, channel=channel)
    await parts.say(PHONE if channel == "sms" else "anna", *then, channel=channel)
    parts.phones.sent.clear()
    return code_in(said) if channel == "telegram" else ""


async def done(
    parts: Parts, picture: bytes = PICTURE, note: str = "", by: str = "public_services", outcome: str = "repaired"
) -> None:
    await parts.responses.answer(await link(parts, by), Answer.DONE, note, outcome=outcome, picture=picture)


def pictures(parts: Parts, value: str = "anna") -> list[tuple[str, bytes]]:
    return [(each.text, each.image) for each in parts.phones.sent if each.address.value == value and each.image]


async def kept(parts: Parts) -> list[Photo]:
    (case,) = await parts.cases()
    async with parts.store.read() as work:
        return await work.conversations.photos(case=case.id)


@pytest.mark.parametrize(("safe", "hears"), [("yes", True), ("", True), ("no", False)])
async def test_the_photo_follows_the_words_unless_they_said_that_writing_is_not_safe(
    here: Parts, safe: str, hears: bool
) -> None:
    await reported(here, *([safe, "skip"] if safe else []))
    await done(here, note="New bins.")
    await here.deliver()
    assert pictures(here) == ([(CAPTION, PICTURE)] if hears else [])
    assert [bool(each.image) for each in here.phones.sent] == ([False, True] if hears else [])


async def test_a_no_that_comes_after_it_was_written_keeps_the_photo_too(here: Parts) -> None:
    await reported(here, "yes")
    here.clock.set(TUESDAY + 13 * HOUR)
    await done(here)
    await here.say("anna", "back", "no")
    await here.tick(TUESDAY + 25 * HOUR)
    assert pictures(here) == []


async def test_at_night_it_waits_for_the_morning_and_stays_behind_its_words(here: Parts) -> None:
    await reported(here, "yes", "skip")
    here.clock.set(TUESDAY + 13 * HOUR)
    await done(here)
    await here.deliver()
    assert here.phones.sent == []
    await here.tick(TUESDAY + 21 * HOUR)
    assert [bool(each.image) for each in here.phones.sent] == [False, True]


async def test_who_has_left_quickly_gets_no_photo(here: Parts) -> None:
    await reported(here, "yes", "skip", "exit")
    await done(here)
    await here.deliver()
    assert pictures(here) == []


async def test_of_a_matter_that_concerns_a_person_no_photo_leaves_not_even_when_they_ask(here: Parts) -> None:
    await reported(here, "yes", "skip", script=VIOLENCE)
    await done(here, by="police", outcome="help_began")
    await here.deliver()
    await here.say("anna", "status")
    assert len(await kept(here)) == 1
    assert pictures(here) == []


async def test_a_note_that_tells_too_much_holds_the_photo_back_until_they_ask(here: Parts) -> None:
    await reported(here, "yes", "skip")
    await done(here, note="The police was there.")
    await here.deliver()
    assert (here.phones.told("anna"), pictures(here)) == (["There is news. Send STATUS."], [])
    await here.say("anna", "status")
    assert pictures(here) == [(CAPTION, PICTURE)]


async def test_the_same_answer_twice_is_one_photo_and_another_photo_later_is_no_longer_lost(here: Parts) -> None:
    await reported(here, "yes", "skip")
    await done(here)
    await done(here)
    await here.deliver()
    assert pictures(here) == [(CAPTION, PICTURE)]
    await done(here, b"\xff\xd8 from the other side")
    await here.deliver()
    assert pictures(here)[1:] == [(CAPTION, b"\xff\xd8 from the other side")]
    page = await here.casework.case("drenas", "2026-0001", "coordinator")
    assert [each.actor for each in page.events if each.kind == "picture_added"] == ["public_services"]


async def test_by_sms_they_hear_where_they_can_see_it_and_the_code_shows_it_there(here: Parts) -> None:
    await reported(here, "yes", channel="sms")
    await done(here)
    await here.deliver()
    assert ELSEWHERE in "\n".join(here.phones.told(PHONE))
    assert pictures(here, PHONE) == []
    here.phones.sent.clear()
    await here.say(PHONE, "STATUS", channel="sms")
    assert ELSEWHERE in "\n".join(here.phones.told(PHONE))


async def test_whoever_comes_with_the_code_sees_it_in_a_chat_that_shows_pictures(here: Parts) -> None:
    code = await reported(here, "no")
    await done(here)
    await here.say("somebody", "start", "English", code)
    assert pictures(here, "somebody") == [(CAPTION, PICTURE)]


async def test_a_platform_that_refuses_the_picture_is_answered_with_where_it_can_be_seen(here: Parts) -> None:
    await reported(here, "yes", "skip")
    await done(here)
    here.phones.failures = [None, DeliveryFailed("Telegram: refused (image_process_failed)", retry=False)]
    await here.deliver()
    await here.deliver()
    assert [each.image for each in here.phones.sent] == [b"", b""]
    assert "With your code you can see it here: https://reports.drenas.example/chat/drenas" in here.phones.sent[-1].text


async def test_a_picture_that_is_tried_again_repeats_no_words(here: Parts) -> None:
    await reported(here, "yes", "skip")
    await done(here)
    here.phones.failures = [None, DeliveryFailed("Telegram: not reached", retry=True)]
    await here.deliver()
    here.clock.forward(HOUR)
    await here.deliver()
    assert [bool(each.image) for each in here.phones.sent] == [False, True]


async def test_what_the_desk_holds_back_does_not_leave_and_is_shown_to_nobody_who_asks(here: Parts) -> None:
    await reported(here, "yes", "skip")
    here.clock.set(TUESDAY + 13 * HOUR)
    await done(here)
    (photo,) = await kept(here)
    await holding(here).hold("drenas", "2026-0001", photo.id, "@mira")
    await holding(here).hold("drenas", "2026-0001", photo.id, "@mira")
    await here.tick(TUESDAY + 21 * HOUR)
    await here.say("anna", "status")
    assert pictures(here) == []
    page = await here.casework.case("drenas", "2026-0001", "coordinator")
    assert page.story.held == {photo.id}
    assert [row.state for row in page.sent[photo.id]] == [DeliveryState.CANCELLED]
    assert [each.actor for each in page.events if each.kind == "picture_held"] == ["@mira"]
    await holding(here).show("drenas", "2026-0001", photo.id, "@mira")
    await here.say("anna", "status")
    assert pictures(here) == [(CAPTION, PICTURE)]


async def test_what_has_left_is_taken_back_where_the_platform_deletes_messages(here: Parts) -> None:
    await reported(here, "yes", "skip")
    await done(here)
    await here.deliver()
    number = f"message-{len(here.phones.sent)}"
    (photo,) = await kept(here)
    await holding(here).hold("drenas", "2026-0001", photo.id, "@mira")
    await here.deliver()
    assert isinstance(here.phones, Deleting)
    assert here.phones.deleted == [number]


async def test_only_pictures_of_offices_in_this_very_case_can_be_held(here: Parts) -> None:
    await reported(here, "yes", "skip")
    with pytest.raises(UnknownCode):
        await holding(here).hold("drenas", "2026-0001", 1, "@mira")


async def test_a_matter_that_is_found_to_concern_a_person_keeps_what_waits(here: Parts) -> None:
    await reported(here, "yes", "skip")
    here.clock.set(TUESDAY + 13 * HOUR)
    await done(here)
    (case,) = await here.cases()
    async with here.store.begin() as work:
        await work.cases.save([replace(case, category="child_violence")])
    await here.tick(TUESDAY + 21 * HOUR)
    assert pictures(here) == []


async def test_it_goes_with_its_case(here: Parts) -> None:
    await reported(here, "yes", "skip")
    here.clock.set(TUESDAY + 13 * HOUR)
    await done(here)
    (case,) = await here.cases()
    async with here.store.begin() as work:
        await work.retention.shred([case.id], here.clock.now())
    await here.tick(TUESDAY + 21 * HOUR)
    assert pictures(here) == []
    assert not any(photo.sealed_key for photo in await kept(here))


async def test_nothing_of_the_picture_lies_in_the_outbox(here: Parts) -> None:
    await reported(here, "yes", "skip")
    await done(here, PICTURE * 1000)
    (photo,) = await kept(here)
    async with here.store.read() as work:
        (row,) = await work.outbox.of_notice(photo.id)
    assert len(row.payload) < 500


def holding(parts: Parts) -> HoldingPictures:
    return parts.casework.pictures
