"""What a person means by what they do, kept beside the engine: the last answer to each question of this draft.

It knows what was shown and what was done, not how the engine works; what it cannot know for sure it does not hold.
"""

from dataclasses import dataclass, field
from typing import Any

from reportbot.core.conversation.flows.flow import FlowBook, Step
from reportbot.core.conversation.questions.places import KEEP, MORE
from reportbot.core.conversation.turns.session import PAUSED, SENT, Session
from reportbot.core.conversation.turns.turn import Turn


@dataclass
class Reference:
    """`said`: by the name of the answer. `told`: the last words that belong to the description."""

    said: dict[str, Any] = field(default_factory=dict)
    told: str = ""
    flow: str = ""

    def pressed(self, book: FlowBook, before: Session, value: str) -> None:
        """A button of the report that is being made: of the question that is open, or of any earlier one."""
        step = step_of(book, before, value)
        chosen = value.partition(":")[2]
        if step is None or before.waiting_for or not step.save:
            return
        option = next((option for option in step.options if option.value == chosen), None)
        if step.kind == "place" and not chosen.startswith((MORE, KEEP)):
            self.said[step.save] = {"key": chosen}
        elif step.kind in ("choice", "yes_no") and (option is None or not option.more):
            self.said[step.save] = chosen

    def typed(self, book: FlowBook, before: Session) -> None:
        """Something written: whatever it means, it may be an answer to the question that is open."""
        step = book.step(before.flow, before.version, before.step)
        if step is None or before.waiting_for:
            return
        self.said.pop(step.save, None)
        if step.kind == "text":
            self.told = ""

    def after(self, book: FlowBook, turn: Turn) -> None:
        """Another report, or none: nothing of the last one counts. What is asked again is not answered."""
        session = turn.session
        if PAUSED in session.answers:
            return
        drafting = bool(session.flow) and bool(book.get(session.flow, session.version).reports)
        now = session.flow if drafting and SENT not in session.answers else ""
        if now != self.flow or turn.submitted or not now:
            self.said, self.told, self.flow = {}, "", now
        self.said = {name: value for name, value in self.said.items() if name in session.answers}


def step_of(book: FlowBook, session: Session, button: str) -> Step | None:
    """The step that this button belongs to, where it is of the flow that is under way."""
    where = button.partition(":")[0]
    flow, _, name = where.partition(".")
    return book.step(flow, session.version, name) if flow and flow == session.flow else None
