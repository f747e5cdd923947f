"""A table as CSV, line by line: whatever its length, one page of rows is in memory."""

from collections.abc import AsyncIterator, Sequence

from reportbot.core.sheets import MARK, Cell, csv_line

MEDIA_TYPE = "text/csv; charset=utf-8"


async def as_csv(
    head: Sequence[str], pages: AsyncIterator[Sequence[Sequence[Cell]]], zone: str
) -> AsyncIterator[bytes]:
    yield (MARK + csv_line(head, zone)).encode()
    async for rows in pages:
        if rows:
            yield "".join(csv_line(row, zone) for row in rows).encode()
