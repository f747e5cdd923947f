"""What is said in the chat of one who works at the desk: a few slash words, and the code by which a chat is linked.

Anything else said there is nothing: such a chat never becomes a report.
"""

import re
from datetime import timedelta

LINK, LATE, HELP, STOP = "link", "late", "help", "stop"
CODE_LIVES = timedelta(minutes=15)
CODE_LETTERS = 10  # of 32 each: 50 bits, good for a quarter of an hour and for one use
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # without I, O, 0 and 1, which are read as each other
START_PAYLOAD = "desk_"
"""Begins what follows /start in the link to the bot: letters, digits, _ and -, up to 64 of them
(https://core.telegram.org/bots/features#deep-linking)."""

_WORDS = {"/link": LINK, "/late": LATE, "/help": HELP, "/stop": STOP}
_SAID = re.compile(r"(/[A-Za-z]{1,20})(?:@[A-Za-z0-9_]{1,40})?(?:\s+(.*))?", re.DOTALL)


def word_in(text: str) -> tuple[str, str]:
    """The word and the code behind it, both "" where there is none: `/late`, `/link ABCDE-FGHJK`, `/start desk_…`."""
    found = _SAID.fullmatch(text.strip()[:200])
    if found is None:
        return "", ""
    said, rest = found[1].lower(), (found[2] or "").strip()
    if said == "/start" and rest.startswith(START_PAYLOAD):
        return LINK, code_in(rest.removeprefix(START_PAYLOAD))
    word = _WORDS.get(said, "")
    return word, code_in(rest) if word == LINK else ""


def code_in(text: str) -> str:
    """A code as it was typed, with spaces or dashes, in small or large letters; "" for what cannot be one."""
    letters = re.sub(r"[\s-]", "", text[:60]).upper()
    return letters if len(letters) == CODE_LETTERS and set(letters) <= set(ALPHABET) else ""


def in_two(code: str) -> str:
    """As it is shown: ABCDE-FGHJK."""
    half = CODE_LETTERS // 2
    return f"{code[:half]}-{code[half:]}"
