"""What the desk reads of pictures that offices have added, and whether the person has got them."""

from collections.abc import Mapping

from reportbot.core.messages import Text

HOLD = Text("Do not show it to the person")
SHOW = Text("Show it to the person after all")
HELD = Text("The reporting desk keeps it from the person.")
PERSONAL = Text("The person does not see it: the matter concerns people.")
ON_ASKING = Text("The person sees it when they ask what happened.")
TO_PERSON = Text("To the person by {way}: {state}")
TAKEN_BACK = Text("Taken back from the chat: {state}")
EVENTS: Mapping[str, Text] = {
    "picture_added": Text("{institution} added a photo."),
    "picture_held": Text("A photo of {institution} is kept from the person."),
    "picture_shown": Text("A photo of {institution} is shown to the person after all."),
}
DONE: Mapping[str, Text] = {
    "picture-held": Text("The person does not see this photo any more. Whoever has saved it still has it."),
    "picture-shown": Text("The person sees this photo when they ask what happened."),
}
