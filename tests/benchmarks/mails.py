"""How quickly queued mails leave: through the real outbox on SQLite, over real SMTP to a server on this machine.

The servers: aiosmtpd in a process of its own (it parses each mail), and Debian's smtp-sink where it is installed. In
batches of 64, each of which ends in a durable commit. The goal is 50 a second.
"""

import asyncio
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from sqlalchemy import make_url

from reportbot.service.outgoing.notices import OfficeNotice
from reportbot.service.ports import Store, Vault
from reportbot.service.records import Delivery
from reportbot.storage import Database
from reportbot.storage.migrate import migrate
from reportbot.transports.email import Email
from tests.builders import CHAIN, Clock, parts_for
from tests.ports import free_port

MAILS = 3_000
GOAL = 50
SERVER = """
import asyncio, sys
from reportbot.demo.mailbox import Mailbox
from tests.ports import free_port
async def serve():
    async with Mailbox(int(sys.argv[1])):
        await asyncio.Event().wait()
asyncio.run(serve())
"""


class Now(Clock):
    def now(self) -> datetime:
        return datetime.now(UTC)


async def main() -> None:
    await _measure("aiosmtpd", [sys.executable, "-c", SERVER])
    sink = shutil.which("smtp-sink") or shutil.which("smtp-sink", path="/usr/sbin")
    if sink:
        await _measure("smtp-sink", [sink, "-u", "nobody", "127.0.0.1:{port}", "100"])
    else:
        print("smtp-sink is not installed (Debian: postfix)")


async def queue(vault: Vault, store: Store, mails: int, at: datetime, offices: int = 0) -> dict[str, list[str]]:
    """So many notices, by turns to each office, those of one office in one lane; each of its own without `offices`.

    The Message-IDs by address, in order.
    """
    rows, names = [], defaultdict[str, list[str]](list)
    for number in range(1, mails + 1):
        office = (number - 1) % (offices or mails) + 1
        target, id = f"office{office}@drenas.example", at.year * 1_000_000 + number
        notice = OfficeNotice(
            "drenas", target, f"Raporti 2026-{number:04}", "Ju lutemi përgjigjuni këtu:", "https://r.example/r/x",
            f"<forward.{id}@reports.drenas.example>",
        )  # fmt: skip
        sealed = vault.seal(notice.to_json(), f"deliveries.payload:{id}")
        rows.append(Delivery(id, "drenas", -office, "forward", "email", at, at, sealed, target=target))
        names[target].append(notice.message_id)
    async with store.begin() as work:
        await work.outbox.add(rows)
    return dict(names)


async def _measure(name: str, command: list[str]) -> None:
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        async with _serving([each.format(port=port) for each in command], port):
            url = f"sqlite:///{Path(folder) / 'mails.db'}"
            await asyncio.to_thread(migrate, make_url(url))
            database = await Database.open(url, chain=CHAIN)
            smtp = Email(f"smtp://127.0.0.1:{port}", "reports@drenas.example")
            parts = await parts_for(database, Now(), smtp=smtp)
            await queue(parts.vault, parts.store, MAILS, parts.clock.now())
            began = perf_counter()
            tried = await parts.delivery.run_due(parts.clock.now())
            took = perf_counter() - began
            dead = await parts.casework.dead_letters("drenas")
            await smtp.close()
            await database.close()
    rate = MAILS / took
    verdict = "reached" if rate >= GOAL and tried == MAILS and not dead else "NOT reached"
    print(f"{name}: {tried} mails in {took:.1f} s, {rate:.0f} a second (goal {GOAL}: {verdict}), {len(dead)} dead")


@asynccontextmanager
async def _serving(command: list[str], port: int) -> AsyncIterator[None]:
    """The server gets its port as the last word, unless its command names it."""
    if command[0] == sys.executable:
        command = [*command, str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: ASYNC220
    try:
        await _reachable(port)
        yield
    finally:
        server.terminate()
        server.wait(10)


async def _reachable(port: int) -> None:
    for _ in range(200):
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.05)
        else:
            writer.close()
            await writer.wait_closed()
            return
    raise TimeoutError("the mail server did not start")


if __name__ == "__main__":
    asyncio.run(main())
