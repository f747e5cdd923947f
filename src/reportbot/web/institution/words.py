"""What the institution's page says, as English msgids."""

from reportbot.core.messages import Text

BACK_TO_REPORT = Text("Back to the report")
TO_DESK = Text("To the list of cases")
CASE_TITLE = Text("Report {number}")
CASE_FROM = Text("Passed on by the reporting line of {town}")
MATTER = Text("Matter")
URGENCY = Text("Urgency")
URGENCIES = (Text("for information"), Text("normal"), Text("urgent"), Text("emergency"))
PLACE = Text("Place")
REPORTED = Text("Reported")
POINT = Text("Point on the map")
ELSEWHERE = Text("somewhere else in the town")
PLACE_CORRECTED = Text("The reporting desk has corrected the place.")
PERSON_SAID = Text("The person said:")
DEADLINE = Text("Deadline")
ANSWER_BY = Text("Please answer by {due}")
ANSWER_WAS_DUE = Text("The answer was due {due}. Please answer now.")
ACT_BY = Text("Please act by {due}")
ACT_WAS_DUE = Text("You should have acted by {due}. Please tell us when it is done.")
NOW = Text("Now")
NO_DEADLINE = Text("Nothing more is due from you")
PART_OF = Text("Somebody else reported the same. What you answer here counts for report {number}.")
UNFINISHED = Text("The person did not finish.")
DANGER_NOW = Text("The person says that somebody is in danger right now.")
IS_COPY = Text("This is for your information. The case is with: {institution}. You need not answer.")
KEPT_OUT = Text("Do not pass this on to: {institution}. Do not tell them. The person asked for that.")
IS_JOINT = Text(
    "You act on this together with others, and answer for your part alone. The case is with: {institution}."
)
IS_DUTY = Text("You are on duty. Please look at it now and press “We have it”. The case is with: {institution}.")
STORY = Text("What the person wrote")
STORY_MORE = Text("More from the person, {when}")
STORY_ANOTHER = Text("Another report of the same, {when}")
STORY_NONE = Text("The person has written nothing more yet.")
STORY_UNREADABLE = Text("This part cannot be read. The coordinator of the reporting line is told.")
STORY_LOST = Text("This part cannot be read.")
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
NOTE_LOST = Text("Your answer is recorded. The note could not be kept, because this case is damaged.")
NOTE_TOO_LONG = Text("The note has {count} letters; it may have {most}. Please shorten it.")
NO_ANSWER_CHOSEN = Text("Please press one of the buttons.")
ANSWER_REFUSED = Text("This answer is not possible any more: the case is no longer with you.")
END_STAYS = Text("Your office has already said what came of it. This second answer is not recorded.")
ANSWERED = Text("Thank you. Your answer is recorded: {answer}")
ANSWER_STAYS = Text("It can no longer be changed.")
ANSWER_FINAL = Text("To change it, please ask the coordinator of {town}.")
HISTORY = Text("What has happened so far")
FROM_DESK = Text("From the reporting desk")
NEXT = Text("What happens if nobody answers")
NEXT_STEP = Text("{when}: we write to {institution}")
ANSWERS_SAID = {
    "received": Text("We have it"),
    "in_progress": Text("We are working on it"),
    "not_ours": Text("Not ours"),
    "done": Text("Done"),
}
UNTIL = Text("We are working on it, until {until}")
DONE_WITH = Text("Done. {outcome}")
YOU_SAID_DONE = Text("You answered: Done. {outcome}")
YOU_SAID = Text("You answered: {outcome}")
ADD_NOTE = Text("Add a note for the person")
IT_IS_DONE = Text("It is done")
OUTCOME = Text("What came of it")
CHOOSE = Text("Please choose")
NO_OUTCOME = Text("Please choose what came of it. Without that the report stays open.")
YOUR_PHOTO = Text("A photo, if you like")
PHOTO_HINT = Text("The reporting desk sees it. The person hears your words only.")
PHOTO_OWN = Text("Your office alone sees it. The person hears your words only.")
PHOTO_SHOWN = Text(
    "The person who reported it sees this photo too. Please show the place alone: no people, no number plates."
)
WORKING = Text("It takes longer: until when?")
DAY = Text("We are done by")
DAY_HINT = Text("At most {most} days ahead. Your deadline moves to that day, and the person is told.")
SAVE_DAY = Text("Save the day")
NO_DAY = Text("Please name a day from {first} to {last}.")
NOT_OURS = Text("It is not ours")
WHO_THEN = Text("Who should have it?")
DO_NOT_KNOW = Text("I do not know")
GOES_ROUND = Text(
    "It goes straight to them. If you do not know, another office gets it. The reporting desk hears nothing of it."
)
PART_ENDS = Text("It goes straight to them. If you do not know, your part ends, and the office that leads hears of it.")
GOES_STRAIGHT = Text("It goes straight to them. If you do not know, the reporting desk decides.")
PART_GOES = Text("Only your part goes to them. The others keep theirs.")
HAND_ON = Text("Hand it on")
NOT_THERE = Text("This office cannot be chosen any more. Please choose again.")
NOT_A_PHOTO = Text("This file is no photo that we can read. Please send another one, or none.")
PHOTO_LARGE = Text("The photo is too large. It may have {most} MB.")
PHOTO_STUCK = Text("The photo could not be taken. Please send the form again.")
OFFICE_PHOTO = Text("Photo from: {institution}")
BUTTONS = {
    "received": ANSWERS_SAID["received"],
    "in_progress": SAVE_DAY,
    "not_ours": HAND_ON,
    "done": ANSWERS_SAID["done"],
}
CLOSE = Text("Close the report")
CLOSE_HELP = Text("Nobody else can close it: the reporting desk must hear nothing of it.")
BY_PHONE = Text("By phone; the reporting desk wrote it down.")
DEADLINE_MOVED = Text("Your deadline is now: {became}")
CLOCK_STANDS = Text("The clock stands still while the person is asked.")

