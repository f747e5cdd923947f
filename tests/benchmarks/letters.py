"""How long a letter takes as a PDF (issue 6: a referral at most 300 ms); `make bench`.

`PYTHONPATH=src:. python -m tests.benchmarks.letters`. The first referral pays for loading Typst and its fonts; the
others are what every later press of the button costs. Each has a story of its own, so that nothing is remembered.
"""

import time
from dataclasses import replace
from statistics import median

from reportbot import paths
from reportbot.letters.samples import AT, WORDS, sample
from reportbot.letters.typesetting import set_letter
from reportbot.service.cases.dossier import Said
from reportbot.service.letters.contents import KINDS, REFERRAL
from reportbot.service.letters.forms import Forms
from tests.builders import a_town, catalogues

MOST_MS = 300
TIMES = 40


def main() -> None:
    forms, plain = Forms(catalogues()), sample(a_town(), "sq")

    def took(kind: str, number: int) -> float:
        told = [Said(AT, {"description": f"{number} {WORDS}"})]
        values = forms.values(kind, replace(plain, told=told, number=f"L-2026-{number:04}"))
        begun = time.perf_counter()
        set_letter(paths.letters(), kind, values, AT)
        return (time.perf_counter() - begun) * 1000

    print(f"the first referral, with Typst loaded: {took(REFERRAL, 0):.0f} ms (aim {MOST_MS})")
    for kind in sorted(KINDS):
        found = sorted(took(kind, number) for number in range(1, TIMES))
        print(f"{kind}: median {median(found):.1f} ms, worst {found[-1]:.1f} ms (aim {MOST_MS})")


if __name__ == "__main__":
    main()
