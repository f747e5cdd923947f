"""A program in which everything goes wrong that can print somebody's words. test_logs.py runs it in its own process.

`python -m tests.app.noisy HOW`. guarded: with our logs. naked: with Python's own. planted: with ours, and a leak.
"""

import asyncio
import gc
import logging
import sys
import threading
import warnings
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import aiohttp
import aiosqlite
import httpx
import sqlalchemy
import telegram
import uvicorn
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from twilio.base.exceptions import TwilioException  # type: ignore[import-untyped]
from twilio.rest import Client  # type: ignore[import-untyped]

from reportbot.demo.serving import serve
from reportbot.logs import set_up

TOKEN = "1001:AAmarkerToken"
NUMBER = "+38344987654"
WORDS = "fjalet-e-femijes"
MARKERS = (TOKEN, "AAmarkerToken", NUMBER, NUMBER[1:], WORDS)
SAID = f"{WORDS} {NUMBER} {TOKEN}"


class Broke(Exception):
    """Somebody else's exception, with words in it."""


async def with_httpx(url: str) -> None:
    async with httpx.AsyncClient() as client:
        await client.get(f"{url}/bot{TOKEN}/x?To={NUMBER}")
        logging.getLogger("httpx").exception("could not: %s", SAID)
        await client.post(f"{url}/{WORDS}", data={"Body": SAID})


async def with_aiohttp(url: str) -> None:
    session = aiohttp.ClientSession()
    async with session.get(f"{url}/bot{TOKEN}/{WORDS}") as answer:
        await answer.read()
    logging.getLogger("aiohttp.client").error("Unclosed connection to %s", f"{url}/bot{TOKEN}")
    await session.close()


async def with_telegram(url: str) -> None:
    async with telegram.Bot(TOKEN, base_url=f"{url}/bot", base_file_url=f"{url}/file/bot") as bot:
        await bot.send_message(NUMBER, SAID)


async def with_twilio(url: str) -> None:
    """The library's own transport, over requests and urllib3, which we do not use, and which logs all it sends."""
    logging.getLogger("twilio.http_client").setLevel(logging.DEBUG)
    client = Client("AC" + "0" * 32, TOKEN)
    client.http_client.logger = logging.getLogger("twilio.http_client")

    def send() -> None:
        client.http_client.request("POST", f"{url}/{NUMBER}", data={"To": NUMBER, "Body": SAID}, auth=("AC", TOKEN))
        client.http_client.request("POST", f"{url}/{TOKEN}", data={"To": NUMBER})

    await asyncio.to_thread(send)
    raise TwilioException(SAID)


async def with_uvicorn_and_starlette(url: str) -> None:
    async def broken(request: Request) -> Response:
        raise Broke(SAID)

    app = Starlette(routes=[Route("/{path:path}", broken, methods=["GET", "POST"])])
    config = uvicorn.Config(app, "127.0.0.1", 0, log_config=None, log_level="trace", access_log=True)
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}/hooks/{TOKEN}") as answer:
        assert answer.status == 500
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"NOT HTTP {SAID}\r\n\r\n".encode())
    await writer.drain()
    writer.close()
    server.should_exit = True
    await task


async def with_apscheduler(url: str) -> None:
    def job(words: str) -> None:
        raise Broke(words)

    scheduler = AsyncIOScheduler(timezone=UTC)
    scheduler.add_job(job, args=[SAID], name=SAID, next_run_time=datetime.now(UTC))
    scheduler.start()
    await asyncio.sleep(0.1)
    scheduler.shutdown()


async def with_sqlalchemy(url: str) -> None:
    logging.getLogger("sqlalchemy.engine").setLevel(logging.DEBUG)
    engine = sqlalchemy.create_engine("sqlite://", echo="debug")  # it brings a handler of its own
    with engine.connect() as connection:
        connection.execute(sqlalchemy.text("SELECT :words"), {"words": SAID})
        try:
            connection.execute(sqlalchemy.text("SELECT * FROM nowhere WHERE a = :words"), {"words": SAID})
        except SQLAlchemyError:
            logging.getLogger("sqlalchemy.pool").exception("broke")
            raise


async def with_aiosqlite(url: str) -> None:
    logging.getLogger("aiosqlite").setLevel(logging.DEBUG)
    async with aiosqlite.connect(":memory:") as connection:
        await connection.execute("SELECT ?", (SAID,))
        await connection.execute("SELECT * FROM nowhere WHERE a = ?", (SAID,))


