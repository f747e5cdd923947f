"""What came of a referral: a short list, so that every end says something that a person can understand.

Our own list: no source gives one. The municipality may ask for another.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reportbot.core.cases.case import Case
from reportbot.core.cases.events import CaseEvent
from reportbot.core.cases.referral import JOINT, Referral
from reportbot.core.cases.workflow import Status
from reportbot.core.errors import OutcomeMissing
from reportbot.core.messages import Text
from reportbot.core.urgency import Urgency

CAME_OF = "came_of"  # fact of "done" and "closed": the code of what came of it


@dataclass(frozen=True, slots=True)
class Outcome:
    """`label` is what an office chooses. `helped`: something was done about it. `personal`: only for matters that
    concern a person, or only for others; None for both.
    """

    code: str
    label: Text
    helped: bool
    personal: bool | None = None

    @property
    def told(self) -> str:
        """Names the sentence that the person hears."""
        return f"outcome_{self.code}"


_ALL = (
    Outcome("repaired", Text("Repaired or removed"), True, False),
    Outcome("made_safe", Text("Made safe for now"), True, False),
    Outcome("help_began", Text("Help has begun"), True, True),
    Outcome("advice", Text("Advice was given"), True, True),
    Outcome("passed_on", Text("Another institution goes on"), True),
    Outcome("nothing_found", Text("We looked and found nothing"), False),
    Outcome("cannot", Text("We cannot do it"), False),
)
OUTCOMES: Mapping[str, Outcome] = {each.code: each for each in _ALL}


def outcomes_for(concerns_a_person: bool) -> tuple[Outcome, ...]:
    """Those that fit the matter, the best first."""
    return tuple(each for each in _ALL if each.personal in (None, concerns_a_person))


def check_outcome(code: str, concerns_a_person: bool) -> None:
    """Raises OutcomeMissing for none, and for one that does not fit the matter."""
    if code not in {each.code for each in outcomes_for(concerns_a_person)}:
        raise OutcomeMissing("done needs an outcome from the list")


def may_reject(case: Case, referrals: Sequence[Referral], coordinator: str) -> bool:
    """Only what nobody but the desk has, and no emergency: its urgency is lowered first, with that on record."""
    is_ours = case.status is Status.NEW or (
        case.status in (Status.REFERRED, Status.ACKNOWLEDGED) and case.lead == coordinator
    )
    acts_too = any(each.role == JOINT and not each.is_finished for each in referrals if each.institution != coordinator)
    return is_ours and not acts_too and case.merged_into is None and case.urgency is not Urgency.EMERGENCY


def came_of(events: Sequence[CaseEvent]) -> tuple[Outcome, str] | None:
    """What was said last of how it ended, and who said it; None where nobody has."""
    for event in reversed(events):
        outcome = OUTCOMES.get(event.facts.get(CAME_OF, "")) if event.kind in ("done", "closed") else None
        if outcome:
            return outcome, event.actor
    return None


def is_unhelped(case: Case, events: Sequence[CaseEvent]) -> bool:
    """Whether the office that leads has ended its part and nothing was done: nobody calls that done."""
    ended = came_of([each for each in events if each.actor == case.lead])
    return ended is not None and not ended[0].helped
