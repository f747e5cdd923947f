"""A server in front of another that takes every request and answers none, while it is told to."""

import asyncio

from starlette.types import ASGIApp, Receive, Scope, Send


class Hanging:
    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._open = asyncio.Event()
        self._open.set()
        self.hung = 0

    def hang(self) -> None:
        self._open.clear()

    def let_go(self) -> None:
        self._open.set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not self._open.is_set():
            self.hung += 1
            await self._open.wait()
        await self._app(scope, receive, send)
