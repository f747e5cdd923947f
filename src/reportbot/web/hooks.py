"""Where platforms post to us. Whatever goes wrong is answered with 503, so that they send it again; nothing is lost."""

import logging
from collections.abc import Mapping, Sequence
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute

from reportbot.core.errors import BadInput, BadSignature, TooLarge
from reportbot.web.limits import announces_more_than
from reportbot.web.parts import WebParts
from reportbot.web.policy import Policy, page

LARGEST = 1024 * 1024  # bytes: Telegram's updates and Twilio's forms have a few kilobytes
FIELDS = 200
log = logging.getLogger("reportbot.web.hooks")


def hook_routes(parts: WebParts) -> Sequence[BaseRoute]:
    async def hook(request: Request) -> Response:
        """400, 403, 413 for what must not come again, 404 for nobody's address, 503 for our own trouble."""
        name = f"{request.path_params['channel']}/{request.path_params['municipality']}"
        take = parts.hooks.get(name)
        if take is None:
            return _plain(404, "no such address")
        if announces_more_than(request, LARGEST):
            return _plain(413, "too large")
        try:
            body = await request.body()
            result = await take(request.headers, body, _form(request, body))
        except BadSignature:
            return _plain(403, "not signed")
        except TooLarge:
            return _plain(413, "too large")
        except BadInput:
            return _plain(400, "not understood")
        except Exception as error:
            log.error("a hook broke", extra={"failure": type(error).__name__, "hook": name})
            return _plain(503, "try again")
        return Response(result.body, result.status, media_type=result.media_type)

    return [page("/hooks/{channel}/{municipality}", hook, Policy.HOOK, methods=["POST"], most=LARGEST)]


def _form(request: Request, body: bytes) -> Mapping[str, str] | None:
    """Raises BadInput. Every field counts for a signature, the empty ones too."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        return None
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=FIELDS, errors="strict"))
    except ValueError:
        raise BadInput("a form that cannot be read") from None


def _plain(status: int, words: str) -> Response:
    return PlainTextResponse(words, status)
