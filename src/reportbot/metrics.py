"""What the machine's keeper may know: how much, how late, how well. Counts only, never people."""

import asyncio
import shutil
from collections.abc import Mapping
from pathlib import Path

from reportbot.app import Parts
from reportbot.backup.files import newest as newest_backup
from reportbot.core.spending import month_of
from reportbot.service.mailroom import Taken
from reportbot.service.outbox.unreached import unreached
from reportbot.service.outgoing.copies import REDACT

OLDEST_UNSENT = 15 * 60  # seconds after which something must be wrong with sending
FREE_SPACE = 100 * 1024 * 1024  # bytes that the disk must still have


class Metrics:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._latest: dict[str, float] = {}

    async def readiness(self) -> Mapping[str, bool | str]:
        """Each part that must work: True, or False with what is wrong beside it."""
        database = await self._parts.database.health()
        answer: dict[str, bool | str] = {"database": not database, "keys": self._keys_work()}
        if database:
            answer["database_says"] = database
        else:
            waited = await self._oldest_unsent()
            answer["sending"] = waited < OLDEST_UNSENT
            answer["oldest_unsent_seconds"] = str(int(waited))
            if out_of_reach := await self._unreached():
                answer["offices_unreached"] = ", ".join(out_of_reach)  # a warning: we can do our work
            if stuck := self._parts.kept.round.stuck:  # a warning too, and nobody at the desk may see to it (R15)
                answer["kept_messages_stuck"] = ", ".join(f"{key}: {stuck[key]}" for key in sorted(stuck))
        answer["disk"] = await asyncio.to_thread(self._has_space)
        return answer

    def text(self) -> str:
        """Prometheus' text format."""
        database, delivery = self._parts.database, self._parts.delivery
        figures = {
            "reportbot_statements_total": database.statements,
            "reportbot_commits_total": database.commits,
            "reportbot_sending": delivery.under_way,
            "reportbot_codes_ready": self._parts.codes.ready,
            "reportbot_unreadable_fields_total": self._parts.damage.found,
            **self._latest,
            **self._mails(),
            **self._backup(),
            **self._model(),
            **self._kept(),
        }
        return "".join(f"{name} {value}\n" for name, value in figures.items())

    def _kept(self) -> dict[str, float]:
        """Messages that made us stumble, that the desk must hear nothing of, and that could not be reported."""
        stuck = self._parts.kept.round.stuck
        return {f'reportbot_kept_messages_stuck{{municipality="{key}"}}': stuck[key] for key in self._parts.towns}

    def _model(self) -> dict[str, float]:
        """Where a model reads along: how often it did, how often the rules decided alone, how often it had to start."""
        model, again = self._parts.model, self._parts.second_look
        if model is None or again is None:
            return {}
        return {
            "reportbot_model_answers_total": model.answered,
            "reportbot_model_silent_total": model.unanswered,
            "reportbot_model_failures_total": model.failures,
            "reportbot_second_looks_changed_total": again.changed,
            "reportbot_second_looks_skipped_total": again.skipped,
        }

    def _mails(self) -> dict[str, float]:
        """What came in by mail since the start, where this process asks a mailbox; `reportbot mail` counts nothing."""
        counts = self._parts.mailroom.counts
        return {f'reportbot_mails_taken_total{{became="{taken}"}}': counts[taken] for taken in Taken if counts}

    def _backup(self) -> dict[str, float]:
        """The age of the newest, where backups are made; -1 while there is none."""
        folder = self._parts.settings.backup_folder
        if not folder:
            return {}
        made = newest_backup(Path(folder))
        age = (self._parts.clock.now() - made).total_seconds() if made else -1.0
        return {"reportbot_backup_age_seconds": age}

    async def _oldest_unsent(self) -> float:
        async with self._parts.database.read() as work:
            oldest = await work.outbox.oldest_waiting()
            months = await work.spending.since(self._month())
            dead = await work.outbox.dead_counts()
            head = await work.audit.head()
        seconds = (self._parts.clock.now() - oldest).total_seconds() if oldest else 0.0
        self._latest = {
            "reportbot_oldest_unsent_seconds": seconds,
            "reportbot_audit_position": head.position if head else 0,
            "reportbot_copies_not_erased": sum(count for (_, _, kind), count in dead.items() if kind == REDACT),
        }
        for (municipality, by, _), count in dead.items():
            which = f'reportbot_dead_letters{{municipality="{municipality}",by="{by}"}}'
            self._latest[which] = self._latest.get(which, 0) + count
        for row in months:
            town = self._parts.towns.get(row.municipality)
            if town and row.month == month_of(self._parts.clock.now(), town.rules.zone):
                which = f'{{municipality="{row.municipality}"}}'
                self._latest[f"reportbot_sms_segments{which}"] = row.segments
                self._latest[f"reportbot_sms_segments_at_most{which}"] = town.rules.sms.monthly_segments
        return seconds

    async def _unreached(self) -> list[str]:
        """As "drenas: police"; never an address."""
        found: list[str] = []
        for key, town in self._parts.towns.items():
            offices = await unreached(self._parts.database, town)
            self._latest[f'reportbot_offices_unreached{{municipality="{key}"}}'] = len(offices)
            found += [f"{key}: {office}" for office in offices]
        return found

    def _month(self) -> int:
        """The earliest that it is in any town."""
        now = self._parts.clock.now()
        return min((month_of(now, town.rules.zone) for town in self._parts.towns.values()), default=0)

    def _keys_work(self) -> bool:
        sealed = self._parts.vault.seal(b"canary", "readiness")
        return self._parts.vault.open(sealed, "readiness") == b"canary"

    def _has_space(self) -> bool:
        url = self._parts.settings.database_url
        folder = Path(url.removeprefix("sqlite:///")).parent if url.startswith("sqlite") else Path()
        return shutil.disk_usage(folder if folder.is_dir() else Path()).free > FREE_SPACE
