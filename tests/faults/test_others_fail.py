"""PostgreSQL is restarted, Telegram and Twilio refuse or hang, the clock jumps: nothing is lost, nothing twice."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.databases import NoPostgresql, PostgresqlDatabases
from tests.faults.cluster import cluster
from tests.faults.figures import Figures, share
from tests.faults.ledger import Ledger, everything_leaves, stored
from tests.faults.served import Around, around

RESTARTS, AWAY = 5, 2.0  # how often the database goes, and seconds that it is away
HANGING = 12.0  # seconds that nobody gets an answer


async def test_database_gone_and_back(tmp_path: Path, figures: Figures) -> None:
    try:
        with cluster() as server:
            databases = PostgresqlDatabases(server.url)
            with databases.fresh() as url:
                async with around(tmp_path, url) as here:
                    ledger = Ledger(here)
                    await here.start()
                    for number in range(share(RESTARTS)):
                        talking = asyncio.create_task(ledger.everybody(4))
                        await asyncio.sleep(0.1 * number)
                        await asyncio.to_thread(server.stop)
                        await asyncio.sleep(AWAY)
                        await asyncio.to_thread(server.start)
                        await asyncio.wait_for(talking, 120)
                        figures.progress(f"{number + 1} restarts, {ledger.refused} refused")
                    await everything_leaves(here, 90)
                    await here.stop()
                    found = await stored(here)
    except NoPostgresql as reason:
        pytest.skip(str(reason))
    figures.count(
        restarts=share(RESTARTS), messages=len(ledger.said), refused=ledger.refused, cases=found.total, dead=found.dead
    )
    assert found.problems(ledger.said) == []
    assert (found.total, found.kept, found.dead) == (len(ledger.said), 0, 0)


@pytest.mark.parametrize("fault", ["429", "500", "hangs"])
async def test_telegram_and_twilio(tmp_path: Path, figures: Figures, fault: str) -> None:
    async with around(tmp_path, f"sqlite:///{tmp_path / 'faults.db'}") as here:
        ledger = Ledger(here)
        await here.start()
        talking = asyncio.create_task(_with_a_fault(here, ledger, fault))
        await asyncio.wait_for(talking, 60)
        await everything_leaves(here, 90)
        await here.stop()
        found = await stored(here)
        heard = sum(bool(phone.heard) for phone in here.twilio.phones.values())
        heard += sum(bool(person.heard) for (_, chat), person in here.telegram.people.items() if chat > 0)
    figures.count(messages=len(ledger.said), cases=found.total, answered=heard, mails=len(here.mailbox.messages))
    assert found.problems(ledger.said) == []
    assert heard == len(ledger.said) * 2 // 3, "everybody on Telegram and by SMS is answered in the end"
    assert found.dead == 0


async def _with_a_fault(here: Around, ledger: Ledger, fault: str) -> None:
    if fault == "hangs":
        here.telegram_gate.hang()
        here.twilio_gate.hang()
        talking = asyncio.gather(ledger.by_form(), ledger.by_sms(), ledger.by_telegram())
        await asyncio.sleep(HANGING)
        here.telegram_gate.let_go()
        here.twilio_gate.let_go()
        await talking
        return
    status = int(fault)
    here.telegram.fail_next("sendMessage", status, 1 if status == 429 else None, times=3)
    here.telegram.fail_next("getUpdates", status, 1 if status == 429 else None, times=2)
    here.twilio.fail_next(status, times=3)
    await ledger.everybody(share(6))


class Jumping:
    """The machine's clock, set forward and back."""

    def __init__(self) -> None:
        self.off = timedelta(0)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.off


async def test_clock_jumps(fault_url: str, tmp_path: Path, figures: Figures) -> None:
    """In process, since no machine lets a test set its clock; all else is real."""
    jumps = (60, -60, -60, 60, 0)
    async with around(tmp_path, fault_url) as here:
        clock, ledger = Jumping(), Ledger(here)
        async with here.in_process(clock):
            for minutes in jumps:
                clock.off += timedelta(minutes=minutes)
                await asyncio.wait_for(ledger.everybody(2), 60)
                await asyncio.sleep(1)
            await _answered(here, len(ledger.said) * 2 // 3)
        found = await stored(here)
    figures.count(jumps=len(jumps), messages=len(ledger.said), cases=found.total, dead=found.dead)
    assert found.problems(ledger.said) == []
    assert (found.total, found.dead) == (len(ledger.said), 0)


async def _answered(here: Around, wanted: int) -> None:
    for _ in range(120):
        heard = sum(bool(phone.heard) for phone in here.twilio.phones.values())
        heard += sum(bool(person.heard) for (_, chat), person in here.telegram.people.items() if chat > 0)
        if heard == wanted:
            return
        await asyncio.sleep(0.5)
    raise AssertionError(f"{heard} of {wanted} were answered")
