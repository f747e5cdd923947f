"""What a row of the outbox carries, sealed to that row: it opens in no other."""

from reportbot.service.ports import Vault
from reportbot.service.records import Delivery


def seal_payload(vault: Vault, id: int, payload: bytes) -> bytes:
    """For the row of this number."""
    return vault.seal(payload, _place(id))


def open_payload(vault: Vault, row: Delivery) -> bytes:
    """Raises CannotBeRead, also when its week is over."""
    return vault.open(row.payload, _place(row.id))


def _place(id: int) -> str:
    return f"deliveries.payload:{id}"
