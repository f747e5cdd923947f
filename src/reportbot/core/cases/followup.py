"""What to do when a deadline passes and the answer is missing: remind, tell the next one up, or nothing any more."""

from dataclasses import dataclass
from typing import Literal

from reportbot.core.cases.case import Case
from reportbot.core.cases.deadlines import LEAD, Deadline, Rung
from reportbot.core.cases.referral import Answer, Referral
from reportbot.core.messages import Text
from reportbot.core.urgency import Urgency

Nudge = Literal["reminder", "escalation", "alert"]

_NOT_ACKNOWLEDGED = Text("Nobody has answered yet.")
_NOT_DONE = Text("It was taken on and is not done yet.")


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Whom to nudge (institution keys or ladder roles), and why.

    `loud`: as an alert, through every contact. `admit`: tell the reporter that nobody has come.
    """

    to: tuple[str, ...]
    reason: Text
    loud: bool = False
    admit: bool = False


def follow_up(
    case: Case, referral: Referral, deadline: Deadline, ladder: tuple[Rung, ...], taken_on: bool = False
) -> FollowUp | None:
    """None when the deadline was kept. The ladder is for silence; the last promises are for work not done.

    `taken_on`: somebody on call has it already. That stops the ladder of an emergency, not the lead's own reminders.
    """
    if referral.is_finished or not case.status.is_open:
        return None
    emergency = case.urgency is Urgency.EMERGENCY
    if deadline.kind == "acknowledge" and referral.is_waiting:
        return FollowUp((LEAD,), _NOT_ACKNOWLEDGED)
    if deadline.kind == "reminder" and referral.is_waiting and not (emergency and taken_on):
        rung = ladder[deadline.rung - 1]
        return FollowUp(rung.to, Text(rung.because), loud=emergency, admit=emergency and deadline.rung == 1)
    if deadline.kind in ("act", "close") and (referral.answer is Answer.RECEIVED or taken_on):
        return FollowUp((LEAD,), _NOT_DONE)
    return None


def nudge(case: Case, todo: FollowUp, institution: str) -> Nudge:
    """How an institution hears of it: danger as an alert, its own silence as a reminder, another's as an escalation."""
    if todo.loud:
        return "alert"
    return "reminder" if institution == case.lead else "escalation"
