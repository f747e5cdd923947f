"""What the page of deadlines says."""

from collections.abc import Mapping

from reportbot.core.messages import Text

DEADLINES = Text("Deadlines")
DEADLINES_HELP = Text("How soon an institution must answer, act and close.")
BY_URGENCY, FOR_SOME = Text("By urgency"), Text("For some matters something else is promised")
NEW_PROMISE = Text("Another promise for some matters")
ACKNOWLEDGE, ACT, CLOSE = Text("First answer"), Text("First steps"), Text("End of the work")
AROUND_THE_CLOCK = Text("Counts day and night")
IN_UNITS = Text("in")
UNITS: Mapping[str, Text] = {"minutes": Text("minutes"), "hours": Text("hours"), "days": Text("days")}
ONE_DAY = Text("1 day")
LADDER = Text("Who is reminded, and when")
LADDER_HELP = Text("This ladder is changed in the municipality file.")
RUNG = Text("after {time}: {who}")
RUNG_FOR = Text("after {time}: {who} (only {matters})")
ROLES: Mapping[str, Text] = {
    "@lead": Text("the institution"),
    "@lead_second": Text("its second contact"),
    "@lead_head": Text("its head"),
    "@lead_boss": Text("whoever stands above it"),
    "@on_call": Text("whoever is on call"),
    "@deputy": Text("the deputy of whoever is on call"),
    "@everyone": Text("everyone on the roster"),
}
EMPTY_AS_USUAL = Text("What is left empty is as usual for the urgency.")
