"""What the console says about the end of a case, as English sentences."""

from collections.abc import Mapping

from reportbot.core.messages import Text

SOON = Text("Soon to be erased")
SOON_LINE = Text("Soon to be erased: {count}. Please look whether one is still needed.")
SOON_HELP = Text("These cases are closed and their time is over. What is erased cannot be brought back.")
NONE_SOON = Text("Nothing is erased in the next days.")
ANY_DAY = Text("any day now")
ENDS = Text("Is erased")
HELD = Text("held")
LATER = Text("More cases")

KEPT_UNTIL = Text("How long this is kept")
ENDS_ON = Text("This case is erased on {when}, a warning comes before.")
OPEN_NOW = Text("An open case is not erased. Its time begins when it is closed.")
HELD_NOW = Text("Somebody holds this case. It is not erased until it is released.")
POSTPONE = Text("Put off")
POSTPONE_LONG = Text("Put the erasing off")
POSTPONE_BY = Text("By how many days")
REASON = Text("Reason")
REASON_HELP = Text("It is sealed in this case, and whoever opens the case can read it.")
HOLD = Text("Hold this case")
HOLD_HELP = Text("For a court, the police or a complaint: nothing is erased until somebody releases it.")
RELEASE = Text("Release this case")
ERASE = Text("Erase now")
ERASE_TITLE = Text("Erase case {number}?")
ERASE_HELP = Text("What was said, the photos and the notes cannot be read by anybody after this.")
ERASE_HELP_TOO = Text("The receipt code leads nowhere then. It cannot be undone.")
ERASE_FOR_GOOD = Text("Erase for good")
KEEP_IT = Text("Keep it")
WHY_ERASE = Text("Why it is erased now")
CHOOSE_REASON = Text("Choose a reason")
WHY_NOW: Mapping[str, Text] = {
    "asked": Text("The person asked for it"),
    "by_mistake": Text("It was sent by mistake"),
    "test": Text("It was a test or a training"),
    "order": Text("An authority ordered it"),
}

REASON_NEEDED = Text("Please give a reason of at most {most} letters.")
CHOOSE_DAYS = Text("Please choose by how many days.")
CHOOSE_WHY = Text("Please choose why it is erased now.")
ENOUGH = Text("No more cases can be erased today. Please come back tomorrow.")
NOT_NOW = Text("This case cannot be erased now: it is open, or somebody holds it.")
BACK_TO_CASE = Text("Back to the case")

DONE = {
    "postponed": Text("Put off. A warning comes again before the end."),
    "held": Text("The case is held. Nothing of it is erased."),
    "released": Text("The case is released. A warning comes before the end."),
    "erased": Text("Erased. Nobody can read it any more."),
}
