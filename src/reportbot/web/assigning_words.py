"""Who in an office has a case: the same sentences on the desk's page and on an office's."""

from reportbot.core.cases.events import TAKEN_BACK, CaseEvent
from reportbot.core.messages import Text
from reportbot.service.desk.assigning import name_of
from reportbot.service.towns import Town

WHO = Text("Who works on it")
NOBODY = Text("Nobody was chosen yet.")
HAS_IT = Text("{staff} has it.")
ASSIGN = Text("Give it to: {staff}")
TAKE_BACK = Text("Take it back")
PROPOSED = Text("Proposed. You decide.")
OTHERS = Text("Others of this office")
PRIVATE = Text("The person who reported does not learn who works on it.")
REFUSED = Text("This cannot be chosen now. Please look at the case again.")

WAS_ASSIGNED = Text("Given to: {staff}.")
WAS_TAKEN_BACK = Text("Taken back from: {staff}.")

DONE = {"assigned": Text("It is noted who works on it."), "taken-back": Text("Nobody is chosen now.")}


def happened(event: CaseEvent, town: Town) -> Text:
    """An assignment, or its end, in words."""
    said = WAS_TAKEN_BACK if event.kind == TAKEN_BACK else WAS_ASSIGNED
    return Text(said.msgid, {"staff": name_of(town, event.facts.get("staff", ""))})
