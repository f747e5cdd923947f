"""How long the page of a case with 200 events takes, through the real app (issue 7: p95 at most 60 ms); `make bench`.

`PYTHONPATH=src:. python -m tests.benchmarks.case_page`, on SQLite in a folder that is removed afterwards. Answers,
questions, notes and tasks have their words; each page opens all of them, is rendered whole, and is noted in the audit
log before it leaves. The time is that of the request, without a network; also without what others took meanwhile.
"""

import asyncio
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from statistics import median, quantiles

from sqlalchemy.engine import make_url

from reportbot.core.cases.desk.notes import CaseNote, CaseTask
from reportbot.core.cases.events import CaseEvent
from reportbot.service.cases.dossier import note_place, task_place
from reportbot.storage.migrate import migrate
from tests.web.console.house import House, open_house

EVENTS = 200
ROUNDS, WARMED_UP = 120, 20
MOST_MS = 60
WORDS = "They say that they come tomorrow, before eight. The road is closed on one side until then."
KINDS = ("received", "asked", "reminded", "noted", "delivered", "task_set", "corrected", "deadline_moved")


async def main(url: str) -> None:
    async with open_house(url) as house:
        number = await house.report()
        await _fill(house, number)
        desk = await house.sign_in()
        path = f"/console/drenas/cases/{number}"
        took, worked = list[float](), list[float]()
        for round in range(ROUNDS):
            before, begun = house.parts.database.statements, time.perf_counter()
            began = time.process_time()
            answer = await desk.get(path)
            if round >= WARMED_UP:
                took.append((time.perf_counter() - begun) * 1000)
                worked.append((time.process_time() - began) * 1000)
            assert answer.status_code == 200
            statements = house.parts.database.statements - before
        size = len(answer.content) / 1024
        p95, busy = quantiles(took, n=20)[-1], quantiles(worked, n=20)[-1]
        print(
            f"case page, {EVENTS} events: median {median(took):.1f} ms, p95 {p95:.1f} ms (at most {MOST_MS} wanted), "
            f"of the processor {median(worked):.1f} and {busy:.1f} ms; {statements} statements, {size:.0f} kB of HTML"
        )
        await desk.aclose()


async def _fill(house: House, number: str) -> None:
    async with house.parts.database.begin() as work:
        case = await work.cases.by_number("drenas", number)
        assert case is not None
        key, new, now = house.parts.vault.case_key(case), house.parts.ids.new, house.clock.now()
        events: list[CaseEvent] = []
        for place in range(EVENTS):
            kind, at, id = KINDS[place % len(KINDS)], now + timedelta(minutes=place), new()
            facts, actor, note = {"institution": "public_services"}, "public_services", b""
            if kind in ("received", "asked"):
                note = key.seal(WORDS.encode(), f"case_events.note:{id}")
            elif kind == "noted":
                sealed = key.seal(WORDS.encode(), note_place(id))
                await work.notes.add(CaseNote(id, case.id, "drenas", "desk", at, "@ana", sealed))
                facts, actor = {"note": str(id), "audience": "desk"}, "@ana"
            elif kind == "task_set":
                sealed = key.seal(WORDS.encode(), task_place(id))
                due = at + timedelta(days=1)
                await work.notes.add_task(CaseTask(id, case.id, "drenas", due, "", at, "@ana", sealed))
                facts, actor = {"task": str(id)}, "@ana"
            events.append(CaseEvent(id, case.id, "drenas", kind, at, actor, facts, note))
        await work.cases.add_events(events)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'desk.db'}"
        migrate(make_url(url))
        asyncio.run(main(url))
