"""All pages in one table, inside one shell. A route without a policy, and the app does not start."""

from collections.abc import Sequence

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles

from reportbot.core.errors import BadInput
from reportbot.service.audit_notes import CannotBeNoted
from reportbot.web.chat.pages import chat_routes
from reportbot.web.console.routes import console_routes
from reportbot.web.errors import ErrorPages
from reportbot.web.hooks import hook_routes
from reportbot.web.institution.pages import institution_routes
from reportbot.web.pages import STATIC, Pages
from reportbot.web.parts import WebParts
from reportbot.web.policy import Policy, check_policies
from reportbot.web.public.pages import public_routes
from reportbot.web.public.watching import watching_routes
from reportbot.web.security import Shell


class Web(Starlette):
    """The application with the shell around all of it, Starlette's own error handling included."""

    def build_middleware_stack(self) -> Shell:
        return Shell(super().build_middleware_stack())


def build(parts: WebParts) -> Starlette:
    """Raises BadSetup for a route that declares no policy."""
    pages = Pages(parts.translator)
    errors = ErrorPages(pages, list(parts.towns.values()))
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
        *watching_routes(parts),
        *parts.extra_routes,
        _static(),
    ]


def _static() -> BaseRoute:
    mount = Mount("/static", StaticFiles(directory=STATIC))
    mount.policy = Policy.PUBLIC  # type: ignore[attr-defined]
    return mount
