"""What the console says about letters, as English sentences."""

from collections.abc import Mapping

from reportbot.core.messages import Text
from reportbot.service.letters import contents as letters
from reportbot.web.console.case.offices.answer_words import BY_PHONE

LETTERS = Text("Letters")
HELP = Text(
    "Each letter gets a number and is kept with the case. The referral form tells the story: print it here only."
)
KINDS: Mapping[str, Text] = {
    letters.REFERRAL: Text("Referral form"),
    letters.REMINDER: Text("Reminder on paper"),
    letters.NOTICE: Text("Notice on paper, to hand over"),
    letters.NON_SCHOOLING: Text("Notice to the ministry"),
}
MAKE_FOR = Text("A new letter for: {institution}")
MAKE_MINISTRY = Text("Make the draft of the notice to the ministry")
MINISTRY_HELP = Text(
    "A child does not go to school: the municipality tells the ministry in writing. A person signs it."
)
MINISTRY_MADE = Text("The draft of the notice to the ministry is here: {number}")
IN_LANGUAGE = Text("Language of the letter")
TO_MINISTRY = Text("the ministry")
OPEN = Text("Open as PDF")
HANDED_ON = Text("Handed over on {day}")
STILL_HERE = Text("Waits to be handed over")

TO_HAND_OVER = Text("Letters to hand over")
TO_HAND_OVER_LINE = Text("Letters that wait to be handed over: {count}")
TO_HAND_OVER_HELP = Text("These offices get paper. Print the letter, carry it there, and say here when that was.")
NONE_WAIT = Text("No letter waits.")
LETTER, OFFICE, MADE, CASE = Text("Letter"), Text("Office"), Text("Made"), Text("Case")
DAY = Text("Day")
HANDED_OVER = Text("Handed over")
READ_OUT = Text("Read out")
ON_PHONE = Text("By telephone: what to say")

SCRIPT = Text("What to say: case {number}")
SCRIPT_HELP = Text("Read this out word by word. Stop where somebody answers.")
AFTER_CALL = Text("After the call")
AFTER_CALL_1 = Text("Press the button below, so that the case shows the call.")
AFTER_CALL_2 = Text("Then open the case, press “{button}”, and write down what they said.", {"button": BY_PHONE})
AFTER_CALL_3 = Text("Nobody answered the telephone? Press nothing. The letter stays on the list.")
TO_CASE = Text("Open case {number}")

BROKEN = Text("The template of this letter is broken: {where}. No letter was made, and no number was used.")
BROKEN_HELP = Text("Tell whoever runs the server. The command “reportbot check” says what is wrong.")
BAD_DAY = Text("This day cannot be. Choose a day between the making of the letter and today.")
WAS_HANDED = Text("This letter was handed over already.")
DONE = {
    "letter-made": Text("The letter is made. You find it under “Letters”."),
    "handed-over": Text("It is noted that the letter was handed over."),
    "read-out": Text("It is noted that the letter was read out."),
}

EVENTS: Mapping[str, Text] = {
    "letter_made": Text("Letter {number} was made: {letter}."),
    "handed_over": Text("Letter {number} was handed over to {institution} on {day}."),
    "read_out": Text("Letter {number} was read out to {institution} on {day}."),
}
