"""What the page of contacts says."""

from collections.abc import Mapping

from reportbot.core.messages import Text

CONTACTS = Text("Contacts of the institutions")
CONTACTS_HELP = Text("How each institution is reached. Addresses are kept sealed.")
PARTS: Mapping[str, Text] = {
    "ways": Text("Contact"),
    "second": Text("Second contact"),
    "head": Text("Head of the institution"),
}
DUTIES = Text("Reports and reminders")
BOSS = Text("Told when it stays silent")
SIGNING = Text("Signing key of its webhook")
NEW_SECRET = Text("Exchange the signing key")
LEAKED = Text("The key has leaked: it ends at once")
SIGNING_HELP = Text("Without this tick the key of before is good for 7 days more, beside the new one.")
SECRET_NUMBER = Text("key {count}, and no other")
SECRET_UNTIL = Text("key {count}; the one before until {day}")
BOSS_HELP = Text("Who stands above it. The ladder of reminders asks for it.")
REFUSES = Text("Has said that it takes no reports")
REFUSES_HELP = Text("The reporting desk gets its reports, and people hear that before they write.")
TAKES_NONE = Text("Takes no reports. The reporting desk gets them.")
NOT_REACHED = Text("No contact yet.")
NO_CONTACT = Text("No contact. The reporting desk gets its reports.")
WAY = Text("Way {count}")
BY = Text("By")
TO, TO_HELP = Text("Address"), Text("Several with commas: all of them are written to.")
FOR_URGENCIES = Text("Only for")
WHEN_EXAMPLE = "open / closed / 20:00-06:00; saturday-sunday 08:00-12:00"
KINDS: Mapping[str, Text] = {
    "": Text("no way"),
    "email": Text("E-mail"),
    "telegram": Text("Telegram chat"),
    "sms": Text("SMS"),
    "webhook": Text("Webhook"),
    "open311": Text("Open311"),
    "paper": Text("Paper"),
    "nowhere": Text("Nowhere, for training"),
}
ALSO_KEPT = Text("Further settings of this way stay as the file has them: {names}")
