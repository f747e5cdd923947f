"""`reportbot serve`: open everything, run until told to stop, finish what is under way."""

import sys

import uvicorn
from starlette.applications import Starlette

from reportbot.app import open_parts
from reportbot.config import Settings
from reportbot.logs import set_up
from reportbot.wiring import Edges


async def serve(settings: Settings) -> int:
    """Raises BadSetup."""
    set_up(settings.log_level)
    parts = await open_parts(settings)
    edges = Edges(parts)
    try:
        async with parts.running(), edges.listening():
            await run_web(edges.pages(), settings.host, settings.port)
    finally:
        await edges.close()
        await parts.close()
    return 0


async def run_web(app: Starlette, host: str, port: int) -> None:
    """Until SIGINT or SIGTERM."""
    config = uvicorn.Config(
        app, host, port, log_config=None, access_log=False, server_header=False, timeout_graceful_shutdown=5
    )
    server = uvicorn.Server(config)
    sys.stdout.write(f"reportbot listens on http://{host}:{port}\n")
    sys.stdout.flush()
    await server.serve()
