"""The web chat's own page of messages."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, insert

from reportbot.service.records import ChatLine
from reportbot.storage.schema import chat_lines
from reportbot.storage.sql.rows import Rows
from reportbot.storage.sql.transaction import Transaction


class SqlChat:
    """Implements service.tables.talks.Chat."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, lines: Sequence[ChatLine]) -> None:
        self._transaction.write(_INSERT, [_LINE.values(line) for line in lines])

    async def lines(self, municipality: str, tag: bytes, after: int = 0, limit: int = 200) -> list[ChatLine]:
        values = {"municipality": municipality, "tag": tag, "after": after, "limit": limit}
        return _LINE.records(await self._transaction.fetch(_NEWEST, values))[::-1]

    async def remove(self, municipality: str, tag: bytes) -> None:
        self._transaction.write(_REMOVE, [{"municipality": municipality, "tag": tag}])

    async def remove_older(self, before: datetime) -> None:
        self._transaction.write(_REMOVE_OLDER, [{"before": before}])


_C = chat_lines.c
_LINE = Rows(chat_lines, ChatLine)
_INSERT = insert(chat_lines).inline()
_OF_PERSON = (_C.municipality == bindparam("municipality"), _C.tag == bindparam("tag"))
_NEWEST = _LINE.select().where(*_OF_PERSON, _C.id > bindparam("after")).order_by(_C.id.desc()).limit(bindparam("limit"))
_REMOVE = delete(chat_lines).where(*_OF_PERSON)
_REMOVE_OLDER = delete(chat_lines).where(_C.at < bindparam("before"))
