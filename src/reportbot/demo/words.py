"""What the demo's pages say, as English sentences."""

from reportbot.core.messages import Text

DEMO = Text("Try it")
BANNER = Text("This is a demo. Nothing leaves this machine. All cases here are invented.")
TOWN = Text("Town")
CHAT = Text("The chat of a citizen")
INBOX = Text("The inbox of the offices")
NO_MAIL = Text("No mail yet. Report something in the chat: the mail to the office shows here.")
DUTY_CHAT = Text("The Telegram chat of the offices: codes arrive here")
MAIL_TO = Text("To")
OPEN_PAGE = Text("Open the page of the office")
BACK = Text("Back")
CLOCK = Text("The demo's clock")
NOW = Text("It is {now}.")
NIGHT = Text("It is night in the demo: news that is not urgent waits until {until}. Push the clock.")
HOUR = Text("+1 hour")
DAY = Text("+1 day")
WEEK = Text("+1 week")
CONSOLE = Text("Sign in at the reporting desk")
TELEGRAM = Text("Telegram")
SMS = Text("SMS")
WEB_CHAT = Text("Web chat and inbox")
OUTBOX = Text("Everything that was sent")
LINKS = Text("Pages of the demo")
GUIDE = Text("In six steps")
PHONE_TELEGRAM = Text("A pretend phone with Telegram")
PHONE_SMS = Text("A pretend phone for SMS")
PHONE_HELP = Text("You are the person who reports. Write, or press a button.")
MESSAGE = Text("Your message")
SEND = Text("Send")
START = Text("Start")
NOTHING_SAID = Text("Nothing has been said yet.")
A_PHOTO = Text("A photo")
MAILS = Text("Mails")
NOTHING_SENT = Text("Nothing was sent yet.")

STEPS = (
    Text("Write in the chat: “ka nje pus pa kapak te shkolla”. It says: there is an open manhole near the school."),
    Text("Answer the questions. At the end you get a code. Keep it."),
    Text("Look into the inbox. Open the mail and the page of the office. Press “We have it”."),
    Text("Look into the chat again: the answer has arrived."),
    Text("Report that somebody is at risk. The office's page asks for a code. It comes to the chat of the offices."),
    Text("Report once more, and let nobody answer. Press “+1 day” until the reminder arrives."),
)
