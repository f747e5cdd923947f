"""What the pages for everybody say, as English msgids. What the bot says in the chat stands in conversations/."""

from reportbot.core.messages import Text

# on every page
SKIP = Text("To the content")
HOME = Text("Reporting line")
LANGUAGES = Text("Languages")

# errors: what happened, and what to do next
ERROR_BAD = Text("We could not read this")
ERROR_BAD_NEXT = Text("Something in the form was broken on the way. Please go back and try again.")
ERROR_FORBIDDEN = Text("This is not open to you")
ERROR_FORBIDDEN_NEXT = Text("Open the page again from its beginning and try once more.")
ERROR_MISSING = Text("There is no such page")
ERROR_MISSING_NEXT = Text("Check the address, or start from the first page.")
ERROR_CONFLICT = Text("This is not possible any more")
ERROR_CONFLICT_NEXT = Text("Somebody else has changed it in the meantime. Please open it again.")
ERROR_LARGE = Text("This is too large")
ERROR_LARGE_NEXT = Text("Please send less at once.")
ERROR_NOT_NOTED = Text("This cannot be opened right now")
ERROR_NOT_NOTED_NEXT = Text("Whoever reads here is noted, and that did not work. Please try again in a few minutes.")
ERROR_OURS = Text("Something broke on our side")
ERROR_OURS_NEXT = Text("Please try again in a few minutes. In danger now? Do not wait: call {emergency}.")
TO_START = Text("To the first page")

# first page
LANDING_TITLE = Text("Report a risk in your town")
LANDING_WHAT = Text(
    "Tell us about an open manhole, a dump, violence, a child at risk. You do not say who you are. "
    "We pass it to the office that must act. We remind that office, and tell you what happened."
)
LANDING_NOT = Text("This is not an emergency line and nobody watches it day and night.")
DANGER = Text("In danger now? Call {emergency}.")
CHOOSE_TOWN = Text("Where do you want to report?")
OPEN_CHAT = Text("Write to us")
ABOUT_LINK = Text("Who reads it, and what we keep")

# about and privacy; the same sentences as in conversations/about.toml
ABOUT_TITLE = Text("About and privacy")
ABOUT = (
    Text(
        "This is the reporting line of {town}. We pass your report to the office that must act. "
        "We remind that office until it answers."
    ),
    Text("We do not ask your name. The offices do not learn your number. What we need to answer you is kept locked."),
    Text(
        "We cannot hide everything. Telegram or your phone company can see that you wrote. "
        "Anybody who holds your phone can read this: you can delete the chat."
    ),
    Text("If a child may be badly hurt, we must tell people who can help."),
    Text(
        "After a report you get a code. With it you can ask what happened, from any phone or chat. "
        "Whoever has the code can ask too."
    ),
    Text(
        "STATUS: what happened to your report, and what the offices ask you. "
        "We write first only where you said that it is safe."
    ),
    Text("FORGET: we delete the way back to you and what you have not sent. A report that was sent stays."),
)
ABOUT_WEB = Text(
    "The web chat uses one cookie, so that you see your own messages. It is gone when you close the browser. "
    "The messages on this page are erased after a day. Your browser may keep in its history that you were here."
)

# chat
CHAT_TITLE = Text("Report to {town}")
CHAT_EMPTY = Text("Write what is wrong, or press Start. You do not say who you are.")
START = Text("Start")
LEAVE = Text("Leave quickly")
THE_DAY = Text("{day}")
YOUR_MESSAGE = Text("Your message")
SEND = Text("Send")
ADD_PHOTO = Text("Add a photo")
PHOTO_CHOSEN = Text("Photo chosen")
SEND_LOCATION = Text("Send where I am")
LOCATION_ASK = Text("Send the place where you are now? If you are at home, it shows where you live.")
LOCATION_FAILED = Text("Your phone did not tell us where you are. Please write the place.")
YOU = Text("You")
US = Text("Reporting line")
PICTURE = Text("A photo from the office. If nothing is here, it is no longer shown.")
SENT_PHOTO = Text("Photo sent")
SENT_FILE = Text("File not kept")
SENT_LOCATION = Text("Location sent")
SENT_CHOICE = Text("Answer chosen")
UNREADABLE = Text("cannot be read")
CONVERSATION = Text("Conversation")
ANSWERS = Text("Possible answers")
CHAT_TOO_LONG = Text("This is too long. Please send it in parts of at most {most} letters.")
CHAT_PHOTO_STUCK = Text("The photo did not get through. Please press Send again in a minute, or send only your words.")
CHAT_PHOTO_LARGE = Text("This picture is too large. Please send one of up to {most} MB, or write it in words.")
CHAT_NOT_SAVED = Text("Your message is not saved yet. Please press Send again. In danger now? Call {emergency}.")
CHAT_OFFLINE = Text("No connection. Your text is still here. Please press Send again.")
ERASE = Text("Erase this chat")
ERASE_WHAT = Text(
    "This erases the messages on this page and what you have not sent yet. Reports that you have sent stay with us. "
    "Copy your code first if you want to ask later what happened."
)
ERASED = Text(
    "The chat is erased here, and the cookie too. Not erased: reports that you have sent, and the history of your "
    "browser. Erase that yourself if somebody else uses this phone."
)
CHAT_CODE = Text("Keep your code. This page forgets you when you close the browser.")
