"""Words that must never be needed by SMS: carriers or the provider take them as their own, before or beside us.

Source: https://help.twilio.com/articles/223134027 (default keywords of long codes). After one of the first group every
message of ours is refused (error 21610) until they write START; to one of the second the provider answers itself, in
English, beside our own answer. Such a word is only taken when it is the whole message. RapidPro's issue 519 tells that
carriers do the same with the first group.
"""

import re

STOPS_US = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"})
ANSWERED_FOR_US = frozenset({"START", "UNSTOP", "HELP", "INFO"})
SWALLOWED = STOPS_US | ANSWERED_FOR_US
"""YES opts in as well, but is only noticed where somebody had opted out; and our questions are answered by 1 and 2."""
_LEAST = 4  # letters of a word that is written to be typed; what is shorter is an abbreviation
_WORD = re.compile(r"\w+")


def words_to_type(text: str) -> frozenset[str]:
    """The words that a text tells people to write: those that stand in capitals, and all that nobody may be told."""
    words = frozenset(word for word in _WORD.findall(text) if word.isupper() and word.isalpha())
    return frozenset(word for word in words if len(word) >= _LEAST) | words & SWALLOWED