async def with_alembic(url: str) -> None:
    from alembic.migration import MigrationContext
    from alembic.operations import Operations

    with sqlalchemy.create_engine("sqlite://").connect() as connection:
        operations = Operations(MigrationContext.configure(connection, opts={"as_sql": False}))
        logging.getLogger("alembic.runtime.migration").info("Running %s", SAID)
        operations.execute(f"SELECT '{SAID}' FROM nowhere")


async def with_asyncio(url: str) -> None:
    loop = asyncio.get_running_loop()

    async def nobody_waits_for() -> None:
        raise Broke(SAID)

    task = asyncio.create_task(nobody_waits_for())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    del task
    gc.collect()
    loop.call_soon(lambda: (_ for _ in ()).throw(Broke(SAID)))
    loop.call_exception_handler({"message": SAID, "exception": Broke(SAID), "protocol": SAID})
    await asyncio.sleep(0.01)


async def with_warnings(url: str) -> None:
    warnings.simplefilter("always")
    warnings.warn(SAID, UserWarning, stacklevel=1)
    logging.getLogger("py.warnings").warning("%s", SAID)


async def with_threads(url: str) -> None:
    def broken() -> None:
        raise Broke(SAID)

    thread = threading.Thread(target=broken, name=WORDS)
    thread.start()
    await asyncio.to_thread(thread.join)


async def with_things_that_cannot_be_cleaned_up(url: str) -> None:
    class Thing:
        def __repr__(self) -> str:
            return SAID

        def __del__(self) -> None:
            raise Broke(SAID)

    Thing()
    gc.collect()


async def with_our_own_loggers(url: str) -> None:
    ours = logging.getLogger("reportbot.service.intake")
    ours.error("it broke: %s", SAID)
    ours.error("a wrong message %d of %d", SAID)
    about = {"failure": SAID, "case": NUMBER, "municipality": TOKEN, "count": NUMBER, "status": NUMBER[1:], "by": WORDS}
    ours.error(
        "with fields", extra={**about, "text": SAID, "address": NUMBER, "by": [SAID], "where": SAID, "reason": SAID}
    )
    try:
        raise Broke(SAID) from Broke(SAID)
    except Broke:
        ours.exception("it broke", stack_info=True)
    logging.getLogger(f"reportbots.{WORDS}").error(SAID)
    logging.getLogger(SAID).error(SAID)
    logging.getLogger(WORDS).error(SAID)


async def with_handlers_that_others_bring(url: str) -> None:
    log = logging.getLogger("somebody")
    log.addHandler(logging.StreamHandler(sys.stdout))
    log.setLevel(logging.DEBUG)
    try:
        raise Broke(SAID)
    except Broke:
        log.exception("words: %s", SAID, stack_info=True)
    alone = logging.getLogger("alone")
    alone.propagate = False
    alone.error("nobody listens to %s", SAID)


NOISES: dict[str, Callable[[str], Awaitable[None]]] = {
    name.removeprefix("with_"): noise for name, noise in list(globals().items()) if name.startswith("with_")
}


async def everything() -> None:
    async def broken(request: Request) -> Response:
        return PlainTextResponse(SAID, 500)

    app = Starlette(routes=[Route("/{path:path}", broken, methods=["GET", "POST"])])
    async with serve(app) as url:
        for name, noise in NOISES.items():
            sys.stdout.write(f"\n== {name}\n")
            sys.stdout.flush()
            try:
                await noise(url)
            except Exception:
                logging.getLogger(name.partition("_")[0]).exception("%s", SAID)
            sys.stderr.flush()


def main(how: str) -> None:
    if how == "naked":
        logging.basicConfig(level="DEBUG")
    else:
        set_up("DEBUG")
        if how == "planted":
            sys.stderr.write(f"a leak: {SAID}\n")
    # The libraries may speak as loudly as they can: not their silence protects us.
    for name in ("httpx", "httpcore", "telegram", "aiohttp", "apscheduler", "urllib3"):
        logging.getLogger(name).setLevel(logging.DEBUG)
    asyncio.run(everything(), debug=True)
    sys.stdout.write("\n== the_end\n")
    sys.stdout.flush()
    end: Any = SAID
    raise Broke(end)


if __name__ == "__main__":
    main(sys.argv[1])
