"""What a batch of 64 turns costs in storage: `python -m tests.storage.measure sqlite:///path` (or postgresql://…).

Prints microseconds per turn, the median of many batches, and what the disk adds.
"""

import asyncio
import hashlib
import os
import statistics
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from reportbot.service.records import Conversation, Delivery, DeliveryState, Who
from reportbot.storage import Database

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
BATCH = 64
ROUNDS = 300
SESSION = os.urandom(600)


async def main(url: str) -> None:
    database = await Database.open(url)
    people = [Who("drenas", "telegram", hashlib.sha256(b"%d" % number).digest()) for number in range(4096)]
    async with database.begin() as work:
        await work.conversations.save(
            [
                Conversation(number, who, os.urandom(96), "sq", None, os.urandom(600), None, NOW, is_new=True)
                for number, who in enumerate(people, 1)
            ]
        )
    first, statements = [], database.statements
    batches, cpu = [], []
    for number in range(ROUNDS):
        several = [people[(number * BATCH + place) % len(people)] for place in range(BATCH)]
        keys = [os.urandom(16) for _ in range(2 * BATCH)]
        replies = [a_reply(1 + number * BATCH + place) for place in range(BATCH)]
        started, busy = time.perf_counter(), time.process_time()
        await turn(database, several, keys, replies)
        batches.append(time.perf_counter() - started)
        cpu.append(time.process_time() - busy)
        first.append(database.statements - statements)
        statements = database.statements
    await database.close()
    print(
        f"{1e6 * statistics.median(batches) / BATCH:.1f} us a turn ({1e6 * statistics.median(cpu) / BATCH:.1f} of CPU)"
    )
    print(f"{statistics.median(first):.0f} statements and 2 commits a batch of {BATCH}")


async def turn(database: Database, several: list[Who], keys: list[bytes], replies: list[Delivery]) -> None:
    """Dedupe, load, save, put one delivery each into the outbox, already claimed; then finish them."""
    async with database.begin() as work:
        await work.messages.unseen(keys, NOW)
        found = await work.conversations.by_who(several)
        assert len(found) == len(several)
        await work.conversations.save([replace(each, session=SESSION, last_at=NOW) for each in found.values()])
        await work.outbox.add(replies)
    async with database.begin() as work:
        await work.outbox.finish([(reply.id, 1, DeliveryState.DONE, "4711") for reply in replies], NOW)


def a_reply(id: int) -> Delivery:
    return Delivery(
        id,
        "drenas",
        id,
        "reply",
        "telegram",
        NOW,
        NOW,
        SESSION[:300],
        conversation=id,
        state=DeliveryState.SENDING,
        attempts=1,
        claimed_until=NOW + timedelta(seconds=60),
    )


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
