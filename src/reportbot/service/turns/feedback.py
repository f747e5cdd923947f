"""Within a batch: what the person says of a matter that is over goes into its history; "not solved" opens it again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from reportbot.core.cases.events import CaseEvent
from reportbot.core.cases.retention import closing_facts
from reportbot.core.cases.telling import feedback
from reportbot.core.cases.telling.feedback import FEEDBACK, RATING, RATINGS, Solved, Then
from reportbot.core.cases.workflow import Status
from reportbot.core.conversation.turns.turn import Feedback
from reportbot.core.messages import Fill
from reportbot.service.cases.casefile import CaseFile
from reportbot.service.reports.adding import STILL_TELLING
from reportbot.service.reports.adding_beside import AddingBeside
from reportbot.service.reports.opening import Opener
from reportbot.service.towns import Town


@dataclass(frozen=True, slots=True)
class Heard:
    """`outcome` leads the flow on (core/conversation/flows/soundness.py lists them), `fill` completes its sentence."""

    outcome: str
    file: CaseFile
    fill: Mapping[str, Fill] = field(default_factory=dict)


class Feedbacks:
    """Saying the same twice is saying it once."""

    def __init__(self, opener: Opener, adding: AddingBeside) -> None:
        self._opener, self._adding = opener, adding

    def hear(self, town: Town, file: CaseFile, events: Sequence[CaseEvent], said: Feedback, now: datetime) -> Heard:
        """`events` is the whole history of the case. Raises CannotBeRead where its key is damaged and words came."""
        if said.what == RATING:
            return Heard("noted", self._rated(file, events, said.said, now))
        if said.what != feedback.SOLVED:
            return Heard("noted", self._told(town, file, events, said.said, now))
        word = Solved(said.said or Solved.SKIPPED)
        then = feedback.after(file.case, events, word, now)
        if then is Then.REOPEN:
            file = self._adding.not_solved(town, file, now)
            office = town.name_of(file.case.lead)
            return Heard("reopened", file, {"institution": office, "due": file.promised})
        if then is Then.IS_OPEN:
            return Heard("open", file)
        if not feedback.has_said(file.case, events):
            file = self._closed(file, now) if then is Then.CLOSE else self._noted(file, {feedback.SOLVED: word}, now)
        if then is Then.TOO_LATE:
            return Heard("late", file)
        thanked = "helped" if file.case.concerns_a_person else "solved"
        return Heard(thanked if word is Solved.YES else "noted", file)

    def hear_beside(
        self, town: Town, file: CaseFile, main: CaseFile, events: Sequence[CaseEvent], said: Feedback, now: datetime
    ) -> tuple[Heard, CaseFile]:
        """As `hear`, of one more report of the case `main`. "Not solved" opens that one again; that it is solved is
        noted, and closes nothing: the others may see it otherwise."""
        if said.what == RATING:
            return Heard("noted", self._rated(file, events, said.said, now)), main
        if said.what != feedback.SOLVED:
            told, main = self._adding.beside(town, file, main, {"description": said.said}, now)
            return Heard("noted", told), main
        word = Solved(said.said or Solved.SKIPPED)
        then = feedback.after(file.case, events, word, now)
        if then is Then.IS_OPEN:
            return Heard("open", file), main
        if not feedback.has_said(file.case, events):
            file = self._noted(file, {feedback.SOLVED: word}, now)
        if then is Then.REOPEN:
            main = self._adding.not_solved(town, main, now)
            office = town.name_of(main.case.lead)
            return Heard("reopened", file, {"institution": office, "due": main.promised}), main
        if then is Then.TOO_LATE:
            return Heard("late", file), main
        thanked = "helped" if file.case.concerns_a_person else "solved"
        return Heard(thanked if word is Solved.YES else "noted", file), main

    def _told(self, town: Town, file: CaseFile, events: Sequence[CaseEvent], words: str, now: datetime) -> CaseFile:
        """What is still wrong. An office that has just got the mail about it needs no second one."""
        told = self._adding.more(town, file, {"description": words}, now)
        if not any(feedback.is_reopening(event) and now - event.at <= STILL_TELLING for event in events):
            return told
        return replace(told, notices=tuple(each for each in told.notices if each in file.notices or each[0] != "added"))

    def _rated(self, file: CaseFile, events: Sequence[CaseEvent], said: str, now: datetime) -> CaseFile:
        """From 1 (good) to 3 (bad); never of a matter of a person."""
        rating = RATINGS.get(said)
        if rating is None or file.case.concerns_a_person or feedback.has_said(file.case, events, RATING):
            return file
        return self._noted(file, {RATING: str(rating)}, now)

    def _closed(self, file: CaseFile, now: datetime) -> CaseFile:
        facts = {**closing_facts(file.case.status), feedback.CONFIRMED: "yes"}
        event = self._opener.event(file.case, "closed", "reporter", now, facts)
        over = tuple(due.referral for due in file.still_due if due.referral is not None)
        case = file.case.moved_to(Status.CLOSED, now)
        return replace(file, case=case, events=(*file.events, event), dues=(), quiet=(*file.quiet, *over))

    def _noted(self, file: CaseFile, facts: Mapping[str, str], now: datetime) -> CaseFile:
        event = self._opener.event(file.case, FEEDBACK, "reporter", now, facts)
        return replace(file, events=(*file.events, event))
