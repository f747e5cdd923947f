"""The desk gives an institution another date, and says why. The reason is sealed in the case."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from reportbot.core.cases.due.deadlines import PROMISED, Promised, moved_by_desk
from reportbot.core.cases.referral import end_of, owes_now
from reportbot.core.errors import DateRefused, TransitionRefused, UnknownCode
from reportbot.core.typed import typed_words
from reportbot.service.cases.withheld import case_for_desk
from reportbot.service.ports import Clock, Ids, Store, Vault
from reportbot.service.reports.deadlines import Deadlines
from reportbot.service.towns import Town
from reportbot.service.trying import persistently

LONGEST_REASON = 500  # letters


class Dates:
    def __init__(self, store: Store, vault: Vault, towns: Mapping[str, Town], clock: Clock, ids: Ids) -> None:
        self._store, self._vault, self._towns, self._clock = store, vault, towns, clock
        self._deadlines = Deadlines(ids)

    async def move(
        self, municipality: str, number: str, referral: int, which: str, day: date, reason: str, by: str
    ) -> None:
        """Due at the end of that day. `which` is acknowledge, act or close; `by` is a role.

        Raises UnknownCode for no such case, referral or promise; TransitionRefused where nothing is due from it any
        more, or the first answer is there; DateRefused for a day that is over, too far away, or the date as it stands;
        BadInput without a reason, TooLarge, CannotBeRead where the case's key is damaged.
        """
        reason = typed_words(reason, LONGEST_REASON)
        if which not in PROMISED:
            raise UnknownCode("no such promise")
        promised: Promised = which
        await persistently(lambda: self._move(self._towns[municipality], number, referral, promised, day, reason, by))

    async def _move(self, town: Town, number: str, id: int, which: Promised, day: date, reason: str, by: str) -> None:
        now = self._clock.now()
        async with self._store.begin() as work:
            case = await case_for_desk(work, town, number)
            referral = await work.cases.referral(id)
            if referral is None or referral.case != case.id:
                raise UnknownCode("no such referral in this case")
            if not owes_now(case, referral) or (which == "acknowledge" and not referral.is_waiting):
                raise TransitionRefused("nothing of that is due any more")
            hours = town.hours_of(referral.institution)
            clock = town.rules.promise_of(case.category, case.urgency).clock(hours)
            after, changes = moved_by_desk(referral, which, end_of(day, hours, town.rules.zone, now), now, clock)
            if not changes:
                raise DateRefused("it is due then already")
            key = self._vault.case_key(case)
            first, *rest = self._deadlines.events(case, changes, by, now)
            first = replace(first, note=key.seal(reason.encode(), f"case_events.note:{first.id}"))
            await self._deadlines.write(work, town.without(case.avoided), case, after, [first, *rest], now)
