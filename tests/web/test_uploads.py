"""Photos on their way in: few at once, never on a disk, and words always get through."""

import asyncio
from contextlib import AsyncExitStack
from io import BytesIO

import httpx
import pytest
from PIL import Image
from starlette.requests import Request

from reportbot.web import words
from reportbot.web.chat.arriving import read_posted
from reportbot.web.chat.uploads import SMALL, NoRoom, Uploads
from tests.watching import opened_for_writing
from tests.web.house import House

ONE_BIG = {"content-length": str(SMALL + 1)}


def a_request(headers: dict[str, str]) -> Request:
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "method": "POST", "path": "/chat/drenas", "headers": raw})


async def never_asked(data: bytes) -> bytes:
    raise AssertionError("nothing was to be painted")


async def test_four_photos_are_read_at_once_and_the_fifth_waits_for_one_of_them() -> None:
    uploads = Uploads(patience=0.01)
    async with AsyncExitStack() as four:
        for _ in range(4):
            await four.enter_async_context(uploads.room(a_request(ONE_BIG)))
        with pytest.raises(NoRoom):
            async with uploads.room(a_request(ONE_BIG)):
                pass
    async with uploads.room(a_request(ONE_BIG)):
        pass


@pytest.mark.parametrize("headers", [{"content-length": "200"}, {"content-length": str(SMALL)}])
async def test_words_alone_always_have_room(headers: dict[str, str]) -> None:
    async with Uploads(at_once=0).room(a_request(headers)):
        pass


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"content-length": "9" * 30},
        {"content-length": "-1"},
        {"content-length": "5", "transfer-encoding": "chunked"},
    ],
)
async def test_who_does_not_say_how_much_is_coming_needs_room(headers: dict[str, str]) -> None:
    with pytest.raises(NoRoom):
        async with Uploads(at_once=0, patience=0.01).room(a_request(headers)):
            pass


async def test_who_sends_drop_by_drop_gives_the_room_back() -> None:
    uploads = Uploads(at_once=1, patience=5, arriving=0.01)
    for _ in range(2):
        with pytest.raises(NoRoom):
            async with uploads.room(a_request(ONE_BIG)):
                await asyncio.Event().wait()


async def test_the_fifth_is_told_kindly() -> None:
    posted = await read_posted(a_request(ONE_BIG), never_asked, Uploads(at_once=0, patience=0.01))
    assert (posted.status, posted.problem) == (503, words.CHAT_PHOTO_STUCK)


async def test_no_file_is_opened_for_writing_while_a_photo_comes_in(
    house: House, browser: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", "/there/is/no/such/folder")
    photo = BytesIO()
    Image.effect_noise((2000, 2000), 90).save(photo, "PNG")
    assert len(photo.getvalue()) > 3_000_000
    with opened_for_writing() as opened:
        answer = await browser.post(
            "/chat/drenas", data={"text": ""}, files={"photo": ("a.png", photo.getvalue(), "image/png")}
        )
    assert answer.status_code == 303
    assert house.received[0].attachments[0].data.startswith(b"\xff\xd8")
    assert set(opened) <= {"/dev/null"}


def test_the_watch_on_files_sees_one(tmp_path: object) -> None:
    with opened_for_writing() as opened, open(f"{tmp_path}/leak", "wb"):  # noqa: PTH123
        pass
    assert opened == [f"{tmp_path}/leak"]
