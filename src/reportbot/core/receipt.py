"""How a receipt code is written and read: 16 digits, the last a check digit, shown in fours. Making one is the vault's.

The check digit is Damm's (H. Michael Damm, 2004): a table that catches every single wrong digit and every swap of
two neighbours, which are the slips people make when they copy a number from a phone.
"""

import re
import unicodedata
from collections.abc import Iterator

from reportbot.core.errors import RuleBroken

CODE_DIGITS = 16
_LONGEST = 4096  # letters that are searched: as many as one Telegram message has
_GAP = 3  # at most so many separators stand between two groups of one code
_DIGITS = "0123456789"
_ROW = re.compile(r"\d+")  # decimal digits of every script
_SEPARATORS = "ZPC"  # Unicode classes: spaces, punctuation, and what cannot be seen (line ends, direction marks)
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
    groups = list(_groups(text[:_LONGEST]))
    for start in range(len(groups)):
        code = _code_from(groups, start)
        if code is not None:
            return code
    return None


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


def _groups(text: str) -> Iterator[tuple[str, bool]]:
    """Each unbroken row of digits, and whether it may go on the row before it (only a few separators between)."""
    end = 0
    for row in _ROW.finditer(text):
        yield _plain(row.group()), _separates(text[end : row.start()])
        end = row.end()


def _plain(row: str) -> str:
    return "".join(str(unicodedata.decimal(digit)) for digit in row)


def _separates(gap: str) -> bool:
    return len(gap) <= _GAP and all(unicodedata.category(letter)[0] in _SEPARATORS for letter in gap)


def _code_from(groups: list[tuple[str, bool]], start: int) -> str | None:
    code = ""
    for row, joined in groups[start : start + CODE_DIGITS]:
        if (code and not joined) or len(code) + len(row) > CODE_DIGITS:
            return None
        code += row
        if len(code) == CODE_DIGITS:
            return code if is_plausible(code) else None
    return None
