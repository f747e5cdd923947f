"""Read one .po file. What is wrong with it as a file is told with its line."""

from collections.abc import Sequence
from io import StringIO
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog
from babel.messages.pofile import PoFileError, read_po

from reportbot.core.errors import BadSetup, Problem
from reportbot.core.languages import ROMANI, base

SOURCE = "en"
"""The language of the msgids."""

UNKNOWN_TO_BABEL = frozenset({ROMANI})
"""Languages of ours without a calendar in Babel: their days are said in figures."""


def catalogue_path(folder: Path, language: str) -> Path:
    return folder / language / "LC_MESSAGES" / "reportbot.po"


def languages_in(folder: Path) -> tuple[str, ...]:
    """Every language that has a folder, a language before its country variants. Raises BadSetup if there is none."""
    found = tuple(sorted(path.name for path in folder.iterdir() if path.is_dir())) if folder.is_dir() else ()
    if not found:
        raise BadSetup(Problem(str(folder), 0, "holds no language folder (such as sq/LC_MESSAGES/reportbot.po)"))
    return found


def is_overlay(language: str, languages: Sequence[str]) -> bool:
    """A country variant of a language that is there too: it says only what differs."""
    return base(language) != language and base(language) in languages


def locale_of(language: str) -> Locale | None:
    """What Babel knows of it; None for a language of ours that Babel does not know. Raises UnknownLocaleError."""
    return None if language in UNKNOWN_TO_BABEL else Locale.parse(language)


def read_catalogue(path: Path, language: str) -> Catalog:
    """Raises BadSetup: no such file, not UTF-8, not a .po file, or a language nobody knows."""
    text = _text(path)
    try:
        return read_po(StringIO(text), locale=locale_of(language), abort_invalid=True)
    except PoFileError as error:
        raise _bad(path, error.lineno + 1, f"is not a .po file here: {error}") from None
    except UnknownLocaleError:
        raise _bad(path, 0, f"{language!r} is no language: name the folder sq, sr, sq_AL ...") from None
    except (ValueError, IndexError, LookupError) as error:
        raise _bad(path, 0, f"is not a .po file: {error}") from None


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise _bad(path, 0, f"cannot be read: {error.strerror}") from None
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        raise _bad(path, raw.count(b"\n", 0, error.start) + 1, "is not UTF-8 text") from None


def _bad(path: Path, line: int, message: str) -> BadSetup:
    return BadSetup(Problem(str(path), line, message))
