"""What stays the same for one whole turn, so that it need not be handed from step to step in pieces."""

from dataclasses import dataclass
from datetime import datetime

from reportbot.core.conversation.flows.flow import Flow, FlowBook, Step
from reportbot.core.conversation.turns.session import SENT, Session
from reportbot.core.conversation.turns.surroundings import Surroundings


@dataclass(frozen=True, slots=True)
class Scene:
    book: FlowBook
    around: Surroundings
    now: datetime
    channel: str = ""

    def here(self, session: Session) -> tuple[Flow, Step]:
        """Where the session stands. A step that is gone is its flow's first; a flow that is gone, the welcome."""
        flow = self.book.get(session.flow, session.version)
        return flow, flow.steps.get(session.step) or flow.steps[flow.first]

    def is_drafting(self, session: Session) -> bool:
        """A report is being made and not yet submitted."""
        return not session.is_idle and bool(self.here(session)[0].reports) and SENT not in session.answers

    def is_beginning(self, session: Session) -> bool:
        return session.is_idle or session.flow == self.book.start
