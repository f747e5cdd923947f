"""How long it takes to find what is alike among 100,000 open cases of one town (issue 5: at most 20 ms); `make bench`.

`PYTHONPATH=src:. python -m tests.benchmarks.alike [URL]`, by default on SQLite in a folder that is removed afterwards.
The cases are of nine kinds at the places of Drenas, a third of them in the town itself, over 30 days.
"""

import asyncio
import random
import sys
import tempfile
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from statistics import median

from reportbot import paths
from reportbot.core.cases.case import Case
from reportbot.core.categories import CATEGORIES
from reportbot.service.outgoing.notices import Notices
from reportbot.service.reports.opening import Opener
from reportbot.service.reports.sketching import Sketcher
from reportbot.service.triage.likenesses import Likenesses
from reportbot.storage import Database
from reportbot.surroundings import load_sentences
from tests.builders import PUBLIC_URL, TUESDAY, a_case, a_town, a_vault, catalogues, listening

OPEN = 100_000
AT_ONCE = 5_000
LOOKS = 200
WARMED_UP = 40  # looks that are not counted: a statement is made once for each number of places
MOST_MS = 20
KINDS = [key for key, each in CATEGORIES.items() if each.group == "public_space"]
WORDS = (
    *("puset", "kapak", "rruge", "shkolle", "uje", "mbeturina", "qen", "lumi", "ura"),
    *("drita", "trotuar", "grope", "semafor", "gjelber", "shtylle", "bote", "lule"),
)


async def main(url: str) -> None:
    database, town, vault, chosen = await Database.open(url), a_town(), a_vault(), random.Random(5)
    places = [place.key for place in town.around.gazetteer.listed()]
    sketcher = Sketcher(vault)
    for start in range(0, OPEN, AT_ONCE):
        cases = [_case(id, chosen, places) for id in range(start + 1, start + AT_ONCE + 1)]
        async with database.begin() as work:
            await work.cases.add(cases, [], [], [])
            await work.sketches.save([sketcher.of(case, _answers(chosen, case.place)) for case in cases])
    sentences = load_sentences(paths.conversations())
    notices = Notices(catalogues(), vault, sentences, _Ids(), PUBLIC_URL)
    likenesses = Likenesses(vault, Opener(listening().triage, vault, notices, _Ids()))
    took, before, found = list[float](), database.statements, 0
    for look in range(LOOKS + WARMED_UP):
        answers = _answers(chosen, chosen.choice(places)) | {"category": chosen.choice(KINDS)}
        async with database.read() as work:
            begun = time.perf_counter()
            others = await likenesses.others(work, town, 0, answers, TUESDAY)
            if look >= WARMED_UP:
                took.append((time.perf_counter() - begun) * 1000)
        found += others is not None
    took.sort()
    print(
        f"alike among {OPEN:,} open cases: median {median(took):.1f} ms, p95 {took[int(len(took) * 0.95)]:.1f} ms "
        f"(at most {MOST_MS} ms wanted); {(database.statements - before) / (LOOKS + WARMED_UP):.1f} statements, "
        f"found for {found} of {LOOKS + WARMED_UP}"
    )
    await database.close()


class _Ids:
    def new(self) -> int:
        return 1


def _case(id: int, chosen: random.Random, places: list[str]) -> Case:
    place = places[0] if id % 3 == 0 else chosen.choice(places)
    opened = TUESDAY - timedelta(minutes=chosen.randrange(30 * 24 * 60))
    case = a_case(id=id, number=f"2026-{id:06d}", category=chosen.choice(KINDS), place=place, opened_at=opened)
    return replace(case, conversation=id, receipt_tag=b"%016d" % id, sealed_key=b"key")


def _answers(chosen: random.Random, place: str) -> dict[str, object]:
    return {"description": " ".join(chosen.sample(WORDS, 6)), "place": {"key": place}}


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(main(sys.argv[1] if len(sys.argv) > 1 else f"sqlite:///{Path(folder) / 'alike.db'}"))
