"""What the page of templates says."""

from reportbot.core.messages import Text

REPLIES = Text("Templates of replies")
WORDS = Text("Text")
KEY = Text("Short key")
REPLIES_HELP = Text("What the desk can write to people with one press.")
OWN_REPLIES = Text("The town's own")
SHIPPED_REPLIES = Text("Shipped with the program")
SHIPPED_HELP = Text("Change one, and the town's words take the place of these.")
HOLES = Text("These are filled in: {holes}")
NEW_REPLY = Text("A new template")
REPLY_KEY = Text("Short key, such as {example}", {"example": "thanks_waste"})
REPLY_KEY_HELP = Text("A key that is shipped takes the place of its words.")
TEXT_IN = Text("Text: {language}")
