"""`reportbot audit` as an auditor types it: with the database and one key."""

import asyncio
import sqlite3
from pathlib import Path

from sqlalchemy import make_url

from reportbot.app import open_parts
from reportbot.commands.auditing import line
from reportbot.config import Settings
from reportbot.service.records.audit import AuditEntry
from reportbot.storage.migrate import migrate
from reportbot.vault.keys import Keys
from tests.commands import reportbot


async def a_day_of_work(url: str, keys: Keys) -> None:
    parts = await open_parts(Settings(database_url=url), keys=keys)
    async with parts.running():
        pass
    await parts.close()


def test_the_log_is_verified_shown_and_found_broken(tmp_path: Path) -> None:
    file, url = tmp_path / "reportbot.db", f"sqlite:///{tmp_path / 'reportbot.db'}"
    asyncio.run(a_day_of_work(url, Keys.create(tmp_path / "keys")))
    at = {"REPORTBOT_DATABASE_URL": url, "REPORTBOT_KEYS": str(tmp_path / "nowhere")}
    key = ("--key", str(tmp_path / "keys" / "audit"))

    ended = reportbot("audit", "verify", *key, folder=tmp_path, **at)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "Entries 1 to 5 are whole." in ended.stdout  # started, three municipalities, stopped
    head = ended.stdout.split()[-1]

    shown = reportbot("audit", "show", folder=tmp_path, **at).stdout.splitlines()
    assert [line.split()[4] for line in shown] == [*["reportbot"] * 5]
    assert [line.split()[5] for line in shown] == ["started", *["municipality_loaded"] * 3, "stopped"]
    assert "sha256=" in shown[1]
    drenas = reportbot("audit", "show", "--municipality", "drenas", folder=tmp_path, **at).stdout
    assert (drenas.count("\n"), "drenas" in drenas) == (1, True)
    last = reportbot("audit", "show", "--last", "1", folder=tmp_path, **at).stdout
    assert last.endswith("reportbot stopped\n")
    assert reportbot("audit", "show", "--case", "2026-0001", "--actor", "x", folder=tmp_path, **at).stdout == ""

    ended = reportbot("audit", "verify", *key, "--head", head, "--since", head, folder=tmp_path, **at)
    assert ended.returncode == 0, ended.stdout
    ended = reportbot("audit", "verify", *key, "--head", "9:" + "ab" * 16, folder=tmp_path, **at)
    assert (ended.returncode, "Cut off: a known head says 9, found 5." in ended.stdout) == (1, True)

    with sqlite3.connect(file) as connection:
        connection.execute("DROP TRIGGER audit_entries_no_update")
        connection.execute("UPDATE audit_entries SET facts = CAST(x'ff' AS TEXT), actor = 'nobody' WHERE position = 2")
    connection.close()
    ended = reportbot("audit", "verify", *key, folder=tmp_path, **at)
    assert ended.returncode == 1
    assert ended.stdout == ("Entries 1 to 1 are whole.\nThe audit log is broken. Entry 2: changed.\n")
    assert "(its facts cannot be read)" in reportbot("audit", "show", folder=tmp_path, **at).stdout


def test_what_somebody_nested_without_end_does_not_stop_the_reader() -> None:
    spoiled = AuditEntry(7, 0, b"drenas", b"ana", b"closed", b"2026-0001", b"[" * 100_000, b"")
    assert line(spoiled) == "       7 1970-01-01 00:00:00 drenas ana closed 2026-0001 (its facts cannot be read)"


def test_a_wrong_head_key_or_database_is_one_clear_sentence(tmp_path: Path) -> None:
    at = {"REPORTBOT_DATABASE_URL": f"sqlite:///{tmp_path / 'none.db'}", "REPORTBOT_KEYS": str(tmp_path)}
    for arguments in (("--head", "rubbish"), ("--since", "-1"), ()):
        ended = reportbot("audit", "verify", *arguments, folder=tmp_path, **at)
        assert (ended.returncode, "Traceback" in ended.stderr) == (1, False), ended.stderr
        assert "problem(s)" in ended.stderr


def test_a_database_that_was_never_served_has_nothing_to_verify_yet(tmp_path: Path) -> None:
    file = tmp_path / "reportbot.db"
    migrate(make_url(f"sqlite:///{file}"))
    Keys.create(tmp_path / "keys")
    at = {"REPORTBOT_DATABASE_URL": f"sqlite:///{file}", "REPORTBOT_KEYS": str(tmp_path / "keys")}
    ended = reportbot("audit", "verify", folder=tmp_path, **at)
    assert (ended.returncode, ended.stdout) == (0, "This database was never used: there is nothing to verify yet.\n")
    ended = reportbot("audit", "verify", "--head", "1:" + "ab" * 16, folder=tmp_path, **at)
    assert (ended.returncode, "Cut off" in ended.stdout) == (1, True)


def test_a_log_that_somebody_has_emptied_is_broken(tmp_path: Path) -> None:
    file = tmp_path / "reportbot.db"
    asyncio.run(a_day_of_work(f"sqlite:///{file}", Keys.create(tmp_path / "keys")))
    with sqlite3.connect(file) as connection:
        connection.execute("DROP TRIGGER audit_entries_no_delete")
        connection.execute("DELETE FROM audit_entries")
        connection.execute("DELETE FROM audit_head")
    connection.close()
    at = {"REPORTBOT_DATABASE_URL": f"sqlite:///{file}", "REPORTBOT_KEYS": str(tmp_path / "keys")}
    ended = reportbot("audit", "verify", folder=tmp_path, **at)
    assert (ended.returncode, "There is no entry at all." in ended.stdout) == (1, True)
