"""The second step once more, before what is dangerous: changed roles, exports. It counts for ten minutes.

A handler asks `if again := await needs_step_up(desk): return again` before it changes or hands out anything. After the
step the person is back on the page, and what they had typed is in its fields.
"""

from urllib.parse import parse_qs, urlencode

from starlette.responses import RedirectResponse, Response

from reportbot.core.messages import Text
from reportbot.core.signin import lives
from reportbot.core.signin.addresses import own_page
from reportbot.core.signin.refusals import NotThem, TooSoon
from reportbot.service.staff.signin import Opened
from reportbot.web.console.desk import Desk
from reportbot.web.console.signin import signin_words
from reportbot.web.console.signin.access import open_session
from reportbot.web.console.signin.draft_words import MOST_FIELDS, page_of_form
from reportbot.web.console.signin.signing import LONGEST_NAME, caller_of, too_soon, waiting


def has_stepped_up(desk: Desk) -> bool:
    """Whether the second factor was given within the last ten minutes."""
    return lives.is_fresh(desk.visit.session.stepped_at, desk.parts.clock.now())


async def needs_step_up(desk: Desk) -> Response | None:
    """None where the second factor was just given; else the way to the page that asks for it, and back again.

    After a form its words are kept, as where a session was over. Raises TooLarge, StoreFailed.
    """
    if has_stepped_up(desk):
        return None
    request = desk.request
    next = f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path
    if request.method == "POST":
        body = (await request.body()).decode("utf-8", "replace")
        fields = parse_qs(body, max_num_fields=MOST_FIELDS)
        number = await desk.parts.staff.drafts.keep(desk.visit.staff, request.url.path, fields)
        next = page_of_form(request, request.url.path)
        next = f"{next}?{urlencode({'draft': number})}" if number else next
    return RedirectResponse(f"{desk.home}/confirm?{urlencode({'next': next})}", 303)


async def show_confirm(desk: Desk) -> Response:
    """GET …/confirm?next=…"""
    return await _show(desk, own_page(desk.visit.municipality, desk.request.query_params.get("next", "")))


async def make_confirm(desk: Desk) -> Response:
    """POST …/confirm: six digits, or a recovery code. Raises FormRefused."""
    form = await desk.form()
    next = own_page(desk.visit.municipality, form.get("next", ""))
    parts, visit = desk.parts, desk.visit
    if visit.session.by_link:
        return _on(desk, await parts.staff.signing_in.by_link_again(visit.session, visit.staff), next)
    caller = caller_of(parts, desk.request, visit.municipality)
    try:
        opened = await parts.staff.signing_in.second(
            caller, visit.session, visit.staff, form.get("code", "")[:LONGEST_NAME]
        )
    except TooSoon as early:
        return too_soon(early, await _show(desk, next, 429, waiting(early)))
    except NotThem:
        return await _show(desk, next, 403, signin_words.NOT_RIGHT)
    return _on(desk, opened, next)


async def make_confirm_by_passkey(desk: Desk) -> Response:
    """POST …/confirm/passkey. Raises FormRefused."""
    form = await desk.form()
    next = own_page(desk.visit.municipality, form.get("next", ""))
    try:
        opened = await desk.parts.staff.signing_in.second_by_passkey(
            desk.visit.session, desk.visit.staff, form.get("challenge", ""), form.get("credential", "")
        )
    except NotThem:
        return await _show(desk, next, 403, signin_words.PASSKEY_REFUSED)
    return _on(desk, opened, next)


def _on(desk: Desk, opened: Opened, next: str) -> Response:
    response = RedirectResponse(next, 303)
    open_session(desk.parts, opened, response)
    return response


async def _show(desk: Desk, next: str, status: int = 200, problem: Text | None = None) -> Response:
    staff, challenges = desk.visit.staff, desk.parts.staff.challenges
    passkeys, codes_left = await desk.parts.staff.factors.passkeys_and_codes(staff)
    asked = passkeys and challenges.passkeys.possible
    return desk.show(
        "console/second.html",
        signin_words.CONFIRM,
        status=status,
        has_switch=False,
        address=f"{desk.home}/confirm",
        signin=signin_words,
        next=next,
        problem=problem,
        help=signin_words.CONFIRM_HELP,
        has_app=bool(staff.sealed_totp or codes_left),
        by_link=desk.visit.session.by_link,
        challenge=await challenges.to_sign_in(staff.municipality, "confirm", staff) if asked else None,
    )
