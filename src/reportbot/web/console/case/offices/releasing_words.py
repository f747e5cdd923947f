"""What the desk reads where it releases an office from a case."""

from collections.abc import Mapping

from reportbot.core.cases.offices.withdrawing import Stays
from reportbot.core.messages import Text

RELEASE = Text("Release this office")
REASON = Text("Why is it no longer theirs?")
HELP = Text("The office gets one short message and owes nothing more. Only the desk reads the reason.")
TITLE = Text("Who still has it?")
OLD_OFFICES = Text("These offices still have the case. For “{category}” nobody asks them. Release them?")
WHY_NOW = Text("It is about something else.")
SAVE = Text("Save, and release those that are ticked")
STAYS: Mapping[Stays, Text] = {
    Stays.LEADS: Text("{institution} is not released: it leads the case now."),
    Stays.LAST: Text("{institution} is not released: in an emergency the last office that acts stays."),
    Stays.ENDED: Text("{institution} is not released: it has ended its part already."),
}
DONE: Mapping[str, Text] = {"released-office": Text("The office is released. It gets a short message.")}
