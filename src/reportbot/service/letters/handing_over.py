"""Letters that wait for somebody who carries them, or reads them out on the telephone; and that it was done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from reportbot.core.access.reach import Reach
from reportbot.core.cases.case import Case
from reportbot.core.cases.events import HANDED_OVER, READ_OUT, CaseEvent
from reportbot.core.cases.referral import LEAD, Referral, check_may_hear, leads
from reportbot.core.errors import AlreadySent, BadInput, UnknownCode
from reportbot.service.cases.withheld import is_withheld
from reportbot.service.desk.reaching import are_within
from reportbot.service.letters.contents import NOTICE
from reportbot.service.letters.gathering import Gatherer
from reportbot.service.letters.making import letter_for_desk, note_reading
from reportbot.service.letters.script import script_of
from reportbot.service.ports import Clock, Ids, Store, Translator, Work
from reportbot.service.records import Letter
from reportbot.service.towns import Town
from reportbot.service.trying import persistently

LISTED = 200  # letters that wait, on one page
HANDED = (HANDED_OVER, READ_OUT)


class BadDate(BadInput):
    """A day of handing over that lies ahead, or before the letter was made."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A letter that somebody has to hand over, and the case that it is about."""

    letter: Letter
    case: Case


@dataclass(frozen=True, slots=True)
class Script:
    """What to say on the telephone, sentence by sentence."""

    letter: Letter
    case: Case
    sentences: Sequence[str] = field(repr=False)


class HandingOver:
    def __init__(
        self,
        store: Store,
        towns: Mapping[str, Town],
        gatherer: Gatherer,
        translator: Translator,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._store, self._towns, self._gatherer, self._translator = store, towns, gatherer, translator
        self._clock, self._ids = clock, ids

    async def waiting(self, municipality: str, reach: Reach) -> list[Waiting]:
        """Oldest first; none for an office that has answered for good, or must hear nothing of its case any more."""
        town = self._towns[municipality]
        async with self._store.read() as work:
            letters = await work.letters.to_hand_over(municipality, LISTED)
            about = await work.cases.get([each.case for each in letters]) if letters else {}
            cases = {case.id: case for case in await are_within(work, list(about.values()), reach)}
            letters = [each for each in letters if each.case in cases]
            asked = [each.referral for each in letters if each.referral is not None]
            referrals = await work.cases.get_referrals(asked) if asked else {}
        found = [(Waiting(each, cases[each.case]), referrals.get(each.referral or 0)) for each in letters]
        return [each for each, to in found if _may_leave(town, each.case, each.letter) and _is_needed(each.case, to)]

    async def count_waiting(self, municipality: str, reach: Reach) -> int:
        return len(await self.waiting(municipality, reach))

    async def script(self, municipality: str, number: str, language: str, by: str) -> Script:
        """What to say where the office has only a telephone. Neutral, as the notice is. Raises UnknownCode."""
        town = self._towns[municipality]
        async with self._store.read() as work:
            letter, case = await letter_for_desk(work, town, number)
            if not _may_leave(town, case, letter):
                raise UnknownCode("this letter must not leave")
            contents = await self._gatherer.contents(
                work, town, case, NOTICE, letter.referral, language, self._clock.now()
            )
        await note_reading(self._store, letter, case, by, self._clock.now())
        return Script(letter, case, script_of(self._translator, contents))

    async def handed_over(self, municipality: str, number: str, on: date, how: str, by: str) -> None:
        """A person has given it to the office, or read it out. `on` is a day of the town; `how` one of HANDED.

        Raises UnknownCode, AlreadySent, BadDate, OfficeAvoided.
        """
        if how not in HANDED:
            raise UnknownCode("there is no such way to hand a letter over")

        async def once() -> None:
            async with self._store.begin() as work:
                await self._hand_over(work, municipality, number, on, how, by)

        await persistently(once)

    async def _hand_over(self, work: Work, municipality: str, number: str, on: date, how: str, by: str) -> None:
        town, now = self._towns[municipality], self._clock.now()
        zone = ZoneInfo(town.rules.zone)
        letter, case = await letter_for_desk(work, town, number)
        check_may_hear(case, letter.institution)
        if letter.kind != NOTICE or letter.handed_at is not None:
            raise AlreadySent("it was handed over")
        if not letter.made_at.astimezone(zone).date() <= on <= now.astimezone(zone).date():
            raise BadDate("a letter is handed over after it was made, and not tomorrow")
        noon = datetime.combine(on, time(12), zone)
        await work.letters.handed_over(letter.id, min(max(noon, letter.made_at), now))
        facts = {"number": letter.number, "institution": letter.institution, "on": on.isoformat()}
        await work.cases.add_events([CaseEvent(self._ids.new(), case.id, case.municipality, how, now, by, facts)])


def _may_leave(town: Town, case: Case, letter: Letter) -> bool:
    return bool(case.sealed_key) and not is_withheld(town, case) and letter.institution not in case.avoided


def _is_needed(case: Case, referral: Referral | None) -> bool:
    if referral is None or referral.is_finished or referral.is_withdrawn or not case.status.is_open:
        return False
    return referral.role != LEAD or leads(case, referral)
