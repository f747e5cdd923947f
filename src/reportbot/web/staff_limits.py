"""What everybody who works on reports is told below every page (R14): the limits that the system itself holds."""

from reportbot.core.messages import Text

LIMITS = (
    Text("You see only what your task needs, and no name: there is none. Please do not look for one."),
    Text("What you read and what you change is written down in a log."),
    Text("Nobody who works here sees a number, an address or a name of a chat."),
    Text("What is closed is erased when its time is over."),
)
