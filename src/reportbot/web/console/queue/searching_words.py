"""What the search says."""

from reportbot.core.messages import Text

SEARCH = Text("Search")
SEARCH_BOX = Text("Number or words")
SEARCH_HINT = Text("For example 2026-0042, or words from the report. Each search is noted, its words are not.")
NARROW = Text("Narrow it down")
ANY = Text("any")
FOUND = Text("Cases found: {count}")
NONE = Text("No case was found. Try fewer words, or another spelling.")
MORE_WORDS = Text("Only the newest {count} cases were searched. Older cases were not: narrow it down.")
MORE_SHOWN = Text("There are more. Only the newest are shown: narrow it down.")
NO_PLACE = Text("There is no place of this name here.")
TOO_LONG = Text("Please search for fewer words.")
ASK_SOMETHING = Text("Write what you are looking for, or choose something.")
ONLY_NUMBER = Text("Number")
ONLY_NUMBER_HINT = Text("For example 2026-0042.")
NO_CONTENT = Text("Your account does not search in what people wrote. Type a number, or choose below.")
