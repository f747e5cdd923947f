"""The name of the cookie of the console: other pages may ask whether this browser has it, and nothing more."""

from collections.abc import Mapping

PLAIN, SAFE = "console", "__Host-console"


def cookie_name(is_https: bool) -> str:
    """The prefix makes browsers refuse the cookie from any other host or path; it needs https."""
    return SAFE if is_https else PLAIN


def was_at_desk(cookies: Mapping[str, str]) -> bool:
    """Somebody signed in with this browser, and may still be: the console itself decides."""
    return any(cookies.get(name) for name in (PLAIN, SAFE))
