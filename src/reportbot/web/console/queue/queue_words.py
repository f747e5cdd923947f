"""What the queue says."""

from collections.abc import Mapping

from reportbot.core.cases.desk.queue import View
from reportbot.core.messages import Text

QUEUE = Text("Queue")
ELSEWHERE = Text("Other pages of the desk")
VIEWS_LABEL = Text("Views of the queue")
VIEWS: Mapping[View, Text] = {
    View.OPEN: Text("Open"),
    View.LOOK: Text("Needs a look"),
    View.DANGER: Text("Danger"),
    View.MINE: Text("Mine"),
    View.WAITING: Text("Waiting for an office"),
    View.OVERDUE: Text("Overdue"),
    View.NEWS: Text("News from people"),
    View.CLOSED: Text("Closed"),
}
EMPTY: Mapping[View, tuple[Text, Text]] = {
    View.OPEN: (
        Text("No case is open."),
        Text("A new report shows here by itself. To try it, open the chat of the town and report something."),
    ),
    View.LOOK: (
        Text("Nothing needs a look."),
        Text("What the machine is not sure of comes here. Then you say what it is about."),
    ),
    View.DANGER: (Text("No emergency is open."), Text("When somebody tells of danger, it stands here at once.")),
    View.MINE: (Text("You have taken no case."), Text("Open a case and press “I take it”. Then it stands here.")),
    View.WAITING: (
        Text("No office owes an answer."),
        Text("When you pass a case on, it waits here until the office is late or done."),
    ),
    View.OVERDUE: (Text("Nothing is late."), Text("When an office lets a promise pass, the case comes here.")),
    View.NEWS: (
        Text("Nobody has written more."),
        Text("When a person adds something, the case stays here until somebody at the desk acts."),
    ),
    View.CLOSED: (
        Text("No case is over yet."),
        Text("What is done, rejected or closed stands here until it is erased."),
    ),
}
EMPTY_NARROWED = Text("No case fits what you look for.")
GO_ON = Text("Only a part of the cases was looked at. Look at the next ones.")
READ_THEM = Text("Read them and decide")
MORE_CASES = Text("More cases")
FIRST_PAGE = Text("Back to the first page")
CAPPED = Text("{count}+")

NARROW = Text("Narrow the list")
HIDE = Text("Put this away")
NARROWED = Text("Narrowed to:")
EVERYTHING = Text("Show everything")
SHOW = Text("Show")
ANY = Text("any")
SINCE = Text("Reported from")
UNTIL = Text("Reported until")
FROM_DAY = Text("from {day}")
UNTIL_DAY = Text("until {day}")
NO_PLACE = Text("There is no place of this name here.")
SAVED = Text("Saved filters")
SAVE = Text("Save this filter")
NAME = Text("Name of the filter")
REMOVE = Text("Remove")
REMOVE_ONE = Text("Remove the filter “{name}”")
NO_NAME = Text("Please give the filter a name of at most {most} letters.")
TOO_MANY = Text("You have {most} filters already. Remove one first.")
DONE: Mapping[str, Text] = {
    "saved": Text("The filter is saved."),
    "removed": Text("The filter is removed."),
}

DANGER_LINE = Text("Emergencies that are open: {count}. Please look at them first.")
LATE = Text("Overdue")
THEN = Text("then: {what} {when}")
FOR_YOU = Text("Waits for you")
FOR_DESK = Text("Waits for the reporting desk")
NEWS = Text("New message")
YOURS = Text("Yours")
TAKEN_BY = Text("Taken by {member}")
TAKEN = Text("Somebody at the desk has it")
CAN_BE_CLOSED = Text("Can be closed")

ARRIVED = Text("New in this list: {count}")
UPDATES = Text("This page updates itself.")
