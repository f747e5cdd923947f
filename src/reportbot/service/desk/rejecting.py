"""A coordinator rejects what nobody can act on: a test, a mistake, a thing of another town. The person hears that there
is news, and reads that it was not passed on."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from reportbot.core.cases.closing import may_reject
from reportbot.core.cases.workflow import Status
from reportbot.core.errors import TransitionRefused
from reportbot.core.typed import typed_words
from reportbot.service.cases.withheld import case_for_desk
from reportbot.service.desk.passing_on import LONGEST_REASON
from reportbot.service.ports import Clock, Store, Vault
from reportbot.service.reports.opening import Opener
from reportbot.service.towns import Town
from reportbot.service.trying import persistently
from reportbot.service.turns.news import News


class Rejecting:
    def __init__(
        self,
        store: Store,
        vault: Vault,
        towns: Mapping[str, Town],
        opener: Opener,
        news: News,
        clock: Clock,
        wake: Callable[[], None],
    ) -> None:
        self._store, self._vault, self._towns, self._opener = store, vault, towns, opener
        self._news, self._clock, self._wake = news, clock, wake

    async def reject(self, municipality: str, number: str, reason: str, by: str) -> None:
        """The reason is sealed in the case.

        Raises UnknownCode, TransitionRefused while another office has it, BadInput without a reason, TooLarge,
        CannotBeRead for a damaged case.
        """
        said = typed_words(reason, LONGEST_REASON)
        await persistently(lambda: self._reject(self._towns[municipality], number, said, by))
        self._wake()

    async def _reject(self, town: Town, number: str, reason: str, by: str) -> None:
        now = self._clock.now()
        async with self._store.begin() as work:
            case = await case_for_desk(work, town, number)
            if not may_reject(case, await work.cases.referrals(case.id), town.rules.coordinator):
                raise TransitionRefused("somebody has it who can act on it")
            rejected = replace(case.moved_to(Status.REJECTED, now), needs_look=False)
            event = self._opener.event(case, "rejected", by, now, {})
            sealed = self._vault.case_key(case).seal(reason.encode(), f"case_events.note:{event.id}")
            await work.cases.save([rejected])
            await work.cases.add_events([replace(event, note=sealed)])
            await work.dues.cancel(case=case.id, at=now)
            await self._news.rejected(work, town, rejected, now)
