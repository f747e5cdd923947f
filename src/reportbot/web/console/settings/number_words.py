"""What the page of numbers says."""

from collections.abc import Mapping

from reportbot.core.messages import Text

NUMBERS = Text("Numbers that people can call")
NUMBERS_HELP = Text("Help lines and services. Each has a source, and the day on which somebody called it.")
NOT_CHECKED = Text("Nobody has called it yet.")
CHECKED = Text("Called on {day}")
NOT_SHOWN = Text("Is not shown to people.")
NEW_NUMBER = Text("A new number")
NAME_HELP = Text("People see it as it is written. A known name is translated.")
SHORT = Text("Short name, for an SMS")
NUMBER, OTHER_NUMBERS = Text("Number"), Text("Other numbers, with commas")
URL = Text("Web address")
HOURS = Text("Hours")
HOURS_EXAMPLE = "24/7 / unknown / monday-friday 08:00-16:00; saturday 09:00-12:00"
HOURS_CONFIRMED = Text("Somebody has confirmed the hours")
CLOSED_ON_HOLIDAYS = Text("Closed on public holidays")
COST, AUDIENCE, NOTE = Text("Cost"), Text("For whom"), Text("Note")
FOR_WHAT = Text("What it helps with")
SOURCE = Text("Source")
SOURCE_HELP = Text("Where the number was found, and when.")
EVIDENCE = Text("Year of the newest proof")
CONFIDENCE = Text("How sure it is")
SURE: Mapping[str, Text] = {
    "A": Text("A: well sourced"),
    "B": Text("B: one source, or an older one"),
    "C": Text("C: weak, is never shown"),
}
VERIFIED = Text("Day of the last call")
ENABLED = Text("Is shown to people")
GENERAL = Text("The one number for every emergency")
NEEDS: Mapping[str, Text] = {
    "emergency": Text("Emergencies"),
    "police": Text("Police"),
    "ambulance": Text("Ambulance"),
    "fire": Text("Fire"),
    "child": Text("Children"),
    "women": Text("Women"),
    "domestic_violence": Text("Violence at home"),
    "suicide": Text("Someone may hurt themselves"),
    "trafficking": Text("Trafficking"),
    "discrimination": Text("Discrimination"),
    "legal_aid": Text("Free legal help"),
    "missing_child": Text("A missing child"),
    "online": Text("The internet"),
    "rights": Text("Rights"),
}
