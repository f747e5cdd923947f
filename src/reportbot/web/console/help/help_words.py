"""The words of the help page, of the keys, and of the marks that explain a word."""

from collections.abc import Mapping

from reportbot.core.messages import Text

HELP = Text("Help")
INTRO = Text("Short answers for daily work. Everything here also works without a mouse.")
WHAT_IS = Text("What is this: {word}")
KEYS = Text("Keys")
KEY, WHAT = Text("Key"), Text("What it does")
KEYS_WHERE = Text("In the queue")
KEYS_TITLE = Text("Work with the keyboard")
KEYS_LIST = (
    ("j", Text("next case")),
    ("k", Text("case before")),
    ("Enter, o", Text("open the case")),
    ("/", Text("search")),
)
KEYS_ALWAYS = (("?", Text("show these keys")), ("Esc", Text("close this window")))
KEYS_ON = Text("Use these keys")
KEYS_CLOSE = Text("Close")
KEYS_EVERYWHERE = Text("On every page: Tab goes on, Shift and Tab go back, Enter opens, Escape closes.")
WORDS = Text("Words")
WORDS_GROUPS = Text("Kinds of words")
WORDS_FIND = Text("The search of your browser finds a word here. On a keyboard: Ctrl and F.")
FIRST_DAY = Text("Your first day")
FIRST_DAY_HELP = Text("Practise with invented cases. Nobody is told, and you can leave at any time.")
ORDER = Text("What to look at first")
ORDER_STEPS = (
    Text("Danger: does somebody have it? If not, call."),
    Text("What is late: call the office, or pass the case on."),
    Text("News from people: read it, and answer."),
    Text("What needs a look: say what it is about."),
)
NEVER = Text("What never to do")
NEVER_STEPS = (
    Text("Never ask who somebody is, and never look for them."),
    Text("Never tell an office what the person did not want it to know."),
    Text("Never copy a story into a mail, a chat or a list."),
)

NEXT: Mapping[str, Text] = {
    "institutions": Text("When a case is passed on, you see here how quickly each office answers."),
    "needs_look": Text("When the machine is not sure of a report, it waits here for your word."),
    "dead_letters": Text("If a message ever fails by every way, it lies here. Then call that office."),
    "kept_messages": Text("When the machine stumbles over a message, you read it here and make a report of it."),
    "proposals": Text("When cases of one kind are moved by hand again and again, a rule is proposed here."),
    "papers_waiting": Text("Letters are made in a case. They stand here until somebody has carried them."),
    "erasures": Text("A case stands here two weeks before it is erased. You can put that off, with a reason."),
}
"""What to do, or to expect, where a page has nothing to show."""