LOCKED = Text("This report concerns a person, so it opens with a code.")
LOCKED_HELP = Text("You can answer above without it. To read the story, press the button and type the code.")
SEND_CODE = Text("Send the code")
SEND_AGAIN = Text("Send another code")
CODE = Text("Code with 6 digits")
OPEN = Text("Open the report")
CODE_SENT_SMS = Text("The code was sent by SMS to the other contact of your office. It works for 15 minutes.")
CODE_SENT_TELEGRAM = Text("The code was sent to the Telegram chat of your office. It works for 15 minutes.")
CODE_SENT_MAIL = Text("The code was sent by mail to the other contact of your office. It works for 15 minutes.")
CODE_NO_WAY = Text("We know no other contact of your office. Call the reporting desk: they read the code to you.")
CODE_LATER = Text("The code cannot be sent at this hour. Please come back when your office is open.")
CODE_BY_PHONE = Text("Or call the reporting desk of {town}: they read it to you.")
CODE_WRONG = Text("This is not the code, or its time is over. Please look again, or ask for another.")
CODE_USED = Text("This code has been used. Please ask for another one.")
CALL_DESK = Text("Telephone of the reporting desk: {phone}")
CODE_TOO_OFTEN = Text("Too many tries. Please wait 15 minutes, or call the reporting desk.")
CODE_WAIT = Text("Too many tries. Please wait 15 minutes.")
OPEN_NOW = Text("Open in this browser for 12 hours. Please close it when you are done.")
LOCKED_FIRST = Text("Please open the report with the code first.")

SEND_LINK = Text("Send a new link")
LINK_SENT = Text("A new link is on its way")
LINK_SENT_NEXT = Text("It goes to the usual contact of your office. Look there in a few minutes.")
LINK_LATELY = Text("A new link was sent a short while ago")
LINK_LATELY_NEXT = Text("Look into the usual contact of your office. After an hour you can ask again.")
EVENTS_SAID = {
    "received": Text("You answered: We have it"),
    "in_progress": Text("You answered: We are working on it"),
    "deadline_moved": DEADLINE_MOVED,
    "code_sent": Text("A code was sent to open the report"),
    "opened_by_office": Text("You opened the report with a code"),
    "not_ours": Text("You answered: Not ours"),
    "done": Text("You answered: Done"),
    "referred": Text("Passed on to you"),
    "reminded": Text("Reminder sent"),
    "escalated": Text("The next office was told"),
    "alerted": Text("Alert sent"),
    "mail_received": Text("You wrote a mail"),
    "asked": Text("You asked the person"),
    "answered_question": Text("The person answered you"),
}
MAIL_WITH_PHOTOS = Text("You wrote a mail. Photos taken: {kept}")
MAIL_WITH_BOTH = Text("You wrote a mail. Photos taken: {kept}. Other files are not taken: {count}")
MAIL_WITH_FILES = Text("You wrote a mail. Attached files are not kept: {count}")
MAIL_WITH_EARLY = Text("You wrote a mail. Photos that wait a day for “Done”: {early}")
MAIL_WITH_EARLY_AND_FILES = Text(
    "You wrote a mail. Photos that wait a day for “Done”: {early}. Other files are not taken: {count}"
)
WENT_ON = Text("Passed on to: {institution}.")
OTHER_WROTE = Text("{institution} wrote a mail.")
LINK_EXPIRED = Text("This link is too old")
LINK_EXPIRED_NEXT = Text("Press the button: a new one goes to the usual contact of your office. Nothing is lost.")
LINK_OVER = Text("This is no longer yours")
LINK_OVER_NEXT = Text("The reporting desk has released your office from it. You need not do anything more. Thank you.")
LINK_WRONG = Text("This link does not work")
LINK_WRONG_NEXT = Text("Perhaps it was cut off in the mail. Copy the whole line, or ask the coordinator for a new one.")
