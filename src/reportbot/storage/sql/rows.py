"""One table, one record: columns bear the names of the record's fields, so rows and records turn into each other."""

from collections.abc import Callable, Sequence
from dataclasses import fields
from operator import attrgetter
from typing import Any, Generic, TypeVar

from sqlalchemy import Column, Select, Table, Update, bindparam, select, update

from reportbot.storage.sql.statements import Row

Record = TypeVar("Record")
LARGEST_LIST = 512  # values in one list; PostgreSQL takes 65,535 parameters in a statement, SQLite 32,766


class Rows(Generic[Record]):
    """How `record` lies in `table`. The record's fields must be the table's first columns, in the same order."""

    def __init__(self, table: Table, record: Callable[..., Record]) -> None:
        self.names = tuple(field.name for field in fields(record))  # type: ignore[arg-type]
        self.columns: tuple[Column[Any], ...] = tuple(table.c[name] for name in self.names)
        self._record = record
        self._values = attrgetter(*self.names)

    def select(self) -> Select[Any]:
        return select(*self.columns)

    def values(self, record: Record) -> dict[str, Any]:
        return dict(zip(self.names, self._values(record), strict=True))

    def records(self, rows: Sequence[Row]) -> list[Record]:
        return [self._record(*row) for row in rows]

    def one(self, rows: Sequence[Row]) -> Record | None:
        """The first of them; None where nothing was found."""
        return self._record(*rows[0]) if rows else None


def update_by_id(table: Table, *names: str) -> Update:
    """Sets `names` of one row; takes a dict with these names prefixed by "new_", and "id"."""
    return (
        update(table).where(table.c.id == bindparam("key")).values({name: bindparam(f"new_{name}") for name in names})
    )


def locked(rows: Select[Any]) -> Select[Any]:
    """For whoever reads in order to change (PostgreSQL; SQLite has one writer)."""
    return rows.with_for_update()


def padded(values: Sequence[Any]) -> Sequence[Any]:
    """Repeats the last value until there are 1, 2, 4 ... of them, so that a few statements serve every batch."""
    size = 1 << (len(values) - 1).bit_length()
    return [*values, *[values[-1]] * (size - len(values))]


def chunks(values: Sequence[Any], size: int = LARGEST_LIST) -> list[Sequence[Any]]:
    return [values[start : start + size] for start in range(0, len(values), size)]
