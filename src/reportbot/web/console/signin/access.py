"""Who is at the desk: the session behind the cookie, the token in every form, the language. Deny by default.

One-time login links by role are for the demo and tests alone (`links_suffice`).
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from reportbot.core.access.actions import Action, Role
from reportbot.core.access.member import Member, may
from reportbot.core.errors import BadSignature
from reportbot.core.signin import lives
from reportbot.service.ports import Vault
from reportbot.service.records.staff import StaffAsk, StaffMember, StaffSession
from reportbot.service.staff.sessions import SignedIn, Standing
from reportbot.service.staff.signin import Opened
from reportbot.service.trying import persistently
from reportbot.web.console.parts import ConsoleParts
from reportbot.web.console_cookie import cookie_name
from reportbot.web.pages import language_of

SESSION_LIVES = lives.LONGEST
LOGIN_LIVES = timedelta(minutes=30)
_FORM_LIVES = SESSION_LIVES + lives.DRAFTS  # words typed into a session that is over are still known as its own
_KNOWN_LIVES = timedelta(days=90)
_MOST_KNOWN = 10  # names that a browser remembers
_LANGUAGE_COOKIE = "console-language"
_YEAR_SECONDS = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Visit:
    """One request of somebody who is signed in. `municipality` is theirs, or its invented one where they practise."""

    municipality: str
    staff: StaffMember
    session: StaffSession
    asks: tuple[StaffAsk, ...] = ()
    """What awaits a second person in their town, or the eyes of whoever it is about."""

    @property
    def member(self) -> Member:
        return self.staff.member


@dataclass(frozen=True, slots=True)
class LoginLink:
    """Whom a link of the demo signs in: the member who has the name of the first role."""

    municipality: str
    roles: tuple[str, ...]


def new_login_path(vault: Vault, municipality: str, role: str, now: datetime) -> str:
    """A path that signs in once, within `LOGIN_LIVES`, where links suffice. Several roles are joined by "+"."""
    text = f"{municipality}:{role}:{secrets.token_hex(8)}"  # two links of one second are two links
    return f"/console/login/{vault.sign('login', text, now + LOGIN_LIVES)}"


def read_login(parts: ConsoleParts, token: str) -> LoginLink:
    """Raises BadSignature, LinkExpired; also where the municipality is not served here, or links do not suffice."""
    fields = parts.vault.read("login", token, parts.clock.now()).split(":")
    roles = tuple(fields[1].split("+")) if len(fields) == 3 else ()
    if not parts.links_suffice or not roles or set(roles) - set(Role) or fields[0] not in parts.towns:
        raise BadSignature("a login link for nobody here")
    return LoginLink(fields[0], roles)


async def use_login(parts: ConsoleParts, token: str, link: LoginLink, browser: str) -> Opened | None:
    """A session at the first use; remembered for ever, and noted either way."""
    key, now = parts.vault.message_key(f"login:{token}"), parts.clock.now()

    async def once() -> Opened | None:
        async with parts.store.begin() as work:
            is_first = key in await work.messages.unseen([key], now)
            staff = await parts.staff.sessions.by_role(work, link.municipality, link.roles)
            act = "signed_in" if is_first else "sign_in_refused"
            work.audit.note(act, at=now, municipality=link.municipality, actor=staff.member.actor, how="link")
            if not is_first:
                return None
            begun = await parts.staff.sessions.begin(work, staff, browser, complete=True, by_link=True)
            return Opened(begun[0], staff, begun[1])

    return await persistently(once)


def open_session(parts: ConsoleParts, opened: Opened, response: Response) -> None:
    """Set the cookie: unreadable for scripts, sent from our own pages alone. A new one whenever somebody proves more of
    who they are, so that one that was planted before is worth nothing."""
    _set_cookie(parts, response, _cookie_name(parts), opened.token, SESSION_LIVES)


def remember_browser(parts: ConsoleParts, request: Request, staff: StaffMember, response: Response) -> None:
    """Wrong passwords typed elsewhere do not slow this browser down; and of two people who must be two, none may be the
    other on it. The newest last."""
    before = [name for name in known_names(parts, request, staff.municipality) if name != staff.key]
    text = f"{staff.municipality}:{' '.join([*before, staff.key][-_MOST_KNOWN:])}"
    token = parts.vault.sign("known", text, parts.clock.now() + _KNOWN_LIVES)
    _set_cookie(parts, response, f"{_cookie_name(parts)}-known", token, _KNOWN_LIVES)


def known_names(parts: ConsoleParts, request: Request, municipality: str) -> tuple[str, ...]:
    """Whom this browser has signed in before, as far as it still says so."""
    token = request.cookies.get(f"{_cookie_name(parts)}-known", "")
    try:
        town, _, names = parts.vault.read("known", token, parts.clock.now()).partition(":")
    except BadSignature:
        return ()
    return tuple(names.split()) if town == municipality else ()


def close_session(parts: ConsoleParts, request: Request, response: Response) -> None:
    """The cookie goes. Under another name this browser keeps what it held: that signs nobody in any more, but shows
    whose words they are that still stand in another tab."""
    name = _cookie_name(parts)
    response.delete_cookie(name, path="/", secure=_is_https(parts), httponly=True, samesite="strict")
    _set_cookie(parts, response, f"{name}-last", request.cookies.get(name, ""), lives.DRAFTS)


async def find_last(parts: ConsoleParts, request: Request) -> SignedIn | None:
    """The session that somebody ended in this browser by signing out. Raises StoreFailed."""
    found = await parts.staff.sessions.find(request.cookies.get(f"{_cookie_name(parts)}-last", ""))
    return found if found and found.standing is Standing.OVER else None


async def end_session(parts: ConsoleParts, visit: Visit) -> None:
    """Whoever holds a copy of the cookie is signed out too, on every process."""
    await parts.staff.sessions.end(visit.staff, visit.session.id)


async def find_session(parts: ConsoleParts, request: Request) -> SignedIn | None:
    """The session of the cookie, also one that is over. One that a link alone began is none where links do not suffice
    (any more). Raises StoreFailed."""
    found = await parts.staff.sessions.find(request.cookies.get(_cookie_name(parts), ""))
    if found is None or (found.session.by_link and not parts.links_suffice):
        return None
    return found if found.staff.municipality in parts.towns else None


async def still_in(parts: ConsoleParts, visit: Visit, action: Action) -> Member | None:
    """For answers that last, such as a stream of events: the member as they are by now. None where the session is over
    or they may not do this any more."""
    async with parts.store.read() as work:
        session = await work.staff_sessions.get(visit.staff.id, visit.session.id)
        staff = await work.staff.get(visit.staff.municipality, visit.staff.id)
    if session is None or staff is None or not may(staff.member, action):
        return None
    return staff.member if parts.staff.sessions.standing(session, staff) is Standing.IN else None


def visit_of(request: Request) -> Visit | None:
    """Whoever the guard has let in."""
    visit: Visit | None = getattr(request.state, "visit", None)
    return visit


def form_token(parts: ConsoleParts, session: StaffSession) -> str:
    """Goes into every form, and is good for this session alone."""
    return parts.vault.sign("form", str(session.id), parts.clock.now() + _FORM_LIVES)


def is_our_form(parts: ConsoleParts, session: StaffSession, token: str) -> bool:
    try:
        return parts.vault.read("form", token, parts.clock.now()) == str(session.id)
    except BadSignature:
        return False


def language_for(parts: ConsoleParts, request: Request, municipality: str) -> str:
    """Asked for now, chosen in this browser, the one of their account, that of the browser, or the town's first."""
    spoken = parts.towns[municipality].rules.office_languages
    visit = visit_of(request)
    own = visit.staff.language if visit else ""
    for wanted in (request.query_params.get("language", ""), request.cookies.get(_LANGUAGE_COOKIE, ""), own):
        if wanted in spoken:
            return wanted
    return language_of(request, spoken)


def keep_language(parts: ConsoleParts, request: Request, municipality: str, response: Response) -> None:
    """A choice made with ?language= stays: a preference of this browser, nothing that we store."""
    asked = request.query_params.get("language", "")
    if asked in parts.towns[municipality].rules.office_languages:
        use_language(parts, asked, response)


def use_language(parts: ConsoleParts, language: str, response: Response) -> None:
    response.set_cookie(
        _LANGUAGE_COOKIE,
        language,
        max_age=_YEAR_SECONDS,
        path="/console",
        secure=_is_https(parts),
        httponly=True,
        samesite="strict",
    )


def _set_cookie(parts: ConsoleParts, response: Response, name: str, value: str, lives: timedelta) -> None:
    response.set_cookie(
        name,
        value,
        max_age=int(lives.total_seconds()),
        path="/",
        secure=_is_https(parts),
        httponly=True,
        samesite="strict",
    )


def _cookie_name(parts: ConsoleParts) -> str:
    return cookie_name(_is_https(parts))


def _is_https(parts: ConsoleParts) -> bool:
    return urlsplit(parts.public_url).scheme == "https"
