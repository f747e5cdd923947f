"""The backup that a running service makes every night, in a thread, if the settings name a folder for it."""

import asyncio
import logging
import threading
from datetime import datetime, timedelta

from reportbot.backup.commands import note_backup, plan_of
from reportbot.backup.files import newest
from reportbot.backup.writing import write_backup
from reportbot.config import Settings
from reportbot.service.ports import Clock
from reportbot.storage.database import Database

NIGHT = range(1, 4)  # hours, UTC: two to five o'clock in the Balkans
NOT_AGAIN = timedelta(hours=20)
TOO_OLD = timedelta(hours=26)  # then at any hour: the machine is off at night
LOOK = 15  # minutes between two looks
log = logging.getLogger("reportbot.backup")


def is_due(last: datetime | None, now: datetime) -> bool:
    """At once when there is none yet, each night, and at any hour when the last night's is missing."""
    if last is None or last > now:
        return True
    age = now - last
    return age > TOO_OLD or (age > NOT_AGAIN and now.hour in NIGHT)


class Nightly:
    """Raises BadSetup when the settings name no folder."""

    def __init__(self, settings: Settings, database: Database, clock: Clock) -> None:
        self._plan = plan_of(settings)
        self._database, self._clock = database, clock
        self._stop = threading.Event()

    async def look(self) -> None:
        """Makes the backup if it is due; a failure is one line in the log, and is tried again at the next look."""
        now = self._clock.now().replace(microsecond=0)
        try:
            if not is_due(await asyncio.to_thread(newest, self._plan.folder), now):
                return
            written = await asyncio.to_thread(write_backup, self._plan, now, stop=self._stop)
            await note_backup(self._database, written, now, "reportbot")
            log.info("backed up", extra={"count": written.rows["cases"]})
        except Exception as error:  # the service goes on without; the age of the last backup is in /metrics
            log.error("the backup failed", extra={"failure": type(error).__name__})

    def stop(self) -> None:
        """A backup that is under way ends without a file."""
        self._stop.set()
