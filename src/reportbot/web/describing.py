"""`/openapi.json`: what other systems can read and send here, for those who write them. openapi.json has the words."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from reportbot.core.cases.telling.publishing import PUBLISHED
from reportbot.web.parts import WebParts
from reportbot.web.policy import Policy, page

FILE = Path(__file__).with_name("openapi.json")


def describing_routes(parts: WebParts) -> Sequence[BaseRoute]:
    described = description(parts)

    async def show(request: Request) -> Response:
        return JSONResponse(described, headers={"Access-Control-Allow-Origin": "*"})

    return [page("/openapi.json", show, Policy.PUBLIC)]


def description(parts: WebParts) -> dict[str, Any]:
    """With this service's own address and towns; without Open311 where nobody has wired it."""
    found: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    found["servers"] = [{"url": parts.public_url.rstrip("/")}]
    known = found["components"]["schemas"]
    known["Municipality"]["enum"], known["Kind"]["enum"] = sorted(parts.towns), sorted(PUBLISHED)
    if parts.open311 is None:
        found["paths"] = {path: said for path, said in found["paths"].items() if not path.startswith("/open311/")}
    return found
