"""reportbot with nothing sealed and nothing tagged: only to see what sealing costs. Its processes seal nothing else."""

from hashlib import md5
from pathlib import Path

from nacl.bindings import crypto_box_SEALBYTES

from reportbot.core.messages import Address
from reportbot.vault import datakeys, opening, sealing, weeks
from reportbot.vault.boxes import OVERHEAD
from tests.benchmarks import contestant_ours
from tests.benchmarks.load import Contestant


def contestants(mode: str, folder: Path, counting: bool) -> list[Contestant]:
    """The first of reportbot's (SQLite), without its sealing."""
    _seal_nothing()
    made = contestant_ours.contestants(mode, folder, counting)[:1]
    for each in made:
        each.name = "reportbot, nothing sealed"
    return made


def _seal_nothing() -> None:
    for module in (datakeys, weeks, sealing):
        module.shut = _open_box  # type: ignore[attr-defined]
        module.unshut = _read_box  # type: ignore[attr-defined]
    sealing.crypto_box_seal = lambda message, pk: bytes(crypto_box_SEALBYTES) + message  # type: ignore[attr-defined]
    opening.crypto_box_seal_open = lambda sealed, *_: sealed[crypto_box_SEALBYTES:]  # type: ignore[attr-defined]
    setattr(weeks.Week, "tag", _plain_tag)  # noqa: B010 - the slot of a frozen class


def _open_box(key: bytes, header: bytes, plain: bytes, place: str) -> bytes:
    return header + bytes(OVERHEAD) + plain  # as long as if it were sealed


def _read_box(key: bytes, header: bytes, sealed: bytes, place: str) -> bytes:
    return sealed[len(header) + OVERHEAD :]


def _plain_tag(week: weeks.Week, address: Address) -> bytes:
    """As short as the real one, so that rows are as long."""
    return md5(address.value.encode(), usedforsecurity=False).digest()
