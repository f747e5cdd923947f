"""The desk releases an office from a case, with a reason."""

from collections.abc import Callable, Mapping

from reportbot.core.errors import TransitionRefused
from reportbot.core.typed import typed_words
from reportbot.service.cases.withheld import case_for_desk
from reportbot.service.desk.passing_on import LONGEST_REASON, check_leads
from reportbot.service.ports import Clock, Store
from reportbot.service.reports.withdrawing import Withdrawals
from reportbot.service.towns import Town
from reportbot.service.trying import persistently


class Withdrawing:
    def __init__(
        self,
        store: Store,
        towns: Mapping[str, Town],
        withdrawals: Withdrawals,
        clock: Clock,
        wake: Callable[[], None],
    ) -> None:
        """`wake`: something waits to be sent."""
        self._store, self._towns, self._withdrawals = store, towns, withdrawals
        self._clock, self._wake = clock, wake

    async def withdraw(self, municipality: str, number: str, institution: str, reason: str, by: str) -> None:
        """`by` is an actor. The reason is for the desk alone.

        Raises UnknownCode, CannotBeRead; BadInput without a reason, TooLarge; TransitionRefused for an office that has
        no part in it, for the lead, and in an emergency for the last one that acts.
        """
        town, reason = self._towns[municipality], typed_words(reason, LONGEST_REASON)

        async def once() -> None:
            async with self._store.begin() as work:
                case = await case_for_desk(work, town, number)
                check_leads(case)
                if await self._withdrawals.of(work, town, case, [institution], reason, by, self._clock.now()):
                    raise TransitionRefused("this office cannot be released")

        await persistently(once)
        self._wake()
