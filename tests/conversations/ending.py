"""The service's part once a matter is over, for dialogues: as service/turns/feedback.py plays it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from reportbot.core.conversation.turns.turn import Feedback
from reportbot.core.messages import Fill, Text


@dataclass
class Ending:
    """`asks` "solved" or "helped": an office says that it is done; "" while nobody says so. `late`: closed long ago."""

    asks: str = ""
    late: bool = False

    @property
    def status(self) -> str:
        return "status_resolved" if self.asks and not self.late else "status_closed" if self.late else "status_referred"

    def heard(self, said: Feedback, lead: Text, due: datetime) -> tuple[str, dict[str, Fill], dict[str, Any]]:
        """The outcome, what fills its sentence, and what is known from then on."""
        outcome = self._outcome(said)
        known: dict[str, Any] = {"about": said.case, said.what: said.said}
        if said.what == "solved":
            self.asks = ""
        return outcome, {"institution": lead, "due": due} if outcome == "reopened" else {}, known

    def _outcome(self, said: Feedback) -> str:
        if said.what != "solved":
            return "noted"
        if said.said == "no":
            return "late" if self.late else "reopened" if self.asks else "open"
        return (self.asks or "solved") if said.said == "yes" else "noted"
