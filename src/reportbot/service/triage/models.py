"""Which head reads along in a town: the one that comes with the program, or one that was trained for it.

A person switches, nobody else. What is in force is looked up at the start, after a switch, and once a minute, since
another process may have switched. A head that cannot be opened, or does not fit, is as if there were none.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from reportbot.core.cases.triage.learning import may_be_switched_to
from reportbot.core.errors import CannotBeRead, TransitionRefused, UnknownCode
from reportbot.service.ports import Clock, Store, Vault
from reportbot.service.records import ModelState, TrainedModel
from reportbot.service.towns import Town
from reportbot.service.triage.learning import number_of
from reportbot.service.trying import persistently

SHOWN = 20  # the newest
LOOK = timedelta(minutes=1)
TRIED_WITH = "?"  # a text without a meaning: the head is handed over with it, and found to fit or not
log = logging.getLogger("reportbot.models")


class Reader(Protocol):
    """The model: it reads with a town's own head, or with the one that comes with the program."""

    @property
    def refused(self) -> set[str]:
        """Towns whose own head did not fit."""

    def use(self, town: str, head: bytes | None) -> None: ...
    def ahead(self, town: str, text: str) -> Any: ...


@dataclass(frozen=True, slots=True)
class ModelPage:
    """`active`: None is the one that comes with the program. `is_refused`: it is in force, and cannot be used.

    `is_there`: whether a model reads along at all.
    """

    active: TrainedModel | None
    is_refused: bool
    is_there: bool
    models: Sequence[TrainedModel]


class TownModels:
    def __init__(
        self, store: Store, vault: Vault, towns: Mapping[str, Town], clock: Clock, reader: Reader | None
    ) -> None:
        self._store, self._vault, self._towns, self._clock, self._reader = store, vault, towns, clock, reader
        self._used: dict[str, int | None] = {}
        self._unreadable: set[str] = set()
        self._looked: datetime | None = None

    async def page(self, municipality: str) -> ModelPage:
        async with self._store.read() as work:
            active = await work.trained_models.active(municipality)
            models = await work.trained_models.of_town(municipality, SHOWN)
        reader = self._reader
        refused = municipality in self._unreadable or (reader is not None and municipality in reader.refused)
        return ModelPage(active, active is not None and refused, reader is not None, models)

    async def switch(self, municipality: str, to: int | None, was: int | None, by: str) -> None:
        """From now on this one reads along; None for the one that comes with the program. `was` is in force as the
        person saw it.

        Raises UnknownCode for one that is not of this town; TransitionRefused where another one is in force by now,
        where it is in force already, and for one that finds fewer emergencies.
        """

        async def once() -> None:
            now = self._clock.now()
            async with self._store.begin() as work:
                active = await work.trained_models.active(municipality)
                if (active.id if active else None) != was or to == was:
                    raise TransitionRefused("another one is in force by now")
                wanted = self._wanted(await work.trained_models.of_town(municipality, SHOWN), to)
                await work.trained_models.switch(municipality, to, by, now)
                name = f"model {number_of(wanted)}" if wanted else "shipped model"
                before = f"model {number_of(active)}" if active else "shipped model"
                work.audit.note(
                    "switched_model", at=now, municipality=municipality, actor=by, subject=name, before=before
                )

        await persistently(once)
        await self._look(municipality)

    async def keep(self) -> None:
        """At the start and with every tick; looks once a minute. Raises StoreFailed."""
        now = self._clock.now()
        if self._reader is None or (self._looked is not None and timedelta() <= now - self._looked < LOOK):
            return
        self._looked = now
        for municipality in self._towns:
            await self._look(municipality)

    def _wanted(self, models: Sequence[TrainedModel], id: int | None) -> TrainedModel | None:
        if id is None:
            return None
        found = next((each for each in models if each.id == id), None)
        if found is None:
            raise UnknownCode("no model of this town")
        if not may_be_switched_to(found.facts):
            raise TransitionRefused("it finds fewer emergencies")
        return found

    async def _look(self, municipality: str) -> None:
        if self._reader is None:
            return
        async with self._store.read() as work:
            active = await work.trained_models.active(municipality)
        id = active.id if active else None
        if self._used.get(municipality) == id:
            return
        self._used[municipality] = id
        self._unreadable.discard(municipality)
        head = self._opened(active) if active else None
        self._reader.use(municipality, head)
        if head is not None:
            self._reader.ahead(municipality, TRIED_WITH)

    def _opened(self, model: TrainedModel) -> bytes | None:
        """None where it cannot be read, or was not fit to be switched to: however it came to be in force."""
        if model.state is not ModelState.ACTIVE or not may_be_switched_to(model.facts):
            log.error(
                "a town's own head may not be used, the shipped one is", extra={"municipality": model.municipality}
            )
            self._unreadable.add(model.municipality)
            return None
        try:
            key = self._vault.data_key(model.sealed_key, f"trained_models.key:{model.id}")
            return key.open(model.sealed_head, f"trained_models.head:{model.id}")
        except CannotBeRead:
            log.error(
                "a town's own head cannot be read, the shipped one is used", extra={"municipality": model.municipality}
            )
            self._unreadable.add(model.municipality)
            return None
