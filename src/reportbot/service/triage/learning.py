"""Reads what people put right in a town, as far as it may be learnt, and keeps the head that was made of it.

Nothing is opened before `core/cases/triage/learning.py` has said that it may be, and before the audit log
says that it was.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from reportbot.core.cases.case import Case
from reportbot.core.cases.retention import is_held
from reportbot.core.cases.triage.correction import CATEGORY, URGENCY
from reportbot.core.cases.triage.learning import Corrected, LeftOut, Lesson, chosen, lesson_of, why_not
from reportbot.core.errors import CannotBeRead
from reportbot.service.audit.notes import note_alone
from reportbot.service.ports import Clock, Ids, Store, Vault
from reportbot.service.records import Correction, ModelState, TrainedModel
from reportbot.service.trying import persistently

PAGE = 200  # corrections read at once

Tell = Callable[[int], None]  # how many corrections were looked at


@dataclass(frozen=True, slots=True)
class Learnt:
    """The newest first, and how many cases were left out for which reason."""

    lessons: Sequence[Lesson]
    left_out: Counter[LeftOut]


class Learning:
    def __init__(self, store: Store, vault: Vault, clock: Clock, ids: Ids) -> None:
        self._store, self._vault, self._clock, self._ids = store, vault, clock, ids

    async def lessons(self, municipality: str, sensitive_too: bool, by: str, tell: Tell = lambda count: None) -> Learnt:
        """Raises StoreFailed, CannotBeNoted."""
        said = await self._said(municipality, tell)
        readable, left_out = await self._readable(said, sensitive_too)
        if readable:
            now, facts = self._clock.now(), {"cases": str(len(readable))}
            await note_alone(
                self._store,
                lambda work: work.audit.note("read_corrections", at=now, municipality=municipality, actor=by, **facts),
            )
        lessons = []
        for case, newest in readable:
            text = self._opened(case, newest)
            if text is None:
                left_out[LeftOut.UNREADABLE] += 1
            else:
                lessons.append(lesson_of(case, said[case.id][1], text))
        kept, others = chosen(lessons)
        return Learnt(kept, left_out + others)

    async def keep(self, municipality: str, head: bytes, facts: Mapping[str, str], by: str) -> TrainedModel:
        """As a candidate, sealed under a key of its own; what is in force stays so. Raises StoreFailed."""

        async def once() -> TrainedModel:
            now, id = self._clock.now(), self._ids.new()
            key, sealed_key = self._vault.new_data_key(f"trained_models.key:{id}")
            sealed = key.seal(head, f"trained_models.head:{id}")
            async with self._store.begin() as work:
                before = await work.trained_models.of_town(municipality, 1)
                number = str(1 + max((number_of(each) for each in before), default=0))
                known = {**facts, "number": number}
                model = TrainedModel(
                    id, municipality, now, ModelState.CANDIDATE, known, None, "", sealed_key, sealed
                )  # fmt: skip
                await work.trained_models.add(model)
                work.audit.note(
                    "trained", at=now, municipality=municipality, actor=by, subject=f"model {number}", **facts
                )
            return model

        return await persistently(once)

    async def _said(self, municipality: str, tell: Tell) -> dict[int, tuple[Correction, Corrected]]:
        """By case: the newest correction, and what all of them say."""
        said: dict[int, tuple[Correction, Corrected]] = {}
        after, seen = 0, 0
        while True:
            async with self._store.read() as work:
                page = await work.corrections.of_town(municipality, after, PAGE)
            for each in page:
                if each.kind in (CATEGORY, URGENCY):
                    before = said[each.case][1] if each.case in said else Corrected(each.at)
                    has_words = bool(each.sealed_text)
                    said[each.case] = (each, before.then(each.at, each.kind, each.became, has_words))
            seen += len(page)
            tell(seen)
            if len(page) < PAGE:
                return said
            after = page[-1].id

    async def _readable(
        self, said: Mapping[int, tuple[Correction, Corrected]], sensitive_too: bool
    ) -> tuple[list[tuple[Case, Correction]], Counter[LeftOut]]:
        readable: list[tuple[Case, Correction]] = []
        left_out: Counter[LeftOut] = Counter()
        ids = list(said)
        for start in range(0, len(ids), PAGE):
            some = ids[start : start + PAGE]
            async with self._store.read() as work:
                cases = await work.cases.get(some)
                ends = {id: await work.retention.get(id) for id in cases}
                held = {id for id in cases if is_held(await work.cases.events(id))}
            for id in some:
                newest, corrected = said[id]
                case, end = cases.get(id), ends.get(id)
                erased = end is not None and end.shredded_at is not None
                why = LeftOut.ERASED if erased else why_not(case, corrected, id in held, sensitive_too)
                if why is None and case is not None:
                    readable.append((case, newest))
                elif why is not None:
                    left_out[why] += 1
        return readable, left_out

    def _opened(self, case: Case, newest: Correction) -> str | None:
        try:
            key = self._vault.case_key(case)
            return key.open(newest.sealed_text, f"corrections.text:{newest.id}").decode("utf-8", "replace")
        except CannotBeRead:
            return None


def number_of(model: TrainedModel) -> int:
    """As people call it; 0 for one without a number."""
    number = model.facts.get("number", "")
    return int(number) if number.isdecimal() else 0
