"""Notices whose way is paper: each becomes a letter that waits to be handed over, and its number is the evidence."""

import re
from collections.abc import Mapping
from dataclasses import replace

from reportbot.core.cases.referral import COPY, Referral
from reportbot.core.errors import OfficeAvoided, TransitionRefused, UnknownCode
from reportbot.service.cases.withheld import is_withheld
from reportbot.service.due.reminding import KIND as REMINDERS
from reportbot.service.letters.contents import FOR_READING, FORWARD, NOTICE, REMINDS, Contents
from reportbot.service.letters.gathering import Gatherer
from reportbot.service.letters.making import Letters
from reportbot.service.ports import Clock, Ids, Notice, Store, Work
from reportbot.service.records import Letter
from reportbot.service.towns import Town

_REMINDING = frozenset({"reminder", "escalation"})


class PaperNotices:
    def __init__(
        self, store: Store, towns: Mapping[str, Town], gatherer: Gatherer, letters: Letters, clock: Clock, ids: Ids
    ) -> None:
        self._store, self._towns, self._gatherer, self._letters = store, towns, gatherer, letters
        self._clock, self._ids = clock, ids

    async def keep(self, notice: Notice) -> str:
        """The number of the letter; of several reminders in one message, the numbers of theirs.

        The same notice again is the same letter. Raises UnknownCode, OfficeAvoided, TransitionRefused, BadSetup.
        """
        if not notice.link:
            raise TransitionRefused("a code that works for minutes does not go on paper")
        if notice.facts.get("kind") == REMINDERS:
            return await self._keep_reminders(notice)
        id = _delivery_of(notice.message_id) or self._ids.new()
        async with self._store.read() as work:
            if known := await work.letters.get(id):
                return known.number
            referral = await work.cases.referral(int(notice.facts.get("referral", "0")))
            if referral is None:
                raise UnknownCode("the referral is gone")
            contents = await self._contents(work, notice.municipality, referral)
        reminds = notice.facts.get("kind") in _REMINDING
        told_as = REMINDS if reminds else FOR_READING if referral.role == COPY else FORWARD
        return await self._letters.keep(replace(contents, told_as=told_as, link=notice.link), NOTICE, id, "reportbot")

    async def _keep_reminders(self, notice: Notice) -> str:
        """A letter for each case, since it belongs to its case alone; none where one still waits to be handed over."""
        made: list[str] = []
        for number in notice.facts.get("numbers", "").split():
            async with self._store.read() as work:
                referral = await self._reminded(work, notice, number)
                waiting = await _waiting(work, referral) if referral else None
                try:
                    contents = await self._contents(work, notice.municipality, referral) if referral else None
                except (OfficeAvoided, TransitionRefused):
                    continue  # of this one they must hear nothing, or nothing more; of the others they must
            if waiting:
                made.append(waiting.number)
            elif contents:
                reminder = replace(contents, told_as=REMINDS)
                made.append(await self._letters.keep(reminder, NOTICE, self._ids.new(), "reportbot"))
        if not made:
            raise TransitionRefused("nobody has to be reminded of these any more")
        return ", ".join(made)

    async def _reminded(self, work: Work, notice: Notice, number: str) -> Referral | None:
        """The newest of this office in this case."""
        case = await work.cases.by_number(notice.municipality, number)
        referrals = await work.cases.referrals(case.id) if case and case.sealed_key else []
        return next((each for each in reversed(referrals) if each.institution == notice.facts["institution"]), None)

    async def _contents(self, work: Work, municipality: str, referral: Referral) -> Contents:
        town = self._towns[municipality]
        case = await work.cases.one(referral.case)
        if is_withheld(town, case):
            raise TransitionRefused("whoever hands letters over must hear nothing of this case")
        language = town.language_of(referral.institution)
        return await self._gatherer.contents(work, town, case, NOTICE, referral.id, language, self._clock.now())


async def _waiting(work: Work, referral: Referral) -> Letter | None:
    letters = await work.letters.of_case(referral.case)
    mine = (each for each in letters if each.referral == referral.id and each.kind == NOTICE)
    return next((each for each in mine if each.handed_at is None), None)


def _delivery_of(message_id: str) -> int:
    """The outbox row of a notice, which is the same at each attempt; 0 where it names none."""
    found = _MESSAGE_ID.match(message_id)
    return int(found[1]) if found and int(found[1]) < 2**63 else 0


_MESSAGE_ID = re.compile(r"<\w+\.(\d{1,19})@", re.ASCII)
