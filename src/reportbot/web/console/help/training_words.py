"""The words of practice: what to do at each step, what was right, and how it goes in real life."""

from collections.abc import Mapping

from reportbot.core.messages import Text
from reportbot.core.practice import Step
from reportbot.web import asking_words
from reportbot.web.console import words
from reportbot.web.console.case import case_words
from reportbot.web.console.case.triage import look_words

PRACTICE = Text("Practice")
PRACTICE_OF = Text("Practice: {title}")
PRACTISE = Text("Practise with invented cases")
INTRO = Text("Here you learn the work of the desk in six steps. It takes about fifteen minutes.")
SAFE = Text("All cases in it are invented. Nobody is told anything, and nothing of it is counted.")
APART = Text("It lies apart from the real cases. It is erased when you leave, and after 24 hours at the latest.")
NO_REAL = Text("Write nothing real here: no name, no report that somebody has made.")
BEGIN = Text("Begin")
AGAIN = Text("Begin again")
GO_ON = Text("Go on")
LEAVE = Text("Leave practice")
LEAVE_HELP = Text("The invented cases are erased then.")
ENDED = Text("You have left practice. The invented cases are erased.")
NOT_HERE = Text("That page is not part of practice.")
OVER = Text("There is no practice under way. Begin one here.")
EMPTY = Text("You have closed them all. Leave practice, or begin again.")
FULL = Text("This practice has grown too large. Begin again.")
STEPS_TITLE = Text("The six steps")
STEP_OF = Text("Step {step} of {steps}")
DONE_MARK = Text("done")
NOW_MARK = Text("now")
ALL_STEPS = Text("All steps")
NOT_REAL = Text("Invented cases. Nobody is told.")
LAST = Text("What was right")
REAL_LIFE = Text("In real life:")
NOW = Text("What to do now")
PRESS = Text("There, press “{press}”.")
SHOW = Text("Show me where")
TO_CASE = Text("To case {number}")
FINISHED = Text("You have done all six steps. Now you know the work of the desk.")
FINISHED_LINK = Text("Begin again, or leave")
FINISHED_NEXT = Text("Practise again as often as you like. When you leave, the invented cases are erased.")
OFFERED = Text("New here? Practise with invented cases first.")

NAMES: Mapping[Step, Text] = {
    Step.DANGER: Text("Look at danger first"),
    Step.CATEGORY: Text("Correct the category"),
    Step.HAND_ON: Text("Pass a case on"),
    Step.ASK: Text("Ask the person"),
    Step.NOT_OURS: Text("An office says: not ours"),
    Step.CLOSE: Text("Close a case"),
}
TASKS: Mapping[Step, Text] = {
    Step.DANGER: Text("Four cases have come in. Open the one that cannot wait."),
    Step.CATEGORY: Text("Here the person pressed the wrong button. Read their words, and correct the category."),
    Step.HAND_ON: Text("This case is with the wrong office. Pass it on to the one that looks after roads."),
    Step.ASK: Text("Something is missing here: which wall? Ask the person one short question."),
    Step.NOT_OURS: Text("An office says that this is not theirs. Read its note, and pass the case on."),
    Step.CLOSE: Text("The office says that it is done. Close the case, and say what came of it."),
}
PLACES: Mapping[Step, tuple[str, Text]] = {
    Step.CATEGORY: ("triage", look_words.CHANGE),
    Step.HAND_ON: ("act", case_words.TRANSFER),
    Step.ASK: ("ask", asking_words.ASK),
    Step.NOT_OURS: ("act", words.PASS_ON),
    Step.CLOSE: ("act", words.CLOSE),
}
"""Where on the page of its case a step is done, and what is pressed there; in the words of that page."""
PLACE_AGAIN = ("act", case_words.TRANSFER)
"""Where a case is passed on that has gone to the wrong office."""
SLIPS: Mapping[Step, Text] = {
    Step.DANGER: Text("You opened another case first. Look for this word: {urgency}."),
    Step.CATEGORY: Text("Not quite. Read once more: people throw things away there."),
    Step.HAND_ON: Text("Another office looks after roads. Pass the case on once more."),
    Step.NOT_OURS: Text("Not there. The note names the office that it belongs to."),
}
RIGHT: Mapping[Step, Text] = {
    Step.DANGER: Text("A fallen cable where children play cannot wait. Danger comes before everything else."),
    Step.CATEGORY: Text("It is about waste. With the right category the case finds its office by itself."),
    Step.HAND_ON: Text("Roads and crossings belong here: {institution}."),
    Step.ASK: Text("One short question, and no name. You read the answer in the case."),
    Step.NOT_OURS: Text("Now it has the office that was named: {institution}."),
    Step.CLOSE: Text("The case is closed, with what came of it."),
}
REAL: Mapping[Step, Text] = {
    Step.DANGER: Text("The duty contact is told at once. See whether somebody has it, and call if nobody does."),
    Step.CATEGORY: Text("The office gets a message with number and deadline. The story is never in it."),
    Step.HAND_ON: Text("A deadline runs from now on. If the office stays silent, reminders go out by themselves."),
    Step.ASK: Text("An answer can take days. The deadlines stand still until then."),
    Step.NOT_OURS: Text("What is handed back again and again becomes a proposal to change the rules."),
    Step.CLOSE: Text("The person hears what came of it. If they say that it is not solved, you are told."),
}
