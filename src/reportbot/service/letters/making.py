"""Letters of a case: made from templates, numbered per town and year, sealed under the case's key.

A letter is set before its number is taken, so that the store waits for nobody: the number that is next is printed, and
where somebody else took it meanwhile, the letter is set again. So a broken template takes no number.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from reportbot.core.cases.case import Case
from reportbot.core.cases.events import LETTER_MADE, CaseEvent
from reportbot.core.cases.referral import check_may_hear
from reportbot.core.errors import CannotBeRead, UnknownCode
from reportbot.service.audit.notes import note_alone
from reportbot.service.cases.withheld import case_for_desk, is_withheld
from reportbot.service.letters.contents import Contents
from reportbot.service.letters.forms import Forms
from reportbot.service.letters.gathering import Gatherer
from reportbot.service.letters.offers import Offer, languages_of, offers
from reportbot.service.ports import Clock, Ids, Store, Translator, Vault, Work
from reportbot.service.records import Letter
from reportbot.service.towns import Town
from reportbot.service.trying import persistently
from reportbot.service.upkeep.damage import Damage

TRIES = 3  # with a number that is only expected; after that it is set while it is being numbered


class Typesetter(Protocol):
    async def pdf(self, kind: str, values: Mapping[str, Any], at: datetime) -> bytes:
        """Raises BadSetup, with file and line, where the template is broken."""


@dataclass(frozen=True, slots=True)
class LettersOfCase:
    """What was made, newest first, and what can be made now."""

    made: Sequence[Letter]
    offers: Sequence[Offer]
    languages: Sequence[str]


class Letters:
    def __init__(
        self,
        store: Store,
        vault: Vault,
        towns: Mapping[str, Town],
        gatherer: Gatherer,
        translator: Translator,
        typesetter: Typesetter,
        clock: Clock,
        ids: Ids,
        damage: Damage,
    ) -> None:
        self._store, self._vault, self._towns, self._gatherer = store, vault, towns, gatherer
        self._typesetter, self._clock, self._ids, self._damage = typesetter, clock, ids, damage
        self._forms = Forms(translator)
        self._one_at_a_time = asyncio.Lock()

    async def of_case(self, case: Case) -> LettersOfCase:
        town = self._towns[case.municipality]
        async with self._store.read() as work:
            made, referrals = await work.letters.of_case(case.id), await work.cases.referrals(case.id)
        return LettersOfCase(made, offers(town, case, referrals), languages_of(town))

    async def make(
        self, municipality: str, number: str, kind: str, referral: int | None, language: str, by: str
    ) -> str:
        """The number of the new letter. `number` is the case's, `by` a role.

        Raises UnknownCode, OfficeAvoided, TransitionRefused where this letter does not fit, CannotBeRead, BadSetup.
        """
        town = self._towns[municipality]
        if language not in languages_of(town):
            raise UnknownCode("letters are not written in this language here")
        async with self._store.read() as work:
            case = await case_for_desk(work, town, number)
            contents = await self._gatherer.contents(work, town, case, kind, referral, language, self._clock.now())
        return await self.keep(contents, kind, self._ids.new(), by)

    async def pdf(self, municipality: str, number: str, by: str) -> bytes:
        """Noted as read by `by`. Raises UnknownCode, CannotBeRead, CannotBeNoted."""
        async with self._store.read() as work:
            letter, case = await letter_for_desk(work, self._towns[municipality], number)
        try:
            pdf = self._vault.case_key(case).open(letter.sealed_pdf, _place(letter.id))
        except CannotBeRead as failure:
            self._damage.note(failure, case)
            raise
        await note_reading(self._store, letter, case, by, self._clock.now())
        return pdf

    async def keep(self, contents: Contents, kind: str, id: int, by: str) -> str:
        """Sets, numbers, seals and stores it; its number. One that is there already under this id is not made again.

        Raises UnknownCode, OfficeAvoided, BadSetup.
        """

        async def store(expected: int = 0, pdf: bytes = b"") -> str:
            return await persistently(lambda: self._number_and_seal(contents, kind, id, by, expected, pdf))

        async with self._one_at_a_time:
            for _ in range(TRIES):
                expected = await self._next_number(contents)
                pdf = await self._set(contents, kind, expected)
                try:
                    return await store(expected, pdf)
                except _NumberTaken:
                    continue
            return await store()

    async def _next_number(self, contents: Contents) -> int:
        async with self._store.read() as work:
            return await work.letters.taken(contents.case.municipality, _year(contents)) + 1

    async def _set(self, contents: Contents, kind: str, number: int) -> bytes:
        values = self._forms.values(kind, replace(contents, number=_said(contents, number)))
        return await self._typesetter.pdf(kind, values, contents.now)

    async def _number_and_seal(self, contents: Contents, kind: str, id: int, by: str, expected: int, pdf: bytes) -> str:
        """`expected` is the number that stands in `pdf`, 0 where it is still to be set. Raises _NumberTaken."""
        referral, now = contents.referral, contents.now
        async with self._store.begin() as work:
            case = await self._still_there(work, contents)
            known = await work.letters.get(id)
            if known is not None:
                return known.number
            number = await work.letters.take_number(case.municipality, _year(contents))
            if expected not in (0, number):
                raise _NumberTaken
            pdf = pdf if expected else await self._set(contents, kind, number)
            said = _said(contents, number)
            letter = Letter(
                id=id,
                municipality=case.municipality,
                number=said,
                kind=kind,
                case=case.id,
                referral=referral.id if referral else None,
                institution=referral.institution if referral else "",
                language=contents.language,
                made_at=now,
                made_by=by,
                sealed_pdf=self._vault.case_key(case).seal(pdf, _place(id)),
            )
            # No office: of the audit log, which is never purged, nobody learns that a letter went to the ministry.
            facts = {"number": said, "letter": kind}
            await work.letters.add(letter)
            await work.cases.add_events(
                [CaseEvent(self._ids.new(), case.id, case.municipality, LETTER_MADE, now, by, facts)]
            )
            return said

    async def _still_there(self, work: Work, contents: Contents) -> Case:
        """Meanwhile it may have been erased, or the office kept out of it. Raises UnknownCode, OfficeAvoided."""
        case = await case_for_desk(work, contents.town, contents.case.number)
        if contents.referral:
            check_may_hear(case, contents.referral.institution)
        return case


async def letter_for_desk(work: Work, town: Town, number: str) -> tuple[Letter, Case]:
    """With its case. Raises UnknownCode, also where the case was erased or the desk must hear nothing of it."""
    letter = await work.letters.by_number(town.key, number)
    case = await work.cases.find(letter.case) if letter else None
    if letter is None or case is None or not case.sealed_key or is_withheld(town, case):
        raise UnknownCode("no letter has this number here, or its case was erased")
    return letter, case


async def note_reading(store: Store, letter: Letter, case: Case, by: str, now: datetime) -> None:
    """Before anything of the letter is shown. Raises CannotBeNoted."""
    about = {"municipality": case.municipality, "actor": by, "subject": case.number, "number": letter.number}
    await note_alone(store, lambda work: work.audit.note("read_letter", at=now, **about))


class _NumberTaken(Exception):
    """Somebody else was quicker."""


def _year(contents: Contents) -> int:
    return contents.now.astimezone(ZoneInfo(contents.town.rules.zone)).year


def _said(contents: Contents, number: int) -> str:
    """ "L-2026-0007" """
    return f"L-{_year(contents)}-{number:04d}"


def _place(id: int) -> str:
    return f"letters.pdf:{id}"
