"""How our own mails are named: <kind.row@host>, the same at every attempt."""

import re

_OURS = re.compile(r"<[a-z_]{1,40}\.([0-9]{1,19})@([^<>@\s]{1,120})>")


def row_of(message_id: str) -> int | None:
    """The row of the outbox that a mail of ours left from; None for anybody else's name."""
    found = _OURS.fullmatch(message_id.strip())
    return int(found[1]) if found else None


def is_ours(message_id: str, host: str) -> bool:
    found = _OURS.fullmatch(message_id.strip())
    return found is not None and found[2].lower() == host.lower()
