"""Backup and restore as an operator types them."""

from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from reportbot.commands.doctor import examine
from reportbot.config import read
from reportbot.vault.age import new_identity
from tests.backup.house import keys_folder
from tests.commands import reportbot


def test_the_drill_by_hand(tmp_path: Path) -> None:
    reportbot("keys", "create", "keys", folder=tmp_path)
    assert reportbot("doctor", folder=tmp_path).returncode == 0
    assert "--new-identity" in reportbot("backup", "--to", "safe", folder=tmp_path).stderr

    made = reportbot("backup", "--new-identity", "identity", folder=tmp_path)
    public = made.stdout.split()[2]
    assert public.startswith("age1")
    assert (tmp_path / "identity").stat().st_mode & 0o777 == 0o600
    assert reportbot("backup", "--new-identity", "identity", folder=tmp_path).returncode == 1

    written = reportbot("backup", "--to", "safe", "--recipient", public, folder=tmp_path)
    assert written.returncode == 0, written.stderr
    (content,), (keys,) = (tmp_path / "safe").glob("*.content.age"), (tmp_path / "safe").glob("*.keys.age")

    there = {"REPORTBOT_DATABASE_URL": "sqlite:///new.db", "REPORTBOT_KEYS": "new-keys"}
    files = ("--content", str(content), "--keys", str(keys), "--identity", "identity")
    restored = reportbot("restore", *files, folder=tmp_path, **there)
    assert restored.returncode == 0, restored.stderr
    assert "0 case(s) can be read." in restored.stdout
    assert "The audit log is empty." in restored.stdout
    assert "backed_up" not in reportbot("audit", "show", folder=tmp_path, **there).stdout, "noted after the moment"
    assert "restored" in reportbot("audit", "show", folder=tmp_path, **there).stdout
    assert "backed_up" in reportbot("audit", "show", folder=tmp_path).stdout

    again = reportbot("restore", *files, folder=tmp_path, **there)
    assert again.returncode == 1
    assert "there is something in it already" in again.stderr
    assert "Traceback" not in again.stderr


async def test_doctor_says_how_old_the_last_backup_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    reportbot("keys", "create", "keys", folder=tmp_path)
    safe, public = tmp_path / "safe", new_identity(tmp_path / "identity")
    here = {
        "REPORTBOT_KEYS": str(tmp_path / "keys"),
        "REPORTBOT_DATABASE_URL": f"sqlite:///{tmp_path / 'reportbot.db'}",
    }
    there = {**here, "REPORTBOT_BACKUP_FOLDER": str(safe), "REPORTBOT_BACKUP_RECIPIENTS": public}
    assert await examine(read(here)) == 0
    assert "no backup is made by itself" in capsys.readouterr().out
    assert await examine(read(there)) == 0
    assert f"There is no backup in {safe} yet." in capsys.readouterr().out
    assert reportbot("backup", folder=tmp_path, **there).returncode == 0
    assert await examine(read(there)) == 0
    assert "The last backup is 0 hours old." in capsys.readouterr().out


def test_settings_for_backups_that_cannot_work_are_refused_at_once(tmp_path: Path) -> None:
    reportbot("keys", "create", "keys", folder=tmp_path)
    ended = reportbot("doctor", folder=tmp_path, REPORTBOT_BACKUP_FOLDER="safe", REPORTBOT_BACKUP_DAYS="many")
    assert ended.returncode == 1
    for name in ("REPORTBOT_BACKUP_RECIPIENTS", "REPORTBOT_BACKUP_DAYS"):
        assert name in ended.stderr


def test_a_database_user_who_may_only_read_is_enough_for_a_backup(postgresql_url: str, tmp_path: Path) -> None:
    with psycopg.connect(postgresql_url, autocommit=True) as connection:
        name = sql.Identifier(connection.info.dbname)
        connection.execute(sql.SQL("ALTER DATABASE {} SET default_transaction_read_only = on").format(name))
    public = new_identity(tmp_path / "identity")
    keys_folder(tmp_path / "keys")
    ended = reportbot(
        "backup", "--to", "safe", "--recipient", public, folder=tmp_path, REPORTBOT_DATABASE_URL=postgresql_url
    )
    assert ended.returncode == 0, ended.stderr
    assert "may not write there" in ended.stdout
    assert len(list((tmp_path / "safe").glob("*.age"))) == 2


def test_keys_that_are_in_no_folder_are_in_no_backup_and_are_given_again(tmp_path: Path) -> None:
    reportbot("keys", "create", "keys", folder=tmp_path)
    text = reportbot("keys", "paper", "keys", folder=tmp_path).stdout
    public = new_identity(tmp_path / "identity")
    here = {"REPORTBOT_KEYS_TEXT": text, "REPORTBOT_KEYS": "nowhere"}
    assert reportbot("doctor", folder=tmp_path, **here).returncode == 0
    written = reportbot("backup", "--to", "safe", "--recipient", public, folder=tmp_path, **here)
    assert written.returncode == 0, written.stderr
    (content,), (keys,) = (tmp_path / "safe").glob("*.content.age"), (tmp_path / "safe").glob("*.keys.age")
    files = ("--content", str(content), "--keys", str(keys), "--identity", "identity")
    there = {"REPORTBOT_DATABASE_URL": "sqlite:///new.db"}
    assert "REPORTBOT_KEYS_TEXT" in reportbot("restore", *files, folder=tmp_path, **there, REPORTBOT_KEYS="n").stderr
    restored = reportbot("restore", *files, folder=tmp_path, **there, **here)
    assert restored.returncode == 0, restored.stderr
    assert not (tmp_path / "nowhere").exists()
