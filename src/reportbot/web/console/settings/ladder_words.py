"""What the page of the ladder says."""

from collections.abc import Mapping

from reportbot.core.messages import Text

LADDER = Text("Who is reminded, and when")
LADDER_HELP = Text("What follows when nobody answers; and how urgent each matter is.")
RUNGS_HELP = Text("Rungs of some matters hold for these alone. A changed ladder holds for open reports too.")
NEW_RUNG = Text("Another rung")
RUNG = Text("after {time}: {who}")
RUNG_FOR = Text("after {time}: {who} (only {matters})")
RUNG_OF = Text("{urgency}, {rung}: {why}")
AFTER = Text("After so long without an answer")
WHOM = Text("Who is told")
WHY = Text("Why, in one sentence")
WHY_HELP = Text("It stands in the message.")
MATTERS_HELP = Text("Without any it is for all that have no rungs of their own.")
URGENCIES = Text("How urgent a matter is")
URGENCIES_HELP = Text("Words of danger make a report more urgent. This holds for new reports.")
ROLES: Mapping[str, Text] = {
    "@lead": Text("the institution"),
    "@lead_second": Text("its second contact"),
    "@lead_head": Text("its head"),
    "@lead_boss": Text("whoever stands above it"),
    "@on_call": Text("whoever is on call"),
    "@deputy": Text("the deputy of whoever is on call"),
    "@everyone": Text("everyone on the roster"),
}
OPEN_NOW = Text("Who would be told of open reports, before and after")
NO_OPEN = Text("For no open report would anybody else be told, or at another time.")
OPEN_REPORTS = Text("Open reports")
