"""The column types: how moments, flags, enums and small lists are stored, the same on SQLite and PostgreSQL."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from enum import IntEnum, StrEnum
from json.encoder import encode_basestring as _quoted
from typing import Any, Literal

from sqlalchemy import BigInteger, Column, Dialect, Integer, LargeBinary, SmallInteger, Text, TypeDecorator
from sqlalchemy.types import TypeEngine

Privacy = Literal["none", "pseudonym", "sealed", "key"]

# Tables are STRICT on SQLite, which knows INTEGER only; INTEGER PRIMARY KEY is also its fastest key.
Id = BigInteger().with_variant(Integer(), "sqlite")
Small = SmallInteger().with_variant(Integer(), "sqlite")


def column(
    name: str, type_: TypeEngine[Any], privacy: Privacy, *, null: bool = False, key: bool = False
) -> Column[Any]:
    """A column that says how private its content is.

    none, pseudonym (points at a person), sealed (encrypted), or key: the wrapped key to what is sealed. Keys are
    backed up apart from what they open, so that to destroy one is to destroy what it opened in every old backup.
    """
    return Column(name, type_, nullable=null, primary_key=key, autoincrement=False, info={"privacy": privacy})


class Own(TypeDecorator[Any]):
    """A type of ours. `into` and `out` convert what is not None; statements.py calls them without SQLAlchemy."""

    cache_ok = True
    into: Callable[[Any], Any]
    out: Callable[[Any], Any]

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        return None if value is None else self.into(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        return None if value is None else self.out(value)


class Moment(Own):
    """An aware datetime as whole microseconds since 1970, UTC. Raises TypeError for a naive one."""

    impl = BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return Id.dialect_impl(dialect)

    @staticmethod
    def into(value: datetime) -> int:
        return (value - _EPOCH) // _MICROSECOND

    @staticmethod
    def out(value: int) -> datetime:
        return _EPOCH + value * _MICROSECOND


class Flag(Own):
    """Yes or no as 1 or 0."""

    impl = SmallInteger
    cache_ok = True
    into = int
    out = bool

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return Small.dialect_impl(dialect)


class Word(Own):
    """A member of a StrEnum as its word."""

    impl = Text
    cache_ok = True
    into = str

    def __init__(self, enum: type[StrEnum]) -> None:
        super().__init__()
        self.enum = enum
        self.out = {str(member): member for member in enum}.__getitem__


class Level(Own):
    """A member of an IntEnum as its number."""

    impl = SmallInteger
    cache_ok = True
    into = int

    def __init__(self, enum: type[IntEnum]) -> None:
        super().__init__()
        self.enum = enum
        self.out = {int(member): member for member in enum}.__getitem__

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return Small.dialect_impl(dialect)


class Facts(Own):
    """A few named words as a JSON object."""

    impl = Text
    cache_ok = True

    @staticmethod
    def into(value: Mapping[str, str]) -> str:
        """What json.dumps says, which makes an encoder for each call."""
        return f"{{{', '.join([f'{_quoted(name)}: {_quoted(word)}' for name, word in value.items()])}}}"

    @staticmethod
    def out(value: str) -> dict[str, str]:
        return dict(json.loads(value))


class Keys(Own):
    """Names from a municipality file (they hold no space), as one text."""

    impl = Text
    cache_ok = True
    into = " ".join

    @staticmethod
    def out(value: str) -> tuple[str, ...]:
        return tuple(value.split())


Sealed = LargeBinary
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
