"""The words that work everywhere, tried everywhere: at every question of every flow, in every language.

Asked of the engine itself, so that what is said here is what happens. Rule: issue 4, items 4 and 11.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from reportbot.core.conversation.checks.wandering import Wanderer
from reportbot.core.conversation.commands import LANGUAGE
from reportbot.core.conversation.flows.flow import FlowBook, Step
from reportbot.core.conversation.questions.answers import names_an_answer
from reportbot.core.conversation.questions.asking import COMMANDS
from reportbot.core.conversation.turns.session import Session
from reportbot.core.conversation.turns.surroundings import Surroundings
from reportbot.core.conversation.turns.turn import Turn
from reportbot.core.conversation.walking import forgetting
from reportbot.core.errors import FlowWentTooFar, Problem

Kept = Callable[[FlowBook, Surroundings, Session, Step, Turn], bool]


def promise_findings(book: FlowBook, around: Surroundings, now: datetime) -> list[Problem]:
    """Where a word of this town's languages does not do what it says; each command once per question."""
    return [*_labels(around), *dict.fromkeys(_everywhere(book, around, now))]


def count_tries(book: FlowBook, around: Surroundings, now: datetime) -> tuple[int, int]:
    """Questions, and words tried at each of them."""
    return len(Wanderer(book, around, now).questions()), len(around.words.commands)


def _labels(around: Surroundings) -> Iterator[Problem]:
    """What stands on a button is understood when it is typed, in each language."""
    for command, label in COMMANDS.items():
        for form in sorted(around.known_as(label.msgid)):
            if around.words.commands.get(form, command) != command:
                yield Problem("words.toml", 0, f'"{form}" stands on the button of {command} and does something else')


def _everywhere(book: FlowBook, around: Surroundings, now: datetime) -> Iterator[Problem]:
    somebody = Wanderer(book, around, now)
    for (name, step_id, _), session in somebody.questions().items():
        flow = book.get(name, session.version)
        step = flow.steps[step_id]
        broken: set[str] = set()
        for word, command in sorted(around.words.commands.items()):
            if command in broken or names_an_answer(step, word, around):
                continue
            try:
                kept = _keeps(command)(book, around, session, step, somebody.says(session, word))
            except FlowWentTooFar:
                kept = False
            if not kept:
                broken.add(command)
                yield Problem(flow.file, step.line, f'at step "{step.id}" “{word}” does not do what it promises')


def _keeps(command: str) -> Kept:
    return _PROMISES.get(command, _replies)


def _replies(book: FlowBook, around: Surroundings, before: Session, step: Step, turn: Turn) -> bool:
    return bool(turn.replies)


def _goes_back(book: FlowBook, around: Surroundings, before: Session, step: Step, turn: Turn) -> bool:
    """To an earlier question, where there is one."""
    moved = _spot(turn.session) != _spot(before) or len(turn.session.trail) < len(before.trail)
    return bool(turn.replies) and (moved or not before.trail)


def _helps(book: FlowBook, around: Surroundings, before: Session, step: Step, turn: Turn) -> bool:
    """The number to call, and the same question again."""
    return _tells_numbers(turn, around) and _spot(turn.session) == _spot(before)


def _tells_who_answers(book: FlowBook, around: Surroundings, before: Session, step: Step, turn: Turn) -> bool:
    """The numbers, or first the question for what."""
    leads_there = any(each.kind == "numbers" for each in book.newest(turn.session.flow).steps.values())
    return _tells_numbers(turn, around) or (leads_there and bool(turn.replies))


def _asks_language(book: FlowBook, around: Surroundings, before: Session, step: Step, turn: Turn) -> bool:
    offered = {offer.value for offer in turn.replies[-1].choices}
    return offered == {f"!{LANGUAGE}:{code}" for code in around.languages}


def _ends(book: FlowBook, around: Surroundings, before: Session, step: Step, turn: Turn) -> bool:
    """Nothing under way any more, nothing that was said is kept."""
    return bool(turn.replies) and turn.session.is_idle and not turn.session.answers


def _leaves(book: FlowBook, around: Surroundings, before: Session, step: Step, turn: Turn) -> bool:
    """Quiet, with nothing to press and nothing of what was said."""
    shows = any(reply.choices or reply.commands or reply.text.fill for reply in turn.replies)
    return turn.leave and turn.session.quiet and bool(turn.replies) and not shows


def _begins(book: FlowBook, around: Surroundings, before: Session, step: Step, turn: Turn) -> bool:
    return turn.session.flow == book.start and turn.session.said.keys() <= {"language"} and bool(turn.replies)


def _looks_up(book: FlowBook, around: Surroundings, before: Session, step: Step, turn: Turn) -> bool:
    return turn.look_up is not None


def _asks_to_forget(book: FlowBook, around: Surroundings, before: Session, step: Step, turn: Turn) -> bool:
    return turn.session.waiting_for == forgetting.WAITING and bool(turn.replies)


def _skips(book: FlowBook, around: Surroundings, before: Session, step: Step, turn: Turn) -> bool:
    return bool(turn.replies) and (not step.skip or turn.session.step != step.id)


_PROMISES: Mapping[str, Kept] = {
    "back": _goes_back,
    "help": _helps,
    "numbers": _tells_who_answers,
    "safe": _tells_who_answers,
    "language": _asks_language,
    "cancel": _ends,
    "exit": _leaves,
    "start": _begins,
    "status": _looks_up,
    "forget": _asks_to_forget,
    "skip": _skips,
}


def _tells_numbers(turn: Turn, around: Surroundings) -> bool:
    fills = [reply.text.fill for reply in turn.replies]
    return any("numbers" in fill or fill.get("emergency") == around.emergency for fill in fills)


def _spot(session: Session) -> tuple[str, str]:
    return session.flow, session.step
