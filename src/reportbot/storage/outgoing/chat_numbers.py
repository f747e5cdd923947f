"""What a platform calls the messages of a chat, so that they can be taken back there."""

from datetime import datetime

from sqlalchemy import bindparam, or_, select, update

from reportbot.service.records import DeliveryState
from reportbot.storage.schema import outbox
from reportbot.storage.sql.transaction import Transaction

# Rows that leave something in a chat.
SAID = ("reply", "later", "receipt", "answer", "notice", "news", "picture", "quiet", "leave")
MOST_ROWS = 1_000  # of one conversation


class SqlChatNumbers:
    """What service.tables.outbox.ChatNumbers asks for."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def numbers(self, conversation: int, since: datetime) -> tuple[list[str], bool]:
        """Newest first."""
        rows = await self._transaction.fetch(_NUMBERS, {"of": conversation})
        lately = [f"{evidence} {target}" for target, evidence, created_at in rows if created_at >= since]
        return list(dict.fromkeys(" ".join(lately).split())), len(lately) < len(rows)

    async def let_go(self, conversation: int, below: int) -> None:
        self._transaction.write(_LET_GO, [{"of": conversation, "below": below}])


_C = outbox.c
_SAYS = or_(*(_C.kind == kind for kind in SAID))
_NUMBERS = select(_C.target, _C.evidence, _C.created_at).where(_C.conversation == bindparam("of"))
_NUMBERS = _NUMBERS.where(_SAYS).order_by(_C.id.desc()).limit(MOST_ROWS)
_LET_GO = (
    update(outbox)
    .where(
        _C.conversation == bindparam("of"),
        _C.id < bindparam("below"),
        _SAYS,
        or_(_C.state == DeliveryState.DONE, _C.state == DeliveryState.CANCELLED),
    )
    .values(conversation=None, target="", evidence="")
)
