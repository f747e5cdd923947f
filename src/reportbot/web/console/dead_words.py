"""What the console says about messages that did not arrive, and about proof that others did."""

from collections.abc import Mapping

from reportbot.core.messages import Text

DEAD = Text("Could not be delivered")
OLDER = Text("Older ones")
HELP = Text("We tried, and it did not work. Tell the office in another way, by phone for example, or try again.")
TRY = Text("Try again")
TRY_ALL = Text("Try all of this office again")
TO_PERSON = Text("To the person")
TO_SERVICE = Text("For the service itself")
HIDDEN = Text("Others, about reports that you do not see: {count}")
AGE = Text("Since")
TOLD = Text("The other side says: {said}")
UNREACHED = Text("{institution} cannot be reached: every way to them has failed.")
DONE: Mapping[str, Text] = {
    "tried": Text("It is on its way again."),
    "no-way": Text("No way to this office is known. Whoever runs the server writes one into the file of the town."),
}

_REASONS: tuple[tuple[str, Text], ...] = (
    ("bounced", Text("It came back: the address takes nothing.")),
    ("no contact of this office", Text("No contact of this office is known.")),
    ("no account", Text("The service has no account for this way.")),
    ("unknown outcome", Text("The service stopped while it was sent. It may have arrived.")),
    ("mail server: address refused", Text("The mail server does not take this address.")),
    ("mail server: our name", Text("The mail server does not let us in.")),
    ("mail server: not reached", Text("The mail server could not be reached.")),
    ("mail server", Text("The mail server did not take it.")),
    ("Telegram: no bot", Text("The service has no account for this way.")),
    ("Telegram: the chat", Text("The chat is no more.")),
    ("Telegram: the person", Text("The chat is no more.")),
    ("Telegram: the group", Text("The chat has another number now.")),
    ("Telegram", Text("Telegram did not take it.")),
    ("Twilio: no account", Text("The service has no account for this way.")),
    ("Twilio", Text("The SMS could not be sent.")),
    ("the target is", Text("The address in the file of the town is wrong.")),
    ("paper", Text("The letter could not be made.")),
    ("withdrawn", Text("The address was changed or removed before it left.")),
    ("the provider fails", Text("The other side failed several times.")),
    ("CannotBeRead", Text("It cannot be read any more.")),
)
_OTHER = Text("The other side did not take it.")


def reason(failure: str) -> Text:
    """In plain words; what the other side says itself is shown below."""
    return next((text for begins, text in _REASONS if failure.startswith(begins)), _OTHER)


DELIVERED: Mapping[str, Text] = {
    "email": Text("Delivered to {institution} by e-mail."),
    "telegram": Text("Delivered to {institution} by Telegram."),
    "sms": Text("Delivered to {institution} by SMS."),
    "webhook": Text("Delivered to the system of {institution}."),
    "open311": Text("Delivered to the Open311 system of {institution}."),
    "paper": Text("A letter to {institution} is ready to be handed over: {evidence}"),
    "nowhere": Text("Sent nowhere, for training: {institution}."),
}
DELIVERED_SOMEHOW = Text("Delivered to {institution}.")
FELL_BACK = Text("It did not reach {institution} by this way: {by}. Taken instead: {to}.")
WITHDRAWN = Text("The way {by} to {institution} was changed or removed before the message left. Taken instead: {to}.")
BOUNCED = Text("A message to {institution} came back.")
