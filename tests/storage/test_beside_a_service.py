"""A command looks into the file of a service that runs, and leaves: nothing that the service writes then is lost.

SQLite's locks are POSIX locks: they end when the process closes the file once, by whatever descriptor. Without them
whoever leaves last believes to be alone, and removes the write-ahead log that the service goes on writing into.
"""

import asyncio
import sqlite3
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

from reportbot.storage import Database
from reportbot.storage.backup.snapshot import snapshot
from tests.builders import CHAIN, TUESDAY

LOOK = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
print(connection.execute("SELECT count(*) FROM audit_entries").fetchone()[0])
connection.close()
"""


def seen_by_another_process(file: Path) -> int:
    ran = subprocess.run([sys.executable, "-c", LOOK, str(file)], stdout=subprocess.PIPE, check=True)
    return int(ran.stdout)


async def test_what_is_written_after_a_command_has_left_is_kept(sqlite_url: str) -> None:
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    service = await Database.open(sqlite_url, chain=CHAIN)
    for count in (1, 2, 3):
        async with service.begin() as work:
            work.audit.note("started", at=TUESDAY + timedelta(hours=count))
        assert await asyncio.to_thread(seen_by_another_process, file) == count
        await asyncio.to_thread(_copied, sqlite_url)  # the nightly backup opens the file once more, in this process
    await service.close()
    with sqlite3.connect(file) as connection:
        assert connection.execute("SELECT count(*) FROM audit_entries").fetchone() == (3,)
    connection.close()


def _copied(url: str) -> None:
    with snapshot(url) as moment:
        moment.count("cases")
