"""How the tables are split for a backup: what may be read with the keys, and the keys, so that they lie apart.

A column of privacy "key" is in the one half, every other column in the other; the primary key is in both.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import Column, LargeBinary, MetaData, Table, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

from reportbot.core.errors import RuleBroken
from reportbot.storage.schema import conversations, metadata

KINDS = ("integer", "text", "bytes")


@dataclass(frozen=True, slots=True)
class Field:
    """One column as it is written down: its name, one of KINDS, whether it may be empty, whether it names the row."""

    name: str
    kind: str
    null: bool
    names_row: bool


@dataclass(frozen=True)
class Part:
    """Some columns of one table; `left_out` are the keys that stand in the other half."""

    table: str
    fields: tuple[Field, ...]
    left_out: tuple[Field, ...] = ()

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(field.name for field in self.fields)

    @cached_property
    def row_names(self) -> tuple[str, ...]:
        """The primary key."""
        return tuple(field.name for field in self.fields if field.names_row)

    @cached_property
    def is_only_keys(self) -> bool:
        """A row of this table is nothing without its keys."""
        return bool(self.left_out) and all(field.names_row for field in self.fields)


def content_parts(tables: MetaData = metadata) -> tuple[Part, ...]:
    """Every table, without its keys."""
    return tuple(
        Part(
            table.name,
            tuple(_field(column) for column in table.c if not _is_key(column)),
            tuple(_field(column) for column in table.c if _is_key(column)),
        )
        for table in tables.sorted_tables
    )


def keys_parts(tables: MetaData = metadata) -> tuple[Part, ...]:
    """The keys of every table that has some, and which conversations there still are: who asked to be forgotten must
    not come back with an older content.
    """
    parts = []
    for table in tables.sorted_tables:
        keys = [column for column in table.c if _is_key(column)]
        if keys or table.name == conversations.name:
            parts.append(Part(table.name, tuple(_field(column) for column in (*_primary(table), *keys))))
    return tuple(parts)


def _primary(table: Table) -> Sequence[Column[Any]]:
    return [column for column in table.c if column.primary_key]


def _is_key(column: Column[Any]) -> bool:
    """Raises RuleBroken for a column that does not say how private it is: it belongs into neither half."""
    privacy = column.info.get("privacy")
    if privacy not in ("none", "pseudonym", "sealed", "key"):
        raise RuleBroken(f"{column} does not say how private it is")
    if privacy == "key" and column.primary_key:
        raise RuleBroken(f"{column} cannot be a key and name its row")
    return bool(privacy == "key")


def _field(column: Column[Any]) -> Field:
    stored: TypeEngine[Any] = column.type
    if isinstance(stored, TypeDecorator):
        stored = stored.impl_instance
    kind = "bytes" if isinstance(stored, LargeBinary) else "text" if isinstance(stored, Text) else "integer"
    return Field(column.name, kind, bool(column.nullable), column.primary_key)
