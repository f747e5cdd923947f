"""Which browser and which machine a session is on, in two words that its owner recognises."""

_BROWSERS = (
    ("Firefox", "Firefox"),
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_MACHINES = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


def browser_in_words(user_agent: str) -> str:
    """ "Firefox, Windows"; "" for one that says nothing we know. Nothing else of the header is kept."""
    found = [next((name for mark, name in known if mark in user_agent), "") for known in (_BROWSERS, _MACHINES)]
    return ", ".join(each for each in found if each)
