"""What is said where words may not leave as they are: to people, and to offices. The same sentences on every page."""

from collections.abc import Mapping

from reportbot.core.messages import Text
from reportbot.core.outgoing import identity, personal

TITLE = Text("Please look at your words again")
NOT_SENT = Text("Nothing was sent yet. Your words are still here.")
LINK = Text(
    "No links are sent, so that nobody can send false ones in our name. "
    "If it is no link, put a space after the full stop."
)
ASKS: Mapping[str, Text] = {
    identity.WHO: Text("This asks for a name. Nobody has to say who they are. Ask where it is, or when it happened."),
    identity.ADDRESS: Text("This asks where somebody lives. Ask near which place it is."),
    identity.CONTACT: Text("This asks for a telephone or an account. The person reads your words here, by their code."),
    identity.SCHOOL: Text("This asks which school or class somebody goes to. Ask at which school it happened."),
    identity.ID_NUMBER: Text(
        "This asks for a document or a day of birth. If it matters, ask about how old somebody is."
    ),
}
TELLS = Text("This may tell who somebody is: {kinds}. It is marked below.")
STORY_TELLS = Text("The report may tell who somebody is: {kinds}. The office reads it too.")
KINDS: Mapping[str, Text] = {
    personal.PHONE: Text("a telephone number"),
    personal.MAIL: Text("a mail address"),
    personal.PERSONAL_NUMBER: Text("a personal number"),
    personal.NAME: Text("a name"),
    personal.PLATE: Text("a number plate"),
    personal.LONG_NUMBER: Text("a long number"),
}
CONFIRM = Text("I have looked at what is marked. It may leave.")
MARKED = Text("Your words, with what was found in them")
"""The heading above the text with its marks."""
