"""The whole service on real ports, with the pretend phones and mail server of the demo."""

import asyncio
import re
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

from reportbot.demo.mailbox import Mail
from reportbot.demo.pages import demo_routes
from reportbot.demo.run import World, world_at
from reportbot.demo.serving import serve


@asynccontextmanager
async def a_running_demo(folder: Path) -> AsyncIterator[tuple[World, httpx.AsyncClient]]:
    """The demo as `make run` starts it, and a browser-like client for its pages."""
    port = free_port()
    async with (
        world_at(port, folder) as (world, edges),
        serve(edges.pages(demo_routes(world)), port) as url,
        httpx.AsyncClient(base_url=url) as client,
    ):
        yield world, client


async def answer(client: httpx.AsyncClient, mail: Mail, said: str, note: str = "") -> httpx.Response:
    """What an office does with a mail: opens the link in it, presses a button."""
    link = link_in(mail)
    assert (await client.get(link)).status_code == 200
    return await client.post(f"{link}/answers", data={"answer": said, "note": note}, follow_redirects=True)


def link_in(mail: Mail) -> str:
    found = re.search(r"http://127\.0\.0\.1:\d+/r/[\w-]+", mail.body)
    assert found, "a mail to an office carries a link"
    return found[0]


def code_in(text: str) -> str | None:
    found = re.search(r"\b\d{4} \d{4} \d{4} \d{4}\b", text)
    return found[0] if found else None


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


async def soon(seconds: float = 0.05) -> None:
    """Lets what is under way go on."""
    await asyncio.sleep(seconds)
