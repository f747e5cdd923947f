"""What the console says where the desk corrects the place of a case."""

from collections.abc import Mapping

from reportbot.core.cases.events import CaseEvent
from reportbot.core.messages import Text
from reportbot.service.towns import Town
from reportbot.web.console.place_names import place_name

CORRECT = Text("Correct the place")
STANDS = Text("It stands as: {place}.")
UNTOUCHED = Text("What the person wrote stays as it is. Nothing is sent.")
WHERE = Text("Where is it?")
IN_TOWN = Text("at a place of the town")
NAME = Text("Village, part of town or school")
WHICH = Text("Which place is meant?")
AGAIN = Text("None of these: write it again")
WHY = Text("Why? You may leave it empty.")
WHY_HELP = Text("Only the desk reads it. It stands with the change.")
SAVE = Text("Save the place")
EMPTY = Text("Write the place, or choose one of the others.")
NOT_FOUND = Text("No place of the town is called so. Look at the spelling, or choose one of the others.")
LONG = Text("The reason has {count} letters; it may have {most}. Please shorten it.")
WOULD_GO = Text("With this place the rules would choose {institution}. Nothing was sent. Pass it on, if that is right.")
WOULD_TELL = Text("With this place the rules would tell these too: {institutions}. Nobody has told them.")
WOULD_NOT_ASK = Text("With this place nobody would ask these: {institutions}.")
RELEASE = Text("You can release them")
WHY_PASSED = Text("The place was corrected: {place}.")
DONE: Mapping[str, Text] = {"place-said": Text("The place is saved. Nothing was sent.")}
_HAPPENED = Text("The place was corrected: {became} (before: {was}).")


def happened(event: CaseEvent, town: Town) -> Text:
    return Text(_HAPPENED.msgid, {name: place_name(town, event.facts.get(name, "")) for name in ("was", "became")})
