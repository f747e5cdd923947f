"""What is said where an account takes two people."""

from collections.abc import Mapping

from reportbot.core.messages import Text
from reportbot.service.records.staff import AskKind, Outcome

ASKS = Text("What takes two people")
ASKS_HELP = Text("Accounts and settings that open reports take two people: one asks, another one confirms.")
ASKS_SEEN = Text("We refuse a second person of the same name, or on a browser that both have used.")
ASKS_UNSEEN = Text("We cannot see whether one person holds two accounts on two devices. Know whom you work with.")
NONE = Text("Nothing waits to be confirmed.")
AWAITED = Text("Something waits for a second person.")
ASKED = Text("What you asked for waits for a second person.")
AWAITED_LOOK = Text("Look at it")
OWN_NEWS = Text("Something was asked for or changed about your account.")
OWN_LOOK = Text("See what it is")
KINDS: Mapping[AskKind, Text] = {
    AskKind.INVITE: Text("A new account for {name}"),
    AskKind.ROLES: Text("Other rights for {name}"),
    AskKind.LINK: Text("A new sign-in link for {name}"),
    AskKind.OPENING: Text("The closed account of {name} is opened again"),
    AskKind.SETTING: Text("A change of the settings: {name}"),
}
FIRST: Mapping[AskKind, Text] = {
    AskKind.INVITE: Text("Do you know this person, and do they begin to work here? Ask them or their superior."),
    AskKind.ROLES: Text("Do you know why they need this? Ask them first."),
    AskKind.LINK: Text("Speak with them first: in person, or on a number that you know. Did they ask for this?"),
    AskKind.OPENING: Text("Do they work here again? Ask them or their superior."),
    AskKind.SETTING: Text("Speak with the office first, on a number that you know: is this right?"),
}
ASKED_BY = Text("Asked for by {account}, {at}. It lapses {until}.")
YOURS = Text("You have asked for this. Somebody else must confirm it.")
ABOUT_YOU = Text("This is about your own account. Somebody else must confirm it.")
WHY = Text("Why: {why}")
CONFIRM = Text("Confirm")
REFUSE = Text("Refuse")
WITHDRAW = Text("Take it back")
DONE: Mapping[str, Text] = {
    "confirmed": Text("Confirmed. It is in force."),
    "refused": Text("Refused. Nothing has changed."),
}
CODE = Text("The code for {name}")
CODE_HELP = Text("Confirmed. Tell this code to {name} yourself: in person, or on a number that you know.")
CODE_ONCE = Text("It is shown only now. The link works only together with it.")
CODE_WHY = Text("Give it to nobody else, also not to {account}, who has the link.")
BACK = Text("Back")
SECRET = Text("The new signing key of {name}")
SECRET_ONCE = Text("It is shown only now. Hand it to whoever runs the system of that institution, and to nobody else.")

WAITS_WHO = Text("A coordinator, a supervisor or another administrator sees it on their pages.")
WAITS_LINK = Text("This link works once it is confirmed, together with a code that the second person hands over.")
WAITING = Text("This waits to be confirmed: {what}")

NOT_YET = Text("This link is not confirmed yet")
NOT_YET_HELP = Text("A second person at the desk must confirm it first. Then open this link again.")
HANDED_CODE = Text("The code that you were told")
HANDED_HELP = Text("Somebody at the desk tells it to you: ten letters and digits, beside the link.")
HANDED_WRONG = Text("This is not the code that belongs to the link. Ask the person who confirmed it.")

ABOUT_YOUR_ACCOUNT = Text("What happened to your account")
OWN_KINDS: Mapping[AskKind, Text] = {
    AskKind.INVITE: Text("Your account was made."),
    AskKind.ROLES: Text("Other rights were asked for."),
    AskKind.LINK: Text("A new sign-in link was asked for."),
    AskKind.OPENING: Text("Your account was to be opened again."),
    AskKind.SETTING: Text("A change of the settings was asked for."),
}
OWN_BY = Text("Asked for by {account}, {at}.")
OWN_BY_SERVER = Text("Made by whoever runs the server, {at}.")
OWN_OUTCOMES: Mapping[Outcome, Text] = {
    Outcome.AWAITED: Text("Nobody has confirmed it yet."),
    Outcome.CONFIRMED: Text("Confirmed by {account}."),
    Outcome.REFUSED: Text("Refused by {account}."),
    Outcome.LAPSED: Text("Nobody confirmed it: it has lapsed."),
    Outcome.REPLACED: Text("It was replaced by something later."),
}
NOT_ME = Text("It was not me")
NOT_ME_HELP = Text("Press this if you did not ask for a link: it works no more. Then tell your superior.")
I_KNOW = Text("I know of this")
