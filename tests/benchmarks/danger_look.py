"""How long the look for danger takes that every message gets (issue 4: at most 0.1 ms), by language; cold, in CPU time.

`PYTHONPATH=src python -m tests.benchmarks.danger_look`. Messages are those of tests/triage, alone and joined, of 20 to
300 letters. Nothing is remembered between two looks. The naive scan asks for every entry of the lexicon in turn.
"""

import random
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from time import thread_time_ns

from reportbot.core.hearing.lexicon import Lexicon
from reportbot.core.hearing.listen import look_for_danger
from reportbot.core.text import fold_clauses, loosen
from reportbot.lexicons import load

SENTENCES = Path(__file__).parents[1] / "triage"
LANGUAGES = ("sq", "sr", "en", "tr", "bs")
MOST_MS = 0.1
_MESSAGES, _LEAST, _MOST = 400, 20, 300
_NAIVE = 20  # messages; it takes long


def main() -> None:
    lexicon = load()
    naive = naive_scan(lexicon)
    for language in LANGUAGES:
        said = messages(language)
        took = times(lambda text: look_for_danger(lexicon, text), said)
        slow = median(times(naive, said[:_NAIVE]))
        print(
            f"danger look, {language}: median {median(took):.3f} ms, p95 {took[int(len(took) * 0.95)]:.3f} ms "
            f"({median(map(len, said)):.0f} letters, at most {MOST_MS} ms wanted); "
            f"{slow / median(took):.0f} times as fast as a naive scan"
        )


def messages(language: str) -> list[str]:
    """The same ones every time: half of them as people wrote them, half of them longer."""
    rows = [
        line.split("\t")
        for name in ("evaluation.tsv", "paraphrases.tsv")
        for line in (SENTENCES / name).read_text("utf-8").splitlines()[1:]
    ]
    sentences = [row[1] for row in rows if row[0] == language and _LEAST <= len(row[1]) <= _MOST]
    chosen = random.Random(language)
    said = [chosen.choice(sentences) for _ in range(_MESSAGES // 2)]
    while len(said) < _MESSAGES:
        longer, wanted = chosen.choice(sentences), chosen.randint(_LEAST, _MOST)
        while len(longer) < wanted:
            longer += ". " + chosen.choice(sentences)
        said.append(longer[:_MOST])
    return chosen.sample(said, len(said))


def times(look: Callable[[str], object], said: Sequence[str]) -> list[float]:
    """Milliseconds of each, sorted. Once through before, so that no import is measured."""
    found = []
    for text in (*said[:20], *said):
        begun = thread_time_ns()
        look(text)
        found.append((thread_time_ns() - begun) / 1e6)
    return sorted(found[20:])


def naive_scan(lexicon: Lexicon) -> Callable[[str], object]:
    """One expression for each entry, tried one after the other."""
    entries = {phrase.entry for rows in lexicon.index.phrases.values() for phrase in rows}
    entries |= {
        entry for known in (lexicon.index.whole, lexicon.index.stems) for p in known.values() for entry in p.single
    }
    wanted = [re.compile(_pattern(entry.words)) for entry in entries]

    def scan(text: str) -> object:
        folded = loosen(fold_clauses(text))
        return [each for each in wanted if each.search(folded)]

    return scan


def _pattern(words: Sequence[tuple[str, bool, int]]) -> str:
    first, *rest = words
    pattern = rf"\b{first[0]}" + (r"\w*" if first[1] else r"\b")
    for letters, is_stem, gap in rest:
        pattern += rf" (?:\w+ ){{0,{gap}}}{letters}" + (r"\w*" if is_stem else r"\b")
    return pattern


if __name__ == "__main__":
    main()
