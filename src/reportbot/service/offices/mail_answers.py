"""What an office answers by mail: its first line, and the photos of its work that it puts to "done"."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from reportbot.core.cases.case import Case
from reportbot.core.cases.offices.office_words import Said, outcome_of, said
from reportbot.core.cases.offices.sayable import may_say
from reportbot.core.cases.referral import Answer, Answering, Referral
from reportbot.core.cases.telling.sealed import is_open_to
from reportbot.core.errors import BadInput, NotAPhoto, TooLarge
from reportbot.core.mail.pictures import Files, files_in
from reportbot.service.office_names import offices_named
from reportbot.service.offices.early_photos import Door, EarlyPhotos
from reportbot.service.ports import Translator, Work
from reportbot.service.towns import Town

EMAIL = "email"
Scrub = Callable[[bytes], Awaitable[bytes]]
"""A photo on a new canvas. Raises NotAPhoto, TooLarge; anything else is no fault of the photo and tried again."""


class Records(Protocol):
    """What records an answer within a unit of work (service/responses.py)."""

    async def record(self, work: Work, referral: Referral, said: Answering, picture: bytes = b"") -> bool: ...


@dataclass(frozen=True, slots=True)
class Recorded:
    """Whether a mail answered; how many of its photos were kept, and how many wait for "done"."""

    answered: bool = False
    kept: int = 0
    waiting: int = 0


class MailAnswers:
    def __init__(self, responses: Records, translator: Translator, scrub: Scrub, early: EarlyPhotos) -> None:
        self._responses, self._translator, self._scrub, self._early = responses, translator, scrub, early

    def answer_in(self, town: Town, case: Case, referral: Referral, line: str, now: datetime) -> Answering | None:
        """By this line alone, as by SMS. None where it is no answer, or none that this office may give by mail."""
        answer = said(line, now.astimezone(ZoneInfo(town.rules.zone)).date(), lambda words: self._named(town, words))
        if answer is None or not _may(case, referral, answer.answer, outcome_of(answer, case.concerns_a_person)):
            return None
        return _answering(answer, case)

    async def files(
        self, raw: bytes, answer: Answering | None, case: Case, referral: Referral
    ) -> tuple[Sequence[bytes], int]:
        """The photos that go with "done" or wait for it, painted anew, and how many files there are in all. With any
        other answer nothing is opened. Raises what `Scrub` does for our own trouble."""
        files = await asyncio.to_thread(_files, raw)
        if not _takes_photos(answer, case, referral):
            return (), files.count
        painted = []
        for photo in files.photos:
            try:
                painted.append(await self._scrub(photo))
            except (NotAPhoto, TooLarge):
                continue
        return painted, files.count

    async def record(
        self, work: Work, answer: Answering | None, referral: Referral, photos: Sequence[bytes], now: datetime
    ) -> Recorded:
        """With the answer, or with "done" that was said, photos are kept; those that came before it wait."""
        before = await self._kept(work, referral, now)
        first, more = photos[:1], photos[1:]
        if answer is not None:
            try:
                await self._responses.record(work, referral, answer, *first)
            except BadInput:  # done without what came of it, or a day that cannot be: nothing was written
                return Recorded(waiting=await self._wait(work, referral, photos, now))
        elif referral.answer is not Answer.DONE:
            return Recorded(waiting=await self._wait(work, referral, photos, now))
        for photo in more if answer is not None else photos:
            now_said = await work.cases.referral(referral.id) or referral
            again = Answering(Answer.DONE, outcome=now_said.outcome)
            await self._responses.record(work, now_said, again, photo)
        return Recorded(answer is not None, max(0, await self._kept(work, referral, now) - before))

    async def _wait(self, work: Work, referral: Referral, photos: Sequence[bytes], now: datetime) -> int:
        case = await work.cases.one(referral.case)
        door, by = Door(referral.id, EMAIL), referral.institution
        return sum([await self._early.hold(work, case, by, door, photo, now) for photo in photos])

    async def _kept(self, work: Work, referral: Referral, now: datetime) -> int:
        """With those that waited for this answer, which came before."""
        case = await work.cases.one(referral.case)
        photos = await work.conversations.photos(case=case.merged_into or case.id)
        waiting = await work.early_photos.waiting(case.id, referral.institution, now)
        return sum(each.by == referral.institution for each in photos) + len(waiting)

    def _named(self, town: Town, words: str) -> str:
        """The one institution that these words name."""
        named = offices_named(words, town.rules.institutions.values(), self._translator.known_as)
        return next(iter(named)) if len(named) == 1 else ""


def _files(raw: bytes) -> Files:
    try:
        return files_in(raw)
    except BadInput:  # its beginning could be read, and that counts
        return Files()


def _answering(answer: Said, case: Case) -> Answering:
    outcome = outcome_of(answer, case.concerns_a_person)
    return Answering(answer.answer, outcome=outcome, until=answer.until, suggested=answer.suggested)


def _takes_photos(answer: Answering | None, case: Case, referral: Referral) -> bool:
    """With "done", before it or after it, in a mail that gives no other answer."""
    if answer is not None:
        return answer.answer is Answer.DONE
    return _may(case, referral, Answer.DONE)


def _may(case: Case, referral: Referral, answer: Answer, outcome: str = "") -> bool:
    """As the office's page offers it."""
    if answer in (Answer.IN_PROGRESS, Answer.DONE) and not is_open_to(case, referral):
        return False  # what is sealed is taken or handed on by its link, and so by this token, and nothing more
    return may_say(case, referral, answer, outcome)
