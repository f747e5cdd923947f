"""A table that leaves for a spreadsheet. A text in it is never a formula, whoever wrote it. Pure.

CSV is UTF-8 with a byte order mark, semicolons and CRLF: where the decimal sign is a comma, as in Kosovo, Albania and
Serbia, Excel opens nothing else by a double click. A line "sep=;" would make it forget that the file is UTF-8.
"""

import unicodedata
from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

Cell = str | int | float | datetime | date | None
"""A number stays a number, a moment (aware) becomes the wall clock of the town. None is an empty cell."""

MARK = "\ufeff"
_ACTIVE = frozenset("=+-@\u2212")  # also the sign for minus
LONGEST_CELL = 32_000
"""Letters. A cell of a spreadsheet holds 32,767."""


def harmless(text: str) -> str:
    """One line without hidden letters; behind an apostrophe where a spreadsheet could take it for a formula.

    Blanks, marks of direction and letters that only look like = + - @ do not hide it.
    """
    shown = "".join(_shown(letter) for letter in text[: LONGEST_CELL - 1].strip()).strip()
    begins = next((letter for letter in unicodedata.normalize("NFKC", shown[:8]) if not _is_blank(letter)), "")
    return f"'{shown}" if begins in _ACTIVE else shown


def csv_line(cells: Sequence[Cell], zone: str) -> str:
    """One line with its end. Every text stands in quotes, numbers do not."""
    return ";".join(_csv_cell(cell, zone) for cell in cells) + "\r\n"


def wall_clock(moment: datetime, zone: str) -> datetime:
    """Without a zone, as spreadsheets have it, to the minute. Raises ValueError for a naive moment."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None, second=0, microsecond=0)


def _csv_cell(cell: Cell, zone: str) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return f"{wall_clock(cell, zone):%Y-%m-%d %H:%M}"
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, str):
        return '"' + harmless(cell).replace('"', '""') + '"'
    return str(cell).replace(".", ",")


def _shown(letter: str) -> str:
    if letter == "\n":
        return " / "
    if letter.isspace():
        return " "
    return "" if unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Co", "Cn") else letter


def _is_blank(letter: str) -> bool:
    return letter.isspace() or unicodedata.category(letter) in ("Mn", "Me", "Zs")
