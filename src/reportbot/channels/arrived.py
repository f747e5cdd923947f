"""What every channel does to words on arrival: a limit, and nothing in them that a database refuses to keep."""

LONGEST = 4096
"""Letters. Telegram's own limit for one message; more than anybody types into an SMS."""


def words(text: str, limit: int = LONGEST) -> str:
    """The first `limit` letters, without NUL and without halves of letters (lone surrogates)."""
    short = text[:limit]
    if "\x00" in short:
        short = short.replace("\x00", "")
    try:
        short.encode()
    except UnicodeEncodeError:
        return short.encode(errors="replace").decode()
    return short
