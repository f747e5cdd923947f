"""Writing to the person, on the case page and on the page of a reply."""

from collections.abc import Mapping

from reportbot.core.cases.telling import replies
from reportbot.core.messages import Text

REPLY = Text("Write to the person")
TITLE = Text("Write to the person: case {number}")
WORDS = Text("Message to the person")
HINT = Text("Up to {most} letters. No name is asked for, and no links are sent.")
READS = Text("The person reads: {language}.")
SEND = Text("Send the message")
PREVIEW = Text("Preview")
TEMPLATE = Text("A message that lies ready")
CHOOSE = Text("Choose …")
USE = Text("Use this one")
TEMPLATES = Text("Messages that lie ready")
NO_TEMPLATE = Text("Please choose a message, or write one yourself.")
UNFILLED = Text("This message names a day, and no day is promised now. Please choose another one.")
ADDED = Text("It stands below your own words. Nothing was sent yet.")

AS_THEY_SEE_IT = Text("What the person sees when they ask for news ({channel})")
AS_SMS = Text("The same by SMS: {count} messages, {letters} letters")
PART = Text("SMS {number} of {count}, {letters} letters")
FOLDED = Text("An SMS has no ë, ç, š or Cyrillic: such letters are replaced.")
LOST = Text("These signs are left out of an SMS: {signs}")
COSTS = Text("This month {sent} of {budget} SMS are sent.")
SPENT = Text("This month's SMS are used up. No news leaves by SMS, and by SMS the person reads only the beginning.")
FIRST_NEWS = Text("Before that they are only told that there is news. No word of this stands in that message.")
NO_NEWS = Text("Nothing is sent to them first: nobody knows that it is safe. They read this when they ask for news.")

REFUSED_EMPTY = Text("Please write a message.")
REFUSED_LONG = Text("The message has {count} letters; it may have {most}. Please shorten it.")
REFUSED_MANY = Text("{most} messages wait for the person already. Please wait until they have seen one.")
REFUSED_OVER = Text("This case was erased: there is nobody to write to.")
REFUSED_DAMAGED = Text("This case is damaged: a message cannot be kept in it. Nothing was sent.")

SHOWN = Text("shown to them on {when}")
NOT_TOLD: Mapping[str, Text] = {
    replies.SPENT: Text("not announced: this month's SMS are used up. They read it when they ask for news."),
}
DONE: Mapping[str, Text] = {"replied": Text("The message waits for the person.")}
