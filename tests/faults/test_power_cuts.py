"""Killed at random moments while reports come in by hook, by polling and by form: none is lost, none is there twice."""

import asyncio
import random
from pathlib import Path

from tests.faults.figures import Figures, share
from tests.faults.ledger import Ledger, everything_leaves, mails_of, stored
from tests.faults.served import around

CUTS = {"sqlite": 60, "postgresql": 25}
EACH = 3  # people at each of three doors, in each round
CLAIMS_END = 150  # seconds: where several processes share a database, a dead one holds its rows for two minutes
SEED = 20_261_123


async def test_power_cuts(fault_url: str, tmp_path: Path, figures: Figures) -> None:
    kind = fault_url.partition(":")[0]
    rounds, chance = share(CUTS[kind]) // 2 + 1, random.Random(SEED)
    async with around(tmp_path, fault_url) as here:
        ledger = Ledger(here)
        before_cut: set[str] = set()
        for number in range(rounds):
            hooks = {"TELEGRAM_WEBHOOK_SECRET": "a-secret-of-faults"} if number % 2 else {}
            await here.start(hooks)
            talking = asyncio.create_task(ledger.everybody(EACH))
            await asyncio.sleep(chance.uniform(0.0, 0.5))
            await here.kill()
            before_cut |= ledger.acknowledged
            await here.start(hooks)
            await asyncio.wait_for(talking, 90)
            await asyncio.sleep(chance.uniform(0.0, 0.3))
            await here.kill()
            if number % 5 == 4:
                figures.progress(f"{here.starts} cuts, {len(ledger.said)} messages, {ledger.repeated} tried again")
        await here.start()
        await everything_leaves(here, CLAIMS_END)
        await here.stop()
        found, mails = await stored(here), mails_of(here)
        figures.count(
            cuts=here.starts - 1,
            messages=len(ledger.said),
            acknowledged_before_a_cut=len(before_cut),
            tried_again=ledger.repeated,
            cases=found.total,
            kept=found.kept,
            forwards=len(mails),
            forwards_sent_again=sum(mails.values()) - len(mails),
            dead=found.dead,
        )
    assert found.problems(ledger.said) == []
    assert found.total == len(ledger.said) and found.kept == 0
    assert found.dead == 0
    offices = len({mail.recipients[0] for mail in here.mailbox.messages})
    assert len(mails) == len(ledger.said) * offices, "each forward has one Message-ID, and each has arrived"
