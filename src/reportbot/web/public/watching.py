"""For machines that watch us: alive, ready, and the figures."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute

from reportbot.web.parts import WebParts
from reportbot.web.policy import Policy, page


def watching_routes(parts: WebParts) -> Sequence[BaseRoute]:
    async def healthz(request: Request) -> Response:
        return JSONResponse({"alive": True}, headers={"Cache-Control": "no-store"})

    async def readyz(request: Request) -> Response:
        """200 when nothing says False, else 503, with what each part says."""
        try:
            said = dict(await parts.readiness())
        except Exception as error:
            said = {"readiness": False, "failure": type(error).__name__}
        ready = not any(value is False for value in said.values())
        return JSONResponse({"ready": ready, **said}, 200 if ready else 503, headers={"Cache-Control": "no-store"})

    async def metrics(request: Request) -> Response:
        return PlainTextResponse(parts.metrics(), media_type="text/plain; version=0.0.4")

    return [
        page("/healthz", healthz, Policy.PUBLIC),
        page("/readyz", readyz, Policy.PUBLIC),
        page("/metrics", metrics, Policy.LOCAL),
    ]
