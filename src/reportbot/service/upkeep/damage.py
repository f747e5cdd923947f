"""Sealed fields that cannot be read: logged by their place alone, counted, and told to the coordinator once a day."""

import logging
from collections import OrderedDict
from collections.abc import Mapping

from reportbot.core.calendar import day_of
from reportbot.core.cases.case import Case
from reportbot.core.errors import CannotBeRead
from reportbot.service.outgoing.beside_desk import to_desk_or_lead
from reportbot.service.outgoing.notices import Notices
from reportbot.service.ports import Clock, Store, Vault
from reportbot.service.towns import Town
from reportbot.service.trying import persistently

REMEMBERED = 10_000  # places that were logged today
log = logging.getLogger("reportbot.damage")


class Damage:
    """`found` is how many unreadable fields came up since the start, each place once a day. For the metrics."""

    def __init__(self, store: Store, vault: Vault, towns: Mapping[str, Town], notices: Notices, clock: Clock) -> None:
        self._store, self._vault, self._towns = store, vault, towns
        self._notices, self._clock = notices, clock
        self._noted: OrderedDict[tuple[str, int], None] = OrderedDict()
        self._waiting: dict[int, Case] = {}
        self.found = 0

    def note(self, failure: CannotBeRead, case: Case | None = None) -> None:
        """Whoever fails to open a field says so here, and goes on. What was destroyed on purpose is no damage."""
        if case is not None and not case.sealed_key:
            return
        place = str(failure).partition(": ")[0]  # table, column and row: see vault/boxes.py
        seen = (place, day_of(self._clock.now()))
        if seen in self._noted:
            return
        self._noted[seen] = None
        if len(self._noted) > REMEMBERED:
            self._noted.popitem(last=False)
        self.found += 1
        log.error("a sealed field cannot be read", extra={"place": place.partition(":")[0]})
        if case is not None:
            self._waiting[case.id] = case

    async def tell(self) -> int:
        """One neutral mail per case and day to the coordinator, who tells whoever runs the server. How many."""
        if not self._waiting:
            return 0
        cases, self._waiting = list(self._waiting.values()), {}
        try:
            return await persistently(lambda: self._write(cases))
        except BaseException:
            self._waiting = {case.id: case for case in cases} | self._waiting  # with the next tick
            raise

    async def _write(self, cases: list[Case]) -> int:
        now = self._clock.now()
        keys = {self._vault.message_key(f"damage:{case.id}:{day_of(now)}"): case for case in cases}
        async with self._store.begin() as work:
            fresh = await work.messages.unseen(list(keys), now)
            for key in sorted(fresh):
                case = keys[key]
                town = self._towns[case.municipality]
                await work.outbox.add(await to_desk_or_lead(work, self._notices, town, case, "unreadable", now))
        return len(fresh)
