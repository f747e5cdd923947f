"""What the institution's page says, as English msgids."""

from reportbot.core.messages import Text

CASE_TITLE = Text("Report {number}")
CASE_FROM = Text("Passed on by the reporting line of {town}")
MATTER = Text("Matter")
URGENCY = Text("Urgency")
URGENCIES = (Text("for information"), Text("normal"), Text("urgent"), Text("emergency"))
PLACE = Text("Place")
REPORTED = Text("Reported")
POINT = Text("Point on the map")
DEADLINE = Text("Deadline")
ANSWER_BY = Text("Please answer by {due}")
ANSWER_WAS_DUE = Text("The answer was due {due}. Please answer now.")
ACT_BY = Text("Please act by {due}")
ACT_WAS_DUE = Text("You should have acted by {due}. Please tell us when it is done.")
NO_DEADLINE = Text("Nothing more is due from you")
PART_OF = Text("Somebody else reported the same. What you answer here counts for report {number}.")
UNFINISHED = Text("The person did not finish.")
DANGER_NOW = Text("The person says that somebody is in danger right now.")
IS_COPY = Text("This is for your information. The case is with: {institution}. You need not answer.")
KEPT_OUT = Text("Do not pass this on to: {institution}. Do not tell them. The person asked for that.")
IS_DUTY = Text("You are on duty. Please look at it now and press “We have it”. The case is with: {institution}.")
STORY = Text("What the person wrote")
STORY_MORE = Text("More from the person, {when}")
STORY_ANOTHER = Text("Another report of the same, {when}")
STORY_NONE = Text("The person has written nothing more yet.")
STORY_UNREADABLE = Text("This part cannot be read. The coordinator of the reporting line is told.")
PHOTOS = Text("Photos")
PHOTO = Text("Photo {number}")
NO_NAME = Text("This page does not say who wrote this. Please do not try to find out.")
YOUR_ANSWER = Text("Your answer")
NOTE = Text("A note for the person, if you like")
NOTE_HINT = Text("Up to {most} letters. The person reads it as you write it.")
NOTE_REFUSED = Text(
    "Your answer is recorded. The note could not be kept, because this case is damaged. "
    "Please tell the coordinator of {town} in another way."
)
NOTE_TOO_LONG = Text("The note has {count} letters; it may have {most}. Please shorten it.")
NO_ANSWER_CHOSEN = Text("Please press one of the buttons.")
ANSWER_REFUSED = Text("This answer is not possible any more: the case is no longer with you.")
ANSWERED = Text("Thank you. Your answer is recorded: {answer}")
ANSWER_FINAL = Text("To change it, please ask the coordinator of {town}.")
HISTORY = Text("What has happened so far")
NEXT = Text("What happens if nobody answers")
NEXT_STEP = Text("{when}: we write to {institution}")
ANSWERS_SAID = {"received": Text("We have it"), "not_ours": Text("Not ours"), "done": Text("Done")}
EVENTS_SAID = {
    "received": Text("You answered: We have it"),
    "not_ours": Text("You answered: Not ours"),
    "done": Text("You answered: Done"),
    "referred": Text("Passed on to you"),
    "reminded": Text("Reminder sent"),
    "escalated": Text("The next office was told"),
    "alerted": Text("Alert sent"),
    "asked": Text("You asked the person"),
    "answered_question": Text("The person answered you"),
}
LINK_EXPIRED = Text("This link is too old")
LINK_EXPIRED_NEXT = Text("Ask the coordinator of the municipality to send you a new one. Nothing is lost.")
LINK_WRONG = Text("This link does not work")
LINK_WRONG_NEXT = Text("Perhaps it was cut off in the mail. Copy the whole line, or ask the coordinator for a new one.")
