"""What the console says about pausing a sender, as English sentences."""

from collections.abc import Mapping

from reportbot.core.messages import Text

PAUSE = Text("Pause the sender")
PAUSE_HELP = Text("Until then they make no new reports here. Danger still gets through, and everything is answered.")
PAUSE_LIMITS = Text(
    "It holds for this chat. Another phone or browser is somebody new to us, and so is who is forgotten."
)
HOW_LONG = Text("For how long")
HOURS: Mapping[int, Text] = {1: Text("1 hour"), 24: Text("1 day"), 168: Text("7 days")}
WHY = Text("Why")
REASONS: Mapping[str, Text] = {
    "flood": Text("Too many messages"),
    "insults": Text("Insults or threats"),
    "false_alarms": Text("False alarms"),
    "advertising": Text("Advertising"),
    "other": Text("Something else"),
}
NOTE = Text("A note, if you like")
NOTE_HELP = Text("It is sealed in this case, and whoever opens the case can read it.")
IS_PAUSED = Text("The sender is paused until {until}.")
END = Text("End the pause")
REFUSED = Text("Please choose for how long and why. A note has at most {most} letters.")

WAS_PAUSED = Text("The sender was paused until {until}: {reason}")
WAS_ENDED = Text("The pause of the sender was ended.")

DONE = {
    "paused": Text("The sender is paused. They are told when they write next."),
    "pause-ended": Text("The pause is over."),
}
