"""What the console says of how institutions do, and of the rules that they would change."""

from reportbot.core.messages import Text

INSTITUTIONS = Text("Institutions")
HELP = Text("What each institution was asked to act on in the last {days} days, and what came of it.")
NONE = Text("Nobody was asked to act yet.")
INSTITUTION = Text("Institution")
REFERRALS = Text("Reports")
ANSWERED = Text("Answered")
ANSWERED_AFTER = Text("Half of them within")
LATE = Text("Late now")
IN_PROGRESS = Text("At work")
DONE = Text("Done")
NOT_OURS = Text("Not theirs")
PUT_OFF = Text("Put off several times")
NOT_SOLVED = Text("Called not solved")
PICTURE = Text("Green: done or handed on. Blue: at work. Red: late. Grey: the rest.")
BAR = Text("Of {count} reports {done} are done or handed on, {late} are late.")
SEE_PROPOSALS = Text("Rules that the institutions would change: {count}")

PROPOSALS = Text("Routing proposals")
PROPOSALS_HELP = Text(
    "Institutions have said at least {enough} times that such reports are not theirs, and whose they are. "
    "Of the last {days} days."
)
NO_PROPOSALS = Text("There is nothing to propose.")
NOTHING_CHANGES = Text("Nothing changes by itself. An administrator takes it over.")
FROM_TO = Text("{was} → {became}")
COUNT = Text("Times: {count}, last on {newest}")
LINES = Text("Put these lines above the other rules in {file}:")
TRY = Text("Before that, see what would have gone elsewhere:")
BECAUSE = Text("The institutions have handed such reports on.")
REPLAY, CHANGED = "reportbot triage replay --municipality", "CHANGED.toml"
BACK = Text("Back to the institutions")
