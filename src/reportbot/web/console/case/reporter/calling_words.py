"""What the desk reads while somebody is on the phone."""

from collections.abc import Mapping

from reportbot.core.messages import Text

NEW = Text("New report for a caller")
NO_NAME = Text("Do not write down who calls, nor their number.")
IN_DANGER = Text("Is someone in danger now?")
YES = Text("Yes: tell the person on duty at once")
NO = Text("No")
SOUNDS_LIKE_DANGER = Text("These words sound like danger. Ask again: is someone in danger now?")
WORDS = Text("What the caller says")
WORDS_HINT = Text("In their words, without names. Up to {most} letters.")
CATEGORY = Text("Kind of problem")
BY_WORDS = Text("let the words decide")
PROPOSE = Text("Propose the kind from the words")
PROPOSED = Text("Proposed: {category}. Urgency: {urgency}. You can change it.")
WOULD_GO_TO = Text("It would go to: {institution}.")
NOT_TO_THEM = Text("The caller asks that the office which would get it does not get it")
PLACE = Text("Place")
PLACE_HINT = Text("Village, part of town or school. Leave it empty if it is not known.")
WHICH_PLACE = Text("Which place is meant?")
AS_WRITTEN = Text("none of these, keep what is written")
LANGUAGE = Text("Language of the caller")
VOICE = Text("Who speaks")
SAVE = Text("Save and show the code")

REFUSED_EMPTY = Text("Write what the caller says, or choose the kind of problem.")
REFUSED_DANGER = Text("Please ask the caller: is someone in danger now?")
REFUSED_LONG = Text("The text has {count} letters; it may have {most}. Please shorten it.")

TAKEN = Text("Report {number} is saved")
GOES_TO = Text("It goes to: {institution}. They should answer by {due}.")
ALERTED = Text("The person on duty is told now. If someone is in danger, the caller should call {emergency}.")
READ_OUT = Text("Read this code out now")
READ_HELP = Text(
    "Read it slowly, four digits at a time. The caller writes it down. "
    "With it they can ask what happened: in the chat, by SMS, or by phone."
)
ONCE = Text("The code is shown this once. When you leave this page, it cannot be shown again.")
READ_BACK = Text("Let the caller read the last four digits back")
READ_BACK_RIGHT = Text("That is right.")
READ_BACK_WRONG = Text("That is not right. Read the code out once more.")
LEAVE = Text("The caller has the code: to the case")
AGAIN = Text("This report is saved already")
AGAIN_HELP = Text("It was not saved a second time. If the caller has its code, you are done.")
AGAIN_CODE = Text("The caller has no code: show it once more")
AGAIN_CODE_HELP = Text("Only this page can show it. That you did is noted.")

VOICES: Mapping[str, Text] = {
    "citizen": Text("an adult"),
    "child": Text("a child"),
    "teacher": Text("somebody from a school"),
}
