"""A new generation of keys: everything that an older one has sealed is sealed anew, while the service goes on.

Each batch is one transaction, and each value is exchanged only if nobody has changed it meanwhile; so it can be
killed at any moment and begun again. Texts are not touched: they are sealed by keys that are wrapped here.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from reportbot.core.errors import CannotBeRead
from reportbot.service.ports import Store
from reportbot.service.records import UnderRing
from reportbot.service.trying import persistently

BATCH = 500  # values in one transaction: the service waits 0.1 s for it at most
# Table, column, and the place that the value is bound to. Every column of privacy "key" must stand here.
WRAPPED = (
    ("weeks", "sealed_pepper", "weeks.pepper"),
    ("weeks", "sealed_key", "weeks.key"),
    ("cases", "sealed_key", "cases.key"),
    ("photos", "sealed_key", "photos.key"),
    ("broken_messages", "sealed_key", "broken_messages.key"),
    ("trained_models", "sealed_key", "trained_models.key"),
    ("staff_members", "sealed_key", "staff_members.key"),
    ("town_changes", "sealed_key", "town_changes.key"),
    ("town_asks", "sealed_key", "town_asks.key"),
)
ADDRESSES = (("conversations", "sealed_address"), ("staff_chats", "sealed_chat"))
log = logging.getLogger("reportbot.rotation")


class Rewrapper(Protocol):
    def rewrap(self, wrapped: bytes, place: str) -> bytes:
        """Raises CannotBeRead."""


class Resealer(Protocol):
    def reseal(self, municipality: str, channel: str, conversation: int, sealed: bytes) -> bytes:
        """Raises CannotBeRead."""


Tell = Callable[[str, int, int], None]  # column, how many of it are done, of how many


@dataclass(frozen=True, slots=True)
class Sealing:
    """One column that the ring seals, and how one of its values is sealed anew."""

    table: str
    column: str
    anew: Callable[[UnderRing], bytes]

    @property
    def name(self) -> str:
        return f"{self.table}.{self.column}"


class Rotation:
    """`header` is that of the key that seals now."""

    def __init__(self, store: Store, vault: Rewrapper, opener: Resealer, header: bytes) -> None:
        self._store, self._header = store, header
        self._columns = [_wrapped(vault, *each) for each in WRAPPED]
        self._columns += [_address(opener, *each) for each in ADDRESSES]

    async def left(self) -> dict[str, int]:
        """Column → how many values are still sealed with another key; only those of which there are some."""
        async with self._store.read() as work:
            counts = {
                each.name: await work.key_rows.count_older(each.table, each.column, self._header)
                for each in self._columns
            }
        return {name: count for name, count in counts.items() if count}

    async def run(self, tell: Tell) -> int:
        """Seals everything anew; how many values could not be read and stay as they are. Raises StoreFailed."""
        left = await self.left()
        damaged = 0
        for each in self._columns:
            if each.name in left:
                damaged += await self._column(each, left[each.name], tell)
        return damaged

    async def _column(self, each: Sealing, total: int, tell: Tell) -> int:
        after, done, damaged = -(2**63), 0, 0
        while rows := await persistently(partial(self._batch, each, after)):
            damaged += sum(new is None for _, new in rows)
            after, done = rows[-1][0].id, done + len(rows)
            tell(each.name, done, max(total, done))
        return damaged

    async def _batch(self, each: Sealing, after: int) -> list[tuple[UnderRing, bytes | None]]:
        async with self._store.begin() as work:
            found = await work.key_rows.older(each.table, each.column, self._header, after, BATCH)
            rows = [(row, _tried(each, row)) for row in found]
            await work.key_rows.swap(each.table, each.column, [(row, new) for row, new in rows if new is not None])
        return rows


def _tried(each: Sealing, row: UnderRing) -> bytes | None:
    try:
        return each.anew(row)
    except CannotBeRead:
        log.error("a value cannot be read and stays as it is", extra={"place": each.name})
        return None


def _wrapped(vault: Rewrapper, table: str, column: str, place: str) -> Sealing:
    return Sealing(table, column, lambda row: vault.rewrap(row.sealed, f"{place}:{row.id}"))


def _address(opener: Resealer, table: str, column: str) -> Sealing:
    return Sealing(table, column, lambda row: opener.reseal(row.municipality, row.channel, row.id, row.sealed))
