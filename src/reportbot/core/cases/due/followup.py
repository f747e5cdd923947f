"""What to do when a deadline passes and the answer is missing: remind, tell the next one up, or nothing any more."""

from dataclasses import dataclass
from typing import Literal

from reportbot.core.cases.case import Case
from reportbot.core.cases.due.deadlines import LEAD, Deadline, Rung
from reportbot.core.cases.referral import Answer, Referral, owes_now
from reportbot.core.messages import Text
from reportbot.core.urgency import Urgency

Nudge = Literal["reminder", "escalation", "alert"]

_NOT_ACKNOWLEDGED = Text("Nobody has answered yet.")
_NOT_DONE = Text("It was taken on and is not done yet.")
_NOT_DONE_BY = Text("You said that it is done by {until}.")
_PROMISE_BROKEN = Text("It was to be done by {until}, and is not.")


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Whom to nudge (institution keys or ladder roles), and why.

    `loud`: as an alert, through every contact. `admit`: which rung it is on which the reporter is told that nobody has
    come, 0 for none. `above`: whom the rungs after this one tell, for where nobody of `to` may hear of it.
    """

    to: tuple[str, ...]
    reason: Text
    loud: bool = False
    admit: int = 0
    above: tuple[tuple[str, ...], ...] = ()

    @property
    def rungs(self) -> tuple[tuple[str, ...], ...]:
        return self.to, *self.above


def follow_up(
    case: Case, referral: Referral, deadline: Deadline, ladder: tuple[Rung, ...], taken_on: bool = False
) -> FollowUp | None:
    """None when the deadline was kept, or is not one any more.

    The ladder is for silence, and for whoever lets the date pass that they gave themselves; the last promises are for
    work not done. `taken_on`: somebody on call has it already. That stops the ladder of an emergency, not the own
    reminders of whoever owes it. While the clock stands still only the first answer is asked for.
    """
    if not owes_now(case, referral) or _stands_still(referral, deadline):
        return None
    if deadline.kind == "acknowledge":
        return FollowUp((LEAD,), _NOT_ACKNOWLEDGED) if referral.is_waiting else None
    if deadline.kind == "again":
        return _again(case, referral, ladder, taken_on)
    if deadline.kind == "reminder":
        return _climb(case, referral, deadline, ladder, taken_on)
    if referral.answer is Answer.IN_PROGRESS and deadline.kind == "act":
        return FollowUp((LEAD,), Text(_NOT_DONE_BY.msgid, {"until": deadline.due_at}))
    done_by_nobody = referral.answer in (Answer.RECEIVED, Answer.IN_PROGRESS) or taken_on
    return FollowUp((LEAD,), _NOT_DONE) if done_by_nobody else None


def _again(case: Case, referral: Referral, ladder: tuple[Rung, ...], taken_on: bool) -> FollowUp:
    """All has passed, and it is still open: the last rung is told, until somebody answers or says that it is done."""
    to = ladder[-1].to if ladder else (LEAD,)
    if referral.is_waiting and not taken_on:
        return FollowUp(
            to, Text(ladder[-1].because) if ladder else _NOT_ACKNOWLEDGED, case.urgency is Urgency.EMERGENCY
        )
    if referral.answer is Answer.IN_PROGRESS and referral.act_by:
        return FollowUp(to, Text(_PROMISE_BROKEN.msgid, {"until": referral.act_by}))
    return FollowUp(to, _NOT_DONE)


def nudge(todo: FollowUp, owes: str, told: str, contact: str = "") -> Nudge:
    """How an institution hears of it: danger as an alert, its own silence as a reminder, another's as an escalation.

    `contact`: which of its contacts; its head hears of its office's silence as of another's.
    """
    if todo.loud:
        return "alert"
    return "reminder" if told == owes and contact != "head" else "escalation"


def _climb(
    case: Case, referral: Referral, deadline: Deadline, ladder: tuple[Rung, ...], taken_on: bool
) -> FollowUp | None:
    if not 0 < deadline.rung <= len(ladder):
        return None  # the file has fewer rungs now
    rung, emergency = ladder[deadline.rung - 1], case.urgency is Urgency.EMERGENCY
    above = tuple(each.to for each in ladder[deadline.rung :])
    if referral.answer is Answer.IN_PROGRESS and referral.act_by and deadline.due_at > referral.act_by:
        return FollowUp(rung.to, Text(_PROMISE_BROKEN.msgid, {"until": referral.act_by}), above=above)
    if not referral.is_waiting or (emergency and taken_on):
        return None
    return FollowUp(rung.to, Text(rung.because), emergency, deadline.rung if emergency else 0, above)


def _stands_still(referral: Referral, deadline: Deadline) -> bool:
    stopped = referral.stopped_at
    return stopped is not None and deadline.kind != "acknowledge" and deadline.due_at > stopped
