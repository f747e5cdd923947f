"""`reportbot check`: everything an operator, a translator or an author can get wrong, with file and line."""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from reportbot import paths
from reportbot.commands import checking_ways
from reportbot.commands.checking_roster import roster_hints, roster_problems
from reportbot.commands.checking_routes import hints
from reportbot.commands.checking_sms import SmsCheck
from reportbot.commands.inspecting import Inspection
from reportbot.core.conversation.checks import inspection
from reportbot.core.conversation.checks.distinction import choice_findings, longest_beginning
from reportbot.core.conversation.checks.drawing import draw, draw_book
from reportbot.core.conversation.flows.flow import FlowBook
from reportbot.core.errors import BadSetup, Problem
from reportbot.core.languages import base
from reportbot.core.messages import Fill
from reportbot.i18n import Catalogues
from reportbot.i18n.check import catalogue_problems
from reportbot.i18n.extract import Message, extract_from
from reportbot.i18n.lengths import bubbles_of, bubbles_of_engine, bubbles_of_notices
from reportbot.i18n.pofile import SOURCE, languages_in
from reportbot.letters.checking import letter_problems
from reportbot.lexicons import load as load_lexicon
from reportbot.listening import Listening
from reportbot.municipality.loading import load as load_municipalities
from reportbot.reply_templates import load_templates
from reportbot.service.towns import Town
from reportbot.surroundings import load_book, load_sentences, load_words, town_of


def check(municipalities: Path | None, *, letters: Path | None = None, quiet: bool = False) -> int:
    """Prints every problem and returns 1 if there is any; then what the municipalities must still supply, and figures
    of the conversations. `letters`: the templates to try, if not the shipped ones.
    """
    found = problems(municipalities)
    seen = None if found else _look_at(municipalities)
    found = [*seen.problems(), *seen.letter_problems(letters or paths.letters())] if seen else found
    for problem in found:
        print(problem)
    if seen and not found and not quiet:
        hints = (*seen.sms.hints(), *rule_hints(municipalities), *_as_written(municipalities))
        for line in (*to_be_supplied(municipalities), *seen.figures(), *hints):
            print(line)
    print(f"{len(found)} problem(s)." if found else "Everything is in order.")
    return 1 if found else 0


def problems(municipalities: Path | None = None, now: datetime | None = None) -> list[Problem]:
    """Every problem of flows, sentences, words, lexicons, municipality files, catalogues; of rosters from `now` on."""
    folder = municipalities or paths.municipalities()
    conversations = paths.conversations()
    found: list[Problem] = []
    found += _problems_of(lambda: load_book(conversations))
    found += _problems_of(lambda: load_sentences(conversations))
    found += _problems_of(lambda: load_templates(conversations))
    found += _problems_of(lambda: load_words(conversations))
    of_towns = _problems_of(lambda: load_municipalities(folder))
    found += of_towns or _problems_of(lambda: _have_catalogues(folder))
    found += _problems_of(load_lexicon)
    if not found:
        root = conversations.parent
        messages = extract_from(conversations, folder, paths.code(), root)
        own = own_words(folder)
        found += catalogue_problems([each for each in messages if each not in own], paths.locales())
    if not of_towns:
        found += roster_problems(load_municipalities(folder), now or datetime.now(UTC))
    return found


def own_words(folder: Path) -> list[Message]:
    """What only the files of another folder than the shipped one say: a town's own words, typed in the console, say.

    They are nothing to translate here. People see them as they are written, in every language.
    """
    if folder.resolve() == paths.municipalities().resolve():
        return []
    root = paths.conversations().parent
    known = Catalogues.load(paths.locales())
    return [
        each
        for each in extract_from(paths.conversations(), folder, paths.code(), root)
        if (root / each.file).parent.resolve() == folder.resolve() and not known.has(each.msgid)
    ]


def sms_check(municipalities: Path | None = None) -> SmsCheck:
    """Every message that leaves by SMS, ready to be counted. Raises BadSetup."""
    return _look_at(municipalities).sms


def print_drawings(flow: str = "") -> int:
    """Every flow as Markdown with a Mermaid chart; or the bare chart of one. Raises BadSetup; 2 for an unknown flow."""
    book = load_book(paths.conversations())
    if flow and flow not in book.names():
        print(f'there is no flow "{flow}": {", ".join(sorted(book.names()))}', file=sys.stderr)
        return 2
    print(draw(book.newest(flow)) if flow else draw_book(book), end="")
    return 0


