"""The newest words of an answer: without what it quotes, without the signature below it, and never our own links."""

import re

from reportbot.core.text import fold

LONGEST = 1000
"""Letters, as of a note on the page."""
_QUOTED = re.compile(r"^\s*[>|]")
_LINK = re.compile(r"https?://\S*/r/[\w-]{20,}\S*")
_SIGNATURE = re.compile(r"^(--\s*|__+\s*|—+\s*)$")
_SENT_FROM = re.compile(
    r"(?i)^(sent from my |get outlook for |d[ëe]rguar nga |poslato sa |poslano s |von meinem |gesendet von )"
)
# Lines with which mail programs introduce what they quote, in the languages of offices.
_INTRODUCES = re.compile(
    r"(?i)^\s*[>*]*\s*(?:"
    r"-{2,}\s*(?:original message|forwarded message|mesazhi origjinal|originalna poruka|prosleđena poruka"
    r"|orijinal ileti)\s*-{2,}"
    r"|_{10,}"
    r"|on\b.{5,200}\bwrote:"
    r"|(?:më|me)\b.{5,200}\b(?:shkroi|ka shkruar|shkruan):"
    r"|.{5,250}@.{3,150}\b(?:je napisa(?:o|la)|napisa(?:o|la) je|је написао|је написала)(?:/?(?:la|ла))?\s*:"
    r"|(?:dana|dne|u)\b.{3,200}\b(?:je )?(?:napisa(?:o|la)|piše)(?:\(la\))?\b.{0,100}:?"
    r"|.{5,200}\b(?:tarihinde|yazdı)\b.{0,100}:"
    r"|am\b.{5,200}\bschrieb\b.{0,100}:"
    r")\s*$"
)
# "Përshëndetje," or "Të nderuar kolegë:" alone on the first line.
_GREETING = re.compile(  # folded
    r"(?:pershendetje|te nderuar|[ie] nderuar|miredita|mirdita|miremengjes|tungjatjeta|postovan[ieoa]|dobar dan"
    r"|dobro jutro|zdravo|dear|hello|hi|good morning|good day|merhaba|sayin|iyi gunler)(?: \S+){0,3}"
)
_HEAD = re.compile(
    r"(?i)^\s*\*?(from|sent|to|subject|date|nga|d[ëe]rguar|p[ëe]r|tema|subjekti|data|od|poslato|poslano|za|prima"
    r"|predmet|datum|kimden|g[öo]nderilme|kime|konu)\s*:\*?\s"
)


def newest_words(text: str) -> str:
    """At most `LONGEST` letters; "" where nothing new was written."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")[:2_000]
    kept: list[str] = []
    for place, line in enumerate(lines):
        line = line[:2_000]
        if _ends_here(line, lines[place + 1 : place + 3]):
            break
        if not _QUOTED.match(line):
            kept.append(line.rstrip())
    words = _LINK.sub("", "\n".join(kept))
    return re.sub(r"\n{3,}", "\n\n", words).strip()[:LONGEST].strip()


def first_line(words: str) -> str:
    """Without the greeting above it: an answer written as a letter is one all the same."""
    return _below_greeting(words).split("\n", 1)[0].strip()


def rest_of(words: str) -> str:
    """What stands below the first line."""
    return _below_greeting(words).partition("\n")[2].strip()


def _below_greeting(words: str) -> str:
    first, _, below = words.partition("\n")
    return below.strip() if below.strip() and _is_greeting(first) else words


def _is_greeting(line: str) -> bool:
    """Up to a name and what they are: more words, or a sentence behind a comma, say something."""
    said = line.strip().rstrip(",.:!")
    return len(said) < 80 and not re.search(r"[,.:!]", said) and _GREETING.fullmatch(fold(said)) is not None


def _ends_here(line: str, following: list[str]) -> bool:
    if _SIGNATURE.match(line) or _SENT_FROM.match(line.strip()) or _INTRODUCES.match(line):
        return True
    if following and _INTRODUCES.match(f"{line.strip()} {following[0].strip()[:2_000]}") and len(line) < 200:
        return True  # "On Monday … at 9, somebody <a@b>" and "wrote:" on the next line
    # Outlook's block of headers: From, Sent, To, Subject.
    return bool(_HEAD.match(line)) and any(_HEAD.match(each[:2_000]) for each in following)
