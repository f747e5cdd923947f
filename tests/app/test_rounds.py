"""What falls due goes on where one part of the round fails: a promise to a person waits for no damaged key."""

import json
import logging
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from reportbot.app import open_parts
from reportbot.config import Settings
from reportbot.logs import Plain
from reportbot.service.desk.calling import Call
from reportbot.vault.keys import Keys
from tests.builders import Clock


async def test_an_office_is_reminded_though_the_secrets_of_a_week_are_damaged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file, clock = tmp_path / "reportbot.db", Clock(datetime(2026, 4, 7, 8, tzinfo=UTC))
    parts = await open_parts(
        Settings(model="off", database_url=f"sqlite:///{file}"), clock=clock, keys=Keys.for_tests()
    )
    call = Call("Old bottles everywhere", "waste", {"key": "komoran"}, False, "en", "citizen")
    taken = await parts.calling.report("drenas", call, str(parts.ids.new()), "@desk")
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("UPDATE weeks SET sealed_key = x'00'")
    clock.set(clock.now() + timedelta(days=2))
    with caplog.at_level(logging.ERROR):
        await parts.tick()
    async with parts.database.read() as work:
        case = await work.cases.by_number("drenas", taken.number)
        assert case and "reminded" in [each.kind for each in await work.cases.events(case.id)]
    assert [json.loads(Plain().format(record))["kind"] for record in caplog.records] == ["upkeep"]
    await parts.close()
