"""Turn a municipality file, the catalogues and the lexicon into what the conversation may know of a town."""

import tomllib
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from reportbot.core.cases.triage import TriageDecision, decide, triage
from reportbot.core.conversation.flow import Flow, FlowBook
from reportbot.core.conversation.parse import check_book, parse
from reportbot.core.conversation.surroundings import Hint, Surroundings, Words
from reportbot.core.directory.entry import NEEDS, Need, ServiceEntry
from reportbot.core.directory.search import hours_not_confirmed, numbers_for
from reportbot.core.errors import BadSetup, Problem
from reportbot.core.hearing.lexicon import Lexicon
from reportbot.core.hearing.listen import listen, look_for_danger
from reportbot.core.messages import Text, TextList
from reportbot.core.text import fold, loosen
from reportbot.core.urgency import Urgency
from reportbot.municipality import Municipality
from reportbot.service.ports import Translator
from reportbot.service.sentences import Sentences, parse_sentences
from reportbot.service.towns import Town, Triage

LANGUAGE_NAMES = {"sq": "Shqip", "sr": "Srpski", "en": "English", "tr": "Türkçe", "bs": "Bosanski"}
_NOT_FLOWS = frozenset({"words.toml", "notices.toml"})
_SURE = Text("{number} {name}")
_UNSURE = Text("{number} {name} (hours not confirmed)")
_ENOUGH = 400  # letters from which a language is guessed
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


def town_of(municipality: Municipality, words: Words, translator: Translator, lexicon: Lexicon) -> Town:
    around = Surroundings(
        municipality=municipality.key,
        town=municipality.name,
        languages=municipality.languages,
        language_names=LANGUAGE_NAMES,
        emergency=municipality.emergency_number.number,
        gazetteer=municipality.gazetteer,
        words=words,
        known_as=translator.known_as,
        danger_in=_danger_in(lexicon),
        listen=_listen(lexicon, municipality),
        numbers=_numbers(municipality.directory),
    )
    return Town(municipality, around)


def triage_with(lexicon: Lexicon) -> Triage:
    """Triage by this lexicon."""

    def by_words(words: str, chosen: str | None, danger_now: bool, urgencies: Mapping[str, Urgency]) -> TriageDecision:
        return triage(lexicon, words, chosen, danger_now, urgencies)

    return by_words


def _danger_in(lexicon: Lexicon) -> Callable[[str], str]:
    def danger_in(text: str) -> str:
        danger = look_for_danger(lexicon, text)
        return danger.kind if danger else ""

    return danger_in


def _listen(lexicon: Lexicon, municipality: Municipality) -> Callable[[str], Hint]:
    def hint(text: str) -> Hint:
        heard = listen(lexicon, text)
        decision = decide(lexicon, heard, None, False, municipality.urgencies)
        thanks = heard.is_thanks and "thanks" in heard.ideas  # a greeting alone is the start of something
        return Hint(heard.danger or "", decision.category, thanks, _language_of(lexicon, text))

    return hint


def _language_of(lexicon: Lexicon, text: str) -> str:
    """The language whose everyday words it uses, at least two and twice as many as of any other; "" if unsure."""
    common = lexicon.index.common
    votes = Counter(name for word in loosen(fold(text[:_ENOUGH])).split() for name in common.get(word, ()))
    (first, most), (_, next_most) = [*votes.most_common(2), ("", 0), ("", 0)][:2]
    return first if most >= 2 * max(1, next_most) else ""


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
