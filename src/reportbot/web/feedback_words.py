"""What the person said of a matter that is over, as the desk and the office read it in the history."""

from collections.abc import Mapping

from reportbot.core.cases.events import CaseEvent
from reportbot.core.cases.telling.feedback import CONFIRMED, FEEDBACK, RATING, SOLVED, Solved, is_reopening
from reportbot.core.messages import Text

UNSOLVED = Text("The person says that it is not solved.")
REOPENED_BECAUSE = Text("The person says that it is not solved. The case was opened again.")
CLOSED_BECAUSE = Text("The person says that it is solved. The case was closed.")
RATED = Text("How it was with us, says the person: {rating}.")
RATINGS: Mapping[str, Text] = {"1": Text("good"), "2": Text("so-so"), "3": Text("bad")}
OF_A_THING: Mapping[str, Text] = {
    Solved.YES: Text("The person says that it is solved."),
    Solved.NO: Text("The person says that it is not solved. It was too late to open the case again."),
    Solved.UNKNOWN: Text("The person does not know whether it is solved."),
    Solved.SKIPPED: Text("The person was asked whether it is solved, and would rather not say."),
}
OF_A_PERSON: Mapping[str, Text] = {
    Solved.YES: Text("The person says that somebody helped."),
    Solved.NO: Text("The person says that nobody has helped yet. It was too late to open the case again."),
    Solved.UNKNOWN: Text("The person does not know whether somebody helped."),
    Solved.SKIPPED: Text("The person was asked whether somebody helped, and would rather not say."),
}


def in_words(event: CaseEvent, of_a_person: bool) -> Text | None:
    """None for an event that is no word of theirs on a matter that was over."""
    if is_reopening(event):
        return REOPENED_BECAUSE
    if event.kind == "closed" and CONFIRMED in event.facts:
        return CLOSED_BECAUSE
    if event.kind != FEEDBACK:
        return None
    if rating := RATINGS.get(event.facts.get(RATING, "")):
        return Text(RATED.msgid, {"rating": rating})
    return (OF_A_PERSON if of_a_person else OF_A_THING).get(event.facts.get(SOLVED, ""))