def to_be_supplied(municipalities: Path | None = None) -> list[str]:
    """What only the municipality can tell us: not wrong, but not ready either."""
    towns = load_municipalities(municipalities or paths.municipalities())
    return [
        f"{key}: to be supplied by the municipality: {what}" for key, t in towns.items() for what in t.to_be_supplied
    ]


def rule_hints(municipalities: Path | None = None) -> list[str]:
    """What should be looked at in rules, ways and rosters of the towns: not wrong, or not always."""
    towns = load_municipalities(municipalities or paths.municipalities())
    return [hint for town in towns.values() for hint in (*hints(town), *checking_ways.hints(town), *roster_hints(town))]


def _as_written(municipalities: Path | None) -> Iterator[str]:
    for each in own_words(municipalities or paths.municipalities()):
        yield f"{each.file}:{each.line}: shown as it is written, in every language: “{each.msgid}”"


def _have_catalogues(municipalities: Path) -> None:
    """Raises BadSetup: a town offers a language that we cannot speak."""
    spoken = {SOURCE, *languages_in(paths.locales())}
    towns = load_municipalities(municipalities)
    missing = [(town, code) for town in towns.values() for code in town.languages if base(code) not in spoken]
    if missing:
        text = "offers a language that has no catalogue in locales/:"
        raise BadSetup(*(Problem(f"{town.key}.toml", 0, f"{text} {code}") for town, code in missing))


def _problems_of(load: Callable[[], object]) -> tuple[Problem, ...]:
    try:
        load()
    except BadSetup as error:
        return error.problems
    return ()


@dataclass(frozen=True)
class _Seen:
    """The conversations of all towns together, ready to be counted."""

    book: FlowBook
    towns: Mapping[str, Town]
    sms: SmsCheck
    inspection: Inspection

    def problems(self) -> Iterator[Problem]:
        found = [*inspection.book_findings(self.book)]
        found += [problem for town in self.towns.values() for problem in choice_findings(self.book, town.around)]
        found += self.sms.problems()
        found += self.inspection.problems()
        yield from dict.fromkeys(found)

    def letter_problems(self, folder: Path) -> list[Problem]:
        return letter_problems(folder, self.towns.values(), self.inspection.translator)

    def figures(self) -> Iterator[str]:
        for flow in inspection.reporting(self.book):
            alone = inspection.questions_before(self.book, flow.name)
            whole = inspection.questions_before(self.book, flow.name, self.book.start)
            if alone and whole:
                yield (
                    f"{flow.name}: {alone.fewest} to {alone.most} questions to a stored report, "
                    f"{whole.fewest} to {whole.most} from the very beginning"
                )
        letters = max((longest_beginning(self.book, town.around) for town in self.towns.values()), default=0)
        yield f"answers are told apart by their number, and by their first {letters} letters at most"
        yield from self.inspection.figures()
        yield from self.sms.figures()


def _look_at(municipalities: Path | None) -> _Seen:
    """Raises BadSetup."""
    conversations, folder = paths.conversations(), municipalities or paths.municipalities()
    book, words, translator = load_book(conversations), load_words(conversations), Catalogues.load(paths.locales())
    listening = Listening(load_lexicon)
    towns = {key: town_of(town, words, translator, listening) for key, town in load_municipalities(folder).items()}
    filling: dict[str, Sequence[Fill]] = {
        "town": [town.around.town for town in towns.values()],
        "emergency": [town.around.emergency for town in towns.values()],
        "place": [place.name for town in towns.values() for place in town.around.gazetteer.by_key.values()],
    }
    offices = [office.called for town in towns.values() for office in town.rules.institutions.values()]
    filling |= dict.fromkeys(("institution", "goes_to", "not_to"), offices)
    messages = extract_from(conversations, folder, paths.code(), conversations.parent)
    notices = bubbles_of_notices("notices.toml", load_sentences(conversations).spoken)
    bubbles = [*bubbles_of(book), *bubbles_of_engine(messages), *notices]
    sms = SmsCheck(
        book=book, towns=towns, translator=translator, languages=translator.languages, bubbles=bubbles, filling=filling
    )
    return _Seen(book, towns, sms, Inspection(book, towns, translator, messages))
