"""The transcripts visit all of every flow; and every command works at every question: a reply, a way on, a way out."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from reportbot.core.conversation.flows.flow import Flow, Step
from reportbot.core.conversation.turns.session import Session
from reportbot.core.conversation.turns.turn import Turn
from reportbot.core.messages import Attachment, Location
from tests.conversations.transcripts import FOLDER, Transcript
from tests.conversations.world import OTHER_CODE, Person, the_world

STEPS = [(flow.name, step) for flow in the_world().book.flows.values() for step in flow.steps.values()]
ASKING = [(name, step) for name, step in STEPS if step.is_asking]
ids = [f"{name}.{step.id}" for name, step in ASKING]
every_question = pytest.mark.parametrize(("flow", "step"), ASKING, ids=ids)

COMMANDS = ["KTHEHU", "pomoć", "language", "undo", "fillo", "/start flyer7", "status", "skip", "forget me"]
DANGER = {
    "sq": "burri po me rreh tani",
    "sr": "muž me tuče sada",
    "en": "he is beating me right now",
    "sr-Cyrl": "туче ме сада",
}


def test_the_transcripts_visit_every_step_and_are_offered_every_answer() -> None:
    world = the_world()
    world.visited.clear()
    world.offered.clear()
    for file in sorted(FOLDER.glob("*.transcript")):
        for _ in Transcript.read(file).replayed():
            pass
    steps = {(name, step.id) for name, step in STEPS}
    assert steps - world.visited == set()
    options = {f"{name}.{step.id}:{option.value}" for name, step in STEPS for option in step.options}
    assert options - world.offered == set()


@every_question
@pytest.mark.parametrize("channel", ["telegram", "sms"])
def test_every_command_works_at_every_question(flow: str, step: Step, channel: str) -> None:
    for command in COMMANDS:
        person = at(flow, step, channel)
        turn = person.says(command)
        assert turn.replies, command
        assert has_a_way(turn), command
        assert gets_out(person), command


@every_question
@pytest.mark.parametrize("language", DANGER)
def test_danger_is_heard_at_every_question(flow: str, step: Step, language: str) -> None:
    """R1 and R2: numbers and the question at once; yes alarms, no goes on where it was."""
    person = at(flow, step)
    turn = person.says(DANGER[language])
    assert turn.session.waiting_for == "danger"
    assert any("112" in message.text for message in person.seen)
    later = person.says("ne")
    heard_as_answer = step.kind == "text" or later.answered or later.added or later.feedback
    assert later.session.step in (step.id, "category", "place", "summary", "description") or heard_as_answer
    other = at(flow, step)
    other.says(DANGER[language])
    assert other.says("da").alarm is not None
    assert gets_out(other)


BROUGHT: list[dict[str, Any]] = [
    {"attachments": (Attachment("photo"),)},
    {"attachments": (Attachment("other"),)},
    {"attachments": (Attachment("photo"), Attachment("photo"), Attachment("other"))},
    {"location": Location(42.6, 20.9)},
    {"location": Location(0, 0)},
    {"pressed": "report_hazard.summary:send"},
    {"pressed": "nowhere"},
    {"pressed": "!danger:no"},
    {"pressed": "!language:sr"},
    {"pressed": "!language:xx"},
    {"pressed": ":::"},
    {"pressed": "!"},
    {"text": "9" * 30},
    {"text": ""},
    {"text": "👍"},
    {"text": OTHER_CODE},
]


@every_question
def test_whatever_comes_gets_an_answer_and_a_way_on(flow: str, step: Step) -> None:
    for brought in BROUGHT:
        person = at(flow, step)
        turn = person.says(**brought)
        assert turn.replies, brought
        assert has_a_way(turn), brought
        assert gets_out(person), brought


@every_question
def test_every_answer_that_is_offered_leads_on_by_button_and_by_number(flow: str, step: Step) -> None:
    person = at(flow, step)
    person.says("ndihmë")
    for number, choice in enumerate(person.seen[-1].choices, 1):
        by_button, by_number = at(flow, step), at(flow, step)
        by_button.says("ndihmë")
        by_number.says("ndihmë")
        by_button.says(pressed=choice.value)
        by_number.says(f"{number}.")
        assert replace(by_button.session, pressed="") == by_number.session


@pytest.mark.parametrize(("flow", "step"), [each for each in ASKING if each[1].options], ids=str)
def test_every_label_can_be_typed_in_every_language(flow: str, step: Step) -> None:
    for option in step.options:
        by_button = at(flow, step)
        by_button.says(pressed=f"{flow}.{step.id}:{option.value}")
        for label in the_world().translator.known_as(option.label):
            by_label = at(flow, step)
            by_label.says(label.upper())
            assert by_label.session == replace(by_button.session, pressed=""), label


def at(flow: str, step: Step, channel: str = "telegram") -> Person:
    """Somebody at this question, with all that may have been answered before it."""
    person = Person.in_("drenas", "en", channel)
    known = the_world().book.newest(flow)
    answers: dict[str, Any] = {
        "first_words": "the playground is broken", "guess": "hazard", "guessed_category": "playground", "now": "no",
        "category": "playground", "place": {"key": "komoran"}, "description": "it is broken", "need": "child",
    }  # fmt: skip
    trail: tuple[tuple[str, int, str], ...] = (("welcome", 1, "menu"),)
    if flow == "check_report":
        answers = {
            "language": "en",
            "about": 1,
            "question": "How deep is it?",
            "question_id": "5",
            "ask_safe": "yes",
            "over": "solved",
        }
    elif flow == "second_message":
        answers |= {"about": 1, "question": "How deep is it?", "question_id": "5"}
        trail = ()
    elif (flow, step.id) in AFTER_STORED:
        answers, trail = {"sent": "yes", "language": "en", "last_four": "3450"}, ()
    answers.pop(step.save, None)
    person.session = Session(
        "en", True, flow, known.version, step.id, answers, trail, at=person.now,
    )  # fmt: skip
    return person


def _after_stored() -> Iterator[tuple[str, str]]:
    """Every step that may follow when a report is stored."""
    book = the_world().book

    def follow(flow: Flow, step: str) -> Iterator[tuple[str, str]]:
        if step.startswith("@"):
            flow, step = book.newest(step[1:]), book.newest(step[1:]).first
        if step != "end" and (flow.name, step) not in seen:
            seen.add((flow.name, step))
            yield flow.name, step
            for target in flow.steps[step].targets:
                yield from follow(flow, target)

    seen: set[tuple[str, str]] = set()
    for flow in map(book.newest, book.names()):
        for step in flow.steps.values():
            if step.kind == "submit":
                yield from follow(flow, step.next)


AFTER_STORED = frozenset(_after_stored())


def has_a_way(turn: Turn) -> bool:
    """A question that can be answered, or how to begin again; the last word to somebody forgotten offers nothing."""
    if turn.forget:
        return True
    if turn.session.waiting_for or not turn.session.is_idle:
        step = the_world().book.step(turn.session.flow, turn.session.version, turn.session.step)
        return bool(turn.session.waiting_for) or (step is not None and step.is_asking)
    return any(offer.value == "!start" for offer in turn.replies[-1].commands)


def gets_out(person: Person) -> bool:
    person.says("undo")
    return person.session.is_idle and not person.session.answers and not person.session.waiting_for
