"""How a receipt code is written, read and masked: 16 digits, the last a check digit. Making one is the vault's.

The check digit is Damm's (H. Michael Damm, 2004): a table that catches every single wrong digit and every swap of
two neighbours, which are the slips people make when they copy a number from a phone.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from reportbot.core.errors import RuleBroken

CODE_DIGITS = 16
_LONGEST = 4096  # letters that are searched: as many as one Telegram message has
_GAP = 10  # at most so many separators stand between two groups of one code
_DIGITS = "0123456789"
SHOWN_DIGITS = 4  # of a code that is masked: enough for its holder to know which one it is
_HIDDEN = "•••• •••• •••• "
_ROW = re.compile(r"(?<!\d)(?<!•••• )\d+")  # decimal digits of every script; what a mask has left is no code any more
# Unicode classes: spaces, punctuation, signs (+ | = ~ →), and what cannot be seen (line ends, direction marks).
_SEPARATORS = "ZPSC"
_DAMM = (
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
)


def with_check_digit(fifteen: str) -> str:
    """Append the check digit. Raises RuleBroken unless given fifteen digits 0-9."""
    if len(fifteen) != CODE_DIGITS - 1 or not _only_digits(fifteen):
        raise RuleBroken("a receipt code is made from fifteen digits")
    return fifteen + _check(fifteen)


def is_plausible(text: str) -> bool:
    """Sixteen plain digits whose last one fits. Says nothing about whether a case has this code."""
    return len(text) == CODE_DIGITS and _only_digits(text) and _check(text) == "0"


def read_code(text: str) -> str | None:
    """The first code in a message, as plain digits: in fours or not, with any digits a keyboard has, or None.

    Looks at the first 4096 letters.
    """
    return next((code for _, _, code in _codes(text[:_LONGEST])), None)


def is_mistyped(text: str) -> bool:
    """Sixteen digits that stand like a code, and whose check digit does not fit: one was copied wrongly."""
    if read_code(text):
        return False
    rows = list(_rows(text[:_LONGEST]))
    return any(len(_digits_from(rows, start)[0]) == CODE_DIGITS for start in range(len(rows)))


def masked(text: str) -> str:
    """Every code in the text as •••• •••• •••• 1234, whoever it may belong to; the rest as it was."""
    pieces, end = [], 0
    for start, after, code in _codes(text):
        pieces += [text[end:start], _HIDDEN, code[-SHOWN_DIGITS:]]
        end = after
    return "".join((*pieces, text[end:])) if pieces else text


def in_fours(code: str) -> str:
    """The code as it is shown and read aloud: 1234 5678 9012 3456."""
    return " ".join(code[i : i + 4] for i in range(0, len(code), 4))


def _only_digits(text: str) -> bool:
    return all(letter in _DIGITS for letter in text)


def _check(digits: str) -> str:
    state = "0"
    for digit in digits:
        state = _DAMM[int(state)][int(digit)]
    return state


class _Row(NamedTuple):
    """An unbroken row of digits. `joined`: it may go on the row before it, only a few separators stand between."""

    start: int
    end: int
    digits: str
    joined: bool


def _codes(text: str) -> Iterator[tuple[int, int, str]]:
    """Where each code begins and ends, and its plain digits. None of them overlap."""
    rows = list(_rows(text))
    start = 0
    while start < len(rows):
        digits, count = _digits_from(rows, start)
        if is_plausible(digits):
            yield rows[start].start, rows[start + count - 1].end, digits
            start += count
        else:
            start += 1


def _rows(text: str) -> Iterator[_Row]:
    end = 0
    for row in _ROW.finditer(text):
        yield _Row(row.start(), row.end(), _plain(row.group()), _separates(text[end : row.start()]))
        end = row.end()


def _plain(row: str) -> str:
    return row if row.isascii() else "".join(str(unicodedata.decimal(digit)) for digit in row)


def _separates(gap: str) -> bool:
    if gap.endswith("+") and gap.strip("+"):  # ", +383 44 …": a phone number begins
        return False
    return len(gap) <= _GAP and all(unicodedata.category(letter)[0] in _SEPARATORS for letter in gap)


def _digits_from(rows: list[_Row], start: int) -> tuple[str, int]:
    """The digits of as many rows as go together from here and are not more than a code has; and how many rows."""
    digits = ""
    for count, row in enumerate(rows[start : start + CODE_DIGITS]):
        if (digits and not row.joined) or len(digits) + len(row.digits) > CODE_DIGITS:
            return digits, count
        digits += row.digits
        if len(digits) == CODE_DIGITS:
            return digits, count + 1
    return digits, len(rows) - start
