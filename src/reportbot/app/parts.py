"""Everything that runs, wired: what is opened, what it is made of, and the one TaskGroup in which it runs."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from reportbot.app.desk import Desk, desk
from reportbot.app.due import Due, due
from reportbot.app.exchange import Exchange, exchange
from reportbot.app.offices import Answers, Papers, answers, papers
from reportbot.app.opened import Opened, SystemClock, opened
from reportbot.app.shared import Shared, shared
from reportbot.app.staff import Staff, staff
from reportbot.app.systems import Systems, systems
from reportbot.backup.nightly import LOOK, Nightly
from reportbot.config import Settings
from reportbot.municipality.loading import Municipality
from reportbot.service.audit.notes import note_alone
from reportbot.service.ports import Clock, Work
from reportbot.vault.keys import Keys

TICK = 5  # seconds between two looks at what is due
Round = Callable[[datetime], Awaitable[object]]
log = logging.getLogger("reportbot.app")


@dataclass(frozen=True, kw_only=True, repr=False)
class Parts(Opened, Shared, Exchange, Answers, Papers, Systems, Desk, Staff, Due):
    """Each part by its name, as the file says that wires it; `channels` and `transports` may still be added to.

    The bases are lists of names and nothing else, so a new part is one field and one line, in one file.
    """

    async def run_due(self) -> None:
        """What fell due, then everything that is to be sent, to its end. What the demo's clock button calls."""
        now = self.clock.now()
        await self._keep_keys()
        await self.unfinished.keep(now)
        for part in self._round().values():
            await part(now)
        await self.bridge.run_due(now)
        await self.delivery.run_due(now)
        await self.database.settle_rest()

    async def tick(self) -> None:
        """The scheduler's: as `run_due`, but nobody waits for a slow mail server, and no part for one that fails."""
        for name, part in self._round().items():
            await self._guarded(name, part)
        self.delivery.wake.set()

    def _round(self) -> Mapping[str, Round]:
        """What falls due, in this order, by the name that the log calls it."""
        return {
            "upkeep": lambda _: self._keep_keys(),
            "staff": lambda _: self.staff_round.keep(),
            "settings": lambda _: self.town_settings.keep(),
            "models": lambda _: self.models.keep(),
            "damage": lambda _: self.damage.tell(),
            "audit": lambda _: self.daily_head.send(),
            "follow_ups": self.follow_ups.run_due,
            "photos": self.lapsed_photos.run_due,
            "roster": self.roster_watch.tell,
            "kept": self.kept.round.run_due,
            "staff_chats": self.staff_rounds.run_due,
            "retention": self._retain,
        }

    async def _guarded(self, name: str, part: Round) -> None:
        """What it has written stays, what it has not is found again by the next round."""
        try:
            await part(self.clock.now())
        except Exception as error:
            log.error("a part of the round failed", extra={"kind": name, "failure": type(error).__name__})

    async def _keep_keys(self) -> None:
        self.key_watch.look()
        await self.upkeep.keep()

    async def _retain(self, now: datetime) -> None:
        await self.retention.run_due(now)
        await self.database.settle_rest()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Intake, delivery and the ticking clock, until the block ends; then what is under way is finished."""
        await note_alone(self.database, self._note_start)
        if self.lanes.direct:  # whoever waits for an answer that a killed process was sending waits no longer
            async with self.database.begin() as work:
                await work.outbox.forget_claims(self.clock.now())
        self.delivery.wake.set()
        await self.models.keep()
        scheduler = AsyncIOScheduler(timezone=UTC)
        scheduler.add_job(self.tick, "interval", seconds=TICK, max_instances=1, coalesce=True)
        scheduler.add_job(self._erase, "interval", minutes=10, max_instances=1, coalesce=True)
        # Apart from the tick: another system may take its time to answer.
        scheduler.add_job(self._trade, "interval", minutes=1, max_instances=1, coalesce=True)
        nightly = Nightly(self.settings, self.database, self.clock) if self.settings.backup_folder else None
        if nightly:
            scheduler.add_job(nightly.look, "interval", minutes=LOOK, max_instances=1, coalesce=True)
        broke: BaseException | None = None
        async with asyncio.TaskGroup() as group:
            running = [self.intake.run(), self.delivery.run(), self.codes.keep_ready()]
            running += [each.run() for each in (self.model, self.second_look) if each]
            tasks = [group.create_task(each) for each in running]
            scheduler.start()
            try:
                yield
            except BaseException as error:  # raised below as it is, not wrapped into the group's
                broke = error
            finally:
                scheduler.shutdown(wait=False)
                if nightly:
                    nightly.stop()
                await self.delivery.drain()
                for task in tasks:
                    task.cancel()
        await self._note_stop()
        if broke is not None:
            raise broke

    async def close(self) -> None:
        self.codes.close()
        await self.database.close()

    def _note_start(self, work: Work) -> None:
        """With the SHA-256 of every municipality file: what was changed there while we did not run is seen."""
        now = self.clock.now()
        work.audit.note("started", at=now)
        for key in self.municipalities:
            work.audit.note("municipality_loaded", at=now, municipality=key, sha256=self.fingerprints.get(key, ""))

    async def _note_stop(self) -> None:
        try:
            await note_alone(self.database, lambda work: work.audit.note("stopped", at=self.clock.now()))
        except Exception as failure:  # we end in any case; the next start, without a stop before it, tells
            log.error("the stop could not be noted", extra={"failure": type(failure).__name__})

    async def _trade(self) -> None:
        await self._guarded("bridge", self.bridge.run_due)

    async def _erase(self) -> None:
        await self._guarded("silent", self.follow_ups.erase_silent)


async def open_parts(
    settings: Settings,
    *,
    clock: Clock | None = None,
    municipalities: Mapping[str, Municipality] | None = None,
    keys: Keys | None = None,
    change: Callable[[Municipality], Municipality] | None = None,
    is_guest: bool = False,
) -> Parts:
    """`is_guest`: for a moment, beside a service that runs. Raises BadSetup with every problem it finds."""
    ground = await opened(
        settings,
        clock=clock or SystemClock(),
        municipalities=municipalities,
        keys=keys,
        change=change,
        is_guest=is_guest,
    )
    common = shared(ground)
    traffic = exchange(ground, common)
    answered = answers(ground, common, traffic)
    groups = (
        *(ground, common, traffic, answered, papers(ground, common), systems(ground, common, traffic, answered)),
        *(desk(ground, common, traffic), staff(ground, traffic), due(ground, common, traffic)),
    )
    return Parts(**{name: part for group in groups for name, part in vars(group).items()})
