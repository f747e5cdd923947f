"""Can every answer be given by its number, by its words, and by the first letters of them, in every language?

Asked of the reader itself (`core/conversation/questions/answers.py`), so that what is said here is what
happens. Rule: issue 4, item 11.
"""

from collections.abc import Iterator
from datetime import UTC, datetime

from reportbot.core.conversation.flows.flow import FlowBook, Option, Step
from reportbot.core.conversation.questions.answers import Answer, options_of, read_answer
from reportbot.core.conversation.turns.session import Session
from reportbot.core.conversation.turns.surroundings import Surroundings
from reportbot.core.errors import Problem
from reportbot.core.messages import Address, InboundMessage

_NOBODY = Address("", "check", "")
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def choice_findings(book: FlowBook, around: Surroundings) -> list[Problem]:
    """Every answer of every choice that its number, its words or their beginning do not give."""
    return [
        Problem(flow.file, step.line, message)
        for flow in map(book.newest, sorted(book.names()))
        for step in flow.steps.values()
        for message in (_of_choice(step, around) if step.kind == "choice" else _of_yes_no(step, around))
    ]


def longest_beginning(book: FlowBook, around: Surroundings) -> int:
    """The letters that must be typed of the least distinct answer, in any language."""
    return max(
        (
            letters
            for flow in map(book.newest, book.names())
            for step in flow.steps.values()
            if step.kind == "choice"
            for option in options_of(step, around)
            for form in around.known_as(option.label)
            if (letters := _beginning(step, option, form, around))
        ),
        default=0,
    )


def _of_choice(step: Step, around: Surroundings) -> Iterator[str]:
    options = options_of(step, around)
    for number, option in enumerate(options, 1):
        if not _reads(step, str(number), option, around):
            yield f'number {number} does not give "{option.label}"'
        others = {form for other in options if other is not option for form in around.known_as(other.label)}
        for form in sorted(around.known_as(option.label)):
            if not _beginning(step, option, form, around):
                yield f'"{form}" does not give "{option.label}" alone'
            elif any(other.startswith(form) for other in others):
                yield f'another answer begins with "{form}" too'


def _of_yes_no(step: Step, around: Surroundings) -> Iterator[str]:
    if step.kind == "yes_no":
        for word in sorted(around.words.yes & around.words.no):
            yield f'"{word}" means yes and no'


def _beginning(step: Step, option: Option, form: str, around: Surroundings) -> int:
    """How many of its first letters give this answer; 0 where not even all of them do."""
    given = (length for length in range(1, len(form) + 1) if _reads(step, form[:length], option, around))
    return next(given, 0) if _reads(step, form, option, around) else 0


def _reads(step: Step, text: str, option: Option, around: Surroundings) -> bool:
    message = InboundMessage(_NOBODY, _NEVER, (), text)
    answer = read_answer(step, Session(""), message, "", around)
    return isinstance(answer, Answer) and answer.value == option.value
