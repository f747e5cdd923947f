"""A town's own model comes back with a backup; what somebody had erased since does not."""

import secrets
from pathlib import Path

from reportbot.core.cases.triage.learning import LeftOut
from reportbot.service.ids import RisingIds
from reportbot.service.triage.learning import Learning
from reportbot.service.triage.models import TownModels
from reportbot.storage import Database
from reportbot.vault.keys import Keys
from reportbot.vault.sealing import Vault
from tests.backup.house import DAY, Safe, backed_up, opened, put_back
from tests.builders import TUESDAY, WASTE, Clock, parts_for
from tests.service.triage.test_learning import FITS, Reads, kept, learnt


async def test_the_model_in_force_reads_again_after_a_restore(
    store: Database, database_url: str, empty_url: str, keys: Path, safe: Safe, tmp_path: Path
) -> None:
    parts = await parts_for(store)
    model = await kept(parts, FITS)
    await TownModels(store, parts.vault, parts.towns, parts.clock, None).switch("drenas", model.id, None, "coordinator")
    put_back(safe, safe.source(backed_up(safe, database_url, keys)), empty_url, tmp_path / "new")

    again, reads = await opened(empty_url), Reads()
    await TownModels(again, Vault(Keys.load(tmp_path / "new")), parts.towns, Clock(TUESDAY + DAY), reads).keep()
    await again.close()
    assert reads.used == [("drenas", b"a head")]


async def test_of_whom_we_forgot_after_the_backup_nothing_is_learnt(
    store: Database, database_url: str, empty_url: str, keys: Path, safe: Safe, tmp_path: Path
) -> None:
    parts = await parts_for(store)
    async with parts.taking():
        await parts.say("anna", *WASTE)
        await parts.casework.correcting.category("drenas", "2026-0001", "manhole", "coordinator")
        assert len((await learnt(parts)).lessons) == 1
        content = backed_up(safe, database_url, keys)
        await parts.say("anna", "no", "forget me", "yes")
    newest = backed_up(safe, database_url, keys, TUESDAY + DAY / 2)
    put_back(safe, safe.source(content, newest), empty_url, tmp_path / "new")

    again = await opened(empty_url)
    vault = Vault(Keys.load(tmp_path / "new"))
    found = await Learning(again, vault, parts.clock, RisingIds(parts.clock.now, secrets.randbits)).lessons(
        "drenas", True, "operator"
    )
    await again.close()
    assert (found.lessons, found.left_out) == ([], {LeftOut.FORGOTTEN: 1})
