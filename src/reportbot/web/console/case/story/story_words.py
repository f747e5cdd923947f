"""What a report's answers are called on the page of a case."""

from collections.abc import Mapping

from reportbot.core.messages import Text
from reportbot.web.telling import FACTS

QUESTIONS: Mapping[str, Text] = {
    "description": Text("In their words"),
    "place": Text("Place"),
    "category": Text("Kind of problem"),
    "now": Text("Danger right now"),
    **FACTS,
    "about_office": Text("The office it is about"),
    "photos": Text("Photos sent"),
    "safe_to_write": Text("May we write to them"),
}
"""What a report's answers are called; `UNTOLD` are those that help nobody at the desk."""
UNTOLD = frozenset(
    {"language", "need", "filled", "changed", "confirmed", "code_kept", "answer_to", "avoid", "avoid_since", "guessed"}
)
YES_NO: Mapping[str, Text] = {"yes": Text("yes"), "no": Text("no")}
