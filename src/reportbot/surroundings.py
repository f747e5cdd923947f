"""Turn a municipality file, the catalogues and whoever listens into what the conversation may know of a town."""

import tomllib
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from reportbot.core.conversation.flow import Flow, FlowBook
from reportbot.core.conversation.parse import check_book, parse
from reportbot.core.conversation.surroundings import Surroundings, Words
from reportbot.core.directory.entry import NEEDS, Need, ServiceEntry
from reportbot.core.directory.search import hours_not_confirmed, numbers_for
from reportbot.core.errors import BadSetup, Problem
from reportbot.core.messages import Text, TextList
from reportbot.core.text import fold
from reportbot.listening import Listening
from reportbot.municipality import Municipality
from reportbot.service.destination import decide, destination, place_of
from reportbot.service.ports import Translator
from reportbot.service.sentences import Sentences, parse_sentences
from reportbot.service.towns import Town

LANGUAGE_NAMES = {"sq": "Shqip", "sr": "Srpski", "en": "English", "tr": "Türkçe", "bs": "Bosanski"}
_NOT_FLOWS = frozenset({"words.toml", "notices.toml"})
_SURE = Text("{number} {name}")
_UNSURE = Text("{number} {name} (hours not confirmed)")
_MOST_NUMBERS = 4  # lines of numbers that can still be read at a glance


def load_book(folder: Path) -> FlowBook:
    """All flows. Raises BadSetup with the problems of every file at once.

    Old versions that people may be in the middle of lie in `old/`, named <flow>.<version>.toml; after a day nobody is.
    """
    flows: list[Flow] = []
    problems: list[Problem] = []
    for path in [*sorted(folder.glob("*.toml")), *sorted(folder.glob("old/*.toml"))]:
        if path.name in _NOT_FLOWS:
            continue
        name = path.relative_to(folder).as_posix()
        try:
            flows.append(parse(name, path.read_text(encoding="utf-8")))
        except BadSetup as error:
            problems += error.problems
        except UnicodeDecodeError:
            problems.append(Problem(name, 0, "is not UTF-8 text"))
    if problems:
        raise BadSetup(*problems)
    return check_book(flows)


def load_words(folder: Path) -> Words:
    """Raises BadSetup."""
    file = folder / "words.toml"
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8"))
        commands = {_plain(word): name for name, words in data["commands"].items() for word in words}
        return Words(commands, frozenset(map(fold, data["yes"])), frozenset(map(fold, data["no"])))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadSetup(Problem(file.name, 0, f"cannot be used: {type(error).__name__}")) from None


def load_sentences(folder: Path) -> Sentences:
    """Raises BadSetup."""
    file = folder / "notices.toml"
    return parse_sentences(file.name, file.read_text(encoding="utf-8"))


def town_of(municipality: Municipality, words: Words, translator: Translator, listening: Listening) -> Town:
    around = Surroundings(
        municipality=municipality.key,
        town=municipality.name,
        languages=municipality.languages,
        language_names=LANGUAGE_NAMES,
        emergency=municipality.emergency_number.number,
        gazetteer=municipality.gazetteer,
        words=words,
        known_as=translator.known_as,
        danger_in=listening.danger_in,
        listen=listening.hint,
        numbers=_numbers(municipality.directory),
        goes_to=_goes_to(municipality, translator, listening),
        outside=_outside(municipality, translator, listening),
    )
    return Town(municipality, around)


def _goes_to(
    municipality: Municipality, translator: Translator, listening: Listening
) -> Callable[[Mapping[str, Any]], Text]:
    """As a case with these answers would be routed."""

    def goes_to(answers: Mapping[str, Any]) -> Text:
        decision = decide(listening.triage, municipality, answers, "")
        goes = destination(municipality, decision.category, place_of(answers), answers, translator.known_as)
        return Text(municipality.institutions[goes.route.lead].name)

    return goes_to


def _outside(
    municipality: Municipality, translator: Translator, listening: Listening
) -> Callable[[Mapping[str, Any], datetime], TextList]:
    """The Ombudsperson, say. Who watches over discrimination alone is named for discrimination alone."""

    def outside(answers: Mapping[str, Any], now: datetime) -> TextList:
        category = decide(listening.triage, municipality, answers, "").category
        goes = destination(municipality, category, place_of(answers), answers, translator.known_as)
        others = [each for each in municipality.directory if not each.general and each.key not in goes.avoided]
        return _numbers(tuple(others))("discrimination" if category == "discrimination" else "rights", now)

    return outside


def _numbers(directory: tuple[ServiceEntry, ...]) -> Callable[[str, datetime], TextList]:
    """Those that answer at that minute; then those whose hours nobody has confirmed, marked as such."""

    def numbers(need: str, now: datetime) -> TextList:
        wanted: Need = next((known for known in NEEDS if known == need), "emergency")
        sure = numbers_for(directory, wanted, now, danger=need == "emergency")
        unsure = hours_not_confirmed(directory, wanted)
        lines = [_line(entry, _SURE) for entry in sure]
        lines += [_line(entry, _UNSURE) for entry in unsure]
        return TextList(tuple(lines[:_MOST_NUMBERS]))

    return numbers


def _line(entry: ServiceEntry, pattern: Text) -> Text:
    return Text(pattern.msgid, {"number": entry.number or entry.url, "name": Text(entry.name)})


def _plain(word: str) -> str:
    return fold(word)
