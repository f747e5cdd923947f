"""What the desk reads where it asks one more institution to act on a case."""

from collections.abc import Mapping

from reportbot.core.messages import Text

INVOLVE = Text("Ask another office too")
WHOM = Text("Who shall act as well?")
HELP = Text("It gets a message and dates of its own, and reads the reason. Whoever has the case keeps it.")
ACTS_TOO = Text("{institution} acts on it too.")
DONE: Mapping[str, Text] = {"involved": Text("This office acts on it too now. It gets a message.")}
