"""Who may open a page. Every route is made by `page` and names its policy; without one the app refuses to start.

public    anybody; nothing personal on it
reporter  whoever holds the chat's cookie; never stored by browsers, posts only from our own pages
link      whoever holds the signed link; never stored by browsers, posts only from our own pages
entry     whoever wants to sign in; never stored by browsers, posts only from our own pages
staff     whoever its `guard` lets in; never stored by browsers, posts only from our own pages
local     this machine, or the bearer of the operator's token
hook      another machine, which its adapter checks (secret token, signature)
"""

from collections.abc import Awaitable, Callable, Sequence
from enum import StrEnum
from hmac import compare_digest
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route

from reportbot.core.errors import BadSetup, Problem, RuleBroken
from reportbot.web.limits import limit_body

Endpoint = Callable[[Request], Awaitable[Response]]
Guard = Callable[[Request], Awaitable[Response | None]]
"""Lets a request through with None, or answers it (a login page, a refusal)."""

SMALL = 64 * 1024  # bytes that a posted form may have unless its page says otherwise


class Policy(StrEnum):
    PUBLIC = "public"
    REPORTER = "reporter"
    LINK = "link"
    ENTRY = "entry"
    STAFF = "staff"
    LOCAL = "local"
    HOOK = "hook"

    @property
    def is_personal(self) -> bool:
        return self in (Policy.REPORTER, Policy.LINK, Policy.ENTRY, Policy.STAFF)


class Page(Route):
    """A route that knows its policy."""

    policy: Policy
    action: str = ""
    """What a member of staff must be allowed to do here (core/access)."""


def page(
    path: str,
    endpoint: Endpoint,
    policy: Policy,
    *,
    methods: Sequence[str] = ("GET",),
    most: int = SMALL,
    guard: Guard | None = None,
    action: str = "",
) -> Page:
    """`most` is how many bytes a body may have. Raises RuleBroken for a staff page without a guard or an action."""
    if policy is Policy.STAFF and (guard is None or not action):
        raise RuleBroken(f"{path}: a staff page needs a guard, and says what one must be allowed to do there")

    async def guarded(request: Request) -> Response:
        _admit(request, policy)
        refused = await guard(request) if guard else None
        response = refused or await endpoint(limit_body(request, most))
        if policy.is_personal:
            response.headers["Cache-Control"] = "no-store"
            response.headers["X-Robots-Tag"] = "noindex"
        return response

    route = Page(path, guarded, methods=list(methods))
    route.policy = policy
    route.action = action
    return route


def check_policies(routes: Sequence[BaseRoute]) -> None:
    """Raises BadSetup that names every route without a policy; mounted ones are looked into."""
    nameless = [path for route in routes for path in _without_policy(route)]
    if nameless:
        raise BadSetup(*(Problem(path, 0, "this route declares no policy") for path in nameless))


def comes_from_us(request: Request) -> bool:
    """Whether a form was sent by one of our own pages.

    Our pages send no referrer, for which browsers write "Origin: null" on their own forms too; then the cookie
    (SameSite=Strict) or the signed link decides alone.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("origin", "null")
    if origin == "null":
        return True
    ours = {request.headers.get("host", ""), urlsplit(request.app.state.public_url).netloc}
    return urlsplit(origin).netloc in ours - {""}


def _admit(request: Request, policy: Policy) -> None:
    if policy is Policy.LOCAL and not _is_local(request):
        raise HTTPException(403)
    if policy not in (Policy.HOOK, Policy.LOCAL) and request.method == "POST" and not comes_from_us(request):
        raise HTTPException(403)


def _is_local(request: Request) -> bool:
    """Behind a proxy everybody seems to be on this machine; proxies add a header, and then only the token counts."""
    token: str = request.app.state.operator_token
    said = request.headers.get("authorization", "")
    if token and compare_digest(said.encode(), f"Bearer {token}".encode()):
        return True
    forwarded = any(name in request.headers for name in ("forwarded", "x-forwarded-for", "via"))
    try:
        return not forwarded and request.client is not None and ip_address(request.client.host).is_loopback
    except ValueError:
        return False


def _without_policy(route: BaseRoute) -> list[str]:
    if isinstance(route, Mount) and route.routes:
        return [f"{route.path}{path}" for inner in route.routes for path in _without_policy(inner)]
    return [] if hasattr(route, "policy") else [str(getattr(route, "path", route))]
