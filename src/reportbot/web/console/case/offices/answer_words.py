"""What the desk's page says of the institutions of a case: their answers, on the phone too, the code, how it ended."""

from collections.abc import Mapping

from reportbot.core.messages import Text

BY_PHONE = Text("They answered by phone")
OWN = Text("Write down what you did")
OWN_HELP = Text("The person hears it as they would hear it from an office.")
OWN_ANSWER = Text("How far you are")
OWN_NOTE = Text("A note for the person, if you like")
BY_PHONE_HELP = Text("What you write down counts as the answer of: {institution}.")
ANSWER = Text("Their answer")
CHOOSE = Text("Please choose")
OUTCOME = Text("What came of it (for “Done”)")
UNTIL = Text("Until when (for “We are working on it”)")
SUGGESTED = Text("Who should have it (for “Not ours”)")
NOBODY = Text("They do not know")
NOTE = Text("What they say to the person, if anything")
SAVE = Text("Write it down")
NO_ANSWER = Text("Please choose what they answered.")
NO_OUTCOME = Text("Please choose what came of it. Without that the report stays open.")
NO_DAY = Text("Please name a day from {first} to {last}, or none.")
NOTE_TOO_LONG = Text("The note has {count} letters; it may have {most}. Please shorten it.")
NOTE_LOST = Text("The answer is written down. The note could not be kept, because this case is damaged.")
CODE_FOR_PHONE = Text("Code for the phone")
CODE = Text("A code for: {institution}")
CODE_HELP = Text("Read it out only to somebody of this office whom you have called, or whose voice you know.")
CODE_ONCE = Text("It is shown once, and works once. It works for 15 minutes.")
BACK = Text("Back to the case")
CAME_OF = Text("What came of it: {outcome}")
ACT_BY = Text("Must act by {due}")
ANSWER_BY = Text("Must answer by {due}")
WORKS_UNTIL = Text("We are working on it, until {until}")
PHOTO_FROM = Text("Photo from: {institution}")
HOW_IT_ENDED = Text("What came of it")
CLOSING_NEEDS = Text("Please choose what came of it, then close the case.")
DONE_WITH = Text("{institution} says that it is done: {outcome}")
ENDED_WITH = Text("{institution} answered: {outcome}")
WORKING_UNTIL = Text("{institution} is working on it, until {until}.")
HANDED_ON = Text("{institution} says that it is not theirs, and that it should go to: {suggested}.")
BY_PHONE_EVENT = Text("By phone, written down by the reporting desk.")
CODE_SENT_BY: Mapping[str, Text] = {
    "phone": Text("A code was read out to: {institution}."),
}
DONE: Mapping[str, Text] = {
    "answered": Text("Their answer is written down."),
    "written-down": Text("It is written down."),
}
