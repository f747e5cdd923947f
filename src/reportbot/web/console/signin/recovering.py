"""Somebody has lost their passkeys and has no password: a recovery code from their paper lets them in, and nobody else
is needed."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from reportbot.core.messages import Text
from reportbot.core.signin.refusals import NotThem, TooSoon
from reportbot.web.console.parts import ConsoleParts
from reportbot.web.console.signin import signin_words
from reportbot.web.console.signin.access import open_session, remember_browser
from reportbot.web.console.signin.entrance import show_outside, show_towns
from reportbot.web.console.signin.signing import LONGEST_NAME, caller_of, form_of, too_soon, waiting
from reportbot.web.pages import Pages


class Recovering:
    def __init__(self, parts: ConsoleParts, pages: Pages) -> None:
        self._parts, self._pages = parts, pages

    async def show(self, request: Request) -> Response:
        """GET …/recovery."""
        return self._page(request, 200)

    async def enter(self, request: Request) -> Response:
        """POST …/recovery: sign-in name and one code. They go on to their account, to set up a new passkey."""
        town, form = request.path_params["municipality"], await form_of(request)
        if town not in self._parts.towns:
            return show_towns(self._parts, self._pages, request)
        name = form.get("name", "")[:LONGEST_NAME]
        try:
            opened = await self._parts.staff.signing_in.with_recovery_code(
                caller_of(self._parts, request, town), name, form.get("code", "")[:LONGEST_NAME]
            )
        except TooSoon as early:
            return too_soon(early, self._page(request, 429, name, waiting(early)))
        except NotThem:
            return self._page(request, 403, name, signin_words.NOT_RIGHT)
        response = RedirectResponse(f"/console/{town}/account?done=recovered", 303)
        open_session(self._parts, opened, response)
        remember_browser(self._parts, request, opened.staff, response)
        return response

    def _page(self, request: Request, status: int, name: str = "", problem: Text | None = None) -> Response:
        town = request.path_params["municipality"]
        if town not in self._parts.towns:
            return show_towns(self._parts, self._pages, request)
        return show_outside(
            self._parts,
            self._pages,
            request,
            town,
            "console/recovery.html",
            signin_words.RECOVER_TITLE,
            status=status,
            base=f"/console/{town}",
            name=name,
            problem=problem,
        )
