"""What an office asks the person, and what they answer: the newest question that is open, the answer into the case.

A question is an event "asked" with its words sealed in the note; its answer an event "answered_question" that names
it, and a report of its own. Asking is the office's side.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from reportbot.core.cases.case import Case
from reportbot.core.cases.due.stopping import ANSWERED as ANSWERED_IT
from reportbot.core.cases.events import STATUS_ASKED, CaseEvent
from reportbot.core.cases.offices.withdrawing import last_of
from reportbot.core.cases.referral import COPY, Referral
from reportbot.core.cases.telling.questions import ANSWER_TO, ANSWERED, ASKED
from reportbot.core.cases.workflow import Status
from reportbot.service.cases.casefile import CaseFile
from reportbot.service.cases.dossier import Dossier
from reportbot.service.ports import Vault, Work
from reportbot.service.reports.deadlines import Deadlines
from reportbot.service.reports.opening import Opener
from reportbot.service.towns import Town
from reportbot.service.upkeep.damage import Damage

OVER = frozenset({Status.CLOSED, Status.REJECTED})  # nobody waits for an answer any more


class Questions:
    def __init__(self, vault: Vault, opener: Opener, damage: Damage) -> None:
        self._dossier, self._opener = Dossier(vault, damage), opener
        self._deadlines = Deadlines(opener.ids)

    async def open_question(self, work: Work, case: Case, besides: Collection[int] = ()) -> tuple[int, str] | None:
        """The oldest question without an answer that can be read: its event and its words.

        `besides` are questions whose answers are about to be written.
        """
        if case.status in OVER:
            return None
        events = await work.cases.events(case.id)
        answered = {event.facts.get("question") for event in events if event.kind == ANSWERED}
        answered |= {str(question) for question in besides}
        for event in events:
            if event.kind == ASKED and str(event.id) not in answered:
                words = self._dossier.note(case, event)
                if words:
                    return event.id, words
        return None

    def saw_replies(self, file: CaseFile, now: datetime) -> CaseFile:
        """What the desk wrote to them is before them now."""
        return replace(file, events=(*file.events, self._opener.event(file.case, STATUS_ASKED, "reporter", now, {})))

    async def answered(
        self, work: Work, town: Town, file: CaseFile, question: int, text: str, now: datetime
    ) -> CaseFile:
        """Their words as a report of the case, the event, and a neutral notice for the office that has asked."""
        case = replace(file.case, updated_at=now)
        facts = {"question": str(question)}
        report = self._opener.report(case, {"description": text, ANSWER_TO: str(question)}, now)
        event = self._opener.event(case, ANSWERED, "reporter", now, facts)
        asked = next((each for each in await work.cases.events(case.id) if each.id == question), None)
        referral, is_new = self._page_of(file, self._who_asked(town.without(case.avoided), file, asked), now)
        added = (referral,) if is_new else ()
        file = file.with_more(case, report, added, (event,), (("answered", referral),))
        for each in file.everybody:
            if each.institution == referral.institution:
                file = self._deadlines.goes_on(town.without(case.avoided), file, each, ANSWERED_IT, now)
        return file

    def _who_asked(self, town: Town, file: CaseFile, asked: CaseEvent | None) -> str:
        """An institution; the coordinator where it was the coordinator, nobody that is still in the file, or somebody
        who must hear nothing more of it, or was released from it."""
        key = asked.facts.get("institution", asked.actor) if asked else ""
        last = last_of(key, file.everybody)
        hears = key in town.rules.institutions and key not in town.rules.out and not (last and last.is_withdrawn)
        return key if hears else town.rules.coordinator

    def _page_of(self, file: CaseFile, institution: str, now: datetime) -> tuple[Referral, bool]:
        theirs = (each for each in file.everybody if each.institution == institution and not each.is_withdrawn)
        known = next(theirs, None)
        return (known, False) if known else (self._opener.referral(file.case, institution, COPY, now), True)
