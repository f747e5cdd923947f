"""What the console says, as English sentences; the catalogues put them into the reader's language."""

from collections.abc import Mapping

from reportbot.core.cases.case import Case
from reportbot.core.cases.workflow import Status
from reportbot.core.hearing import wording
from reportbot.core.messages import Text

CONSOLE = Text("Reporting desk")
QUEUE = Text("Queue")
NUMBER = Text("Number")
MATTER = Text("Matter")
URGENCY_WORD = Text("Urgency")
SECTIONS, SETTINGS, MENU = Text("Parts of the console"), Text("Settings"), Text("Menu")
FIGURES, EXPORTS, AUDIT = Text("Figures"), Text("Download tables"), Text("Audit log")
STATUS_WORD = Text("Status")
PLACE = Text("Place")
OFFICE = Text("Office")
OPENED = Text("Opened")
NEXT = Text("What is due")
NOTHING_DUE = Text("nothing is due")
NOT_KNOWN = Text("not known")
ELSEWHERE = Text("somewhere else in the town")
OVERDUE = Text("Overdue")
FOR_YOU = Text("Waits for you")
MORE_CASES = Text("Older cases")
FIRST_PAGE = Text("Back to the first page")
OPEN_CHAT = Text("Open the chat")

DEAD_LETTERS_LINE = Text("Messages that did not arrive: {count}. Please look at them.")
NO_DEAD_LETTERS = Text("Every message has arrived or is on its way.")
KEPT = Text("Messages that we could not read")
KEPT_LINE = Text("Messages that we could not read: {count}. They are kept.")
KEPT_HELP = Text("We stumbled over them. Nothing is lost. Open one to read it: that you did is noted.")
KEPT_OPEN = Text("Read it")
KEPT_ONE = Text("A message that we could not read")
KEPT_TEXT = Text("What was written")
KEPT_NO_TEXT = Text("There are no words in it.")
KEPT_ATTACHED = Text("Things that came with it and were not kept: {count}")
KEPT_PHOTOS = Text("Photos that came with it: {count}. They go into the report.")
KEPT_POINT = Text("A point on the map came with it: {point}")
KEPT_REPORT = Text("Make it a report")
KEPT_REPORT_HELP = Text("It joins the open case of whoever wrote it, or becomes a case of its own.")
KEPT_REMOVE = Text("It is dealt with: erase it")
KEPT_REMOVE_HELP = Text("Then it is gone for good.")
NO_KEPT = Text("Every message was read.")
PROBLEM = Text("Problem")
CHANNEL_WORD = Text("Came through")

PROOF, PROOF_IS = Text("Proof"), Text("The mail server or other system calls it: {evidence}")
STORY = Text("What was said")
UNREADABLE = Text("This text cannot be read: it was changed, or the key is missing.")
PHOTOS = Text("Photos")
PHOTO = Text("Photo {number}")
WHY = Text("Why it went there")
REFERRALS = Text("Offices")
NO_ANSWER = Text("no answer yet")
EVENTS = Text("What happened")
COMING = Text("What is due next")
THE_PERSON = Text("the person")
WHEN = Text("When")
TRIES = Text("Tries")

WHAT_NOW = Text("What to do now")
NOW_PASS_ON = Text("No office has this case. Please pass it on.")
NOW_NOT_THEIRS = Text("{institution} says that it is not theirs. Please pass the case on.")
NOW_WAIT = Text("Wait for {institution}. We remind them by ourselves.")
NOW_OURS = Text("No other office has this case. Do it yourself, or pass it on.")
NOW_OURS_IN_WORK = Text("You have this case. Write down what came of it, or pass it on.")
NOW_LATE = Text("{institution} has not answered in time. Call them, or pass the case on.")
NOW_EMERGENCY = Text("This cannot wait. Call {institution} and ask whether they have it.")
CALL_THEM = Text("Their telephone:")
NO_NUMBER = Text("The municipality file has no telephone number of theirs.")
NOW_WORKING = Text("{institution} is working on it. Nothing to do now.")
NOW_NOT_DONE = Text("{institution} has it and is late. Call them, or pass the case on.")
NOW_CLOSE = Text("{institution} says that it is done. You can close the case.")
NOW_UNHELPED = Text(
    "{institution} ended its part without a solution. "
    "Can somebody else help? Then open the case again and pass it on. Or close it."
)
NOW_CLOSE_REJECTED = Text("The report was rejected. You can close the case.")
NOW_CLOSED = Text("This case is closed. You can open it again, with a reason.")
PASS_ON = Text("Pass on")
PASS_ON_TO = Text("Pass on to another office")
CHOOSE_OFFICE = Text("Choose an office")
CLOSE = Text("Close the case")
BACK_TO_QUEUE = Text("Back to the queue")
BACK_TO_CASE = Text("Back to the case")
BACK_TO_MODEL, BACK_TO_LETTERS = Text("Back to the model"), Text("Back to the letters")
BACK_TO_START = Text("Back to the start")
UNFINISHED = Text("The person did not finish.")
DANGER = Text("The person says: danger right now.")

DONE = {
    "passed-on": Text("Passed on. The office gets a message now."),
    "closed": Text("The case is closed."),
    "asked": Text("The question is kept. The person reads it when they come back."),
    "reported": Text("The message is a report now."),
}

SIGN_IN = Text("Sign in")
SIGN_IN_HELP = Text("This link works once. Press the button to sign in for 12 hours.")
SIGN_OUT = Text("Sign out")
SIGNED_OUT, SIGN_IN_AGAIN = Text("You are signed out."), Text("Sign in again")
NOT_YOURS = Text("Your account does not allow this.")
NOT_YOURS_HELP = Text("Ask whoever looks after the accounts of your town.")
NEEDS_LINK_HELP = Text("Ask the person who runs the server for a new link to sign in.")
LINK_USED = Text("This link was used already, or its time is over.")

NOT_FOUND = Text("There is nothing here.")
FORM_REFUSED = Text("The form did not come from this page. Please open the page again and try once more.")
NOT_ALLOWED_NOW = Text("This case has changed meanwhile. Please look at it again.")
BAD_FORM = Text("Something is missing in the form. Please choose an office.")

STATUSES: Mapping[Status, Text] = {
    Status.NEW: Text("new"),
    Status.REFERRED: Text("passed on"),
    Status.ACKNOWLEDGED: Text("in work"),
    Status.RESOLVED: Text("done"),
    Status.REJECTED: Text("rejected"),
    Status.CLOSED: Text("closed"),
}
WITH_DESK = Text("at the reporting desk")
URGENCIES = wording.URGENCIES
KEPT_OUT = Text("Not to: {institution}. The person asked for that. Please do not tell them about it either.")
KEPT_OUT_CHOICE = Text("{institution} (the person asked that they do not get it)")
KEPT_OUT_REFUSED = Text("The person asked that this office does not get it.")


def status_word(case: Case, coordinator: str) -> Text:
    """What was passed on to nobody but the desk itself is not called so."""
    return WITH_DESK if case.status is Status.REFERRED and case.lead == coordinator else STATUSES[case.status]


def way_back(address: str, has_queue: bool) -> Text:
    """What a button says that leads to `address`, a page of the console."""
    if "/cases/" in address:
        return BACK_TO_CASE
    page = address.partition("?")[0].split("/")[3:]  # behind /console/<town>
    if not page:
        return BACK_TO_QUEUE if has_queue else BACK_TO_START
    return {"model": BACK_TO_MODEL, "letters": BACK_TO_LETTERS}.get(page[0], BACK_TO_START)
