"""Who writes in the web chat: a random key in a cookie, and nothing else about them."""

import re
import secrets

from starlette.requests import Request
from starlette.responses import Response

from reportbot.core.messages import Address
from reportbot.service.ports import Vault

CHANNEL = "web"
COOKIE = "chat"
_KEY = re.compile(r"[0-9a-f]{32}")  # 128 bits
_NONCE = re.compile(r"[A-Za-z0-9_-]{22}")


def known_person(request: Request, municipality: str) -> Address | None:
    """None for somebody without a (proper) cookie."""
    key = request.cookies.get(COOKIE, "")
    return Address(municipality, CHANNEL, key) if _KEY.fullmatch(key) else None


def new_person(municipality: str, nonce: str, vault: Vault) -> Address:
    """Somebody's first message. Their key follows from the form it came with, so that a form sent twice is one person.

    Only we can work it out from the form's nonce, and the nonce is random.
    """
    return Address(municipality, CHANNEL, vault.message_key(f"chat:{municipality}:{nonce}").hex())


def remember(response: Response, person: Address, *, secure: bool) -> None:
    """Until the browser is closed, for this town's chat alone. Strict: no other site's link or form carries it."""
    response.set_cookie(COOKIE, person.value, path=_path(person), secure=secure, httponly=True, samesite="strict")


def forget(response: Response, person: Address, *, secure: bool) -> None:
    response.delete_cookie(COOKIE, path=_path(person), secure=secure, httponly=True, samesite="strict")


def new_nonce() -> str:
    """Names one form for ever, so that it takes effect once."""
    return secrets.token_urlsafe(16)


def nonce_in(text: str) -> str:
    """The nonce that came back; a new one where it is missing or not ours."""
    return text if _NONCE.fullmatch(text) else new_nonce()


def _path(person: Address) -> str:
    return f"/chat/{person.municipality}"
