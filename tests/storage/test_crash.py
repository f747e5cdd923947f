"""A process that is killed while it writes leaves whole units of work, and all that it had acknowledged."""

import os
import signal
import subprocess
import sys

import pytest

from reportbot.storage import Database
from tests.storage.samples import NOW, who

WRITER = """
import asyncio, sys
from reportbot.storage import Database
from tests.storage.samples import NOW, a_conversation, a_delivery

async def main():
    database = await Database.open(sys.argv[1], upgrade=False)
    number = 0
    while True:
        number += 1
        async with database.begin() as work:
            await work.messages.unseen([b"%d" % number], NOW)
            await work.conversations.save([a_conversation(number)])
            await work.outbox.add([a_delivery(number, case=number)])
        print(number, flush=True)

asyncio.run(main())
"""


@pytest.mark.parametrize("lines", [1, 40, 111])
async def test_kill_9_leaves_whole_units_of_work(sqlite_url: str, lines: int) -> None:
    acknowledged = _write_and_kill(sqlite_url, lines)
    database = await Database.open(sqlite_url)
    async with database.begin() as work:
        for number in range(1, acknowledged + 2):
            kept = len(await work.conversations.by_who([who(number)]))
            assert kept == 1 or number > acknowledged
            assert len(await work.outbox.of_case(number)) == kept
            assert len(await work.messages.unseen([b"%d" % number], NOW)) == 1 - kept
    await database.close()


def _write_and_kill(url: str, lines: int) -> int:
    """The last number that the killed writer said was kept."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    writer = subprocess.Popen([sys.executable, "-c", WRITER, url], stdout=subprocess.PIPE, env=environment)
    assert writer.stdout is not None
    for _ in range(lines):
        writer.stdout.readline()
    writer.send_signal(signal.SIGKILL)
    said = [lines, *(int(line) for line in writer.stdout.read().split(b"\n")[:-1])]
    writer.stdout.close()
    writer.wait()
    return said[-1]
