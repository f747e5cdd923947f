"""What the page of rules says."""

from collections.abc import Mapping

from reportbot.core.messages import Text

RULES = Text("Who must act")
RULES_HELP = Text("The first rule that fits wins. The last one takes everything.")
RULE_NAME = Text("Name of the rule")
PLACES, PLACES_HELP = Text("Only in these places"), Text("A place and all that lies in it.")
ANY_SCHOOL = Text("Every school")
VOICES = Text("Only if told by")
VOICE: Mapping[str, Text] = {
    "citizen": Text("a citizen"),
    "child": Text("a child"),
    "teacher": Text("a teacher"),
}
WHEN_IS, ALWAYS = Text("Only while an institution is open or closed"), Text("always")
LEAD_OPEN, LEAD_CLOSED = Text("while the lead is open"), Text("while the lead is closed")
WHEN_HOURS = Text("Or only at these hours")
WHEN_EXAMPLE = "20:00-06:00 / saturday-sunday 08:00-12:00"
WHEN_TWICE = Text("Choose an institution or write hours, not both.")
LEAD, TOGETHER = Text("Leads"), Text("Acts too, with a deadline of its own")
COPIES = Text("Is told, and owes nothing")
INSTEAD = Text("Acts where somebody complains of the lead")
BY_WAY = Text("First way that is taken")
BECAUSE = Text("Why this institution")
BECAUSE_HELP = Text("The person who reported can read it.")
NEW_RULE = Text("A new rule")
STANDS_BEFORE = Text("Stands before")
MOVE = Text("Move")
EVERYTHING = Text("every matter")
LEADS = Text("{matters} → {lead}")
