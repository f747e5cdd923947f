"""Everywhere that a person can get: the engine itself is walked, answer by answer, until nothing new is asked."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from reportbot.core.conversation.engine import advance
from reportbot.core.conversation.flows.flow import FlowBook, Step
from reportbot.core.conversation.flows.soundness import OUTCOMES
from reportbot.core.conversation.turns.session import (
    ABOUT,
    ALIKE,
    LAST_FOUR,
    LAST_PLACE,
    OTHERS,
    QUESTION,
    QUESTION_ID,
    SENT,
    Session,
)
from reportbot.core.conversation.turns.surroundings import Surroundings
from reportbot.core.conversation.turns.turn import Turn
from reportbot.core.conversation.walking.walk import resume
from reportbot.core.messages import Address, Attachment, InboundMessage
from reportbot.core.receipt import with_check_digit

_DIGITS = "1234"
_CODE = with_check_digit("0" * 15)
_WORDS = "xyz"  # means nothing in any language
_MOST_PLACES = 20_000  # turns of one walk; the shipped flows take about a thousand
_A_CASE: dict[str, Any] = {ABOUT: 1}
_A_QUESTION: dict[str, Any] = {ABOUT: 1, QUESTION: _WORDS, QUESTION_ID: "1"}
_FOUND = {
    "status": (_A_CASE, {**_A_CASE, "ask_safe": "yes"}, _A_QUESTION),
    "question": (_A_QUESTION,),
    "alike": ({ALIKE: 1, OTHERS: 5},),
    "place": ({LAST_PLACE: _WORDS},),
}
"""What the service may find beside the outcome, by what was looked up."""


@dataclass(frozen=True, slots=True)
class Wanderer:
    """Somebody who tries every answer, in one town, at one moment."""

    book: FlowBook
    around: Surroundings
    now: datetime
    channel: str = ""

    def says(self, session: Session, text: str = "", pressed: str = "", photo: bool = False) -> Turn:
        """One message, heard by the engine."""
        attachments = (Attachment("photo"),) if photo else ()
        address = Address(self.around.municipality, self.channel, "")
        message = InboundMessage(address, self.now, (), text, pressed, attachments=attachments)
        return advance(self.book, session, message, self.around, self.now)

    def questions(self) -> dict[tuple[str, str, bool], Session]:
        """By flow, step, and whether a report was sent already: somebody who is asked there.

        A question that no answer leads to (only first words do, or an older version) is asked as it stands.
        """
        found: dict[tuple[str, str, bool], Session] = {}
        for session in self._walk():
            if self.book.step(session.flow, session.version, session.step):
                found.setdefault((session.flow, session.step, SENT in session.answers), session)
        language = self.around.languages[0]
        begun = Session(language, True, answers={"language": language}, at=self.now)
        for flow in map(self.book.newest, sorted(self.book.names())):
            for step in flow.steps.values():
                if step.is_asking and not {(flow.name, step.id, sent) for sent in (True, False)} & found.keys():
                    found[flow.name, step.id, False] = begun.at_step(flow.name, flow.version, step.id)
        return found

    def _walk(self) -> Iterator[Session]:
        turns = [self.says(Session(self.around.languages[0], at=self.now), pressed="!start")]
        seen: set[tuple[object, ...]] = set()
        for _ in range(_MOST_PLACES):
            if not turns:
                return
            turn = turns.pop()
            session = turn.session
            place = (session.flow, session.step, session.waiting_for, frozenset(session.answers), bool(turn.submitted))
            if place in seen:
                continue
            seen.add(place)
            if turn.submitted and LAST_FOUR not in session.answers:
                turns.append(replace(turn, session=session.with_answer(LAST_FOUR, _DIGITS)))
            if turn.look_up:
                turns += self._resumed(session, turn.look_up.what)
            elif not session.is_idle:
                if not session.waiting_for:
                    yield session
                turns += self._answered(turn)

    def _resumed(self, session: Session, what: str) -> Iterator[Turn]:
        for outcome in sorted(OUTCOMES):
            for found in _FOUND.get(what, (_A_CASE,)) if outcome == "found" else ({},):
                yield resume(self.book, session, outcome, self.around, self.now, found)

    def _answered(self, turn: Turn) -> Iterator[Turn]:
        session = turn.session
        for offer in turn.replies[-1].choices if turn.replies else ():
            yield self.says(session, pressed=offer.value)
        step = self.book.step(session.flow, session.version, session.step)
        if step is None or session.waiting_for:
            return
        if step.skip:
            yield self.says(session, pressed="!skip")
        for text in _typed(step):
            yield self.says(session, text)
        if step.kind == "photo":
            yield self.says(session, photo=True)


def _typed(step: Step) -> tuple[str, ...]:
    match step.kind:
        case "text":
            return (_WORDS,)
        case "code":
            return (_CODE,)
        case "digits":
            return (_DIGITS, "0000")
        case _:
            return ()
