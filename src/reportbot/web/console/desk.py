"""What every console page shares: the guard, the frame around the page, the checked form."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from reportbot.core.errors import BadInput, CannotBeRead, OfficeAvoided, TransitionRefused, UnknownCode
from reportbot.core.messages import Text
from reportbot.service.towns import Town
from reportbot.web.console import words
from reportbot.web.console.access import (
    Visit,
    form_token,
    is_ended,
    is_our_form,
    keep_language,
    language_for,
    visit_of,
)
from reportbot.web.console.parts import ConsoleParts
from reportbot.web.pages import Pages
from reportbot.web.staff_limits import LIMITS


class FormRefused(BadInput):
    """A form without the token of this session."""


@dataclass(frozen=True, slots=True)
class Desk:
    """One request of somebody who is signed in, at their own municipality."""

    parts: ConsoleParts
    pages: Pages
    request: Request
    visit: Visit
    language: str

    @property
    def town(self) -> Town:
        return self.parts.towns[self.visit.municipality]

    @property
    def home(self) -> str:
        return f"/console/{self.visit.municipality}"

    def show(
        self, template: str, title: Text, *, status: int = 200, has_switch: bool = True, **values: Any
    ) -> Response:
        """A page of the console. Templates know `desk` (the words), `home` and `form_token` too.

        `has_switch`: whether it can be read in another language, for which it is loaded again.
        """
        return show(
            self.parts,
            self.pages,
            self.request,
            self.visit.municipality,
            template,
            title,
            status=status,
            has_switch=has_switch,
            home=self.home,
            form_token=form_token(self.parts, self.visit),
            **values,
        )

    async def form(self) -> dict[str, str]:
        """The fields of a posted form. Raises FormRefused, TooLarge."""
        body = (await self.request.body()).decode("utf-8", "replace")
        try:
            fields = {name: values[-1] for name, values in parse_qs(body, max_num_fields=20).items()}
        except ValueError:
            raise FormRefused("more fields than our forms have") from None
        if not is_our_form(self.parts, self.visit, fields.get("form_token", "")):
            raise FormRefused("no token of this session")
        return fields


Handler = Callable[[Desk], Awaitable[Response]]


def at_desk(parts: ConsoleParts, pages: Pages, handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint for a handler that needs somebody signed in. Refusals become pages with one clear sentence."""

    async def endpoint(request: Request) -> Response:
        visit = visit_of(parts, request)
        if visit is None or visit.municipality != request.path_params["municipality"]:
            raise AssertionError("the guard lets nobody else in")
        desk = Desk(parts, pages, request, visit, language_for(parts, request, visit.municipality))
        try:
            return await handler(desk)
        except FormRefused:
            return desk.show("console/message.html", words.CONSOLE, status=403, text=words.FORM_REFUSED)
        except UnknownCode:
            return desk.show("console/message.html", words.NOT_FOUND, status=404, text=words.NOT_FOUND)
        except OfficeAvoided:
            return desk.show("console/message.html", words.CONSOLE, status=409, text=words.KEPT_OUT_REFUSED)
        except TransitionRefused:
            return desk.show("console/message.html", words.CONSOLE, status=409, text=words.NOT_ALLOWED_NOW)
        except CannotBeRead:
            return desk.show("console/message.html", words.CONSOLE, status=410, text=words.UNREADABLE)

    return endpoint


def staff_guard(parts: ConsoleParts, pages: Pages) -> Callable[[Request], Awaitable[Response | None]]:
    """Lets a signed-in person through to their own municipality; any other one does not exist for them."""

    async def guard(request: Request) -> Response | None:
        visit = visit_of(parts, request)
        wanted = request.path_params.get("municipality")
        if visit is None or await is_ended(parts, visit):
            town = wanted if isinstance(wanted, str) and wanted in parts.towns else next(iter(parts.towns))
            return show_stranger(parts, pages, request, town, words.NEEDS_LINK, words.NEEDS_LINK_HELP, 401)
        if wanted is not None and wanted != visit.municipality:
            return show_stranger(
                parts, pages, request, visit.municipality, words.NOT_FOUND, words.NOT_FOUND, 404, visit=visit
            )
        return None

    return guard


def show_stranger(
    parts: ConsoleParts,
    pages: Pages,
    request: Request,
    municipality: str,
    title: Text,
    text: Text,
    status: int,
    *,
    visit: Visit | None = None,
    **values: Any,
) -> Response:
    """A page with one sentence for somebody who is not (or wrongly) signed in."""
    home = f"/console/{visit.municipality}" if visit else ""
    given = {"home": home, "form_token": "", **values}
    return show(parts, pages, request, municipality, "console/message.html", title, status=status, text=text, **given)


def show(
    parts: ConsoleParts,
    pages: Pages,
    request: Request,
    municipality: str,
    template: str,
    title: Text,
    *,
    status: int = 200,
    has_switch: bool = True,
    **values: Any,
) -> Response:
    town = parts.towns[municipality]
    response = pages.show(
        template,
        language_for(parts, request, municipality),
        title=title,
        status=status,
        zone=town.rules.zone,
        languages=[(code, _in_language(request, code)) for code in town.rules.office_languages if has_switch],
        desk=words,
        limits=LIMITS,
        town=town.rules.name,
        **values,
    )
    keep_language(parts, request, municipality, response)
    return response


def back_to(path: str, **query: str) -> Response:
    """After a form: look at the result; to reload it sends nothing again."""
    return RedirectResponse(f"{path}?{urlencode(query)}" if query else path, 303)


def _in_language(request: Request, code: str) -> str:
    """This very page in another language; after a form, the page's own address."""
    kept = {key: value for key, value in request.query_params.items() if key != "language"}
    return f"?{urlencode({**kept, 'language': code})}"
