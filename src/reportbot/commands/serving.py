"""`reportbot serve`: open everything, run until told to stop, finish what is under way."""

import asyncio
import gc
import socket
import sys
from collections.abc import Callable
from contextlib import AsyncExitStack

import uvicorn
from starlette.applications import Starlette

from reportbot.app import open_parts
from reportbot.config import Settings
from reportbot.logs import set_up
from reportbot.wiring import Edges


def new_event_loop() -> asyncio.AbstractEventLoop:
    """uvloop's where there is one (not on Windows): over HTTP a turn costs a tenth less on it."""
    try:
        import uvloop
    except ImportError:
        return asyncio.new_event_loop()
    return uvloop.new_event_loop()


async def serve(settings: Settings) -> int:
    """Raises BadSetup."""
    set_up(settings.log_level)
    leave_no_memory_behind()
    async with AsyncExitStack() as stack:
        parts = await open_parts(settings)
        stack.push_async_callback(parts.close)
        keep_what_is_loaded()
        edges = Edges(parts)
        stack.push_async_callback(edges.close)
        await stack.enter_async_context(parts.running())
        await stack.enter_async_context(edges.listening())
        await run_web(edges.pages(), settings.host, settings.port, edges.let_go)
    return 0


def leave_no_memory_behind() -> None:
    """A crash writes no core file: it would hold keys and texts. One byte, since 0 does not stop a handler that
    the system pipes them to (core(5))."""
    try:
        import resource
    except ImportError:  # not on Windows
        return
    resource.setrlimit(resource.RLIMIT_CORE, (1, 1))


def keep_what_is_loaded() -> None:
    """Word lists, places and catalogues stay for good: the garbage collector need not look at them again and again."""
    gc.collect()
    gc.freeze()
    # A turn makes some hundred values and no circles: looking for those at every 700 took a twentieth of it.
    gc.set_threshold(20_000, 20, 20)


async def run_web(app: Starlette, host: str, port: int, before_stop: Callable[[], None]) -> None:
    """Until SIGINT or SIGTERM. `before_stop` lets go of requests that wait for news, so that stopping is quick."""
    config = uvicorn.Config(
        app, host, port, log_config=None, access_log=False, server_header=False, ws="none", timeout_graceful_shutdown=5
    )
    server = _Server(config, before_stop)
    sys.stdout.write(f"reportbot listens on http://{host}:{port}\n")
    sys.stdout.flush()
    await server.serve()


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, before_stop: Callable[[], None]) -> None:
        super().__init__(config)
        self._before_stop = before_stop

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._before_stop()
        await super().shutdown(sockets)
