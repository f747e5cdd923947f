"""Sentences with what they mean, from which heads are trained: those of `reportbot/examples/`, and a town's own."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable

from reportbot.core.categories import CATEGORIES
from reportbot.core.errors import BadSetup, Problem
from reportbot.core.urgency import Urgency

UNHEARD = 0.3  # of the ideas are left out by chance when something is fitted on what the rules hear
HEADER = ["lang", "text", "category", "urgency"]
_MEASURED_WITH = "evaluation"


@dataclass(frozen=True, slots=True)
class Example:
    """`weight`: how much it counts beside one that comes with the program."""

    language: str
    text: str = field(repr=False)
    category: str
    urgency: Urgency
    weight: float = 1.0


def shipped() -> list[Example]:
    """Those to learn from, never those to measure with. Raises BadSetup with every problem."""
    found = [each for each in (files("reportbot") / "examples").iterdir() if each.name.endswith(".tsv")]
    return read(*sorted((each for each in found if not each.name.startswith(_MEASURED_WITH)), key=lambda f: f.name))


def read(*sources: Traversable) -> list[Example]:
    """TSV files with a header. Raises BadSetup with every problem, file and line."""
    problems: list[Problem] = []
    found = [each for source in sources for each in _rows(source, problems)]
    if problems:
        raise BadSetup(*problems)
    return found


def digest(examples: Iterable[Example]) -> str:
    """SHA-256 of what is in them, whatever their order."""
    lines = sorted(f"{each.language}\t{each.text}\t{each.category}\t{each.urgency.word}" for each in examples)
    return sha256("\n".join(lines).encode()).hexdigest()


def _rows(source: Traversable, problems: list[Problem]) -> Iterable[Example]:
    try:
        head, *lines = source.read_text(encoding="utf-8").splitlines() or [""]
    except (OSError, UnicodeDecodeError) as failure:
        problems.append(Problem(source.name, 0, f"cannot be read: {type(failure).__name__}"))
        return
    if head.split("\t") != HEADER:
        problems.append(Problem(source.name, 1, f"the first line must be {' '.join(HEADER)}, parted by tabs"))
        return
    for number, line in enumerate(lines, start=2):
        parts = line.split("\t")
        if len(parts) != len(HEADER) or not parts[1].strip():
            problems.append(Problem(source.name, number, "wants language, text, category and urgency, parted by tabs"))
        elif parts[2] not in CATEGORIES:
            problems.append(Problem(source.name, number, f"there is no category {parts[2]!r}"))
        elif parts[3].upper() not in Urgency.__members__:
            problems.append(Problem(source.name, number, f"there is no urgency {parts[3]!r}"))
        else:
            yield Example(parts[0], parts[1], parts[2], Urgency.from_word(parts[3]))
