"""What the console says, as English sentences; the catalogues put them into the reader's language."""

from collections.abc import Mapping

from reportbot.core.cases.referral import Answer
from reportbot.core.cases.workflow import Status
from reportbot.core.hearing import wording
from reportbot.core.messages import Text
from reportbot.service.records import DeliveryState
from reportbot.web import assigning_words
from reportbot.web.console import pause_words
from reportbot.web.telling import FACTS

CONSOLE = Text("Reporting desk")
QUEUE = Text("Queue")
OPEN_CASES = Text("Open")
ALL_CASES = Text("All")
NUMBER = Text("Number")
MATTER = Text("Matter")
URGENCY_WORD = Text("Urgency")
STATUS_WORD = Text("Status")
PLACE = Text("Place")
OFFICE = Text("Office")
OPENED = Text("Opened")
NEXT = Text("What is due")
NOTHING_DUE = Text("nothing is due")
NOT_KNOWN = Text("not known")
OVERDUE = Text("Overdue")
FOR_YOU = Text("Waits for you")
MORE_CASES = Text("Older cases")
FIRST_PAGE = Text("Back to the first page")
COUNTS = Text("How many cases are open")
EMPTY_OPEN = Text("No case is open.")
EMPTY_ALL = Text("No report has come in yet.")
EMPTY_HELP = Text("A new report shows here by itself. To try it, open the chat of the town and report something.")
OPEN_CHAT = Text("Open the chat")
REFRESHES = Text("This page refreshes itself.")

DEAD_LETTERS = Text("Messages that did not arrive")
DEAD_LETTERS_LINE = Text("Messages that did not arrive: {count}. Please look at them.")
DEAD_LETTERS_HELP = Text("We tried several times. Tell the office in another way, by phone for example.")
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

STORY = Text("What was said")
UNREADABLE = Text("This text cannot be read: it was changed, or the key is missing.")
NO_STORY = Text("Nothing has been written yet.")
PHOTOS = Text("Photos")
PHOTO = Text("Photo {number}")
WHY = Text("Why it went there")
REFERRALS = Text("Offices")
NO_ANSWER = Text("no answer yet")
EVENTS = Text("What happened")
COMING = Text("What is due next")
DELIVERIES = Text("Messages about this case")
THE_PERSON = Text("the person")
WHEN = Text("When")
TRIES = Text("Tries")

