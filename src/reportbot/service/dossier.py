"""Open the sealed part of a case for somebody who may read it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from reportbot.core.cases.case import Case
from reportbot.core.cases.events import CaseEvent
from reportbot.core.errors import CannotBeRead, UnknownCode
from reportbot.service.ports import DataKey, Vault, Work


@dataclass(frozen=True, slots=True)
class Said:
    """One report of a case. `answers` is None where the sealed field cannot be read."""

    at: datetime
    answers: Mapping[str, Any] | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Story:
    """Everything a reporter said in this case, and the numbers of the pictures that came with it."""

    reports: Sequence[Said]
    photos: Sequence[int]


class Dossier:
    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    async def story(self, work: Work, case: Case) -> Story:
        key = self._key(case)
        reports = [
            Said(report.received_at, self._answers(key, report.id, report.sealed_answers))
            for report in await work.cases.reports(case.id)
        ]
        photos = [photo.id for photo in await work.conversations.photos(case=case.id) if photo.sealed_image]
        return Story(reports, photos)

    async def photo(self, work: Work, case: int, photo: int) -> bytes:
        """JPEG bytes. Raises UnknownCode unless it belongs to this case, CannotBeRead."""
        for each in await work.conversations.photos(case=case):
            if each.id == photo and each.sealed_image:
                key = self._vault.data_key(each.sealed_key, f"photos.key:{photo}")
                return key.open(each.sealed_image, f"photos.image:{photo}")
        raise UnknownCode("no such picture in this case")

    def note(self, case: Case, event: CaseEvent) -> str | None:
        """What an office wrote with its answer; None where it cannot be read."""
        if not event.note:
            return ""
        try:
            return self._vault.case_key(case).open(event.note, f"case_events.note:{event.id}").decode()
        except CannotBeRead:
            return None

    def _key(self, case: Case) -> DataKey | None:
        try:
            return self._vault.case_key(case)
        except CannotBeRead:
            return None

    def _answers(self, key: DataKey | None, id: int, sealed: bytes) -> Mapping[str, Any] | None:
        try:
            answers = json.loads(key.open(sealed, f"reports.answers:{id}")) if key else None
        except CannotBeRead:
            return None
        return answers if isinstance(answers, dict) else None
