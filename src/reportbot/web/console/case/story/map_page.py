"""The map on the page of a case: the drawing, and what a script may make of it where there is one."""

from typing import Any
from urllib.parse import urlsplit

from starlette.responses import Response

from reportbot.service.desk.reading import CasePage
from reportbot.web.console.case.story.map_view import WIDE, map_of
from reportbot.web.console.desk import Desk
from reportbot.web.pages import STATIC
from reportbot.web.security import POLICY

_LEAFLET = STATIC / "vendor" / "leaflet" / "leaflet.js"


def map_part(desk: Desk, page: CasePage) -> dict[str, Any]:
    """What console/map.html needs. `has_leaflet`: `make assets` was run."""
    return {
        "map": map_of(page),
        "map_wide": WIDE,
        "has_leaflet": _LEAFLET.is_file(),
        "tiles": desk.parts.map_tiles,
    }


def allow_tiles(desk: Desk, response: Response) -> Response:
    """Pictures from the one host of the tiles, on this page alone; from nowhere where none is set."""
    if desk.parts.map_tiles:
        host = urlsplit(desk.parts.map_tiles).netloc
        response.headers["Content-Security-Policy"] = POLICY.replace("img-src 'self'", f"img-src 'self' https://{host}")
    return response
