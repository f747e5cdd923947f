"""What stands before every page of the console: somebody who is signed in, at their own municipality, who may do this.

Words that come from a session that is over are kept, and shown again once their owner has signed in.
"""

from starlette.requests import Request
from starlette.responses import Response

from reportbot.core.access.actions import Action
from reportbot.core.access.member import may
from reportbot.core.messages import Text
from reportbot.core.signin.addresses import own_page
from reportbot.service.staff.sessions import SignedIn, Standing
from reportbot.web.console import words
from reportbot.web.console.desk import show_stranger
from reportbot.web.console.help.practice import town_in
from reportbot.web.console.parts import ConsoleParts
from reportbot.web.console.signin import signin_words
from reportbot.web.console.signin.access import Visit, find_last, find_session
from reportbot.web.console.signin.draft_words import read_and_keep
from reportbot.web.console.signin.entrance import show_entrance, show_towns
from reportbot.web.pages import Pages
from reportbot.web.policy import Guard


def staff_guard(parts: ConsoleParts, pages: Pages, action: Action) -> Guard:
    """Lets a signed-in person through who may do this, at their own municipality; any other one does not exist for
    them."""

    async def guard(request: Request) -> Response | None:
        found = await find_session(parts, request)
        wanted = town_in(request)
        if found is None or found.standing is not Standing.IN:
            return await _not_in(parts, pages, request, found)
        visit = Visit(found.staff.municipality, found.staff, found.session, found.asks)
        if wanted is not None and wanted != visit.municipality:
            return show_stranger(
                parts, pages, request, visit.municipality, words.NOT_FOUND, words.NOT_FOUND, 404, visit=visit
            )
        if not may(visit.member, action):
            return show_stranger(
                parts, pages, request, visit.municipality, words.NOT_YOURS, words.NOT_YOURS_HELP, 403, visit=visit
            )
        request.state.visit = visit
        if _is_a_person(request):
            await parts.staff.sessions.was_here(found)
        return None

    return guard


async def _not_in(parts: ConsoleParts, pages: Pages, request: Request, found: SignedIn | None) -> Response:
    wanted = town_in(request)
    if wanted is None or wanted not in parts.towns:
        if len(parts.towns) > 1:
            return show_towns(parts, pages, request)
        wanted = next(iter(parts.towns))
    number, onward = 0, ""
    if request.method == "GET":
        onward = own_page(wanted, f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path)
    else:
        owner = found or await find_last(parts, request)
        if owner and owner.staff.municipality == wanted:
            number, onward = await read_and_keep(parts, request, owner)
    problem = _why_over(found) if found and found.standing is Standing.OVER and not number else None
    return await show_entrance(
        parts, pages, request, wanted, next=onward, problem=problem, kept=signin_words.KEPT if number else None
    )


def _why_over(found: SignedIn) -> Text:
    """Whoever had a session when a new link was used is told: it may have been somebody else."""
    renewed = found.staff.set_up_at
    if renewed is not None and found.session.created_at < renewed:
        return Text(signin_words.RENEWED.msgid, {"at": renewed})
    return signin_words.ENDED


def _is_a_person(request: Request) -> bool:
    """A page was opened or a form sent. A script that looks for news by itself keeps nobody signed in."""
    by_hand = request.headers.get("sec-fetch-mode", "navigate") == "navigate" or "hx-request" in request.headers
    return by_hand or request.method == "POST"
