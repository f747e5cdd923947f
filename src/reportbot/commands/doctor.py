"""`reportbot doctor`: are settings, keys, files and database in order? One line each, and what to do where not."""

from datetime import datetime
from pathlib import Path

from reportbot.app import open_parts
from reportbot.backup.files import newest
from reportbot.commands.checking import problems
from reportbot.config import Settings
from reportbot.service.outbox.unreached import unreached


async def examine(settings: Settings) -> int:
    """Prints what it finds; 1 if anything is wrong. Raises BadSetup where it could not even be opened."""
    found = problems()
    for problem in found:
        print(problem)
    parts = await open_parts(settings)
    try:
        database = await parts.database.health()
        print(database or "The database answers and can be written to.")
        print("The keys are complete, and they are those of this database.")
        print(f"Municipalities: {', '.join(sorted(parts.municipalities))}.")
        for key in sorted(set(parts.municipalities) - set(settings.towns)):
            print(f"{key} has neither a Telegram bot nor an SMS number yet: only the web chat reaches it.")
        if not settings.smtp_url:
            print("REPORTBOT_SMTP_URL is not set: no mail leaves, every mail will be a dead letter.")
        for key, town in sorted(parts.towns.items()):
            for office in await unreached(parts.database, town) if not database else ():
                print(f"{key}: {office} cannot be reached: every way to them has failed. See the dead letters.")
        if settings.smtp_url and not settings.mail_replies:
            print("REPORTBOT_MAIL_REPLIES is not set: what comes back is not noticed, and nobody answers by mail.")
        print(_MODEL[parts.model is not None])
        print(_last_backup(settings, parts.clock.now()))
    finally:
        await parts.close()
    return 1 if found or database else 0


_MODEL = {
    True: "A model reads along: the extra ml is installed.",
    False: "The rules decide alone: the extra ml is not installed, or REPORTBOT_MODEL is off.",
}


def _last_backup(settings: Settings, now: datetime) -> str:
    if not settings.backup_folder:
        return "REPORTBOT_BACKUP_FOLDER is not set: no backup is made by itself."
    made = newest(Path(settings.backup_folder))
    if made is None:
        return f"There is no backup in {settings.backup_folder} yet."
    return f"The last backup is {(now - made).total_seconds() / 3600:.0f} hours old."
