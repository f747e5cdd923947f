"""Days and hours as a municipality file writes them ("monday-friday 08:00-16:00"), in the words of its reader.

The words of the file are English. Typed may be any of our languages; what is none of these words stays as it is.
"""

import re
from collections.abc import Iterable, Mapping

from reportbot.core.messages import Fill, Text
from reportbot.core.text import fold
from reportbot.service.ports import Translator
from reportbot.service.towns import Town
from reportbot.web.console.settings import duty_words, words
from reportbot.web.console.settings.fields import At

WORDS: Mapping[str, Text] = {
    "monday": Text("monday"),
    "tuesday": Text("tuesday"),
    "wednesday": Text("wednesday"),
    "thursday": Text("thursday"),
    "friday": Text("friday"),
    "saturday": Text("saturday"),
    "sunday": Text("sunday"),
    "every day": duty_words.EVERY_DAY,
    "holidays": duty_words.HOLIDAYS,
    "24/7": Text("day and night"),
    "unknown": Text("not known"),
    "open": Text("while open"),
    "closed": Text("while closed"),
}
"""What the file writes, and what we say for it."""
_LANGUAGES = ("en", "sq", "sr")
_KNOWN = re.compile("|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in sorted(WORDS, key=len, reverse=True)))
_OFFICE_TIME = r"(?<!\w)(?P<office>[a-z][a-z0-9_]*) is (?P<how>open|closed)(?!\w)"
_SAID = re.compile(f"{_OFFICE_TIME}|{_KNOWN.pattern}")


def in_words(said: str, town: Town) -> Text:
    """For whoever reads. An office whose hours are meant is named."""
    parts: dict[str, Fill] = {}
    at = 0
    for found in _SAID.finditer(said):
        parts[f"plain{at}"] = said[at : found.start()]
        parts[f"word{at}"] = _office_time(found, town) if found["office"] else WORDS[found[0]]
        at = found.end()
    parts["rest"] = said[at:]
    return Text("".join(f"{{{name}}}" for name, part in parts.items() if part != ""), parts)


def _office_time(found: re.Match[str], town: Town) -> Text:
    return office_time(town.name_of(found["office"]), is_open=found["how"] == "open")


def office_time(office: Text, *, is_open: bool) -> Text:
    if is_open:
        return Text("while this is open: {office}", {"office": office})
    return Text("while this is closed: {office}", {"office": office})


def typed(said: str, at: At) -> str:
    """What stands in a field: the words of the file in those of the reader, to be typed over."""
    return _KNOWN.sub(lambda found: at.translator.say(WORDS[found[0]], at.language).lower(), said)


def of_file(said: str, at: At) -> str:
    """What somebody has typed, in any of our languages, in the words of the file."""
    tidy = re.sub(r"\s*[-–—]\s*", "-", " ".join(said.split()))
    meant, pattern = _phrases(at.translator)
    return pattern.sub(lambda found: meant[fold(found[0])], tidy)


def such(example: str, at: At) -> Text:
    """The line of help below a field: what may stand there, in the reader's words."""
    return Text(words.SUCH.msgid, {"example": typed(example, at)})


def _phrases(translator: Translator) -> tuple[Mapping[str, str], re.Pattern[str]]:
    """By each folded phrase of ours, what the file writes; and what finds them, however their letters are marked."""
    phrases = {
        said: word
        for word, text in WORDS.items()
        for language in _LANGUAGES
        for said in _ways_of(translator.say(text, language))
    }
    longest = sorted(phrases, key=len, reverse=True)
    return {fold(said): word for said, word in phrases.items()}, re.compile(
        "|".join(rf"(?<!\w){re.escape(said)}(?!\w)" for said in longest), re.IGNORECASE
    )


def _ways_of(said: str) -> Iterable[str]:
    """With its marks and without."""
    return {said.lower(), _bare(said.lower())}


def _bare(said: str) -> str:
    return said.translate(str.maketrans("ëçčćšžđ", "ecccszd"))
