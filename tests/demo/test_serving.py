"""An app is served on a port of its own, and everything is closed when the block ends."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from reportbot.demo.serving import serve
from reportbot.demo.waiting import Bell


async def hello(request: Request) -> Response:
    return PlainTextResponse("hello")


HELLO = Starlette(routes=[Route("/", hello)])


async def test_two_apps_are_served_side_by_side_and_then_gone() -> None:
    async with aiohttp.ClientSession() as session:
        async with serve(HELLO) as one, serve(HELLO) as two:
            assert one != two
            for url in (one, two):
                async with session.get(url) as answer:
                    assert await answer.text() == "hello"
        with pytest.raises(aiohttp.ClientConnectionError):
            await session.get(one)


async def test_a_taken_port_is_an_error() -> None:
    async with serve(HELLO) as url:
        with pytest.raises(OSError, match="in use"):
            async with serve(HELLO, int(url.rpartition(":")[2])):
                pass


async def test_an_app_that_does_not_start_is_an_error() -> None:
    @asynccontextmanager
    async def broken(app: Starlette) -> AsyncIterator[None]:
        raise ValueError("no setup")
        yield

    with pytest.raises(RuntimeError, match="did not start"):
        async with serve(Starlette(lifespan=broken)):
            pass


async def test_an_answer_still_waited_for_is_cut_off() -> None:
    asked = asyncio.Event()

    async def never(request: Request) -> Response:
        asked.set()
        await asyncio.Event().wait()
        return Response()

    async with aiohttp.ClientSession() as session:
        async with serve(Starlette(routes=[Route("/", never)])) as url:
            waiting = asyncio.create_task(session.get(url))
            await asked.wait()
        with pytest.raises(aiohttp.ClientError):
            (await waiting).raise_for_status()


async def test_a_bell_wakes_who_waits_and_gives_up_in_time() -> None:
    bell, found = Bell(), list[str]()
    waiting = asyncio.create_task(bell.until(lambda: found[0] if found else None, 5))
    await asyncio.sleep(0)
    found.append("here")
    bell.ring()
    assert await waiting == "here"
    with pytest.raises(TimeoutError):
        await bell.until(lambda: None, 0.01)
