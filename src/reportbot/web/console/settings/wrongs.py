"""What the check says is wrong, in the reader's language: offices, matters and fields by the names they have here."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from reportbot.core.categories import CATEGORIES
from reportbot.core.errors import Problem
from reportbot.core.languages import NAMES
from reportbot.core.messages import Fill, Text
from reportbot.core.townfile.subjects import Subject
from reportbot.core.wrong import Filling, Key, Wrong
from reportbot.service.towns import Town
from reportbot.web.console.settings import contact_words, duty_words, labels, number_words, rule_words, words
from reportbot.web.console.settings.fields import plain, together
from reportbot.web.console.settings.hours import in_words
from reportbot.web.console.settings.rules import place_said
from reportbot.web.console.settings.spots import LISTS

SOURCE = "en"


def sentences_of(problems: Iterable[Problem], town: Town, language: str, of: Subject | None = None) -> list[Text]:
    """`of` is what the form is about: what is wrong elsewhere begins with the name of the thing that it is about."""
    return [said for said, _ in told_of(problems, town, language, of)]


def told_of(
    problems: Iterable[Problem], town: Town, language: str, of: Subject | None = None
) -> list[tuple[Text, Problem]]:
    """Each sentence once, with the first that it is said of."""
    here = (LISTS.get(of[0], ""), of[1]) if of else ("", "")
    found = [(_sentence(problem, town, language, here), problem) for problem in problems]
    return [each for number, each in enumerate(found) if each[0] not in [said for said, _ in found[:number]]]


def said_by(wrong: Wrong, town: Town, language: str, table: str = "") -> Text:
    """`table`: the list of the file that it is about; a key may mean something else in each."""
    return Text(wrong.msgid, {name: _filled(value, town, language, table) for name, value in wrong.fill.items()})


def _sentence(problem: Problem, town: Town, language: str, here: tuple[str, str]) -> Text:
    said = said_by(problem.said, town, language, problem.about[0]) if problem.said else plain(problem.message)
    thing = _THINGS.get(problem.about[0])
    if problem.about == here or thing is None or not problem.about[1]:
        return said
    return Text("{thing}: {problem}", {"thing": thing(problem.about[1], town), "problem": said})


def _filled(value: Filling, town: Town, language: str, table: str) -> Fill:
    if isinstance(value, Wrong):
        return said_by(value, town, language, table)
    if isinstance(value, Key):
        return _named(value, town, language, table)
    if isinstance(value, tuple):
        return together([_named(each, town, language, table) for each in value])
    if isinstance(value, datetime | int):
        return value
    return in_words(value, town)


def _named(key: Key, town: Town, language: str, table: str) -> Text:
    word = key.word
    match key.meant:
        case "field":
            label = labels.label_of(word, table)
            return _quoted(label) if language == SOURCE else label  # the others set it apart as they need
        case "office" if word in town.rules.institutions:
            return town.name_of(word)
        case "category" if word in CATEGORIES:
            return Text(CATEGORIES[word].label)
        case "place" if word in town.around.gazetteer.by_key:
            return Text("{place}", {"place": town.around.gazetteer.by_key[word].name})
        case "hotline":
            return _hotline(word, town)
        case "rule":
            return _quoted(Text(word) if "{" not in word else plain(word))
        case "urgency":
            return next((said for urgency, said in words.URGENCIES.items() if urgency.word == word), plain(word))
        case "need" | "voice" | "weekday" | "way" | "language":
            return _WORDS[key.meant].get(word, plain(word))
    return _quoted(plain(word[:100]))


def _hotline(key: str, town: Town) -> Text:
    found = next((entry.name for entry in town.rules.directory if entry.key == key), "")
    return Text(found) if found and "{" not in found else _quoted(plain(found or key))


def _rule(name: str, town: Town) -> Text:
    return Text(name) if "{" not in name else plain(name)


def _office(key: str, town: Town) -> Text:
    return town.name_of(key)


def _reply(key: str, town: Town) -> Text:
    own = town.rules.replies.get(key)
    return plain(own.name if own else key)


def _quoted(what: Text) -> Text:
    return Text("“{word}”", {"word": what})


_THINGS: Mapping[str, Callable[[str, Town], Text]] = {
    "institutions": _office,
    "hotlines": _hotline,
    "rules": _rule,
    "reply_templates": _reply,
    "places": place_said,
    "schools": place_said,
}
_WORDS: Mapping[str, Mapping[str, Text]] = {
    "need": number_words.NEEDS,
    "voice": rule_words.VOICE,
    "weekday": duty_words.WEEKDAYS,
    "way": {**contact_words.KINDS, "e-mail": contact_words.KINDS["email"]},
    "language": {code: plain(name) for code, name in NAMES.items()},
}
