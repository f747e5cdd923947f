"""Questions to the person who reported, on the desk's page and on an institution's: the same sentences on both."""

from reportbot.core.messages import Text

ASK = Text("Ask the person")
ASK_HELP = Text(
    "Do not ask for a name. The person may be watched: write so that nobody else understands it. "
    "One question at a time."
)
QUESTION = Text("Your question")
QUESTION_HINT = Text("Up to {most} letters. The person reads it as you write it.")
SEND = Text("Ask this question")
WAITS = Text("Your question is not answered yet. You can ask the next one after the answer.")

YOU_ASKED = Text("You asked, {when}")
OFFICE_ASKED = Text("{institution} asked, {when}")
ANSWERED = Text("The person answered, {when}")
NOT_ANSWERED = Text("Not answered yet.")
UNREADABLE = Text("cannot be read")

NEXT_TIME = Text("The person reads it the next time they ask for news.")

# What is true of this person, for the desk alone: an office learns nothing about how they can be reached.
WILL_HEAR = Text("Writing to them is safe, so they are told that there is news.")
NOT_SAFE = Text("They read it when they come with their code: writing to them is not safe.")
NOT_KNOWN_SAFE = Text("They read it when they come with their code. Nobody knows if writing to them is safe.")

REFUSED_EMPTY = Text("Please write a question.")
REFUSED_LONG = Text("The question has {count} letters; it may have {most}. Please shorten it.")
REFUSED_OPEN = Text("One question is open already. Please wait for the answer.")
REFUSED_OVER = Text("The case is not open with you any more, so you cannot ask.")
REFUSED_DAMAGED = Text("This case is damaged: a question cannot be kept in it. Nothing was sent.")
