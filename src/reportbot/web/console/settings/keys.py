"""The key of something new in the file, made of the name that it was given."""

import re

from reportbot.core.text import fold
from reportbot.core.townfile.subjects import Kind, value_of
from reportbot.web.console.settings import words
from reportbot.web.console.settings.fields import At, FieldsWrong

LONGEST = 60  # letters


def key_made(at: At, kind: Kind, name: str, otherwise: str, field: str = "name") -> str:
    """`otherwise` begins the key of a name that begins with no letter; `field` holds the name. Raises FieldsWrong."""
    key = re.sub(r"[^a-z0-9]+", "_", fold(name)).strip("_")[:LONGEST]
    key = key if key[:1].isalpha() else f"{otherwise}_{key}" if key else ""
    if not key:
        raise FieldsWrong(words.NAME_NEEDED, field)
    if value_of(at.tables, (kind, key)) is not None:
        raise FieldsWrong(words.STANDS_ALREADY, field)
    return key
