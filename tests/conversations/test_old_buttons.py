"""Buttons of earlier messages, in every report flow: what was pressed last counts, nothing else is asked again, and a
second tap does nothing (issue 4, item 4)."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reportbot.core.conversation.checks.inspection import reporting
from reportbot.core.conversation.flows.flow import Flow, Step
from reportbot.core.conversation.turns.session import Session
from reportbot.core.conversation.turns.turn import Turn
from tests.conversations.world import MONDAY, Person, the_world

BOOK = the_world().book
FLOWS = {flow.name: flow for flow in reporting(BOOK)}
WORDS = "xyz abc"
A_FEW = settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
every_report = pytest.mark.parametrize("name", FLOWS)


def ways_in() -> Iterator[tuple[str, list[str]]]:
    """The buttons of the menu that lead to each flow."""
    start = BOOK.newest(BOOK.start)
    menu = next(step for step in start.steps.values() if step.options)
    waiting: list[tuple[Step, list[str]]] = [(menu, [])]
    while waiting:
        step, pressed = waiting.pop(0)
        for option in step.options:
            path = [*pressed, f"{start.name}.{step.id}:{option.value}"]
            if option.next.startswith("@"):
                yield option.next[1:], path
            elif option.next in start.steps and option.more:
                waiting.append((start.steps[option.next], path))


WAYS_IN = dict(ways_in())


@every_report
def test_every_report_is_on_the_menu(name: str) -> None:
    assert name in WAYS_IN


@every_report
def test_the_straight_path_ends_in_a_report(name: str) -> None:
    person = at_the_summary(name)
    submitted = sends(person, name).submitted
    assert submitted is not None
    assert submitted.kind == FLOWS[name].reports


@every_report
@A_FEW
@given(data=st.data())
def test_old_buttons_in_any_order_end_in_the_same_report_as_the_straight_path(name: str, data: st.DataObject) -> None:
    straight = sends(at_the_summary(name), name).submitted
    person = at_the_summary(name)
    buttons = offered(person, FLOWS[name])
    for button in data.draw(st.lists(st.sampled_from([*buttons, "!back", "!help"]), max_size=12)):
        person.says(pressed=button)
    straight_on = [*WAYS_IN[name], *straight_buttons(name)]
    for button in (*straight_on, *straight_on):  # one may open a question again that only a later one answers
        if here(person).kind == "text":
            person.says(WORDS)
        person.says(pressed=button)
    finishes(person)
    again = sends(person, name).submitted
    assert straight is not None
    assert again is not None
    assert matter(again.answers) == matter(straight.answers)


@every_report
@A_FEW
@given(data=st.data())
def test_what_was_pressed_last_is_what_is_sent_and_nothing_else_is_asked_again(name: str, data: st.DataObject) -> None:
    person = at_the_summary(name)
    summary = person.session.step
    last = matter(person.session.answers)
    buttons = offered(person, FLOWS[name])
    for button in data.draw(st.lists(st.sampled_from(buttons), max_size=10)) if buttons else ():
        before = person.session
        turn = person.says(pressed=button)
        step = FLOWS[name].steps[button.partition(":")[0].partition(".")[2]]
        value = button.partition(":")[2]
        last[step.save] = {"key": value} if step.kind == "place" else value
        assert turn.session.step == summary, f"{button} asks {turn.session.step} again"
        assert person.says(pressed=button).replies == () or before.answers == turn.session.answers
    submitted = sends(person, name).submitted
    assert submitted is not None
    assert matter(submitted.answers) == last


@every_report
def test_a_second_tap_does_nothing_wherever_it_comes(name: str) -> None:
    """No second reply, no second report, and the conversation stays where it is."""
    person = begun(name)
    while not at_summary(person):
        step = here(person)
        button = answer_to(person, step)
        if not button:
            person.says(WORDS)
            continue
        first = person.says(pressed=button)
        second = person.says(pressed=button)
        assert first.replies
        assert (second.replies, second.session, second.submitted) == ((), first.session, None)
    first, second = sends(person, name), sends(person, name)
    assert first.submitted is not None
    assert (second.replies, second.submitted, second.session) == ((), None, first.session)
    assert len(person.submitted) == 1


@every_report
def test_a_button_of_the_report_before_changes_nothing_of_the_next(name: str) -> None:
    person = at_the_summary(name)
    buttons = offered(person, FLOWS[name])
    sends(person, name)
    sent = person.session
    for button in buttons:
        turn = person.says(pressed=button)
        assert turn.submitted is None
        assert turn.added is None
        assert turn.session.step == sent.step


def begun(name: str, language: str = "sq") -> Person:
    person = Person.in_("drenas", language)
    for pressed in ("!start", *WAYS_IN[name]):
        person.says(pressed=pressed)
    return person


def at_the_summary(name: str) -> Person:
    person = begun(name)
    finishes(person)
    return person


def finishes(person: Person) -> None:
    """Answers whatever is open until everything can be sent."""
    for _ in range(10):
        if at_summary(person):
            return
        button = answer_to(person, here(person))
        person.says(pressed=button) if button else person.says(WORDS)
    raise AssertionError(f"no summary comes: {person.session.flow}.{person.session.step}")


def sends(person: Person, name: str) -> Turn:
    return person.says(pressed=f"{name}.{SENDS[name]}")


def _sends() -> Iterator[tuple[str, str]]:
    for flow in FLOWS.values():
        for step in flow.steps.values():
            for option in step.options:
                if flow.steps.get(option.next or step.next, step).kind == "submit":
                    yield flow.name, f"{step.id}:{option.value}"


SENDS = dict(_sends())


def at_summary(person: Person) -> bool:
    return SENDS.get(person.session.flow, ":").startswith(f"{person.session.step}:")


def here(person: Person) -> Step:
    return BOOK.get(person.session.flow, person.session.version).steps[person.session.step]


def answer_to(person: Person, step: Step) -> str:
    """The first answer that settles this question; "" where words are wanted."""
    prefix = f"{person.session.flow}.{step.id}:"
    if step.kind == "place":
        return prefix + next(iter(person.town.around.gazetteer.listed())).key
    return next((prefix + option.value for option in step.options if not option.more), "")


def straight_buttons(name: str) -> list[str]:
    """What the straight path presses, in its order."""
    person, pressed = begun(name), []
    while not at_summary(person):
        button = answer_to(person, here(person))
        person.says(pressed=button) if button else person.says(WORDS)
        pressed += [button] if button else []
    return pressed


def offered(person: Person, flow: Flow) -> list[str]:
    """Every button of this report's questions that was shown and settles an answer."""
    shown = dict.fromkeys(choice.value for message in person.seen for choice in message.choices)
    found = []
    for button in shown:
        where, _, value = button.partition(":")
        step = flow.steps.get(where.partition(".")[2]) if where.startswith(f"{flow.name}.") else None
        option = next((each for each in step.options if each.value == value), None) if step else None
        if step and not value.startswith(("+", "=")) and not (option and option.more) and where != summary_of(flow):
            found.append(button)
    return found


def summary_of(flow: Flow) -> str:
    return f"{flow.name}.{SENDS[flow.name].partition(':')[0]}"


def matter(answers: object) -> dict[str, object]:
    """What a report says, without what the conversation only remembers."""
    assert isinstance(answers, dict)
    told = Session("", answers=answers, at=MONDAY).said
    return {name: value for name, value in told.items() if name in ("category", "place", "description")}


def test_an_office_s_question_that_was_left_for_something_new_is_not_answered_by_its_old_button() -> None:
    person = at_the_summary(next(iter(FLOWS)))
    sends(person, next(iter(FLOWS)))
    person.says(pressed="!cancel")
    person.asked = ["How deep is it?"]
    person.says("drita nuk punon te sheshi")
    asked = next(message for message in reversed(person.seen) if message.choices)
    new, answer = (next(c.value for c in asked.choices if c.value.endswith(end)) for end in (":new", ":answer"))
    person.says(pressed=new)
    turn = person.says(pressed=answer)
    assert turn.answered is None
    assert turn.replies
    assert person.says("back").replies
