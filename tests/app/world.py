"""The whole service on real ports, with the pretend phones and mail server of the demo."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

import httpx

from reportbot.demo.addresses import DUTY_CHAT
from reportbot.demo.mailbox import Mail
from reportbot.demo.pages import demo_routes
from reportbot.demo.run import World, world_at
from reportbot.demo.serving import serve
from tests.ports import free_port


@asynccontextmanager
async def a_running_demo(folder: Path) -> AsyncIterator[tuple[World, httpx.AsyncClient]]:
    """The demo as `make run` starts it, and a browser-like client for its pages."""
    port = free_port()
    async with (
        world_at(port, folder) as (world, edges),
        serve(edges.pages(demo_routes(world), links_suffice=True), port) as url,
        httpx.AsyncClient(base_url=url) as client,
    ):
        world.clock.advance(_until_morning(world.clock.now()))
        yield world, client


def _until_morning(now: datetime) -> timedelta:
    """At night news that is not urgent waits; these stories are told by day."""
    if 7 <= now.hour < 18:
        return timedelta(0)
    return (now.replace(hour=9) - now) % timedelta(days=1)


async def answer(client: httpx.AsyncClient, mail: Mail, said: str, note: str = "") -> httpx.Response:
    """What an office does with a mail: opens the link in it, presses a button."""
    link = link_in(mail)
    assert (await client.get(link)).status_code == 200
    return await client.post(
        f"{link}/answers", data={"answer": said, "note": note, "outcome": "passed_on"}, follow_redirects=True
    )


async def opens(world: World, client: httpx.AsyncClient, mail: Mail) -> httpx.Response:
    """What an office does with a sealed report: has the code sent to the chat of the offices, and types it."""
    link, chat = link_in(mail), world.telegram.person(DUTY_CHAT, token="1000:demo-drenas")
    asked = await client.post(f"{link}/codes")
    assert asked.status_code == 200
    said = await chat.hears(lambda heard: _SIX.search(heard.text) is not None)
    code = _SIX.search(said.text)
    assert code and link not in said.text, "link and code never stand in one place"
    return await client.post(f"{link}/opening", data={"code": code[0]}, follow_redirects=True)


_SIX = re.compile(r"\b\d{6}\b")


def link_in(mail: Mail) -> str:
    found = re.search(r"http://127\.0\.0\.1:\d+/r/[\w-]+", mail.body)
    assert found, "a mail to an office carries a link"
    return found[0]


def code_in(text: str) -> str | None:
    found = re.search(r"\b\d{4} \d{4} \d{4} \d{4}\b", text)
    return found[0] if found else None


async def soon(seconds: float = 0.05) -> None:
    """Lets what is under way go on."""
    await asyncio.sleep(seconds)
