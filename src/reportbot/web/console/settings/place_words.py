"""What the page of places says."""

from collections.abc import Mapping

from reportbot.core.messages import Text

PLACES_AND_SCHOOLS = Text("Places and schools")
HELP = Text("Where people say that something happened. What is offered here stands in their lists.")
PLACES, SCHOOLS = Text("Places"), Text("Schools")
NEW_PLACE, NEW_SCHOOL = Text("A new place"), Text("A new school")
KIND = Text("What it is")
KINDS: Mapping[str, Text] = {
    "village": Text("Village"),
    "neighbourhood": Text("Neighbourhood"),
    "street": Text("Street"),
    "landmark": Text("Known spot"),
    "town": Text("Town or city"),
    "unit": Text("Administrative unit"),
    "municipality": Text("The whole municipality"),
}
IN_PLACE = Text("It lies in")
POINT = Text("Point on the map")
POINT_HELP = Text("Degrees north and east, such as: {example}")
NO_POINT = Text("Write two numbers such as {example}.")
VARIANTS = Text("Other spellings, with commas")
OFFERED = Text("Is offered in lists")
OFFERED_HELP = Text("Else it is only understood where somebody types it.")
SURE: Mapping[str, Text] = {
    "A": Text("A: well sourced"),
    "B": Text("B: one source, or an older one"),
    "C": Text("C: weak, is never offered"),
}
REMOVED = Text("It is removed")
REMOVED_HELP = Text("Nobody can choose it any more. Old reports still show its name.")
IS_REMOVED = Text("Removed.")
NOT_OFFERED = Text("Is not offered in lists.")
