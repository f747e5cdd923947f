"""The page on which somebody signs in. Also what is shown wherever a page needs somebody who is."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from reportbot.core.messages import Text
from reportbot.web.console import words
from reportbot.web.console.desk import show
from reportbot.web.console.parts import ConsoleParts
from reportbot.web.console.signin import signin_words
from reportbot.web.pages import Pages


async def show_entrance(
    parts: ConsoleParts,
    pages: Pages,
    request: Request,
    municipality: str,
    *,
    status: int = 401,
    next: str = "",
    name: str = "",
    problem: Text | None = None,
    more: Text | None = None,
    kept: Text | None = None,
) -> Response:
    """`next` is a page of this console, where they go on."""
    challenges = parts.staff.challenges
    challenge = await challenges.to_sign_in(municipality, "sign-in") if challenges.passkeys.possible else None
    return show_outside(
        parts,
        pages,
        request,
        municipality,
        "console/sign_in.html",
        signin_words.PLEASE,
        status=status,
        base=f"/console/{municipality}",
        next=next,
        name=name,
        problem=problem,
        more=more,
        kept=kept,
        challenge=challenge,
        link_help=words.NEEDS_LINK_HELP if parts.links_suffice else None,
    )


def show_towns(parts: ConsoleParts, pages: Pages, request: Request) -> Response:
    """Several municipalities are served here, and nobody knows yet which is theirs."""
    return show_outside(
        parts,
        pages,
        request,
        next(iter(parts.towns)),
        "console/which_town.html",
        signin_words.PLEASE,
        status=401,
        has_switch=True,
        towns=[(key, each.rules.name) for key, each in parts.towns.items()],
    )


def show_outside(
    parts: ConsoleParts,
    pages: Pages,
    request: Request,
    municipality: str,
    template: str,
    title: Text,
    *,
    status: int = 200,
    **values: Any,
) -> Response:
    """A page for somebody who is not signed in yet: no way on from it, no token of a session. What answers a form is
    not loaded again in another language."""
    given = {"home": "", "form_token": "", "signin": signin_words, "has_switch": request.method == "GET", **values}
    return show(parts, pages, request, municipality, template, title, status=status, **given)
