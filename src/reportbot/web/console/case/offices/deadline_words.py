"""What the desk's page says of deadlines: what is due next, what happens then, and the form for another date."""

from collections.abc import Mapping

from reportbot.core.messages import Text

ANSWER = Text("First answer by {due}. Without one we remind: {told}")
RUNG = Text("Nothing by {due}? Then we tell: {told}")
ACT = Text("First steps by {due}. Without them we remind: {told}")
CLOSE = Text("End of the work by {due}. If it is not done, we remind: {told}")
STEPS: Mapping[str, Text] = {"acknowledge": ANSWER, "reminder": RUNG, "again": RUNG, "act": ACT, "close": CLOSE}
NO_MORE = Text("Nothing more happens by itself. Please pass it on, or call them.")
STANDS = Text("The clock stands still: the person was asked. It goes on by itself on {until}.")
MOVE = Text("Give another date")
WHICH = Text("Which date")
WHICH_ONE: Mapping[str, Text] = {
    "acknowledge": Text("First answer"),
    "act": Text("First steps"),
    "close": Text("End of the work"),
}
DAY = Text("New date")
REASON = Text("Why")
REASON_HELP = Text("It stays in the history of the case.")
SAVE = Text("Save the date")
NO_DAY = Text("Please name another day from {first} to {last}.")
NO_REASON = Text("Please say why.")
TOO_LONG = Text("The reason has {count} letters; it may have {most}. Please shorten it.")
DONE: Mapping[str, Text] = {"date-moved": Text("Saved. What is due goes by the new date.")}
WAS = Text("{institution}, {which}: moved from {was} to {became}.")
BECAUSE: Mapping[str, Text] = {
    "urgency": Text("The urgency has changed."),
    "office": Text("The office named its own date."),
    "desk": Text("The desk gave another date."),
    "asked": Text("The clock stood still while the person was asked."),
    "alone": Text("The report stands alone again."),
}
STOPPED = Text("The clock stands still for: {institution}. They asked the person.")
STARTED = Text("The clock goes on for: {institution}.")
STARTED_BECAUSE: Mapping[str, Text] = {
    "answered": Text("The person answered."),
    "waited": Text("The person has not answered for a week."),
    "spoke": Text("The office said more."),
    "raised": Text("It became more urgent."),
    "went_on": Text("The report went on."),
}
