"""Every sentence that our own pages say, as English msgids. What the bot says in the chat stands in conversations/."""

from reportbot.core.messages import Text

# on every page
SKIP = Text("To the content")
HOME = Text("Reporting line")
LANGUAGES = Text("Languages")
