"""The demo's one-time link, which shows a button first, so that a preview does not use it up; and signing out."""

from collections import deque
from datetime import datetime, timedelta

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from reportbot.core.errors import BadSignature
from reportbot.core.signin.browsers import browser_in_words
from reportbot.service.audit.notes import note_alone
from reportbot.web.console import words
from reportbot.web.console.desk import Desk, back_to, show_stranger
from reportbot.web.console.parts import ConsoleParts
from reportbot.web.console.signin.access import (
    close_session,
    end_session,
    open_session,
    read_login,
    use_login,
    visit_of,
)
from reportbot.web.pages import Pages

HOUR = timedelta(hours=1)
MOST_REFUSALS = 20  # in one hour


class Login:
    def __init__(self, parts: ConsoleParts, pages: Pages) -> None:
        self._parts, self._pages = parts, pages
        self._refusals: deque[datetime] = deque()

    async def ask(self, request: Request) -> Response:
        """GET: is this link good? Then a button, which alone uses it up."""
        try:
            link = read_login(self._parts, request.path_params["token"])
        except BadSignature:
            return self._refused(request)
        return show_stranger(
            self._parts,
            self._pages,
            request,
            link.municipality,
            words.SIGN_IN,
            words.SIGN_IN_HELP,
            200,
            button=words.SIGN_IN,
        )

    async def enter(self, request: Request) -> Response:
        """POST: once."""
        token = request.path_params["token"]
        try:
            link = read_login(self._parts, token)
        except BadSignature:
            await self._note_refusal()
            return self._refused(request)
        opened = await use_login(
            self._parts, token, link, browser_in_words(request.headers.get("user-agent", "")[:500])
        )
        if opened is None:
            return self._refused(request)
        response = back_to(f"/console/{link.municipality}")
        open_session(self._parts, opened, response)
        return response

    async def home(self, request: Request) -> Response:
        """/console: to one's own queue."""
        visit = visit_of(request)
        return RedirectResponse(f"/console/{visit.municipality}" if visit else "/", 303)

    async def _note_refusal(self) -> None:
        """A link that is over or was never ours. Strangers can send any number: so many an hour are noted."""
        now = self._parts.clock.now()
        while self._refusals and now - self._refusals[0] >= HOUR:
            self._refusals.popleft()
        if len(self._refusals) < MOST_REFUSALS:
            self._refusals.append(now)
            await note_alone(
                self._parts.store, lambda work: work.audit.note("sign_in_refused", at=now, actor="stranger")
            )

    def _refused(self, request: Request) -> Response:
        town = next(iter(self._parts.towns))
        return show_stranger(
            self._parts, self._pages, request, town, words.LINK_USED, words.LINK_USED, 403, more=words.NEEDS_LINK_HELP
        )


async def leave(desk: Desk) -> Response:
    """POST: the session ends, also for whoever has copied its cookie; the page says so."""
    await desk.form()
    await end_session(desk.parts, desk.visit)
    title, town = words.SIGNED_OUT, desk.visit.municipality
    response = show_stranger(desk.parts, desk.pages, desk.request, town, title, title, 200, again=desk.home)
    close_session(desk.parts, desk.request, response)
    return response
