"""A message that made us stumble: opened by a named person, made a report, or erased."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from reportbot.core.errors import UnknownCode
from reportbot.core.messages import Attachment, InboundMessage, Location
from reportbot.service.kept.opening import KeptMessage
from reportbot.service.turns.codechecks import Arrived
from reportbot.storage import Database
from tests.builders import AGAIN, WASTE, Parts, parts_for, turning_in_circles
from tests.service.cases.test_photos import NOT_A_PHOTO, a_picture
from tests.service.due.test_retention import _rows
from tests.service.reaches import ALL
from tests.storage.samples import a_broken_message
from tests.tampering import flip

AT_THE_EDGE = ("start", "1", "5")
"""English, something else: one step before "about", which never ends."""
PICTURE = Attachment("photo", "file 1")


async def stumble(parts: Parts, value: str = "anna", **fields: Any) -> int:
    """Their message breaks; the number under which it is kept."""
    await parts.intake.receive([parts.message(value, "about", **fields)])
    await parts.deliver()
    return (await parts.kept.waiting("drenas", ALL))[0].id


@pytest.fixture
async def broken(store: Database, database_url: str) -> AsyncIterator[Parts]:
    parts = await parts_for(store, direct=database_url.startswith("sqlite"), book=turning_in_circles())
    async with parts.taking():
        yield parts


async def acts(parts: Parts) -> list[bytes]:
    async with parts.store.read() as work:
        return [entry.act for entry in await work.audit.entries(0, 100) if b"broken" in entry.act]


async def test_it_is_read_and_that_is_noted(broken: Parts) -> None:
    await broken.say("anna", *AT_THE_EDGE)
    id = await stumble(broken)
    opened = await broken.kept.open("drenas", id, ALL, "coordinator")
    assert (opened.text, opened.is_something) == ("about", True)
    assert "about" not in repr(opened)
    assert await acts(broken) == [b"read_broken"]


async def test_it_becomes_a_case_of_whoever_wrote_it(broken: Parts) -> None:
    await broken.say("anna", *AT_THE_EDGE)
    id = await stumble(broken)
    number = await broken.kept.report("drenas", id, ALL, "coordinator")
    page = await broken.casework.case("drenas", number, "coordinator")
    assert page.story.reports[0].answers == {"description": "about"}
    assert page.case.conversation is not None
    assert await broken.kept.waiting("drenas", ALL) == []
    assert "Your report of" in (await broken.say("anna", "status"))[0]
    with pytest.raises(UnknownCode):
        await broken.kept.report("drenas", id, ALL, "coordinator")
    assert await acts(broken) == [b"reported_broken"]


async def test_it_joins_the_open_case_of_whoever_wrote_it(broken: Parts) -> None:
    await broken.say("anna", *WASTE, "yes")
    await broken.say("anna", "start", "5")
    number = await broken.kept.report("drenas", await stumble(broken), ALL, "coordinator")
    assert [case.number for case in await broken.cases()] == [number]
    page = await broken.casework.case("drenas", number, "coordinator")
    first, added = [(said.answers or {})["description"] for said in page.story.reports]
    assert ("Old bottles everywhere" in first, added) == (True, "about")
    assert page.events[-1].kind == "reporter_added"


async def test_it_becomes_a_case_of_its_own_where_theirs_is_damaged(broken: Parts, database_url: str) -> None:
    await broken.say("anna", *WASTE, "yes")
    await broken.say("anna", "start", "5")
    id = await stumble(broken)
    flip(database_url, "cases", "sealed_key")
    assert await broken.kept.report("drenas", id, ALL, "coordinator") == "2026-0002"


async def test_it_is_erased_for_good(broken: Parts) -> None:
    await broken.say("anna", *AT_THE_EDGE)
    id = await stumble(broken)
    with pytest.raises(UnknownCode):
        await broken.kept.remove("vushtrri", id, ALL, "coordinator")
    await broken.kept.remove("drenas", id, ALL, "coordinator")
    assert await broken.kept.waiting("drenas", ALL) == []
    assert await acts(broken) == [b"removed_broken"]
    for gone in (id, 0, 1 << 80):
        with pytest.raises(UnknownCode):
            await broken.kept.open("drenas", gone, ALL, "coordinator")


@pytest.mark.parametrize("column", ["sealed_message", "sealed_key"])
async def test_what_cannot_be_read_says_so_and_can_only_be_erased(
    broken: Parts, database_url: str, column: str
) -> None:
    await broken.say("anna", *AT_THE_EDGE)
    id = await stumble(broken)
    flip(database_url, "broken_messages", column)
    opened = await broken.kept.open("drenas", id, ALL, "coordinator")
    assert (opened.text, opened.is_something) == (None, False)
    assert broken.damage.found == 1
    with pytest.raises(UnknownCode):
        await broken.kept.report("drenas", id, ALL, "coordinator")
    await broken.kept.remove("drenas", id, ALL, "coordinator")


async def test_a_point_alone_is_a_report_too(broken: Parts) -> None:
    await broken.say("anna", *AT_THE_EDGE)
    id = await stumble(broken, location=Location(42.62, 20.87))
    opened = await broken.kept.open("drenas", id, ALL, "coordinator")
    assert opened.point == Location(42.62, 20.87)
    number = await broken.kept.report("drenas", id, ALL, "coordinator")
    answers = (await broken.casework.case("drenas", number, "coordinator")).story.reports[0].answers or {}
    assert (answers["place"]["lat"], answers["place"]["lon"]) == (42.62, 20.87)


async def stumble_with_a_photo(parts: Parts, value: str = "anna") -> int:
    parts.phones.photos["file 1"] = a_picture()
    return await stumble(parts, value, attachments=(PICTURE, Attachment("other", "file 2")))


async def test_a_photo_that_came_with_it_goes_into_its_report(broken: Parts) -> None:
    await broken.say("anna", *AT_THE_EDGE)
    id = await stumble_with_a_photo(broken)
    assert (await broken.kept.open("drenas", id, ALL, "coordinator")).photos == 1
    number = await broken.kept.report("drenas", id, ALL, "coordinator")
    (photo,) = (await broken.casework.case("drenas", number, "coordinator")).story.photos
    assert (await broken.casework.photo("drenas", number, photo, "coordinator")).startswith(b"\xff\xd8")


async def test_a_photo_that_came_with_it_joins_their_open_case(broken: Parts) -> None:
    await broken.say("anna", *WASTE, "yes")
    await broken.say("anna", "start", "5")
    number = await broken.kept.report("drenas", await stumble_with_a_photo(broken), ALL, "coordinator")
    assert [case.number for case in await broken.cases()] == [number]
    assert len((await broken.casework.case("drenas", number, "coordinator")).story.photos) == 1


async def test_a_photo_that_is_still_to_be_fetched_when_the_report_is_made_is_not_lost(broken: Parts) -> None:
    await broken.say("anna", *AT_THE_EDGE)
    broken.phones.photos["file 1"] = a_picture()
    await broken.intake.receive([broken.message("anna", "about", attachments=(PICTURE,))])
    (kept,) = await broken.kept.waiting("drenas", ALL)
    number = await broken.kept.report("drenas", kept.id, ALL, "coordinator")
    await broken.deliver()
    assert len((await broken.casework.case("drenas", number, "coordinator")).story.photos) == 1


async def test_a_draft_that_ends_leaves_the_photo_of_a_kept_message_alone(broken: Parts) -> None:
    await broken.say("anna", *AT_THE_EDGE)
    id = await stumble_with_a_photo(broken)
    await broken.say("anna", *AGAIN)
    await broken.say("anna", "cancel", "start")
    assert (await broken.kept.open("drenas", id, ALL, "coordinator")).photos == 1
    assert (await broken.casework.case("drenas", "2026-0001", "coordinator")).story.photos == []


async def test_a_picture_that_is_none_is_told_and_counts_for_nothing(broken: Parts) -> None:
    await broken.say("anna", *AT_THE_EDGE)
    broken.phones.photos["file 1"] = b"%PDF-1.7 not a picture"
    id = await stumble(broken, attachments=(PICTURE,))
    assert broken.phones.told("anna")[-1] == NOT_A_PHOTO
    assert (await broken.kept.open("drenas", id, ALL, "coordinator")).photos == 0


async def test_with_the_message_its_photo_is_erased(broken: Parts) -> None:
    await broken.say("anna", *AT_THE_EDGE)
    await broken.kept.remove("drenas", await stumble_with_a_photo(broken), ALL, "coordinator")
    assert await _rows(broken, "photos") == 0


async def test_after_three_months_its_photo_goes_with_it(broken: Parts) -> None:
    await broken.say("anna", *AT_THE_EDGE)
    await stumble_with_a_photo(broken)
    await broken.days(92)
    assert (await _rows(broken, "broken_messages"), await _rows(broken, "photos")) == (0, 0)


@pytest.mark.parametrize(("photos", "text", "is_something"), [(1, "", True), (0, "", False), (1, None, False)])
def test_a_photo_alone_is_something(photos: int, text: str | None, is_something: bool) -> None:
    assert KeptMessage(a_broken_message(), text, None, ("photo",), photos).is_something is is_something


async def test_a_photo_alone_becomes_a_report(here: Parts) -> None:
    message = here.message("anna", attachments=(PICTURE,))
    here.phones.photos["file 1"] = a_picture()
    await here.intake._save(_arrived(message), "FlowWentTooFar")
    await here.deliver()
    (kept,) = await here.kept.waiting("drenas", ALL)
    number = await here.kept.report("drenas", kept.id, ALL, "coordinator")
    assert len((await here.casework.case("drenas", number, "coordinator")).story.photos) == 1


async def test_a_copy_at_the_provider_is_erased_after_its_photo_was_fetched(here: Parts) -> None:
    message = here.message("anna", "hello", "sms", attachments=(PICTURE,), copy="MM1")
    await here.intake._save(_arrived(message), "FlowWentTooFar")
    async with here.store.begin() as work:
        rows = await work.outbox.claim(here.clock.now() + timedelta(hours=1), here.clock.now() + timedelta(hours=2), 9)
    assert [row.kind for row in rows if row.kind in ("photo", "redact")] == ["photo"]  # the head of their lane


def _arrived(message: InboundMessage) -> Arrived:
    return Arrived(message, asyncio.get_running_loop().create_future())
