"""One sentence of danger for each language and kind, out of tests/core/hearing/dangers.tsv."""

import csv
from pathlib import Path

_FILE = Path(__file__).parent / "core" / "hearing" / "dangers.tsv"
with _FILE.open(encoding="utf-8") as _rows:
    _ALL = [(row["language"], row["kind"], row["said"]) for row in csv.DictReader(_rows, delimiter="\t")]

ALL_DANGERS = [(language, said) for language, _, said in _ALL]
DANGERS = list({(language, kind): (language, said) for language, kind, said in reversed(_ALL)}.values())
