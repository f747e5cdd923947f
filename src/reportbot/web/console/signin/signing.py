"""Signing in: name and password, then the second step; or a passkey. Who was wrong waits, and nobody is locked out."""

import math
from urllib.parse import parse_qs, urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from reportbot.core.messages import Text
from reportbot.core.signin.addresses import own_page
from reportbot.core.signin.browsers import browser_in_words
from reportbot.core.signin.refusals import NotThem, TooSoon
from reportbot.service.staff.sessions import SignedIn, Standing
from reportbot.service.staff.signin import Caller, Opened
from reportbot.web.chat.crowds import range_of
from reportbot.web.console.parts import ConsoleParts
from reportbot.web.console.signin import signin_words
from reportbot.web.console.signin.access import find_session, known_names, open_session, remember_browser
from reportbot.web.console.signin.entrance import show_entrance, show_outside, show_towns
from reportbot.web.pages import Pages

LONGEST_NAME = 100  # letters
LONGEST_PASSWORD = 1000  # as it is typed; what is too long is only wrong


class Signing:
    def __init__(self, parts: ConsoleParts, pages: Pages) -> None:
        self._parts, self._pages = parts, pages

    async def show(self, request: Request) -> Response:
        """GET …/sign-in."""
        town = request.path_params["municipality"]
        if town not in self._parts.towns:
            return show_towns(self._parts, self._pages, request)
        return await self._entrance(request, 200, own_page(town, request.query_params.get("next", "")))

    async def enter(self, request: Request) -> Response:
        """POST …/sign-in: name and password."""
        town, form = request.path_params["municipality"], await form_of(request)
        if town not in self._parts.towns:
            return show_towns(self._parts, self._pages, request)
        name, next = form.get("name", "")[:LONGEST_NAME], own_page(town, form.get("next", ""))
        try:
            opened = await self._parts.staff.signing_in.with_password(
                caller_of(self._parts, request, town), name, form.get("password", "")[:LONGEST_PASSWORD]
            )
        except TooSoon as early:
            return too_soon(
                early, await self._entrance(request, 429, next, name, waiting(early), signin_words.WAIT_HELP)
            )
        except NotThem:
            return await self._entrance(request, 403, next, name, signin_words.NOT_RIGHT, signin_words.LOST)
        return self._go(opened, f"/console/{town}/second", next)

    async def enter_by_passkey(self, request: Request) -> Response:
        """POST …/sign-in/passkey: what an authenticator has signed."""
        town, form = request.path_params["municipality"], await form_of(request)
        if town not in self._parts.towns:
            return show_towns(self._parts, self._pages, request)
        next = own_page(town, form.get("next", ""))
        try:
            opened = await self._parts.staff.signing_in.with_passkey(
                caller_of(self._parts, request, town), form.get("challenge", ""), form.get("credential", "")
            )
        except TooSoon as early:
            return too_soon(early, await self._entrance(request, 429, next, "", waiting(early), signin_words.WAIT_HELP))
        except NotThem:
            return await self._entrance(request, 403, next, "", signin_words.PASSKEY_REFUSED, signin_words.LOST)
        return self._in(request, opened, next)

    async def show_second(self, request: Request) -> Response:
        """GET …/second."""
        found = await self._half(request)
        town = request.path_params["municipality"]
        next = own_page(town, request.query_params.get("next", ""))
        return await self._second(request, found, 200, next) if found else await self._gone(request, next)

    async def make_second(self, request: Request) -> Response:
        """POST …/second: six digits, or a recovery code."""
        town, form, found = request.path_params["municipality"], await form_of(request), await self._half(request)
        next = own_page(town, form.get("next", ""))
        if found is None:
            return await self._gone(request, next)
        try:
            opened = await self._parts.staff.signing_in.second(
                caller_of(self._parts, request, town), found.session, found.staff, form.get("code", "")[:LONGEST_NAME]
            )
        except TooSoon as early:
            return too_soon(early, await self._second(request, found, 429, next, waiting(early)))
        except NotThem:
            return await self._second(request, found, 403, next, signin_words.NOT_RIGHT)
        return self._in(request, opened, next)

    async def make_second_by_passkey(self, request: Request) -> Response:
        """POST …/second/passkey."""
        town, form, found = request.path_params["municipality"], await form_of(request), await self._half(request)
        next = own_page(town, form.get("next", ""))
        if found is None:
            return await self._gone(request, next)
        try:
            opened = await self._parts.staff.signing_in.second_by_passkey(
                found.session, found.staff, form.get("challenge", ""), form.get("credential", "")
            )
        except NotThem:
            return await self._second(request, found, 403, next, signin_words.PASSKEY_REFUSED)
        return self._in(request, opened, next)

    async def _half(self, request: Request) -> SignedIn | None:
        """Whose password was right, and whose second step is awaited here."""
        found = await find_session(self._parts, request)
        is_theirs = found and found.staff.municipality == request.path_params["municipality"]
        return found if found and is_theirs and found.standing is Standing.HALF else None

    async def _gone(self, request: Request, next: str) -> Response:
        town = request.path_params["municipality"]
        if town not in self._parts.towns:
            return show_towns(self._parts, self._pages, request)
        return await self._entrance(request, 401, next, "", signin_words.ENDED)

    async def _entrance(
        self,
        request: Request,
        status: int,
        next: str,
        name: str = "",
        problem: Text | None = None,
        more: Text | None = None,
    ) -> Response:
        town = request.path_params["municipality"]
        return await show_entrance(
            self._parts,
            self._pages,
            request,
            town,
            status=status,
            next=next,
            name=name,
            problem=problem,
            more=more,
        )

    async def _second(
        self, request: Request, found: SignedIn, status: int, next: str, problem: Text | None = None
    ) -> Response:
        town, parts = request.path_params["municipality"], self._parts
        passkeys, _ = await parts.staff.factors.passkeys_and_codes(found.staff)
        asked = bool(passkeys) and parts.staff.challenges.passkeys.possible
        challenge = await parts.staff.challenges.to_sign_in(town, "confirm", found.staff) if asked else None
        return show_outside(
            parts,
            self._pages,
            request,
            town,
            "console/second.html",
            signin_words.SECOND,
            status=status,
            address=f"/console/{town}/second",
            next=next,
            problem=problem,
            help=None,
            has_app=bool(found.staff.sealed_totp),
            by_link=False,
            challenge=challenge,
        )

    def _in(self, request: Request, opened: Opened, next: str) -> Response:
        response = RedirectResponse(next, 303)
        open_session(self._parts, opened, response)
        remember_browser(self._parts, request, opened.staff, response)
        return response

    def _go(self, opened: Opened, address: str, next: str) -> Response:
        response = RedirectResponse(f"{address}?{urlencode({'next': next})}", 303)
        open_session(self._parts, opened, response)
        return response


def caller_of(parts: ConsoleParts, request: Request, municipality: str) -> Caller:
    """Who is trying, as far as their request tells."""
    browser = browser_in_words(request.headers.get("user-agent", "")[:500])
    return Caller(municipality, range_of(request), browser, known_names(parts, request, municipality))


async def form_of(request: Request) -> dict[str, str]:
    """The fields of a form of somebody who is not signed in yet; nothing for what is no form. Raises TooLarge."""
    body = (await request.body()).decode("utf-8", "replace")
    try:
        return {name: values[-1].replace("\x00", "") for name, values in parse_qs(body, max_num_fields=20).items()}
    except ValueError:
        return {}


def waiting(early: TooSoon) -> Text:
    return Text(signin_words.WAIT.msgid, {"seconds": math.ceil(early.wait.total_seconds())})


def too_soon(early: TooSoon, response: Response) -> Response:
    response.headers["Retry-After"] = str(math.ceil(early.wait.total_seconds()))
    return response
