"""Who is at the desk: one-time login links, the session cookie, the token in every form. Deny by default."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from reportbot.core.errors import BadSignature
from reportbot.service.ports import Store, Vault
from reportbot.service.trying import persistently
from reportbot.web.console.parts import ConsoleParts

SESSION_LIVES = timedelta(hours=12)
LOGIN_LIVES = timedelta(minutes=30)
_LANGUAGE_COOKIE = "console-language"
_YEAR_SECONDS = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Visit:
    """One signed-in visit. `role` works for one municipality alone; `session` is what the cookie says, signed."""

    municipality: str
    role: str
    session: str


def new_login_path(vault: Vault, municipality: str, role: str, now: datetime) -> str:
    """A path that signs in once, within `LOGIN_LIVES`. For the command line, the demo and the mail to staff."""
    text = f"{municipality}:{role}:{secrets.token_hex(8)}"  # two links of one second are two links
    return f"/console/login/{vault.sign('login', text, now + LOGIN_LIVES)}"


def read_login(parts: ConsoleParts, token: str) -> Visit:
    """Raises BadSignature, LinkExpired; also where the municipality is not served here."""
    visit = _read(parts.vault.read("login", token, parts.clock.now()))
    if visit is None or visit.municipality not in parts.towns:
        raise BadSignature("a login link for nobody here")
    return visit


async def use_login(store: Store, vault: Vault, token: str, visit: Visit, now: datetime) -> bool:
    """Whether this was the first use; remembered for ever, and noted either way."""
    key = vault.message_key(f"login:{token}")
    async with store.begin() as work:
        is_first = key in await work.messages.unseen([key], now)
        act = "signed_in" if is_first else "sign_in_refused"
        work.audit.note(act, at=now, municipality=visit.municipality, actor=visit.role)
    return is_first


def open_session(parts: ConsoleParts, visit: Visit, response: Response) -> None:
    """Set the cookie: signed, unreadable for scripts, sent from our own pages alone."""
    text = f"{visit.municipality}:{visit.role}:{secrets.token_hex(8)}"
    response.set_cookie(
        _cookie_name(parts),
        parts.vault.sign("session", text, parts.clock.now() + SESSION_LIVES),
        max_age=int(SESSION_LIVES.total_seconds()),
        path="/",
        secure=_is_https(parts),
        httponly=True,
        samesite="strict",
    )


def close_session(parts: ConsoleParts, response: Response) -> None:
    response.delete_cookie(_cookie_name(parts), path="/", secure=_is_https(parts), httponly=True, samesite="strict")


async def end_session(parts: ConsoleParts, visit: Visit) -> None:
    """Whoever holds a copy of the cookie is signed out too, on every process. Remembered longer than any session."""
    now = parts.clock.now()

    async def once() -> None:
        async with parts.store.begin() as work:
            await work.messages.unseen([_ended(parts, visit)], now)
            work.audit.note("signed_out", at=now, municipality=visit.municipality, actor=visit.role)

    await persistently(once)


async def is_ended(parts: ConsoleParts, visit: Visit) -> bool:
    """Whether it was signed out, wherever that was."""
    async with parts.store.read() as work:
        return await work.messages.is_known(_ended(parts, visit))


def visit_of(parts: ConsoleParts, request: Request) -> Visit | None:
    """Whoever the cookie names, None without a good one. The guard also asks whether that session was ended."""
    cookie = request.cookies.get(_cookie_name(parts), "")
    try:
        visit = _read(parts.vault.read("session", cookie, parts.clock.now()))
    except BadSignature:
        return None
    return visit if visit and visit.municipality in parts.towns else None


def form_token(parts: ConsoleParts, visit: Visit) -> str:
    """Goes into every form, and is good for this session alone."""
    return parts.vault.sign("form", visit.session, parts.clock.now() + SESSION_LIVES)


def is_our_form(parts: ConsoleParts, visit: Visit, token: str) -> bool:
    try:
        return parts.vault.read("form", token, parts.clock.now()) == visit.session
    except BadSignature:
        return False


def language_for(parts: ConsoleParts, request: Request, municipality: str) -> str:
    """Asked for now, chosen earlier, or the town's first."""
    spoken = parts.towns[municipality].rules.office_languages
    for wanted in (request.query_params.get("language", ""), request.cookies.get(_LANGUAGE_COOKIE, "")):
        if wanted in spoken:
            return wanted
    return spoken[0]


def keep_language(parts: ConsoleParts, request: Request, municipality: str, response: Response) -> None:
    """A choice made with ?language= stays: a preference of this browser, nothing that we store."""
    asked = request.query_params.get("language", "")
    if asked in parts.towns[municipality].rules.office_languages:
        response.set_cookie(
            _LANGUAGE_COOKIE,
            asked,
            max_age=_YEAR_SECONDS,
            path="/console",
            secure=_is_https(parts),
            httponly=True,
            samesite="strict",
        )


def _read(text: str) -> Visit | None:
    fields = text.split(":")
    return Visit(fields[0], fields[1], text) if len(fields) in (2, 3) and all(fields) else None


def _ended(parts: ConsoleParts, visit: Visit) -> bytes:
    return parts.vault.message_key(f"signed out:{visit.session}")


def _cookie_name(parts: ConsoleParts) -> str:
    """The prefix makes browsers refuse the cookie from any other host or path; it needs https."""
    return "__Host-console" if _is_https(parts) else "console"


def _is_https(parts: ConsoleParts) -> bool:
    return urlsplit(parts.public_url).scheme == "https"
