"""What the console says about cases that may be the same, as English sentences."""

from reportbot.core.cases.triage.corroboration import Burst
from reportbot.core.messages import Text

ALIKE = Text("Possibly the same")
ALIKE_HELP = Text("Put together, they are worked on once, and everybody who reported it hears what happened.")
SAME_KIND, SIMILAR_KIND = Text("same kind"), Text("similar kind")
SPOT, SAME_PLACE, NEAR = Text("points close together"), Text("same place"), Text("about {metres} m apart")
SAME_DAY, DAYS = Text("same day"), Text("days between: {days}")
SAME_WORDS, SIMILAR_WORDS = Text("nearly the same words"), Text("similar words")
MERGE = Text("Put together")
NOT_SAME = Text("Not the same")
MERGE_WITH = Text("Put together with another case")
MERGE_HELP = Text("When you know that two cases are about the same thing.")
GIVE_NUMBER = Text("Give the number of the other case")
WITH_NUMBER = Text("Number of the other case")
REPORTS = Text("Reports: {reports}")
PEOPLE = Text("People: {senders}")
TOGETHER = Text("Reports in this case")
THIS_ONE = Text("this one")
PART_OF = Text("This is one more report of case {number}. It is worked on there.")
NOW_PART_OF = Text("Nothing to do here. Whoever reported it hears what happens in case {number}.")
SPLIT = Text("Make it a case of its own")
SPLIT_HELP = Text("It then goes to an office again, with deadlines that begin anew.")
BURST = Text("Many reports of few people: {reports} reports, {senders} senders, {hours} hours.")
BURST_HELP = Text("They count as so many people as wrote them.")
HOMES = Text("May be about the same child or household")
HOMES_HELP = Text("For child protection alone. Similar words and a place nearby are no proof.")
REFUSED = Text("These two stay apart: an office must hear nothing of one of them, or one concerns a person.")
LOOK = Text("Show it first")
IS_IT_THIS = Text("Is it this one? Nothing was done yet.")
NO_NUMBER = Text("Please write the number of the other case, such as 2026-0042.")
DONE = {
    "merged": Text("Put together. Everybody who reported it hears what happens."),
    "split": Text("It is a case of its own again. The office gets a message now."),
    "differ": Text("Noted: these two are not the same."),
}


def burst_in_words(burst: Burst | None) -> Text | None:
    if burst is None:
        return None
    fill = {"reports": burst.reports, "senders": burst.senders, "hours": burst.hours}
    return Text(BURST.msgid, {**fill})
