"""Columns and indexes as migration 0002 writes them."""

from typing import Any

import sqlalchemy as sa
from alembic import op

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SMALL = sa.SmallInteger().with_variant(sa.Integer(), "sqlite")


def column(name: str, type_: sa.types.TypeEngine[Any], *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, type_, nullable=nullable, autoincrement=False)


def index(name: str, table: str, columns: list[str], *, unique: bool = False, where: str = "") -> None:
    condition: dict[str, Any] = {"sqlite_where": sa.text(where), "postgresql_where": sa.text(where)} if where else {}
    op.create_index(name, table, columns, unique=unique, **condition)


def says(sqlite: tuple[str, ...], postgresql: tuple[str, ...]) -> None:
    """Statements that each kind of database has words of its own for."""
    for statement in sqlite if op.get_bind().dialect.name == "sqlite" else postgresql:
        op.execute(statement)
