"""Codes that are typed from paper: recovery codes, and the one that a second person hands over beside a link."""

import secrets

from reportbot.service.ports import Vault
from reportbot.service.records.staff import StaffMember

CODES = 10  # on one paper
_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"  # no letter that looks like another or like a digit


def new_code() -> str:
    """Ten letters, about 49 bits: "K7QMD-29XHV"."""
    letters = "".join(secrets.choice(_LETTERS) for _ in range(10))
    return f"{letters[:5]}-{letters[5:]}"


def new_codes() -> list[str]:
    return [new_code() for _ in range(CODES)]


def plain(code: str) -> str:
    """As it is typed, with spaces or a dash, in small or large letters."""
    return "".join(code.upper().split()).replace("-", "")[:40]


def digest_of(vault: Vault, staff: StaffMember, code: str) -> bytes:
    """Of a recovery code. It is 50 bits of chance, and the digest keyed: no slow hash needed."""
    return vault.message_key(f"recovery code:{staff.id}:{plain(code)}")
