"""`reportbot check`: everything an operator, a translator or an author can get wrong, with file and line."""

from pathlib import Path

from reportbot import paths
from reportbot.core.errors import BadSetup, Problem
from reportbot.i18n.catalogues import Catalogues
from reportbot.i18n.check import catalogue_problems
from reportbot.lexicons import load as load_lexicon
from reportbot.municipality import Municipality
from reportbot.municipality import load as load_municipalities
from reportbot.surroundings import load_book, load_sentences, load_words


def problems(municipalities: Path | None = None) -> list[Problem]:
    """Every problem of flows, sentences, words, catalogues, lexicons and municipality files."""
    found: list[Problem] = []
    for load in (load_book, load_sentences, load_words):
        found += _problems_of(load, paths.conversations())
    found += _problems_of(load_municipalities, municipalities or paths.municipalities())
    try:
        load_lexicon()
    except BadSetup as error:
        found += error.problems
    try:
        catalogues = Catalogues.load(paths.locales())
    except BadSetup as error:
        found += error.problems
    else:
        found += catalogue_problems(paths.conversations().parent, catalogues)
    return found


def to_be_supplied(municipalities: dict[str, Municipality]) -> list[str]:
    """What only the municipality can tell us; not wrong, but not ready either."""
    return [f"{key}: {what}" for key, each in municipalities.items() for what in each.to_be_supplied]


def _problems_of(load: object, folder: Path) -> tuple[Problem, ...]:
    try:
        load(folder)  # type: ignore[operator]
    except BadSetup as error:
        return error.problems
    return ()
