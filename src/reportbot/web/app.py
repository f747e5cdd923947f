"""All pages in one table, inside one shell. A route without a policy, and the app does not start."""

from collections.abc import Sequence

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, Mount

from reportbot.core.errors import BadInput, BadSetup, Problem
from reportbot.service.audit.notes import CannotBeNoted
from reportbot.web.chat.pages import chat_routes
from reportbot.web.console.routes import console_routes
from reportbot.web.describing import describing_routes
from reportbot.web.errors import ErrorPages
from reportbot.web.hooks import hook_routes
from reportbot.web.institution.pages import institution_routes
from reportbot.web.open311.pages import open311_routes
from reportbot.web.pages import STATIC, Pages
from reportbot.web.parts import WebParts
from reportbot.web.policy import Policy, check_policies
from reportbot.web.public.pages import public_routes
from reportbot.web.public.watching import watching_routes
from reportbot.web.security import Shell
from reportbot.web.static_files import Packed


class Web(Starlette):
    """The application with the shell around all of it, Starlette's own error handling included."""

    def build_middleware_stack(self) -> Shell:
        return Shell(super().build_middleware_stack())


def build(parts: WebParts) -> Starlette:
    """Raises BadSetup for a route that declares no policy, and where links would suffice in a real town."""
    if parts.links_suffice and parts.public_url.startswith("https:"):
        raise BadSetup(Problem("links_suffice", 0, "signing in by link alone is for the demo, never behind https"))
    pages = Pages(parts.translator)
    errors = ErrorPages(pages, parts.towns)
    routes = _routes(parts, pages, errors)
    check_policies(routes)
    refused = dict.fromkeys((HTTPException, BadInput, CannotBeNoted, Exception), errors.refused)
    app = Web(routes=routes, exception_handlers=refused)
    app.state.public_url = parts.public_url
    app.state.operator_token = parts.operator_token
    return app


def _routes(parts: WebParts, pages: Pages, errors: ErrorPages) -> Sequence[BaseRoute]:
    return [
        *public_routes(parts, pages),
        *chat_routes(parts, pages),
        *institution_routes(parts, pages, errors),
        *console_routes(parts),
        *hook_routes(parts),
        *open311_routes(parts),
        *describing_routes(parts),
        *watching_routes(parts),
        *parts.extra_routes,
        _static(),
    ]


def _static() -> BaseRoute:
    mount = Mount("/static", Packed(STATIC))
    mount.policy = Policy.PUBLIC  # type: ignore[attr-defined]
    return mount
