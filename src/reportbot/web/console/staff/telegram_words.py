"""The words of the page on which one links the chat of one's own Telegram."""

from reportbot.core.messages import Text

TITLE = Text("Telegram")
BACK = Text("Back to your account")
OWN_CHAT = Text("My Telegram chat")
WHAT_FOR = Text(
    "In a private chat the bot tells you of danger, and once a day how much waits. It never sends what is in a report."
)
NOT_LINKED = Text("No chat is linked to your account.")
LINKED = Text("A chat is linked since {since}.")
NO_BOT = Text("This municipality has no Telegram bot. Whoever runs the server can set one up.")
NEW_CODE = Text("Get a code")
NEW_CODE_HELP = Text("Whoever has the code can link their own chat to your account. Show it to nobody.")
OTHER_CHAT = Text("To link another chat, get a code. The one that is linked now then ends.")
CODE_UNTIL = Text("The code works once, until {until}.")
OPEN = Text("Open the bot and press Start")
OR_WRITE = Text("Or write this to the bot, in a private chat:")
THEN_LOOK = Text("The bot answers and names your account. This page then says that the chat is linked.")
LOOK_AGAIN = Text("Look again")
DIGEST = Text("Message of the day")
DIGEST_HELP = Text("How many reports are new, late, or wait for you. It makes no sound when there is nothing to do.")
HOUR = Text("At what hour")
NO_DIGEST = Text("no message")
LANGUAGE = Text("Language of the chat")
AS_ACCOUNT = Text("as in your account")
SAVE = Text("Save")
SAVED = Text("Saved.")
END = Text("End the link")
END_HELP = Text("Alerts and the message of the day then stop. In the chat, /stop does the same.")
ENDED = Text("The link has ended.")
REFUSED = Text("This is no hour of a day, or no language of this municipality.")
