"""`reportbot check`: everything an operator, a translator or an author can get wrong, with file and line."""

from collections.abc import Callable
from pathlib import Path

from reportbot import paths
from reportbot.core.errors import BadSetup, Problem
from reportbot.i18n.check import catalogue_problems
from reportbot.i18n.extract import extract_from
from reportbot.lexicons import load as load_lexicon
from reportbot.municipality import load as load_municipalities
from reportbot.surroundings import load_book, load_sentences, load_words


def check(municipalities: Path | None, *, quiet: bool = False) -> int:
    """Prints every problem and returns 1 if there is any; then what the municipalities must still supply."""
    found = problems(municipalities)
    for problem in found:
        print(problem)
    if not found and not quiet:
        for line in to_be_supplied(municipalities):
            print(line)
    print(f"{len(found)} problem(s)." if found else "Everything is in order.")
    return 1 if found else 0


def problems(municipalities: Path | None = None) -> list[Problem]:
    """Every problem of flows, sentences, words, lexicons, municipality files and catalogues."""
    folder = municipalities or paths.municipalities()
    conversations = paths.conversations()
    found: list[Problem] = []
    found += _problems_of(lambda: load_book(conversations))
    found += _problems_of(lambda: load_sentences(conversations))
    found += _problems_of(lambda: load_words(conversations))
    found += _problems_of(lambda: load_municipalities(folder))
    found += _problems_of(load_lexicon)
    if not found:
        root = conversations.parent
        messages = extract_from(conversations, folder, Path(__file__).parent, root)
        found += catalogue_problems(messages, paths.locales())
    return found


def to_be_supplied(municipalities: Path | None = None) -> list[str]:
    """What only the municipality can tell us: not wrong, but not ready either."""
    towns = load_municipalities(municipalities or paths.municipalities())
    return [
        f"{key}: to be supplied by the municipality: {what}" for key, t in towns.items() for what in t.to_be_supplied
    ]


def _problems_of(load: Callable[[], object]) -> tuple[Problem, ...]:
    try:
        load()
    except BadSetup as error:
        return error.problems
    return ()
