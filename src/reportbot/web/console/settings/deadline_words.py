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
EMPTY_AS_USUAL = Text("What is left empty is as usual for the urgency.")
