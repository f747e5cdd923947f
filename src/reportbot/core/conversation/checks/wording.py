"""Is it said so that everybody can read it, and is nobody asked who they are? Each flow, in each language.

Rules: issue 4, items 6 and 11; R6 and "Must not" of the domain facts, section 3. A child reads at most 12 words a
sentence at the age of 9, and no word of an office; anybody else at most 15 words.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from reportbot.core.conversation.checks.plainness import (
    Reading,
    WordList,
    longest_sentence,
    reading,
    sentences,
    words_in,
)
from reportbot.core.conversation.flows.flow import Flow, FlowBook, Step
from reportbot.core.errors import Problem
from reportbot.core.messages import Text

MOST_WORDS = {"child": 12}
MOST_WORDS_OF_OTHERS = 15
PERSON = "person"  # kind of report about somebody at risk
READING_AGE = {"child": 9}  # years; a text for somebody of 9 may come out below 10

Say = Callable[[Text, str], str]
"""A sentence in a language."""


@dataclass(frozen=True, slots=True)
class Wording:
    """The word lists of one language: of offices, of what tells who somebody is, of what pries into what
    happened to somebody, of sentences that say not to."""

    office: WordList
    identifying: WordList
    prying: WordList
    says_not: WordList


def wording_findings(book: FlowBook, say: Say, wordings: Mapping[str, Wording]) -> list[Problem]:
    """Of the newest flows, each problem once for every language it stands in."""
    found: list[Problem] = []
    for flow in map(book.newest, sorted(book.names())):
        for language, wording in wordings.items():
            found += _of_flow(flow, say, language, wording)
    return list(dict.fromkeys(found))


def length_finding(file: str, line: int, said: str, language: str, voice: str = "") -> Problem | None:
    """A sentence too long for who reads it."""
    longest, most = longest_sentence(said), MOST_WORDS.get(voice, MOST_WORDS_OF_OTHERS)
    if words_in(longest) <= most:
        return None
    return Problem(file, line, f"{words_in(longest)} words in {language}, at most {most}: “{longest}”")


def reading_of(flow: Flow, say: Say, language: str) -> Reading | None:
    """How hard its sentences are to read; labels are no sentences."""
    labels = {option.label for step in flow.steps.values() for option in step.options}
    return reading((say(Text(msgid), language) for _, msgid in _spoken(flow) if msgid not in labels), language)


def _of_flow(flow: Flow, say: Say, language: str, wording: Wording) -> Iterator[Problem]:
    for step, msgid in _spoken(flow):
        said = say(Text(msgid), language)
        long = length_finding(flow.file, step.line, said, language, flow.voice)
        if long:
            yield long
        if flow.voice == "child" and (word := wording.office.in_(said)):
            yield Problem(flow.file, step.line, f"“{word}” is a word of offices, and a child reads it ({language})")
    for step in flow.steps.values():
        for sentence in (each for msgid in _asked(step) for each in sentences(say(Text(msgid), language))):
            if wording.says_not.in_(sentence):
                continue
            if word := wording.identifying.in_(sentence):
                yield Problem(flow.file, step.line, f"“{word}” asks who somebody is ({language}): “{sentence}”")
            if flow.reports == PERSON and (word := wording.prying.in_(sentence)):
                yield Problem(flow.file, step.line, f"“{word}” pries ({language}): “{sentence}”")
    read, most = reading_of(flow, say, language), READING_AGE.get(flow.voice)
    if read and most and read.age >= most + 1:
        yield Problem(flow.file, 0, f"can be read in {language} at the age of {read.age:.1f}, must be at {most}")


def _spoken(flow: Flow) -> Iterator[tuple[Step, str]]:
    """Every sentence and label of a flow, for chats and for SMS."""
    for step in flow.steps.values():
        said = _asked(step) if step.is_asking else _said(step)
        for msgid in (*said, *(option.label for option in step.options)):
            yield step, msgid


def _asked(step: Step) -> Iterator[str]:
    """What a step that wants an answer says."""
    if step.is_asking:
        yield from _said(step)
        yield from filter(None, [step.again])


def _said(step: Step) -> Iterator[str]:
    yield from (msgid for each in step.ask for msgid in (each.msgid, each.sms) if msgid)
