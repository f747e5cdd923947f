"""Turn a municipality file, the catalogues and whoever listens into what the conversation may know of a town."""

import tomllib
from pathlib import Path

from reportbot.core.conversation.flows.flow import Flow, FlowBook
from reportbot.core.conversation.flows.parse import check_book, parse
from reportbot.core.conversation.turns.surroundings import AsksForHuman, LostCode, Surroundings, Words
from reportbot.core.errors import BadSetup, Problem
from reportbot.core.languages import NAMES
from reportbot.core.text import fold
from reportbot.destinations import goes_to_of, outside_of, refused_of
from reportbot.listening import Listening
from reportbot.municipality.loading import Municipality
from reportbot.numbers import answering_of, desk_of, numbers_of, to_talk_of
from reportbot.service.outgoing.sentences import Sentences, parse_sentences
from reportbot.service.ports import Translator
from reportbot.service.towns import Town

_NOT_FLOWS = frozenset({"words.toml", "notices.toml"})


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
        numbers = {_plain(word): number for number, words in enumerate(data["numbers"], 1) for word in words}
        languages = {code: frozenset(map(fold, names)) for code, names in data["languages"].items()}
        yes, no = frozenset(map(fold, data["yes"])), frozenset(map(fold, data["no"]))
        human = AsksForHuman(*(frozenset(map(fold, data["human"][part])) for part in ("wants", "whom", "between")))
        lost_code = LostCode(*(frozenset(map(fold, data["lost_code"][part])) for part in ("code", "lost")))
        unknown, polite, unsolved = (frozenset(map(fold, data[name])) for name in ("unknown", "polite", "unsolved"))
        machine = frozenset(map(fold, data["machine"]["words"]))
        return Words(commands, yes, no, numbers, languages, human, unknown, polite, unsolved, lost_code, machine)
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
        language_names=NAMES,
        emergency=municipality.emergency_number.number,
        gazetteer=municipality.gazetteer,
        words=words,
        known_as=translator.known_as,
        danger_in=listening.danger_in,
        listen=listening.hint,
        numbers=numbers_of(municipality.directory),
        answering=answering_of(municipality.directory),
        to_talk=to_talk_of(municipality.directory),
        desk=desk_of(municipality.desk_phone, municipality.institutions[municipality.coordinator]),
        goes_to=goes_to_of(municipality, translator, listening),
        outside=outside_of(municipality, translator, listening),
        refused=refused_of(municipality, translator, listening),
    )
    return Town(municipality, around)


def _plain(word: str) -> str:
    return fold(word)
