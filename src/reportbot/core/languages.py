"""Codes of languages, as sessions and catalogues carry them: sq; sq_AL, a country's wording; sr_Cyrl, other letters.

A town offers languages; which wording and which letters of one somebody reads is decided here and nowhere else.
"""

from collections.abc import Iterable, Sequence

ENGLISH, ALBANIAN, SERBIAN, BOSNIAN, TURKISH = "en", "sq", "sr", "bs", "tr"
ROMANI = "rom"  # no catalogue ships: nobody who speaks it has written one yet (README)
CYRILLIC, LATIN = "sr_Cyrl", "sr_Latn"
"""Serbian in the letters that somebody asked for or writes. Plain sr is Latin too, but nobody asked for it."""

OFFICES = (ALBANIAN, SERBIAN, ENGLISH)
"""What offices and their desk read; all other languages are those of the people who write to us."""

MOST_OFFERED = 5  # options that can be taken in at once (domain facts, section 3)

NAMES = {
    ALBANIAN: "Shqip",
    SERBIAN: "Srpski / Српски",
    ENGLISH: "English",
    TURKISH: "Türkçe",
    BOSNIAN: "Bosanski",
    ROMANI: "Romani",
    "sq_AL": "Shqip",
}
"""As a person chooses among them: one option for both letters of Serbian."""

NAMES_ON_PAGES = {**NAMES, SERBIAN: "Srpski", LATIN: "Srpski", CYRILLIC: "Српски"}
"""As a link on a page, where there is room for both."""

SHORT_NAMES = {NAMES[SERBIAN]: "Srpski"}
"""For an SMS, which has Latin letters only."""

LETTERS = {"cyrillic": "Ћирилица", "latin": "Latinica"}
"""The two kinds of letters of Serbian, each as its readers call it."""

_WORDINGS = frozenset({"sq_AL"})
_RELATED = {BOSNIAN: SERBIAN}


def base(code: str) -> str:
    """The language without its country or letters."""
    return code.partition("_")[0]


def tag(code: str) -> str:
    """As HTML names it: sr-Cyrl."""
    return code.replace("_", "-")


def of_country(code: str, country: str) -> str:
    """The wording of that country, where it has one of its own."""
    wording = f"{code}_{country}"
    return wording if wording in _WORDINGS else code


def offered_as(code: str, languages: Sequence[str]) -> str:
    """How a town with these languages offers this one: sq as sq_AL in Albania, both letters of sr; "" if not."""
    if code in languages or (base(code) == SERBIAN and SERBIAN in languages):
        return code
    return next((each for each in languages if base(each) == base(code)), "")


def on_pages(languages: Iterable[str]) -> tuple[str, ...]:
    """Every link of a page's switch: Serbian in both letters."""
    return tuple(each for code in languages for each in ((code, CYRILLIC) if code == SERBIAN else (code,)))


def of_offices(languages: Iterable[str]) -> tuple[str, ...]:
    """Those that the desk and the offices can read; English if there is none."""
    return tuple(code for code in languages if base(code) in OFFICES) or (ENGLISH,)


def as_read_by(reader: str, languages: Iterable[str]) -> tuple[str, ...]:
    """Each in the wording and letters of that reader, who reads one of them."""
    return tuple(reader if base(code) == base(reader) else code for code in languages)


def sounds_like(code: str, guess: str) -> bool:
    """Whether a text that was taken for `guess` may be in this language: Bosnian sounds like Serbian."""
    return bool(guess) and guess in nearest(code)


def nearest(code: str) -> tuple[str, ...]:
    """Where to look for a name or a word, the best first: sq_AL, sq. Bosnian takes the Serbian name of a place."""
    found = (code, base(code), _RELATED.get(base(code), ""))
    return tuple(dict.fromkeys(each for each in found if each))
