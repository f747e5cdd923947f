"""Words that come in a form of a session that is over: kept, until their owner has signed in."""

from urllib.parse import parse_qs, urlencode

from starlette.requests import Request
from starlette.routing import Match

from reportbot.core.errors import TooLarge
from reportbot.service.staff.sessions import SignedIn
from reportbot.web.console.parts import ConsoleParts
from reportbot.web.console.signin.access import is_our_form
from reportbot.web.limits import limit_body

LARGEST_DRAFT = 64 * 1024  # bytes of a form whose words are kept
MOST_FIELDS = 400  # the longest form of the settings


async def read_and_keep(parts: ConsoleParts, request: Request, found: SignedIn) -> tuple[int, str]:
    """`keep_words` of a form that nobody has read yet."""
    try:
        return await keep_words(parts, request, found, await limit_body(request, LARGEST_DRAFT).body())
    except TooLarge:
        return 0, ""


async def keep_words(parts: ConsoleParts, request: Request, found: SignedIn, sent: bytes) -> tuple[int, str]:
    """The number of the draft, 0 for none, and the page on which its form stands. Only what a form of this very session
    has `sent`, whose owner still works here."""
    path = request.url.path
    if not found.session.second_at or not found.staff.works or len(sent) > LARGEST_DRAFT:
        return 0, ""
    try:
        fields = parse_qs(sent.decode("utf-8", "replace"), max_num_fields=MOST_FIELDS)
    except ValueError:
        return 0, ""
    if not is_our_form(parts, found.session, fields.get("form_token", [""])[-1]):
        return 0, ""
    page = page_of_form(request, path)
    number = await parts.staff.drafts.keep(found.staff, path, fields)
    return number, f"{page}?{urlencode({'draft': number})}" if number else page


def page_of_form(request: Request, path: str) -> str:
    """The nearest page above the address that a form is sent to: there the form stands."""
    while path.count("/") > 2:
        for candidate in (path, f"{path}/new"):
            if _is_page(request, candidate):
                return candidate
        path = path.rpartition("/")[0]
    return path


def _is_page(request: Request, path: str) -> bool:
    scope = {"type": "http", "path": path, "root_path": "", "method": "GET", "headers": []}
    return any(route.matches(scope)[0] is Match.FULL for route in request.app.routes)
