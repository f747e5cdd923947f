"""Which reports a message about several names."""

from collections.abc import Sequence
from functools import cache

from sqlalchemy import bindparam, insert
from sqlalchemy.sql.expression import Executable

from reportbot.service.records import Reminded
from reportbot.storage.schema import reminded
from reportbot.storage.sql.rows import Rows, chunks, padded
from reportbot.storage.sql.transaction import Transaction


class SqlReminded:
    """What service.tables.outbox.RemindedRows asks for."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add_reminded(self, lines: Sequence[Reminded]) -> None:
        self._transaction.write(_ADD, [_REMINDED.values(line) for line in lines])

    async def reminded(self, deliveries: Sequence[int]) -> dict[int, list[Reminded]]:
        found: dict[int, list[Reminded]] = {}
        for some in chunks(list(dict.fromkeys(deliveries))):
            known = padded(some)
            values = {f"id{place}": id for place, id in enumerate(known)}
            for line in _REMINDED.records(await self._transaction.fetch(_of(len(known)), values)):
                found.setdefault(line.delivery, []).append(line)
        return found


@cache
def _of(count: int) -> Executable:
    mine = _C.delivery.in_([bindparam(f"id{place}") for place in range(count)])
    return _REMINDED.select().where(mine).order_by(_C.delivery, _C.place)


_C = reminded.c
_REMINDED = Rows(reminded, Reminded)
_ADD = insert(reminded).inline()
