"""What ships, read once for a whole run of the tests. None of it can be changed by whoever looks at it."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

from reportbot import paths
from reportbot.i18n.catalogues import Catalogues
from reportbot.i18n.extract import Message, extract_all
from reportbot.municipality.loading import Municipality, load

ROOT = Path(__file__).parents[1]


@cache
def catalogues() -> Catalogues:
    return Catalogues.load(paths.locales())


@cache
def sentences() -> tuple[Message, ...]:
    """Every English sentence that people read."""
    return tuple(extract_all(ROOT))


def towns(today: date | None = None) -> Mapping[str, Municipality]:
    return dict(_towns(today))


@cache
def _towns(today: date | None) -> Mapping[str, Municipality]:
    return load(paths.municipalities(), today)
