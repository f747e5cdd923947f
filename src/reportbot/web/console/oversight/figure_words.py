"""What the page of figures says. Short sentences; every rule of what is hidden stands on the page itself."""

from collections.abc import Mapping

from reportbot.core.messages import Text

FIGURES = Text("Figures")
HELP = Text("What is late and whose it is, how long it takes, and whether all are served alike.")
PERIOD = Text("Period")
WEEKS = Text("{count} weeks")
TABLE, TABLE_ALONE = Text("The table behind this picture"), Text("What there is, as a table")
FEW = Text("fewer than {count}")
NOT_YET = Text("some still wait")
TOO_FEW_FOR_SLOWEST = Text("too few to say")
NOBODY = Text("nobody chosen yet")

LATE_NOW = Text("Late now")
LATE_COUNT = Text("Late reports: {count}")
NOTHING_LATE = Text("Nothing is late. There is nothing to chase now.")
NOTHING_OPEN = Text("No institution has anything open.")
LATE_PICTURE = Text("Open reports of each institution, and how many of them are late")
LATE_OF = Text("{late} late of {open} open")
LATE_LIST = Text("What is late the longest")
NOT_LISTED = Text("Reports about people are counted here, and not listed.")
LATE_SINCE = Text("Late since")
INSTITUTION = Text("Institution")
PERSON = Text("Who works on it")
OPEN = Text("Open")
LATE = Text("Late")
REPORT = Text("Report")
MATTER = Text("Matter")
AT = Text("Where it lies")

TIMES = Text("How long it takes")
TIMES_HELP = Text("Of what institutions got in the last {count} weeks.")
ANSWER_PICTURE = Text("Time until the first answer")
DONE_PICTURE = Text("Time until it is done")
REPORTS = Text("Reports")
HALF = Text("Half within")
MOST = Text("Nine of ten within")
KEPT = Text("Kept the promised date")
KEPT_OF = Text("{kept} of {promised}")
ANSWER_HALF = Text("Half answered within")
ANSWER_MOST = Text("Nine of ten answered within")
ANSWER_KEPT = Text("Answered by the promised date")
DONE_HALF = Text("Half done within")
DONE_MOST = Text("Nine of ten done within")
DONE_KEPT = Text("Done by the promised date")
BAR_TIMES = Text("half: {half} · 9 of 10: {most}")
LEGEND_HALF = Text("half of them")
LEGEND_MOST = Text("nine of ten")
LEGEND_LATE = Text("late")
LEGEND_OPEN = Text("open, not late")
TOO_FEW = Text("Too few reports for a picture yet: it needs {few}.")
NONE = Text("Nothing was given to anybody in this time.")

LOAD = Text("Load of each person")
LOAD_HELP = Text("What each of us has open now, and how much of it is late.")
DESK_PICTURE = Text("At the reporting desk: what each has taken")
OFFICES_PICTURE = Text("In the institutions: what each was given")
NO_LOAD = Text("Nobody has taken or been given a report.")

LANGUAGES = Text("By language of the person")
PLACES = Text("By place")
ALIKE_HELP = Text("Whole weeks, from {since} to {until}. Counts are rounded.")
LANGUAGE = Text("Language")
PLACE = Text("Place")
ABOUT = Text("about {count}")
NO_PLACES = Text("No place has so many reports that something can be said of it.")

READING = Text("How to read this")
RULES: tuple[Text, ...] = (
    Text("What is overdue and still waits counts as slowest. What is not due yet is left out."),
    Text("The time for which the person was asked something does not count against anybody."),
    Text("Of fewer than {few} reports nothing is said but that. For nine of ten it takes {slowest}."),
    Text("By language and place only whole weeks count, and counts are rounded."),
    Text("These tables cannot be narrowed, so no two of them give a single report away."),
    Text("Reports that somebody must not hear of are not counted for them."),
    Text("What was erased at the end of its time is not counted any more."),
)
TO_EXPORTS = Text("Download these figures")
DESC: Mapping[str, Text] = {
    "late": Text("Bars for {count} institutions. The table below has every number."),
    "times": Text("Two bars each for {count} lines. The table below has every number."),
    "load": Text("Bars for {count} people. The table below has every number."),
}
