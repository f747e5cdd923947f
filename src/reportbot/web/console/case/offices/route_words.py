"""Why a case went where it went, for the desk: the rule, the one that nearly won, and why it lost."""

from collections.abc import Callable, Iterator, Sequence

from reportbot.core.cases.events import CaseEvent
from reportbot.core.cases.routing.routed import routed_by
from reportbot.core.cases.triage.gate import LOOK
from reportbot.core.messages import Text

RULE = Text("Rule: {rule}")
NEXT = Text("Next came: {rule}, to {institution}. {why}")


def route_in_words(events: Sequence[CaseEvent], name_of: Callable[[str], Text]) -> Iterator[Text]:
    """Nothing where no rule has decided. `name_of` gives an institution's name; rules bear names of the file."""
    found = routed_by(events)
    if found is None or found.rule_name == LOOK:
        return
    yield Text(RULE.msgid, {"rule": Text(found.rule_name)})
    if near := found.runner_up:
        fill = {"rule": Text(near.rule_name), "institution": name_of(near.lead), "why": near.why}
        yield Text(NEXT.msgid, fill)
