"""`reportbot backup` and `reportbot restore`: what is typed, what is shown, and what the audit log is told."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TextIO

from reportbot.backup.restoring import PATIENCE, Restored, Source, restore
from reportbot.backup.writing import Plan, Written, write_backup
from reportbot.config import Settings
from reportbot.core.errors import BadSetup, Problem
from reportbot.keyring import keys_of
from reportbot.service.audit.verify import verify
from reportbot.service.ports import StoreFailed
from reportbot.storage.backup.filling import NUMBERS_LEFT_OUT
from reportbot.storage.database import Database
from reportbot.vault.chain import Chain, chain_of

HOURS = int(PATIENCE.total_seconds() // 3600)


def plan_of(settings: Settings) -> Plan:
    """What the settings say. Raises BadSetup when they name no folder."""
    if not settings.backup_folder:
        raise BadSetup(Problem("--to", 0, "name a folder for the backup here or in REPORTBOT_BACKUP_FOLDER"))
    return Plan(
        settings.database_url,
        None if settings.keys_text else Path(settings.keys),
        Path(settings.backup_folder),
        settings.backup_recipients.split(),
        settings.backup_keys_recipients.split(),
        Path(settings.backup_keys_folder) if settings.backup_keys_folder else None,
        timedelta(days=int(settings.backup_days)),
    )


async def back_up(settings: Settings, out: TextIO) -> int:
    """Writes the files while the service runs, or not. Raises BadSetup."""
    now = datetime.now(UTC).replace(microsecond=0)
    written = write_backup(plan_of(settings), now, _Shown(out).progress)
    for file in (written.content, written.keys):
        out.write(f"{file} ({file.stat().st_size:,} bytes)\n")
    for name in written.removed:
        out.write(f"{name} has had its day and was removed.\n")
    out.write(f"{written.rows['cases']} case(s) are in it. Keep the two files apart, and the identity far from both.\n")
    database = await Database.open(settings.database_url, upgrade=False, chain=_chain(settings), is_guest=True)
    try:
        await note_backup(database, written, now, "operator")
    except StoreFailed:  # a user of the database that may only read is a good one for backups
        out.write("The audit log was not told of it: this user of the database may not write there.\n")
    finally:
        await database.close()
    return 0


async def note_backup(database: Database, written: Written, now: datetime, actor: str) -> None:
    """Into the audit log. Raises StoreFailed."""
    async with database.begin() as work:
        work.audit.note("backed_up", at=now, actor=actor, subject=written.content.name, keys=written.keys.name)


async def put_back(settings: Settings, source: Source, out: TextIO) -> int:
    """Raises BadSetup, and has then changed nothing. 1 where the audit log that came back is not whole."""
    now = datetime.now(UTC)
    given = keys_of(settings) if settings.keys_text else None
    done = restore(source, settings.database_url, Path(settings.keys), now, _Shown(out).progress, given)
    chain = _chain(settings)
    database = await Database.open(settings.database_url, upgrade=False, chain=chain)
    try:
        async with database.read() as work:
            has_log = bool(await work.audit.head() or await work.audit.entries(0, 1))
        verdict = await verify(database, chain)
        async with database.begin() as work:
            work.audit.note(
                "restored",
                at=now,
                actor="operator",
                subject=source.content.name,
                keys=source.keys.name,
                readable=str(done.readable),
                purged=str(done.purged),
                unreadable=str(done.unreadable),
            )
    finally:
        await database.close()
    out.write(_told(done))
    if not has_log:
        out.write("The audit log is empty.\n")
        return 0
    if verdict.wrong:
        out.write(f"The audit log is broken. {verdict.wrong[0].upper()}{verdict.wrong[1:]}.\n")
        return 1
    out.write(
        f"The audit log is whole, up to entry {verdict.whole}. Heads mailed after the backup are of entries lost.\n"
    )
    return 0


def _told(done: Restored) -> str:
    lines = [
        f"Restored as of {done.content_at:%Y-%m-%d %H:%M} UTC, with the keys of {done.keys_at:%Y-%m-%d %H:%M} UTC.",
        f"{done.readable} case(s) can be read.",
        f"{done.purged} case(s) were purged since: nobody can read them, and their rows will be removed.",
        f"{done.unreadable} case(s) cannot be read: their keys are not in this file of keys.",
        f"{done.given_up} message(s) that must not leave twice may have left: they become dead letters.",
        f"{done.cancelled} message(s) to reporters were cancelled: older than {HOURS} hours, or"
        " of somebody who was forgotten.",
        f"{done.forgotten} reporter(s) asked to be forgotten since, and stay forgotten.",
        f"{done.unreachable} address(es) of reporters are sealed with a key that is not here: nobody can write there.",
        "Messages to offices that had not left are sent, perhaps a second time. Reminders due since the backup"
        " are sent again.",
    ]
    if done.is_old:
        lines += [
            "Reporters are asked again whether it is safe to write to them: they may have said no since the backup.",
            f"New cases get numbers that leave {NUMBERS_LEFT_OUT} out, so that no number is given twice.",
        ]
    return "\n".join(lines) + "\n"


def _chain(settings: Settings) -> Chain:
    return chain_of(keys_of(settings, opening=False).audit)


class _Shown:
    """One line for every tenth of a large table, one for a small one."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._last: tuple[str, int] = ("", -1)

    def progress(self, table: str, done: int, of: int) -> None:
        tenth = 10 if done >= of else done * 10 // of
        if of and (table, tenth) != self._last and (tenth or of >= 1000):
            self._last = (table, tenth)
            self._out.write(f"{table}: {done:,} of {of:,}\n")
            self._out.flush()
