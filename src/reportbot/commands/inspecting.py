"""What `reportbot check` finds in the shipped conversations beside missing words and long SMS: how plain they are,
whether anybody is asked who they are, and whether every word that works everywhere keeps its promise."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from reportbot import wordings
from reportbot.core.conversation.checks.promises import count_tries, promise_findings
from reportbot.core.conversation.checks.wording import length_finding, reading_of, wording_findings
from reportbot.core.conversation.flows.flow import FlowBook
from reportbot.core.errors import Problem
from reportbot.core.languages import CYRILLIC
from reportbot.i18n import Catalogues
from reportbot.i18n.extract import Message
from reportbot.i18n.lengths import bubbles_of_engine
from reportbot.service.towns import Town

_AT_NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Inspection:
    """The conversations of all towns; `messages` are the sentences that the code itself says."""

    book: FlowBook
    towns: Mapping[str, Town]
    translator: Catalogues
    messages: Sequence[Message]

    def problems(self) -> Iterator[Problem]:
        """Raises BadSetup where the lists of words cannot be used."""
        for town in self.towns.values():
            yield from promise_findings(self.book, town.around, _AT_NOON)
        lists = wordings.lists_for(self.translator.languages)
        yield from wording_findings(self.book, self.translator.say, lists)
        for bubble in bubbles_of_engine(self.messages):
            for language in self.translator.languages:
                said = self.translator.say(bubble.text, language)
                if found := length_finding(bubble.file, bubble.line, said, language):
                    yield found

    def _read(self) -> list[str]:
        """Serbian in Cyrillic letters is as plain as in Latin ones."""
        return [code for code in self.translator.languages if code != CYRILLIC]

    def figures(self) -> Iterator[str]:
        """What was tried, and how hard each flow is to read, in the hardest language."""
        tries = [count_tries(self.book, town.around, _AT_NOON) for town in self.towns.values()]
        questions, words = max(tries, default=(0, 0))
        yield f"{words} words work at each of {questions} questions, tried one by one in {len(tries)} town(s)"
        for flow in map(self.book.newest, sorted(self.book.names())):
            read = {code: reading_of(flow, self.translator.say, code) for code in self._read()}
            code, hardest = max(((code, each) for code, each in read.items() if each), key=lambda pair: pair[1].age)
            yield (
                f"{flow.name} ({flow.voice}): {hardest.words:.1f} words a sentence, {hardest.long:.0%} long words, "
                f"read at the age of {int(hardest.age)} ({code}, the hardest)"
            )
