"""A photo is fetched later, painted anew, and belongs to the report it came with, or to nobody."""

import asyncio
from datetime import timedelta
from io import BytesIO

from PIL import Image

from reportbot.core.messages import Attachment
from reportbot.service.ports import DeliveryFailed
from reportbot.service.records import Photo, Who
from tests.builders import AGAIN, ALARM, TUESDAY, WASTE, Parts

MINUTE = timedelta(minutes=1)
NOT_A_PHOTO = "We cannot read this picture. Please send another photo, or write it in words."


def a_picture() -> bytes:
    data = BytesIO()
    Image.new("RGB", (40, 30), "red").save(data, "PNG")
    return data.getvalue()


async def send_photo(parts: Parts, value: str, handle: str = "file 1", text: str = "") -> None:
    parts.phones.photos.setdefault(handle, a_picture())
    await parts.intake.receive([parts.message(value, text, attachments=(Attachment("photo", handle),))])


async def photos_of(parts: Parts, value: str) -> list[Photo]:
    who = Who("drenas", "telegram", parts.vault.tag(parts.message(value).address))
    async with parts.store.read() as work:
        conversation = (await work.conversations.by_who([who]))[who]
        return await work.conversations.photos(conversation=conversation.id)


async def test_a_photo_is_painted_anew_and_belongs_to_the_case(parts: Parts) -> None:
    await parts.say("anna", *WASTE[:-1])
    await send_photo(parts, "anna")
    await parts.deliver()
    await parts.say("anna", WASTE[-1])
    (photo,) = (await parts.casework.case("drenas", "2026-0001", "coordinator")).story.photos
    assert (await parts.casework.photo("drenas", "2026-0001", photo, "coordinator")).startswith(b"\xff\xd8")


async def test_a_photo_and_the_report_in_one_batch_belong_together(parts: Parts) -> None:
    await parts.say("anna", *WASTE[:-1])
    picture = parts.message("anna", attachments=(Attachment("photo", "file 1"),))
    parts.phones.photos["file 1"] = a_picture()
    await parts.intake.receive([picture, parts.message("anna", WASTE[-1])])
    await parts.deliver()
    assert len((await parts.casework.case("drenas", "2026-0001", "coordinator")).story.photos) == 1


async def test_a_photo_that_is_still_being_fetched_when_the_report_is_sent_is_not_lost(parts: Parts) -> None:
    await parts.say("anna", *WASTE[:-1])
    parts.phones.opens.clear()
    await send_photo(parts, "anna")
    fetching = asyncio.create_task(parts.delivery.run_due(parts.clock.now()))
    await asyncio.sleep(0.05)
    await parts.intake.receive([parts.message("anna", WASTE[-1])])
    parts.phones.opens.set()
    await fetching
    await parts.deliver()
    assert len((await parts.casework.case("drenas", "2026-0001", "coordinator")).story.photos) == 1


async def test_a_photo_after_an_alarm_belongs_to_its_case_at_once(here: Parts) -> None:
    await here.say("anna", *ALARM)
    await send_photo(here, "anna")
    await here.deliver()
    assert len((await here.casework.case("drenas", "2026-0001", "coordinator")).story.photos) == 1


async def test_a_photo_before_an_alarm_belongs_to_its_case_too(here: Parts) -> None:
    await here.say("anna", "start", "1", "1", "There is an open pit", "Komoran")
    await send_photo(here, "anna")
    await here.say("anna", "somebody has a knife", "yes")
    assert len((await here.casework.case("drenas", "2026-0001", "coordinator")).story.photos) == 1


async def test_the_photos_of_a_draft_that_was_given_up_go_with_it(parts: Parts) -> None:
    for way_out, begin in ((["cancel"], WASTE), (["start"], AGAIN), (["status", "start"], AGAIN)):
        await parts.say("anna", *begin[:-1])
        await send_photo(parts, "anna")
        await parts.deliver()
        assert len(await photos_of(parts, "anna")) == 1
        await parts.say("anna", *way_out)
        assert await photos_of(parts, "anna") == []


async def test_the_photo_of_one_draft_never_gets_into_the_next_report(here: Parts) -> None:
    await here.say("anna", *WASTE[:-1])
    picture = here.message("anna", attachments=(Attachment("photo", "file 1"),))
    here.phones.photos["file 1"] = a_picture()
    await here.intake.receive([picture, *(here.message("anna", text) for text in WASTE)])
    await here.deliver()
    assert (await here.casework.case("drenas", "2026-0001", "coordinator")).story.photos == []
    assert await photos_of(here, "anna") == []


async def test_the_photos_of_a_draft_that_fell_silent_are_erased(here: Parts) -> None:
    await here.say("anna", *WASTE[:-1])
    await send_photo(here, "anna")
    await here.deliver()
    await here.follow_ups.erase_silent(TUESDAY + timedelta(hours=24, minutes=1))
    assert await photos_of(here, "anna") == []


async def test_a_file_that_is_no_picture_is_dropped_and_the_person_is_told(parts: Parts) -> None:
    await parts.say("anna", *WASTE[:-1])
    parts.phones.photos["file 1"] = b"%PDF-1.7 not a picture"
    await send_photo(parts, "anna")
    await parts.deliver()
    assert parts.phones.told("anna")[-1] == NOT_A_PHOTO
    assert await parts.casework.dead_letters("drenas") == []
    (photo,) = await photos_of(parts, "anna")
    assert (photo.sealed_handle, photo.sealed_image) == (b"", b"")


async def test_a_photo_that_is_gone_is_told_too(here: Parts) -> None:
    await here.say("anna", *WASTE[:-1])
    here.phones.photos["file 1"] = DeliveryFailed("file is gone", retry=False)
    await send_photo(here, "anna")
    await here.deliver()
    assert here.phones.told("anna")[-1] == NOT_A_PHOTO


async def test_fetching_is_tried_again(parts: Parts) -> None:
    await parts.say("anna", *WASTE[:-1])
    parts.phones.photos["file 1"] = DeliveryFailed("down", retry=True)
    await send_photo(parts, "anna")
    await parts.deliver()
    parts.phones.photos["file 1"] = a_picture()
    parts.clock.forward(MINUTE)
    await parts.deliver()
    (photo,) = await photos_of(parts, "anna")
    assert photo.sealed_image and not photo.sealed_handle
    assert NOT_A_PHOTO not in parts.phones.told("anna")


async def test_hours_later_only_who_allowed_it_is_told_of_a_bad_picture(here: Parts) -> None:
    await here.say("anna", *WASTE[:-1])
    here.phones.photos["file 1"] = DeliveryFailed("down", retry=True)
    await send_photo(here, "anna")
    await here.deliver()
    await here.say("anna", WASTE[-1], "no")
    here.phones.photos["file 1"] = b"not a picture"
    here.clock.forward(timedelta(hours=2))
    await here.deliver()
    assert NOT_A_PHOTO not in here.phones.told("anna")
