"""Whoever sends photos slowly holds nobody up who has a key: over a real port, half-sent forms beside a whole one."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from io import BytesIO
from urllib.parse import urlsplit

import httpx
import pytest
from PIL import Image

from reportbot.web.chat.uploads import NoRoom, Uploads
from reportbot.web.open311 import paced
from tests.web.open311.test_photos import FIELDS
from tests.web.open311.towns import KEY, OTHER_KEY, Service
from tests.web.test_uploads import ONE_BIG, a_request

PHOTO = b'--edge\r\nContent-Disposition: form-data; name="media"; filename="a.jpg"\r\n\r\n'


def named(key: str) -> bytes:
    return b'--edge\r\nContent-Disposition: form-data; name="api_key"\r\n\r\n' + key.encode() + b"\r\n"


@asynccontextmanager
async def half_sent(town: Service, *parts: bytes) -> AsyncIterator[asyncio.StreamReader]:
    """A form that says it has a megabyte, and stops after these bytes."""
    at = urlsplit(town.url)
    answer, to = await asyncio.open_connection(at.hostname, at.port)
    head = f"POST {at.path}/requests.json HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=edge\r\n"
    to.write(head.encode() + b"Content-Length: 1000000\r\n\r\n" + b"".join(parts))
    await to.drain()
    try:
        yield answer
    finally:
        to.close()


async def sends(town: Service) -> httpx.Response:
    out = BytesIO()
    Image.effect_noise((500, 500), 90).save(out, "PNG")
    assert len(out.getvalue()) > 2 * paced.BEGINNING
    async with httpx.AsyncClient(base_url=town.url, timeout=10) as client:
        return await client.post("requests.json", data=FIELDS, files={"media": ("a.png", out.getvalue(), "image/png")})


async def test_slow_strangers_and_a_slow_system_keep_no_other_system_waiting(town: Service) -> None:
    async with AsyncExitStack() as slow:
        for _ in range(4):
            await slow.enter_async_context(half_sent(town, PHOTO, b"x" * 2 * paced.BEGINNING))
        for _ in range(3):
            await slow.enter_async_context(half_sent(town, named(OTHER_KEY), PHOTO, b"x" * 2 * paced.BEGINNING))
        answer = await sends(town)
    assert answer.status_code == 200, answer.text
    assert len(await town.cases()) == 1


async def test_behind_a_wrong_key_nothing_more_is_read(town: Service) -> None:
    async with half_sent(town, named("a guess"), PHOTO) as answer, asyncio.timeout(4):
        assert b" 403 " in await answer.readline()


@pytest.mark.parametrize("begins", [b"", named(KEY) + PHOTO])
async def test_who_stops_sending_is_told_so_and_gives_the_room_back(
    town: Service, monkeypatch: pytest.MonkeyPatch, begins: bytes
) -> None:
    monkeypatch.setattr(paced, "GRACE", 0.1)
    async with half_sent(town, begins) as answer, asyncio.timeout(4):
        assert b" 408 " in await answer.readline()


async def test_one_sender_has_its_share_of_the_rooms_and_another_finds_one() -> None:
    uploads = Uploads(at_once=2, patience=0.01, share=1)
    async with uploads.room(a_request(ONE_BIG), "one"):
        with pytest.raises(NoRoom):
            async with uploads.room(a_request(ONE_BIG), "one"):
                pass
        async with uploads.room(a_request(ONE_BIG), "another"):
            pass
    async with uploads.room(a_request(ONE_BIG), "one"):
        pass
