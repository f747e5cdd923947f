"""Statements are built with SQLAlchemy once, compiled once per kind of database, and then run on the driver itself.

SQLAlchemy's asynchronous execution costs about 450 us a statement, compiling one twice that; the drivers need 5 to 50.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any, ClassVar

from sqlalchemy import Dialect
from sqlalchemy.sql.elements import BindParameter
from sqlalchemy.sql.expression import Executable

from reportbot.storage.sql.columns import Own

Row = Sequence[Any]
Values = Mapping[str, Any]


class Statements:
    """The compiled statements of a database, shared with all of its kind: each room of practice opens one more."""

    _of_a_kind: ClassVar[dict[tuple[str, str, str], dict[Executable, "Prepared"]]] = {}

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        kind = (dialect.name, dialect.driver, dialect.paramstyle)
        self._prepared = self._of_a_kind.setdefault(kind, {})

    def prepare(self, statement: Executable) -> "Prepared":
        prepared = self._prepared.get(statement)
        if prepared is None:
            prepared = self._prepared[statement] = Prepared(statement, self._dialect)
        return prepared


class Prepared:
    """One statement as the driver wants it: its text, how named values become its arguments, how rows are read."""

    def __init__(self, statement: Executable, dialect: Dialect) -> None:
        compiled: Any = statement.compile(dialect=dialect)  # type: ignore[attr-defined]
        self.sql = str(compiled)
        names: list[str] = list(compiled.positiontup or ())
        binds: dict[str, BindParameter[Any]] = compiled.binds
        self._fixed = {name: binds[name].value for name in names if not binds[name].required}
        self._pick = _picker(names)
        given = enumerate(binds[name].type for name in names)
        self._into = [(place, kind.into) for place, kind in given if isinstance(kind, Own)]
        read = enumerate(column.type for column in getattr(statement, "exported_columns", ()))
        self._out = [(place, kind.out) for place, kind in read if isinstance(kind, Own)]

    def arguments(self, rows: Iterable[Values]) -> list[list[Any]]:
        """Raises KeyError when a value is missing."""
        if self._fixed:
            rows = [{**self._fixed, **row} for row in rows]
        return _converted(map(self._pick, rows), self._into)

    def read(self, rows: list[Row]) -> Sequence[Row]:
        return _converted(rows, self._out) if self._out else rows


def _picker(names: list[str]) -> Callable[[Values], Sequence[Any]]:
    if len(names) > 1:
        return itemgetter(*names)
    return lambda values: [values[name] for name in names]


def _converted(rows: Iterable[Sequence[Any]], conversions: list[tuple[int, Callable[[Any], Any]]]) -> list[list[Any]]:
    """Column by column: the tightest loop that Python has for it."""
    lists = [list(row) for row in rows]
    for place, convert in conversions:
        for row in lists:
            if row[place] is not None:
                row[place] = convert(row[place])
    return lists
