"""What one sender's flood does to everybody else: how soon they are answered beside it, and how soon danger in it is.

In process, SQLite; nothing leaves the machine. Printed, not asserted: figures differ from machine to machine.
"""

import asyncio
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from time import perf_counter

from sqlalchemy import make_url

from reportbot.storage import Database
from reportbot.storage.migrate import migrate
from tests.builders import CHAIN, Clock, Parts, parts_for

FLOOD = 3_000
OTHERS = 40
DANGER = "po më rreh burri tani"


class Now(Clock):
    def now(self) -> datetime:
        return datetime.now(UTC)


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'flood.db'}"
        await asyncio.to_thread(migrate, make_url(url))
        database = await Database.open(url, chain=CHAIN)
        parts = await parts_for(database, Now())
        async with parts.taking():
            calm = [await _answered(parts, f"calm {number}") for number in range(OTHERS)]
            flood = asyncio.create_task(_flood(parts))
            beside = [await _answered(parts, f"beside {number}") for number in range(OTHERS)]
            danger = await _answered(parts, "flooder", DANGER, "192")
            await flood
            await parts.delivery.drain()
            print(f"one more person is answered in {_ms(median(calm))} with nobody else there,")
            print(f"in {_ms(median(beside))} (worst {_ms(max(beside))}) beside {FLOOD} messages of one sender;")
            print(f"danger out of the flood is answered in {_ms(danger)}; the flood got", end=" ")
            print(f"{len(parts.phones.told('flooder'))} bubbles")
        await database.close()


async def _flood(parts: Parts) -> None:
    for start in range(0, FLOOD, 50):
        await parts.intake.receive([parts.message("flooder", f"again {start + each}") for each in range(50)])


async def _answered(parts: Parts, who: str, said: str = "start", wanted: str = "") -> float:
    """Seconds until there is one more bubble for them, with this in it."""
    before, began = len(parts.phones.told(who)), perf_counter()
    await parts.intake.receive([parts.message(who, said)])
    while not any(wanted in text for text in parts.phones.told(who)[before:]):  # noqa: ASYNC110 - as a person looks at a screen
        await asyncio.sleep(0.001)
    return perf_counter() - began


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms"


if __name__ == "__main__":
    asyncio.run(main())
