"""`reportbot keys` as an operator uses it: rotation with a real process killed, the paper, wrong keys at the start."""

import asyncio
import io
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from reportbot.app import Parts, open_parts
from reportbot.commands import keys_command
from reportbot.config import Settings
from reportbot.core.errors import BadSetup
from reportbot.core.messages import Address, InboundMessage
from reportbot.transports.nowhere import Nowhere
from reportbot.vault.keys import Keys
from tests.cases import cases_of

ROOT = Path(__file__).parents[2]
REPORT = ("/start", "1", "1", "mbeturina te shkolla", "Komoran", "1")
ROTATE = """
import asyncio, sys
from reportbot.config import Settings
from reportbot.commands.keys_command import rotate
from reportbot.service import rotation
rotation.BATCH = 1
settings = Settings(database_url=sys.argv[1], keys=sys.argv[2])
sys.exit(asyncio.run(rotate(settings, sys.stdout, settled=0)))
"""


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    Keys.create(tmp_path / "keys")
    return Settings(database_url=database_url, keys=str(tmp_path / "keys"), codes_ready="0")


@asynccontextmanager
async def a_service(settings: Settings) -> AsyncIterator[Parts]:
    parts = await open_parts(settings)
    parts.transports.update(email=Nowhere(), telegram=Nowhere())
    try:
        async with parts.running():
            yield parts
    finally:
        await parts.close()


async def report(parts: Parts, person: str) -> None:
    for number, text in enumerate(REPORT):
        address = Address("drenas", "terminal", person)
        await parts.intake.receive([InboundMessage(address, parts.clock.now(), (f"{person} {number}",), text)])


async def readable(settings: Settings) -> int:
    """How many cases can be read with the keys that are there now. Raises CannotBeRead."""
    parts = await open_parts(settings)
    try:
        async with parts.database.read() as work:
            found = await cases_of(work)
            for case in found:
                parts.vault.case_key(case)
        return len(found)
    finally:
        await parts.close()


async def rotate(settings: Settings) -> str:
    out = io.StringIO()
    assert await keys_command.rotate(settings, out, settled=0) == 0, out.getvalue()
    return out.getvalue()


async def retire(settings: Settings, word: str = "retire") -> tuple[int, str]:
    out = io.StringIO()
    return await keys_command.retire(settings, io.StringIO(f"{word}\n"), out, settled=0), out.getvalue()


async def test_from_one_generation_to_the_next_while_reports_come_in(settings: Settings) -> None:
    async with a_service(settings) as parts:
        await report(parts, "anna")
        said = await rotate(settings)
        assert "Key 2 seals from now on." in said and "Everything is sealed with key 2. Still here: key 1." in said
        await report(parts, "beni")
        await parts.run_due()
        await report(parts, "cana")
    assert await readable(settings) == 3
    assert "Nothing is sealed" not in await rotate(settings)  # beni's was sealed before the change was seen
    assert "Remove it first" in await rotate(settings)
    status, said = await retire(settings, "no")
    assert status == 1 and "Nothing was removed." in said
    status, said = await retire(settings)
    assert status == 0 and "Removed: key 1." in said
    assert [each.key_id for each in Keys.load(Path(settings.keys)).generations] == [2]
    assert await readable(settings) == 3
    assert "Key 3 seals from now on." in await rotate(settings)


@pytest.mark.parametrize("lines", [1, 2, 4, 6])
async def test_a_rotation_that_is_killed_goes_on_where_it_was(settings: Settings, lines: int) -> None:
    async with a_service(settings) as parts:
        for person in ("anna", "beni", "cana"):
            await report(parts, person)
    await asyncio.to_thread(_rotate_and_kill, settings, lines)
    assert await readable(settings) == 3
    await rotate(settings)
    assert len(Keys.load(Path(settings.keys)).generations) == 2, "no generation was made twice"
    assert (await retire(settings))[0] == 0
    assert await readable(settings) == 3


