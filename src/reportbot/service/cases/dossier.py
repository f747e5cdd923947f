"""Open the sealed part of a case for somebody who may read it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from reportbot.core.cases.case import Case
from reportbot.core.cases.desk.notes import CaseNote, CaseTask
from reportbot.core.cases.events import CaseEvent
from reportbot.core.cases.telling.questions import ANSWER_TO, Question, questions
from reportbot.core.cases.triage.reasons import Grounds
from reportbot.core.errors import CannotBeRead, UnknownCode
from reportbot.service.cases.office_photos import may_see, opened
from reportbot.service.ports import DataKey, Vault, Work
from reportbot.service.records import Report
from reportbot.service.upkeep.damage import Damage


@dataclass(frozen=True, slots=True)
class Said:
    """One report of a case. `answers` is None where the sealed field cannot be read. `case`: the number of the one that
    it came with, where that was merged into the case that is told; else ""."""

    at: datetime
    answers: Mapping[str, Any] | None = field(repr=False)
    case: str = ""

    @property
    def answer_to(self) -> str:
        """The id of the question that this answers, "" for a report of their own."""
        return str((self.answers or {}).get(ANSWER_TO, ""))


@dataclass(frozen=True, slots=True)
class Story:
    """Everything a reporter said in this case, and the numbers of the pictures that came with it. `shown` are pictures
    of the offices, each with the key of its institution; `held` are those of them that the person does not see."""

    reports: Sequence[Said]
    photos: Sequence[int]
    shown: Sequence[tuple[int, str]] = ()
    held: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and its answer, opened. `text` and `answer` are None where they cannot be read.

    `answered_at` is None while the person has not answered.
    """

    question: Question
    text: str | None = field(repr=False)
    answered_at: datetime | None
    answer: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class WrittenNote:
    """A note of the desk, opened; `words` is None where they cannot be read."""

    note: CaseNote
    words: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Task:
    """A task of the desk, opened as a note is."""

    task: CaseTask
    words: str | None = field(repr=False)


class Dossier:
    """Whatever cannot be read is told to `damage`; the page goes on without it."""

    def __init__(self, vault: Vault, damage: Damage) -> None:
        self._vault, self._damage = vault, damage

    async def story(self, work: Work, case: Case, reader: str = "") -> Story:
        """With what others say of it whose reports are merged into this case. `reader` is an institution, "" for the
        desk, which sees every picture."""
        reports, photos = [], []
        for each in await self._together(work, case):
            came_with = each.number if each.id != case.id else ""
            reports += [replace(said, case=came_with) for said in self.said(each, await work.cases.reports(each.id))]
            photos += [photo for photo in await work.conversations.photos(case=each.id) if photo.sealed_image]
        seen = [photo for photo in photos if may_see(photo, case, reader)]
        return Story(
            sorted(reports, key=lambda said: said.at),
            [photo.id for photo in seen if not photo.by],
            [(photo.id, photo.by) for photo in seen if photo.by],
            frozenset(photo.id for photo in seen if photo.held_at is not None),
        )

    def said(self, case: Case, reports: Sequence[Report]) -> list[Said]:
        """What these reports of the case say, without looking anything up."""
        key = self._key(case) if reports else None
        return [Said(each.received_at, self._answers(key, case, each)) for each in reports]

    async def photo(self, work: Work, case: Case, photo: int, reader: str = "") -> bytes:
        """JPEG bytes. Raises UnknownCode unless it belongs to this case and `reader` may see it, CannotBeRead."""
        together = await self._together(work, case)
        for each in [each for one in together for each in await work.conversations.photos(case=one.id)]:
            if each.id == photo and each.sealed_image and may_see(each, case, reader):
                try:
                    return opened(self._vault, each)
                except CannotBeRead as failure:
                    if each.sealed_key:
                        self._damage.note(failure, case)
                    raise
        raise UnknownCode("no such picture in this case")

    async def _together(self, work: Work, case: Case) -> list[Case]:
        return [case, *(each for each in await work.cases.merged_into([case.id]) if each.sealed_key)]

    def grounds(self, case: Case) -> Grounds:
        """Why it is what it is taken for, and what else it may be; nothing where that cannot be read."""
        key = self._key(case)
        try:
            return grounds_of(key, case) if key else Grounds()
        except CannotBeRead as failure:
            self._damage.note(failure, case)
            return Grounds()

    def note(self, case: Case, event: CaseEvent) -> str | None:
        """What an office wrote with its answer, or asks; "" without a note, None where it cannot be read."""
        return self.notes(case, [event]).get(event.id, "")

    def notes(self, case: Case, events: Sequence[CaseEvent]) -> dict[int, str | None]:
        """By event, of those that have one."""
        noted = [each for each in events if each.note]
        key = self._key(case) if noted else None
        return {each.id: self._words(key, case, each.note, f"case_events.note:{each.id}") for each in noted}

    def exchanges(
        self, case: Case, events: Sequence[CaseEvent], story: Story, institution: str | None = None
    ) -> list[Exchange]:
        """What was asked and answered, oldest first: by one office, or by all."""
        answers = {said.answer_to: str((said.answers or {}).get("description", "")) for said in story.reports}
        asked = questions(events, institution)
        texts = self.notes(case, [each.asked for each in asked])
        return [
            Exchange(
                each,
                texts.get(each.asked.id, ""),
                each.answered.at if each.answered else None,
                answers.get(str(each.asked.id)),
            )
            for each in asked
        ]

    def written(self, case: Case, notes: Sequence[CaseNote]) -> list[WrittenNote]:
        key = self._key(case) if notes else None
        return [WrittenNote(each, self._words(key, case, each.sealed_words, note_place(each.id))) for each in notes]

    def tasks(self, case: Case, tasks: Sequence[CaseTask]) -> list[Task]:
        key = self._key(case) if tasks else None
        return [Task(each, self._words(key, case, each.sealed_words, task_place(each.id))) for each in tasks]

    def _words(self, key: DataKey | None, case: Case, sealed: bytes, place: str) -> str | None:
        try:
            return key.open(sealed, place).decode() if key else None
        except CannotBeRead as failure:
            self._damage.note(failure, case)
            return None

    def _key(self, case: Case) -> DataKey | None:
        try:
            return self._vault.case_key(case)
        except CannotBeRead as failure:
            self._damage.note(failure, case)
            return None

    def _answers(self, key: DataKey | None, case: Case, report: Report) -> Mapping[str, Any] | None:
        try:
            answers = json.loads(key.open(report.sealed_answers, f"reports.answers:{report.id}")) if key else None
        except CannotBeRead as failure:
            self._damage.note(failure, case)
            return None
        return answers if isinstance(answers, dict) else None


def note_place(id: int) -> str:
    return f"case_notes.words:{id}"


def task_place(id: int) -> str:
    return f"case_tasks.words:{id}"


def grounds_of(key: DataKey, case: Case) -> Grounds:
    """Raises CannotBeRead."""
    if not case.sealed_because:
        return Grounds()
    return Grounds.from_plain(json.loads(key.open(case.sealed_because, _place(case))))


def sealed_grounds(key: DataKey, case: Case, grounds: Grounds) -> bytes:
    return key.seal(json.dumps(grounds.to_plain(), ensure_ascii=False).encode(), _place(case))


def _place(case: Case) -> str:
    return f"cases.because:{case.id}"
