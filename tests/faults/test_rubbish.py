"""Rubbish of every kind at every door of the real service: never a 500, nobody's words in the log, no report lost."""

import asyncio
import random
from collections import Counter
from pathlib import Path

import httpx

from reportbot.demo.twilio_server import DEMO_ACCOUNT_SID, DEMO_AUTH_TOKEN
from reportbot.wiring import secret_of
from tests.faults.figures import Figures, share
from tests.faults.ledger import Ledger, everything_leaves, stored
from tests.faults.rubbish import CANARY, DOORS, Doors
from tests.faults.served import TOWN, around

INPUTS, AT_ONCE, REPORT_EVERY = 20_000, 8, 400
SEED, SECRET = 20_261_123, "a-secret-of-faults"


async def test_rubbish(tmp_path: Path, figures: Figures) -> None:
    wanted, answers = share(INPUTS), Counter[tuple[str, int]]()
    broken: list[str] = []
    async with around(tmp_path, f"sqlite:///{tmp_path / 'faults.db'}") as here:
        ledger = Ledger(here)
        await here.start({"TELEGRAM_WEBHOOK_SECRET": SECRET})
        doors = Doors(f"{here.url}/hooks/twilio/{TOWN}", DEMO_ACCOUNT_SID, DEMO_AUTH_TOKEN, secret_of(SECRET, TOWN))
        limits = httpx.Limits(max_connections=AT_ONCE * 2)
        async with httpx.AsyncClient(base_url=here.url, timeout=60, limits=limits) as client:

            async def throw(from_: int) -> None:
                chance = random.Random(SEED + from_)
                for number in range(from_, wanted, AT_ONCE):
                    door = DOORS[number % len(DOORS)]
                    request = getattr(doors, door)(chance)
                    client.cookies.clear()
                    answer = await client.request(**request)
                    answers[door, answer.status_code] += 1
                    if answer.status_code >= 500:
                        broken.append(f"{door} {number}: {answer.status_code}")
                    if number % REPORT_EVERY == 0:
                        await ledger.everybody(1)
                        figures.progress(f"{sum(answers.values())} inputs")

            await asyncio.gather(*(throw(each) for each in range(AT_ONCE)))
        await everything_leaves(here, 75)
        await here.stop()
        found, log = await stored(here), here.log
    figures.count(
        inputs=sum(answers.values()),
        answers=" ".join(f"{door}:{status}x{count}" for (door, status), count in sorted(answers.items())),
        reports=len(ledger.said),
        cases_of_them=len(found.cases),
        kept_for_a_person=found.kept,
    )
    assert broken == []
    assert CANARY not in log and not any(each in log for each in ledger.said)
    assert "Traceback" not in log
    assert found.problems(ledger.said) == []
