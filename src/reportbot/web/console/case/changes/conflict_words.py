"""What is said where two people work on one case at once, and where a form with words in it was refused."""

from collections.abc import Mapping

from reportbot.core.messages import Text

CHANGED = Text("Somebody else has changed this case")
CHANGED_BY_ITSELF = Text("The service has changed this case")
NOTHING_DONE = Text("Nothing was done yet. Look at what has changed since you opened the page.")
NOT_SAID = Text("Please look at the case once more")
NOT_SAID_HELP = Text("Nothing was done yet: we cannot tell what you had seen of this case. This is how it stands now.")
AS_IT_STANDS = Text("What has happened last")
WHAT_CHANGED = Text("What has changed")
WANTED = Text("What you wanted to do")
ALL_THE_SAME = Text("Do it all the same")
LET_IT_BE = Text("Let it be, and open the case")
REFUSED = Text("This was not done")
YOUR_WORDS = Text("Your words are still here. Copy them if you need them.")

VERBS: Mapping[str, Text] = {
    "referrals": Text("Pass on"),
    "transfers": Text("Give it to another office"),
    "involvements": Text("Ask another office too"),
    "withdrawals": Text("Release this office"),
    "reopening": Text("Open the case again"),
    "closure": Text("Close the case"),
    "category": Text("Say what it is about"),
    "urgency": Text("Say how urgent it is"),
    "place": Text("Correct the place"),
    "dates": Text("Move a date"),
    "answers": Text("Note an answer from the telephone"),
    "codes": Text("Code for the telephone"),
    "letters": Text("Make a letter"),
    "questions": Text("Ask the person"),
    "replies": Text("Write to the person"),
    "notes": Text("Add a note"),
    "tasks": Text("Add a task"),
    "done": Text("Mark the task as done"),
    "undone": Text("Open the task again"),
    "merger": Text("Put together"),
    "separation": Text("Make it a case of its own"),
    "difference": Text("It is not the same"),
    "assignment": Text("Choose who works on it"),
    "taking": Text("Take the case"),
    "sight": Text("I have read it"),
    "giving-back": Text("Give the case back"),
    "pause": Text("Pause the sender"),
    "end": Text("End the pause"),
    "erasure": Text("Erase the case"),
    "postponement": Text("Put off the erasing"),
    "hold": Text("Hold the case"),
    "release": Text("Release the case"),
}
"""By the last word of the address that was posted to."""
SOMETHING = Text("Change the case")

WORDS: Mapping[str, Text] = {
    "question": Text("Your question"),
    "reply": Text("Message to the person"),
    "text": Text("Message to the person"),
    "words": Text("Your words"),
    "note": Text("Your note"),
    "reason": Text("Your reason"),
    "place": Text("Place"),
}
"""Fields that hold what somebody has typed. They come back into a field; everything else is a choice."""
