"""How long it takes to follow up 100 due dates among 10,000, 100,000 and 1,000,000 open cases (issue 6: at most 20 ms,
and flat); `make bench`.

`PYTHONPATH=src:. python -m tests.benchmarks.run_due`, on SQLite in a folder that is removed afterwards. Every case has
a lead, with its dates and one row of what falls due next; 10,000 are written by us and then copied in the database. The
100 are of all offices of the town and lie all over the table, also in the smallest one; they were written before the
database was opened, so that no page of theirs is at hand. The time of the processor is what the work costs; the other
is also what else this machine does meanwhile, so the least and the median are given.
"""

import asyncio
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from os import getloadavg
from pathlib import Path
from statistics import median

from reportbot.core.cases.case import Case
from reportbot.core.cases.referral import LEAD, Referral
from reportbot.service.records import Due
from reportbot.service.reports.owing import due_row, owed_by, promised_to
from reportbot.service.towns import Town
from reportbot.storage import Database
from reportbot.storage.schema import metadata
from tests.builders import CHAIN, TUESDAY, Clock, Parts, a_case, parts_for

SIZES = (10_000, 100_000, 1_000_000)
ROUNDS, WARMED_UP = 25, 5
DUE = 100
MOST_MS = 20
LATER = timedelta(days=365)
STEP = timedelta(minutes=20)  # what one round leads to is not due within all of them


async def main(file: Path) -> None:
    filled, now, clock = 0, TUESDAY, Clock(TUESDAY)
    for size in SIZES:
        if filled:
            _copy(file, filled, size)
        database = await Database.open(f"sqlite:///{file}", chain=CHAIN)
        if not filled:
            await _fill(database, await parts_for(database, clock), size)
        for round in range(ROUNDS):
            await _make_due(database, size, round, now + (round + 1) * STEP)
        await database.close()
        database = await Database.open(f"sqlite:///{file}", chain=CHAIN)
        parts = await parts_for(database, clock)
        filled = size
        took, worked, statements = list[float](), list[float](), 0
        for round in range(ROUNDS):
            now += STEP
            statements, begun, began = database.statements, time.perf_counter(), time.process_time()
            fired = await parts.follow_ups.run_due(clock.set(now))
            if round >= WARMED_UP:
                took.append((time.perf_counter() - begun) * 1000)
                worked.append((time.process_time() - began) * 1000)
            statements = database.statements - statements
            assert fired == DUE, f"{fired} have fired"
        print(
            f"run_due, {DUE} due among {size:,} open cases: of the processor {min(worked):.1f} ms, median "
            f"{median(worked):.1f} ms; in all {min(took):.1f} ms, median {median(took):.1f} ms, most {max(took):.1f} "
            f"ms (at most {MOST_MS} ms wanted); {statements} statements; load {getloadavg()[0]:.1f}",
            flush=True,
        )
        await database.close()


def _offices(town: Town) -> list[str]:
    return [key for key, each in town.rules.institutions.items() if getattr(each, "takes_reports", True)]


async def _fill(database: Database, parts: Parts, size: int) -> None:
    town = parts.towns["drenas"]
    rows = list(_rows(town, _offices(town), size))
    async with database.begin() as work:
        await work.cases.add([case for case, _, _ in rows], [], [each for _, each, _ in rows], [])
        await work.dues.add([due for _, _, due in rows])


def _copy(file: Path, filled: int, size: int) -> None:
    """The first `filled` cases again and again, with numbers and codes of their own."""
    own = {"cases": ("id", "number", "receipt_tag"), "referrals": ("id", "case"), "dues": ("id", "case", "referral")}
    with closing(sqlite3.connect(file)) as connection:
        for name, changed in own.items():
            columns = [each.name for each in metadata.tables[name].columns]
            said = [_changed(each) if each in changed else f'"{each}"' for each in columns]
            named = ", ".join(f'"{each}"' for each in columns)
            for step in range(1, size // filled):
                connection.execute(
                    f'INSERT INTO "{name}" ({named}) SELECT {", ".join(said)} FROM "{name}" WHERE "id" <= :filled '
                    + ('AND "done_at" IS NULL' if name == "dues" else ""),
                    {"by": step * filled, "filled": filled},
                )
        connection.commit()
        connection.execute("ANALYZE")


def _changed(column: str) -> str:
    words = {"number": "'2026-' || (id + :by + 10000000)", "receipt_tag": "CAST(id + :by AS BLOB)"}
    return words.get(column, f'"{column}" + :by')


def _rows(town: Town, offices: list[str], size: int) -> Iterator[tuple[Case, Referral, Due]]:
    dated: dict[str, Referral] = {}
    for id in range(1, size + 1):
        lead = offices[id % len(offices)]
        case = replace(
            a_case(id=id, number=f"2026-{id:07d}", lead=lead, sealed_key=b"key", receipt_tag=b"%016d" % id),
            conversation=None,
        )
        if lead not in dated:
            dated[lead] = promised_to(town, Referral(0, 0, "drenas", lead, LEAD, TUESDAY), case)
        referral = replace(dated[lead], id=id, case=id)
        first = owed_by(town, case, referral)[0]
        yield (
            case,
            referral,
            replace(due_row(id, case, referral, first), due_at=TUESDAY + LATER + timedelta(seconds=id)),
        )


async def _make_due(database: Database, size: int, round: int, now: datetime) -> None:
    """A hundred of them, all over the table, each once; what the earlier ones led to is far away."""
    cases = [1 + (each * ROUNDS + round) * (size // (ROUNDS * DUE)) for each in range(DUE)]
    async with database.begin() as work:
        known = await work.cases.referrals_of(cases)
        for case in cases:
            await work.dues.cancel(case=case, at=now)
        await work.dues.add(
            [
                Due(10**15 + size * 100 + round * DUE + place, "drenas", case, known[case][0].id, "acknowledge", 0, now)
                for place, case in enumerate(cases)
            ]
        )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(main(Path(folder) / "due.db"))
