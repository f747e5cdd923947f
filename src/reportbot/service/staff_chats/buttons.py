"""The buttons below an alert in a staff chat. Each is good in one chat, for one account, for one case."""

import hmac
from base64 import urlsafe_b64encode
from dataclasses import dataclass

from reportbot.service.ports import Vault
from reportbot.service.tables.staff_chats import StaffChat

SEEN, TAKE = "seen", "take"
SIGNED = 16  # letters of the signature: 96 bits, and 64 bytes carry all of it


@dataclass(frozen=True, slots=True)
class Asked:
    """What a button says, before anybody has looked whether it is ours."""

    act: str
    case: int
    signature: str


def data_of(vault: Vault, act: str, case: int, chat: StaffChat) -> str:
    """As it stands in the button, without what the transport puts in front."""
    return f"{act}:{case:x}:{_signature(vault, act, case, chat)}"


def read(data: str) -> Asked | None:
    act, _, rest = data.partition(":")
    case, _, signature = rest.partition(":")
    if act not in (SEEN, TAKE) or not (0 < len(case) <= 16 and set(case) <= set("0123456789abcdef")):
        return None
    return Asked(act, int(case, 16), signature)


def is_ours(vault: Vault, asked: Asked, chat: StaffChat) -> bool:
    known = _signature(vault, asked.act, asked.case, chat)
    return hmac.compare_digest(asked.signature.encode(), known.encode())


def _signature(vault: Vault, act: str, case: int, chat: StaffChat) -> str:
    signed = vault.message_key(f"staff button:{chat.municipality}:{chat.member}:{chat.id}:{act}:{case}")
    return urlsafe_b64encode(signed).decode()[:SIGNED]
