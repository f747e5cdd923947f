"""A table as a workbook. Rows go through files in a folder of our own, which is removed with them at the end: they lie
in the open in the database too (outlines, figures, the audit log).
"""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime
from typing import IO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from reportbot.core.sheets import Cell, harmless, wall_clock

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PIECE = 64 * 1024  # bytes
WIDTH = 22  # of a column, in letters
_TEXTS_ONLY = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


async def as_xlsx(
    name: str,
    head: Sequence[str],
    pages: AsyncIterator[Sequence[Sequence[Cell]]],
    zone: str,
) -> AsyncIterator[bytes]:
    """`name` is that of the sheet. A workbook is sent once it is complete; each page is written in a thread."""
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile() as file:
        sheet = _Sheet(file, folder, name, head, zone)
        try:
            async for rows in pages:
                await asyncio.to_thread(sheet.add, rows)
        finally:
            await asyncio.to_thread(sheet.close)
        file.seek(0)
        while piece := await asyncio.to_thread(file.read, PIECE):
            yield piece


class _Sheet:
    def __init__(self, file: IO[bytes], folder: str, name: str, head: Sequence[str], zone: str) -> None:
        options = {**_TEXTS_ONLY, "tmpdir": folder, "constant_memory": True}
        self._book = xlsxwriter.Workbook(file, options)
        self._sheet: Worksheet = self._book.add_worksheet(name)
        self._moment: Format = self._book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        self._day: Format = self._book.add_format({"num_format": "yyyy-mm-dd"})
        self._zone, self._line = zone, 1
        bold = self._book.add_format({"bold": True})
        self._sheet.set_column(0, max(0, len(head) - 1), WIDTH)
        self._sheet.freeze_panes(1, 0)
        for column, title in enumerate(head):
            self._sheet.write_string(0, column, harmless(title), bold)

    def add(self, rows: Sequence[Sequence[Cell]]) -> None:
        for row in rows:
            for column, cell in enumerate(row):
                self._write(column, cell)
            self._line += 1

    def close(self) -> None:
        self._book.close()

    def _write(self, column: int, cell: Cell) -> None:
        if cell is None:
            return
        if isinstance(cell, datetime):
            self._sheet.write_datetime(self._line, column, wall_clock(cell, self._zone), self._moment)
        elif isinstance(cell, date):
            self._sheet.write_datetime(self._line, column, cell, self._day)
        elif isinstance(cell, str):
            self._sheet.write_string(self._line, column, harmless(cell))
        else:
            self._sheet.write_number(self._line, column, cell)