WHAT_NOW = Text("What to do now")
NOW_PASS_ON = Text("No office has this case. Please pass it on.")
NOW_WAIT = Text("Wait for {institution}. We remind them by ourselves.")
NOW_LATE = Text("{institution} has not answered in time. Call them, or pass the case on.")
NOW_WORKING = Text("{institution} is working on it. Nothing to do now.")
NOW_CLOSE = Text("{institution} says that it is done. You can close the case.")
NOW_CLOSE_REJECTED = Text("The case was rejected. You can close it.")
NOW_CLOSED = Text("This case is closed. To open it again, pass it on.")
PASS_ON = Text("Pass on")
PASS_ON_TO = Text("Pass on to another office")
CHOOSE_OFFICE = Text("Choose an office")
CLOSE = Text("Close the case")
BACK_TO_QUEUE = Text("Back to the queue")
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
SIGNED_OUT = Text("You are signed out.")
NEEDS_LINK = Text("Please sign in")
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
URGENCIES = wording.URGENCIES
DUES: Mapping[str, Text] = {
    "acknowledge": Text("first answer"),
    "act": Text("first steps"),
    "close": Text("end of the work"),
    "reminder": Text("reminder"),
}
ROLES: Mapping[str, Text] = {
    "lead": Text("must act"),
    "copy": Text("for information"),
    "duty": Text("on call"),
}
HAD_IT = Text("had it before")
ANSWERS: Mapping[Answer, Text] = {
    Answer.RECEIVED: Text("We have it"),
    Answer.NOT_OURS: Text("Not ours"),
    Answer.DONE: Text("Done"),
}
EVENT_WORDS: Mapping[str, Text] = {
    "opened": Text("A report came in."),
    "referred": Text("Passed on to: {institution}."),
    "received": Text("{institution} has it."),
    "not_ours": Text("{institution} says that it is not theirs."),
    "done": Text("{institution} says that it is done."),
    "reminded": Text("Reminded: {institution}."),
    "escalated": Text("Told, because nobody answered: {institution}."),
    "alerted": Text("Alert sent to: {institution}."),
    "alert_seen": Text("{institution} has seen the alert."),
    "forward_failed": Text("A message to {institution} did not arrive."),
    "reporter_added": Text("The person wrote more."),
    "read_again": Text("A model has read it again, and found it more urgent or named it."),
    "status_asked": Text("The person asked what happened."),
    "left_quickly": Text("The person left the chat quickly. Somebody may have been looking."),
    "asked": Text("{institution} asked the person."),
    "answered_question": Text("The person answered a question."),
    "closed": Text("The case was closed."),
    "reopened": Text("The case was opened again."),
    "feedback": Text("The person said how it ended."),
    "corrected": Text("The desk put something right."),
    "postponed": Text("The erasing was put off."),
    "held": Text("The case was held: it is not erased."),
    "released": Text("The case was released."),
    "merged": Text("Put together with case {into}."),
    "joined": Text("One more report was put to it."),
    "split": Text("It became a case of its own again."),
    "not_same": Text("Somebody looked: it is not the same as case {other}."),
    "corroborated": Text("Several people have told us of it. It is urgent now. People: {senders}, days: {days}."),
    "paused": pause_words.WAS_PAUSED,
    "pause_ended": pause_words.WAS_ENDED,
    "assigned": assigning_words.WAS_ASSIGNED,
    "taken_back": assigning_words.WAS_TAKEN_BACK,
}
ACTORS: Mapping[str, Text] = {
    "reporter": Text("the person"),
    "reportbot": Text("by itself"),
    "coordinator": Text("reporting desk"),
}
DELIVERY_KINDS: Mapping[str, Text] = {
    "reply": Text("answer in the chat"),
    "later": Text("answer in the chat"),
    "receipt": Text("receipt"),
    "answer": Text("answer of an office"),
    "notice": Text("news for the person"),
    "news": Text("news for the person"),
    "quiet": Text("answer in the chat"),
    "leave": Text("emptying of the chat"),
    "forward": Text("report"),
    "copy": Text("copy"),
    "reopened": Text("report that is not solved"),
    "reminder": Text("reminder"),
    "escalation": Text("escalation"),
    "alert": Text("alert"),
    "not_ours": Text("case that came back"),
    "answered": Text("note of an answer"),
    "added": Text("note that the person has added something"),
    "raised": Text("note that it is more urgent"),
    "added_several": Text("note that the person has added something"),
    "failed": Text("note that a message did not arrive"),
    "one_more": Text("note that somebody else reports it too"),
    "unreadable": Text("note that something cannot be read"),
    "photo": Text("photo"),
    "erasing": Text("warning before cases are erased"),
    "closing": Text("note that cases wait to be closed"),
    "sms_warned": Text("warning that the month's SMS are nearly used up"),
    "sms_spent": Text("note that the month's SMS are used up"),
    "redact": Text("erasing of the copy that Twilio keeps"),
}
SMS_LINE = Text("SMS sent this month: {sent} of {most}.")
DELIVERY_STATES: Mapping[DeliveryState, Text] = {
    DeliveryState.WAITING: Text("waits"),
    DeliveryState.SENDING: Text("is being sent"),
    DeliveryState.DONE: Text("sent"),
    DeliveryState.DEAD: Text("did not arrive"),
    DeliveryState.CANCELLED: Text("cancelled"),
}
WAYS: Mapping[str, Text] = {
    "email": Text("e-mail"),
    "telegram": Text("Telegram"),
    "sms": Text("SMS"),
    "web": Text("web chat"),
    "terminal": Text("terminal"),
    "phone": Text("telephone"),
    "nowhere": Text("nowhere (training)"),
    "missing": Text("no contact known"),
}
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
KEPT_OUT = Text("Not to: {institution}. The person asked for that. Please do not tell them about it either.")
KEPT_OUT_CHOICE = Text("{institution} (the person asked that they do not get it)")
KEPT_OUT_REFUSED = Text("The person asked that this office does not get it.")
YES_NO: Mapping[str, Text] = {"yes": Text("yes"), "no": Text("no")}
