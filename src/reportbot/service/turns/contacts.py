"""Within a batch: somebody asks what happened. Who comes with the code is reached here from now on; what an office
wants to know is shown with it, and their answer lands in the case."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from reportbot.core.cases.case import Case
from reportbot.core.cases.events import LEFT_QUICKLY, CaseEvent
from reportbot.core.cases.telling.feedback import REOPENS_FOR, asks, without_feedback
from reportbot.core.cases.telling.questions import ANSWERED
from reportbot.core.cases.telling.replies import unread
from reportbot.core.conversation.turns.session import (
    ABOUT,
    ALIKE,
    DRAFT_LIVES,
    LAST_PLACE,
    OTHERS,
    OVER,
    QUESTION,
    QUESTION_ID,
)
from reportbot.core.conversation.turns.turn import Answered, Feedback, LookUp
from reportbot.core.messages import Fill
from reportbot.service.cases.gathering import Gathering
from reportbot.service.ports import Work
from reportbot.service.records import Conversation, Photo, Who
from reportbot.service.reports.submitting import Submitting
from reportbot.service.towns import Town
from reportbot.service.triage.likenesses import Likenesses
from reportbot.service.turns.feedback import Feedbacks
from reportbot.service.turns.lookups import LookUps
from reportbot.service.turns.news import PUSHES
from reportbot.service.turns.questions import Questions

REMEMBERED = REOPENS_FOR  # after its end a message may belong to it as long as "not solved" opens it again


@dataclass(frozen=True, slots=True)
class Found:
    """`outcome` leads the flow on, `fill` completes its sentence, `known` is kept in the session meanwhile.

    `pictures` of offices are shown after it.
    """

    outcome: str
    fill: Mapping[str, Fill] = field(default_factory=dict)
    known: Mapping[str, Any] = field(default_factory=dict)
    pictures: Sequence[Photo] = ()


class Contacts:
    def __init__(
        self,
        look_ups: LookUps,
        cases: Submitting,
        questions: Questions,
        feedbacks: Feedbacks,
        likenesses: Likenesses,
    ) -> None:
        self._likenesses = likenesses
        self._look_ups, self._cases, self._questions, self._feedbacks = look_ups, cases, questions, feedbacks

    async def look_up(
        self, work: Work, gathering: Gathering, town: Town, who: Who, look_up: LookUp, tag: bytes | None, now: datetime
    ) -> Found:
        """`tag` is that of the code, if there is one and it was not one try too many."""
        if look_up.what == "question":
            case = await self._case(work, gathering, look_up.about)
            known = await self._question(work, gathering, case) if case else {}
            return Found("found" if QUESTION_ID in known else "none", known=known)
        conversation = gathering.conversations[who]
        if look_up.what == "alike":
            others = await self._likenesses.others(work, town, conversation.id, look_up.answers, now)
            return Found("found", known={ALIKE: others.case, OTHERS: others.people}) if others else Found("none")
        if look_up.what == "last":
            if conversation.may_push and now - conversation.last_at > DRAFT_LIVES:  # that yes was for another day
                gathering.conversations[who] = replace(conversation, may_push=None)
            return await self._last(work, gathering, town, conversation, now)
        if look_up.what == "place":
            return await self._place(work, gathering, conversation, now)
        outcome, case = await self._look_ups.find(work, town, conversation, look_up, tag)
        if case is None:
            return Found(outcome)
        was_linked = case.conversation == conversation.id
        late = now - conversation.last_at > DRAFT_LIVES  # the contact starts again
        if not was_linked or conversation.case != case.id:
            await self._take_up(work, gathering, who, case)
            work.audit.note("taken_up", at=now, municipality=town.key, actor="reporter", subject=case.number)
        asks_safe = not was_linked or late or conversation.may_push is None
        if asks_safe and conversation.may_push:  # that yes was for another day or another matter
            gathering.conversations[who] = replace(gathering.conversations[who], may_push=None)
        status = await self._look_ups.describe(work, town, case, conversation.language, now)
        if unread(await self._events(work, gathering, case.id)):
            file = await self._cases.file(work, gathering, case.id)
            gathering.files[case.id] = self._questions.saw_replies(file, now)
        known = {**await self._question(work, gathering, case), "ask_safe": "yes" if asks_safe else ""}
        known[OVER] = asks(case, await self._history(work, gathering, case)) if not case.status.is_open else ""
        return Found("found", {"status": status}, known, await self._look_ups.pictures(work, case))

    async def _last(
        self, work: Work, gathering: Gathering, town: Town, conversation: Conversation, now: datetime
    ) -> Found:
        """Whether there is a report that a new message may belong to, and a question about it that waits."""
        case = await self._case(work, gathering, conversation.case)
        if case is None or not case.sealed_key or case.conversation != conversation.id:
            return Found("none")
        if not case.status.is_open and now - case.updated_at > REMEMBERED:
            return Found("none")
        known = await self._question(work, gathering, case)
        return Found("question" if QUESTION_ID in known else "found", known=known)

    async def _place(self, work: Work, gathering: Gathering, conversation: Conversation, now: datetime) -> Found:
        """Of the report that they have just made; not where others may see this phone, or it was left quickly (R3)."""
        case = await self._case(work, gathering, conversation.case)
        if case is None or not case.sealed_key or case.conversation != conversation.id or not case.place:
            return Found("none")
        if now - case.opened_at > DRAFT_LIVES or not conversation.may_push:
            return Found("none")
        if any(event.kind == LEFT_QUICKLY for event in await self._history(work, gathering, case)):
            return Found("none")
        return Found("found", known={LAST_PLACE: case.place})

    async def answer(self, work: Work, gathering: Gathering, town: Town, answered: Answered, now: datetime) -> None:
        """A case that has been erased meanwhile takes no answer any more."""
        case = await self._case(work, gathering, answered.case)
        if case and case.sealed_key:
            file = await self._cases.file(work, gathering, answered.case)
            file = await self._questions.answered(work, town, file, answered.question, answered.text, now)
            gathering.files[answered.case] = file

    async def feedback(self, work: Work, gathering: Gathering, town: Town, said: Feedback, now: datetime) -> Found:
        """Their word on a matter that is over. One that has been erased meanwhile takes none."""
        case = await self._case(work, gathering, said.case)
        if case is None or not case.sealed_key:
            return Found("gone")
        file = await self._cases.file(work, gathering, said.case)
        events = await self._history(work, gathering, case)
        main = await self._cases.main(work, gathering, file)
        if main is None:
            heard = self._feedbacks.hear(town, file, events, said, now)
        else:
            heard, gathering.files[main.case.id] = self._feedbacks.hear_beside(town, file, main, events, said, now)
        if heard.file is not file:
            gathering.files[said.case] = heard.file
            await self._cases.set_free(work, gathering, town, said.case, now)
        # Their answer is kept: the same button pressed again says nothing new.
        return Found(heard.outcome, heard.fill, {ABOUT: said.case, said.what: said.said})

    async def _take_up(self, work: Work, gathering: Gathering, who: Who, case: Case) -> None:
        """News of this case come here from now on, and nowhere else: what waits for the old chat is dropped."""
        file = await self._cases.file(work, gathering, case.id)
        mine, old = gathering.conversations[who], file.case.conversation
        gathering.files[case.id] = replace(file, case=replace(file.case, conversation=mine.id))
        gathering.conversations[who] = replace(mine, case=case.id)
        if old is not None and old != mine.id:
            await work.outbox.cancel_reporter(old, PUSHES, case.id)

    async def _case(self, work: Work, gathering: Gathering, id: int | None) -> Case | None:
        if id in gathering.files:
            return gathering.files[id].case
        return await work.cases.find(id) if id is not None else None

    async def _history(self, work: Work, gathering: Gathering, case: Case) -> list[CaseEvent]:
        """With what this very batch is about to write. Of one more report of another case: what was done there, and
        what this person has said of it."""
        mine = await self._events(work, gathering, case.id)
        if case.merged_into is None:
            return mine
        main = [without_feedback(event) for event in await self._events(work, gathering, case.merged_into)]
        return sorted([*mine, *(event for event in main if event)], key=lambda event: (event.at, event.id))

    async def _events(self, work: Work, gathering: Gathering, case: int) -> list[CaseEvent]:
        file = gathering.files.get(case)
        return [*await work.cases.events(case), *(file.events if file else ())]

    async def _question(self, work: Work, gathering: Gathering, case: Case) -> dict[str, Any]:
        file = gathering.files.get(case.id)
        answers = [event for event in file.events if event.kind == ANSWERED] if file else []
        besides = {int(event.facts["question"]) for event in answers}
        question = await self._questions.open_question(work, case, besides)
        asked = {QUESTION_ID: str(question[0]), QUESTION: question[1]} if question else {}
        return {ABOUT: case.id, **asked}
