"""The sentences of letters and of the script for a telephone call. Offices read them; templates place them."""

from collections.abc import Mapping

from reportbot.core.messages import Text

TITLES: Mapping[str, Text] = {
    "referral": Text("Referral of report {case}"),
    "non_schooling": Text("Notice of a child who does not go to school"),
    "reminder": Text("Reminder: report {case} is still open"),
    "notice": Text("Report {case} waits for you"),
    "copy": Text("For your information: report {case}"),
}

WORDS: Mapping[str, Text] = {
    "letter_number": Text("Letter"),
    "to": Text("To"),
    "what_was_said": Text("What was said"),
    "nothing_said": Text("Nothing was written down beyond what stands above."),
    "what_is_asked": Text("What we ask of you"),
    "answer": Text("Answer to"),
    "answered": Text("Answer"),
    "we_have_it": Text("We have it and work on it."),
    "not_ours": Text("It is not ours."),
    "who_then": Text("Whose it is:"),
    "in_progress": Text("It is in progress."),
    "until": Text("Until (date):"),
    "done": Text("It is done."),
    "outcome": Text("What came of it, if it is done:"),
    "remark": Text("Remark:"),
    "signature": Text("Name and signature"),
    "stamp": Text("Date and stamp"),
    "send_back": Text(
        "Please give this part back to the reporting desk, or answer on the page behind the square code."
    ),
    "draft": Text("Draft. Somebody who may sign for the municipality reads it, completes it and signs it."),
    "what_was_done": Text("What was done until today"),
    "nothing_done": Text("No office has been told yet."),
    "institution": Text("Office"),
    "told_on": Text("Told on"),
    "teams": Text("The teams against drop-out (Administrative Instruction 19/2012) were told on:"),
    "legal_basis": Text("Legal basis, to be filled in by the municipality's lawyer:"),
    "how_to_answer": Text("To answer without an account, point a telephone's camera at the square code."),
    "for_you_alone": Text("The code is for your office alone. Please do not pass it on."),
}
"""By the name that templates use."""

CASE, MATTER, URGENCY, PLACE = Text("Report"), Text("Matter"), Text("Urgency"), Text("Place")
REPORTED_ON, ROLE = Text("Reported on"), Text("Your part")
ANSWER_BY, ACT_UNTIL = Text("Answer by"), Text("Act by")
MUNICIPALITY, KIND = Text("Municipality"), Text("What happened")
UNREADABLE = Text("This text cannot be read: it was changed, or the key is missing.")
QUESTION_AND_ANSWER = Text("We asked: {question}")

ROLES: Mapping[str, Text] = {
    "lead": Text("You have the lead."),
    "joint": Text("You act together with another office."),
    "duty": Text("You are on call."),
    "copy": Text("For your information."),
}

ASK_CONFIRM = Text("Please say by {due} that you have it.")
ASK_ACT = Text("Please act by {due}.")
ASK_FINISH = Text("Please say by {due} what came of it.")
ASK_ANSWER = Text("Please answer, even if it is not yours.")
ASK_OUTCOME = Text("Please say what came of it, or until when you work on it.")
ASK_NOTHING = Text("Nothing is asked of you. This is for your information.")
KEPT_OUT = Text("Do not pass this on to: {institution}. Do not tell them. The person asked for that.")
ANSWER_THERE = Text("Please answer on the page behind the square code, and nowhere else.")
KEEP_SAFE = Text("Keep this letter where nobody else reads it.")

REMINDED = Text("Report {case} has been with you since {since}. We have no answer yet.")
REMINDED_STILL = Text("Report {case} has been with you since {since}. We do not know yet what came of it.")
REMINDED_LATE = Text("The answer was due on {due}.")
NOTICE_1 = Text("The municipality of {town} passes report {case} to you.")
NOTICE_2 = Text("To read it and to answer, point a telephone's camera at the square code.")
NOTICE_3_AT = Text("No telephone with a camera? Call {phone} and say the number of the report.")
NOTICE_3 = Text("No telephone with a camera? Call the reporting desk and say the number of the report.")

MINISTRY = Text("The ministry responsible for education")
SCHOOLING_1 = Text("The municipality tells you in writing of a child who does not go to school.")
SCHOOLING_2 = Text("School is compulsory from the age of 6 to 15.")
SCHOOLING_3 = Text("The report came without a name. The child's identity does not stand in this letter.")
SCHOOLING_4 = Text("The municipality tells you what comes of it.")
ENROLLED: Mapping[str, Text] = {
    "stopped": Text("The child went to school and stopped coming."),
    "never": Text("The child was never enrolled."),
}
NOT_KNOWN = Text("Not known")
ELSEWHERE = Text("somewhere else in the town")
NOT_ANSWERED = Text("No answer yet")

CALL_GREETING = Text("Good day. This is the reporting desk of {town}.")
CALL_WHO = Text("I am calling for: {institution}. Am I right with you?")
CALL_CASE = Text("I have a report for you. Its number is {number}.")
CALL_AGAIN = Text("Please write it down. I say it once more: {number}.")
CALL_MATTER = Text("The matter is: {matter}.")
CALL_URGENCY = Text("How urgent it is: {urgency}.")
CALL_DUE = Text("Please answer by {due}.")
CALL_NO_MORE = Text("I cannot say more on the telephone. You get the form on paper.")
CALL_ASK = Text("Do you take it?")
CALL_YES = Text("If you take it: by when will you act?")
CALL_NOT = Text("If it is not yours: whose is it?")
CALL_DONE = Text("When it is done, call us and say what came of it.")
CALL_DONE_AT = Text("When it is done, call {phone} and say what came of it.")
CALL_THANKS = Text("Thank you. I write your answer down now.")
