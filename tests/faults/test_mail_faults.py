"""Postfix's smtp-sink as a mail server that fails: 3,000 forwards leave once each, those of an office in order."""

import asyncio
from pathlib import Path

import pytest

from reportbot.app import open_parts
from reportbot.config import Settings
from reportbot.demo.mailbox import Mailbox
from tests.benchmarks.mails import queue
from tests.faults.figures import Figures, share
from tests.faults.ledger import stored, unfinished
from tests.faults.served import Around, around
from tests.mailservers import NoMailServer, smtp_sink

FORWARDS, OFFICES = 3_000, 300
EACH_FAULT, DRAINED_WITHIN = 4.0, 240  # seconds
FAULTS = {
    "refuses what comes, for now": ("-r", "data"),
    "hangs up after the mail": ("-q", "."),
    "hangs up at the recipient": ("-q", "rcpt"),
    "is slow": ("-w", "2"),
}


async def test_mail_faults(tmp_path: Path, figures: Figures) -> None:
    url, wanted = f"sqlite:///{tmp_path / 'faults.db'}", share(FORWARDS)
    async with Mailbox() as real, around(tmp_path, url, smtp_url=real.url) as here:
        await real.stop()
        parts = await open_parts(Settings(database_url=url, model="off", codes_ready="0"), keys=here.keys)
        ids = await queue(parts.vault, parts.database, wanted, parts.clock.now(), offices=min(OFFICES, wanted))
        await parts.close()
        started = False
        for name, options in FAULTS.items():
            try:
                with smtp_sink(*options, port=real.port):
                    if not started:
                        await here.start(ready=True)
                        started = True
                    await asyncio.sleep(EACH_FAULT)
            except NoMailServer as reason:
                pytest.skip(str(reason))
            figures.progress(f"{name}; {await unfinished(here)} wait")
        await real.start()
        await _drained(here, figures)
        await here.stop()
        found = await stored(here)
        arrived: dict[str, list[str]] = {}
        for mail in real.messages:
            arrived.setdefault(mail.recipients[0], []).append(str(mail.message["Message-ID"]))
        taken_slowly = wanted - sum(len(set(each)) for each in arrived.values())
        figures.count(
            forwards=wanted,
            after_the_faults=len(real.messages),
            by_the_slow_server=taken_slowly,
            doubled=sum(len(each) - len(set(each)) for each in arrived.values()),
            dead=found.dead,
        )
    for office, expected in ids.items():
        assert arrived.get(office, []) == expected[len(expected) - len(arrived.get(office, [])) :], "in order, no gap"
    assert found.dead == 0


async def _drained(here: Around, figures: Figures) -> None:
    """Also what waits for its next try."""
    for second in range(DRAINED_WITHIN):
        left = await unfinished(here)
        if not left:
            return
        if second % 20 == 19:
            figures.progress(f"{left} wait")
        await asyncio.sleep(1)
    raise AssertionError(f"{left} have not left after {DRAINED_WITHIN} s")
