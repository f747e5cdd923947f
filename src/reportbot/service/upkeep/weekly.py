"""Every week gets secrets of its own, in good time, and loses them again: its key first, then its pepper.

Whoever takes the database and all keys finds drafts and messages of a few weeks, and can recognise who wrote in the
last 90 days; what lies further back opens for nobody.
"""

import logging

from reportbot.core.calendar import day_of, week_of
from reportbot.service.ports import Clock, Store, Vault
from reportbot.service.records import WeekSecrets

KEY_WEEKS = 5  # drafts live for a day, deliveries are tried for two; dead letters can be looked at for a month
PEPPER_WEEKS = 13  # 90 days
AWAKE_DAYS = 3  # days on which a process must have seen this fortnight's clock before anything is destroyed
FORTNIGHT = 14  # days
log = logging.getLogger("reportbot.upkeep")


class Upkeep:
    def __init__(self, store: Store, vault: Vault, clock: Clock) -> None:
        self._store, self._vault, self._clock = store, vault, clock
        self._done = 0

    async def keep(self) -> None:
        """Cheap when it was done today already. Raises StoreFailed, and CannotBeRead for a week's damaged secrets."""
        now = self._clock.now()
        today, week = day_of(now), week_of(now)
        if today == self._done:
            return
        async with self._store.begin() as work:
            await work.upkeep.observe(today)
            known = {each.week for each in await work.upkeep.weeks()}
            # The next one too, so that another process knows it before anybody seals with it.
            fresh = [each for each in (week, week + 1) if each not in known]
            await work.upkeep.add_weeks([WeekSecrets(each, *self._vault.new_week(each)) for each in fresh])
            # A clock that has jumped ahead must not destroy anything: somebody would notice within days.
            if await work.upkeep.observed(today - FORTNIGHT + 1, today) >= AWAKE_DAYS:
                await work.upkeep.destroy_keys(week - KEY_WEEKS)
                await work.upkeep.destroy_weeks(week - PEPPER_WEEKS)
        async with self._store.read() as work:
            self._vault.use_weeks(await work.upkeep.weeks(), now)
        self._done = today
