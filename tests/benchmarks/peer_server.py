"""The peer behind a webhook, after PTB's example of a custom one (Starlette, uvicorn), but answered when durable."""

import argparse
import contextlib
import json
from collections.abc import AsyncIterator
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.benchmarks.peer_ptb import application, open_database, process
from tests.benchmarks.statements import StatementCounter


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--port", type=int, required=True)
    arguments.add_argument("--secret", required=True)
    arguments.add_argument("--api-url", required=True)
    arguments.add_argument("--folder", type=Path, required=True)
    arguments.add_argument("--concurrent", action="store_true", help="PTB's concurrent_updates")
    arguments.add_argument("--counting", action="store_true", help="count statements; written to the folder at the end")
    chosen = arguments.parse_args()
    site = webhook(chosen.folder, chosen.api_url, chosen.secret, chosen.concurrent, chosen.counting)
    uvicorn.run(site, host="127.0.0.1", port=chosen.port, log_level="warning", access_log=False)


def webhook(folder: Path, api_url: str, secret: str, concurrent: bool, counting: bool) -> Starlette:
    database = open_database(folder / "peer.sqlite")
    peer = application(database, concurrent, api_url=api_url)

    @contextlib.asynccontextmanager
    async def lifespan(site: Starlette) -> AsyncIterator[None]:
        async with peer:
            counter = StatementCounter()
            database.set_trace_callback(counter if counting else None)
            yield
            database.set_trace_callback(None)
        database.close()
        if counting:
            (folder / "peer.counts.json").write_text(json.dumps(counter.counts()))

    async def telegram(request: Request) -> Response:
        if request.headers.get("X-Telegram-Bot-Api-Secret-Token") != secret:
            return Response(status_code=403)
        await process(peer, await request.json())
        return Response()

    async def healthz(request: Request) -> Response:
        return Response()

    routes = [Route("/telegram", telegram, methods=["POST"]), Route("/healthz", healthz)]
    return Starlette(routes=routes, lifespan=lifespan)


if __name__ == "__main__":
    main()
