"""What the console says where triage was not sure, and where a person overrules it."""

from collections.abc import Mapping

from reportbot.core.messages import Text

NEEDS_LOOK = Text("Needs a look")
HELP = Text("Triage is not sure of these. Read the words and press what is right. Then it goes to the right office.")
NONE = Text("Nothing needs a look now.")
NO_WORDS = Text("There are no words in it.")
THINKS = Text("Triage thinks: {category} ({share} %)")
UNKNOWN = Text("Triage does not know.")
WHY = Text("Why triage thinks so")
CHOICE = Text("{category} ({share} %)")
YES = Text("Yes: {category}")
NOW = Text("Triage is not sure what this is about. Say it, and it goes to the right office.")
ABOUT = Text("What it is about")
URGENT = Text("How urgent it is")
OTHER = Text("It is something else")
URGENCY = Text("Change how urgent it is")
CHANGE = Text("Change what it is about, or how urgent it is")
SAVE = Text("Save")
CHOOSE = Text("Please choose")
LOWER = Text("Only you can make an emergency less urgent. It is written down.")
BAD_FORM = Text("Something is missing in the form. Please choose once more.")
FIRST, MORE = Text("Back to the first page"), Text("More cases")
CORRECTED: Mapping[str, Text] = {
    "category": Text("What it is about was changed: {became} (before: {was})."),
    "urgency": Text("How urgent it is was changed: {became} (before: {was})."),
}
CONFIRMED = Text("What it is about was confirmed: {became}.")
DONE: dict[str, Text] = {
    "said": Text("Saved. It goes to the office that must act."),
    "urgency-said": Text("Saved. What is due goes by the new urgency."),
}