def _rotate_and_kill(settings: Settings, lines: int) -> None:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    command = [sys.executable, "-u", "-c", ROTATE, settings.database_url, settings.keys]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, env=environment)
    assert process.stdout is not None
    for _ in range(lines):
        process.stdout.readline()
    process.send_signal(signal.SIGKILL)
    process.stdout.close()
    process.wait()


async def test_retiring_waits_until_nothing_needs_the_older_key(settings: Settings) -> None:
    async with a_service(settings) as parts:
        await report(parts, "anna")
    await rotate(settings)
    async with a_service(settings) as parts:
        parts.vault.use(replace(Keys.load(Path(settings.keys)), key_id=1))  # one that has missed the news
        await report(parts, "beni")
    assert (await retire(settings))[0] == 0, "what is left is sealed anew first"
    assert await readable(settings) == 2


@pytest.mark.parametrize("file", ["1/content", "receipt-pepper", "dedupe", "audit", "1/link-signing", "1/cookie"])
async def test_a_wrong_key_is_found_at_the_start_and_named(settings: Settings, file: str, tmp_path: Path) -> None:
    await (await open_parts(settings)).close()
    Keys.create(tmp_path / "other")
    shutil.copy(tmp_path / "other" / file, Path(settings.keys) / file)
    name = f"{file[2:]}.1" if file.startswith("1/") else file
    with pytest.raises(BadSetup) as refusal:
        await open_parts(settings)
    assert [each.message for each in refusal.value.problems] == [f"the key {name} does not belong to this database"]


async def test_another_towns_keys_are_refused_one_by_one(settings: Settings) -> None:
    await (await open_parts(settings)).close()
    with pytest.raises(BadSetup) as refusal:
        await open_parts(settings, keys=Keys.random())
    assert len(refusal.value.problems) == 7


async def test_check_says_what_is_still_sealed_with_an_older_key(settings: Settings) -> None:
    await (await open_parts(settings)).close()
    out = io.StringIO()
    assert await keys_command.check(settings, out) == 0
    assert "They are the keys of this database." in out.getvalue()
    other = Settings(database_url=settings.database_url, keys=settings.keys + "2")
    Keys.create(Path(other.keys))
    assert await keys_command.check(other, out) == 1
    assert "the key content.1 does not belong to this database" in out.getvalue()


async def test_the_paper_brings_the_keys_back(settings: Settings, tmp_path: Path) -> None:
    async with a_service(settings) as parts:
        await report(parts, "anna")
    await rotate(settings)
    out = io.StringIO()
    keys_command.paper(settings, None, out)
    assert "key-id 2 = " in out.getvalue()
    shutil.rmtree(settings.keys)
    keys_command.create(Path(settings.keys), io.StringIO(out.getvalue()), io.StringIO())
    assert await readable(settings) == 1
    in_environment = Settings(database_url=settings.database_url, keys_text=out.getvalue(), codes_ready="0")
    assert await readable(in_environment) == 1
    with pytest.raises(BadSetup, match="rotated in a folder"):
        await keys_command.rotate(in_environment, out)


def test_a_paper_with_a_slip_makes_no_keys(settings: Settings, tmp_path: Path) -> None:
    out = io.StringIO()
    keys_command.paper(settings, None, out)
    typed = out.getvalue().replace("dedupe.a ", "dedupe.a f", 1)
    with pytest.raises(BadSetup, match=r"the paper:\d+: dedupe\.a: the check does not fit"):
        keys_command.create(tmp_path / "again", io.StringIO(typed), io.StringIO())
    assert not (tmp_path / "again").exists()


def test_a_change_is_waited_for(settings: Settings) -> None:
    began, out = time.time(), io.StringIO()
    asyncio.run(keys_command._settle(Path(settings.keys), 1.2, out))
    assert out.getvalue() == "Waiting 1 s, until every running process has seen it.\n"
    assert keys_command.SETTLED > 5
    assert keys_command._changed(Path(settings.keys)) <= began
