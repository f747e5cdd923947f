"""The same flow gives the same drawing, and whatever a sentence holds, the drawing can be read by Mermaid."""

import re
from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportbot.core.conversation.checks.drawing import draw, draw_book
from reportbot.core.conversation.flows.flow import Flow, Kind, Option, Sentence, Step
from reportbot.core.conversation.flows.parse import check_book, parse
from reportbot.core.conversation.flows.ways import Way, ways

FLOW = parse(
    "f.toml",
    """\
name = "f"
version = 1

[[step]]
id = "hello"
kind = "say"
ask = "Hello you, and all of them there behind you, come in."
next = "what"

[[step]]
id = "what"
kind = "choice"
ask = "What do you\\nwant?"
save = "what"
next = "know"
options = [
  { value = "a", label = "A" },
  { value = "b", label = "B" },
  { value = "c", label = "C", next = "@g" },
]

[[step]]
id = "know"
kind = "fork"
on = "guess"
cases = { yes = "numbers" }

[[step]]
id = "numbers"
kind = "numbers"
ask = "Call {numbers}"
""",
)
DRAWN = """\
flowchart TD
    s1["hello · say<br/>Hello you, and all of them there behind you, …"]
    s2[/"what · choice<br/>What do you want?"/]
    s3{"know · fork"}
    s4[["numbers · numbers<br/>Call {numbers}"]]
    s5(["flow g"])
    s6(("end"))
    s1 --> s2
    s2 -->|"A<br/>B"| s3
    s2 -->|"C"| s5
    s3 -->|"guess: yes"| s4
    s3 -->|"otherwise"| s6
    s4 --> s6
"""
BOX = re.compile(r'    (s\d+)(?:\["|\[/"|\[\["|\(\["|{"|\(\(")([^"]*)(?:"\]|"/\]|"\]\]|"\]\)|"}|"\)\))')
ARROW = re.compile(r'    (s\d+) -->(?:\|"([^"]*)"\|)? (s\d+)')
SIGNS_OF_MERMAID = re.compile(r"[\"&%`|\\\n]|<(?!br/>)|(?<!br/)>|#(?!\d+;)")


def test_a_flow_is_drawn_with_its_steps_and_its_answers() -> None:
    assert draw(FLOW) == DRAWN


def test_what_is_drawn_does_not_change_from_one_time_to_the_next() -> None:
    again = replace(FLOW, steps={id: replace(step, cases=dict(step.cases)) for id, step in FLOW.steps.items()})
    assert draw(again) == draw(FLOW)


def test_the_flow_that_everybody_begins_with_comes_first() -> None:
    other = replace(FLOW, name="g")
    book = check_book([other, FLOW], start="g")
    assert re.findall(r"^## (\w+)$", draw_book(book), re.MULTILINE) == ["g", "f"]


@pytest.mark.parametrize(
    ("kind", "fields", "found"),
    [
        ("say", {"next": "a"}, [("", "a")]),
        ("text", {"next": "a", "skip": "b"}, [("", "a"), ("Skip", "b")]),
        ("yes_no", {"next": "a", "cases": {"no": "b"}}, [("Yes", "a"), ("No", "b")]),
        ("digits", {"next": "a", "cases": {"yes": "b", "wrong": "c"}}, [("Right", "b"), ("Wrong twice", "c")]),
        ("fork", {"next": "a", "on": "x", "cases": {"*": "b"}}, [("x: any", "b"), ("otherwise", "a")]),
        ("look_up", {"next": "a", "cases": {"found": "b"}}, [("found", "b"), ("otherwise", "a")]),
        (
            "look_up",
            {"next": "a", "need": "question", "cases": {"found": "b", "none": "c"}},
            [("found", "b"), ("none", "c")],
        ),
        (
            "choice",
            {"next": "a", "cases": {"y": "b"}, "options": (Option("x", "X", next="c"), Option("y", "Y"))},
            [("X", "c"), ("Y", "b")],
        ),
    ],
)
def test_every_way_on_from_a_step_is_known(
    kind: Kind, fields: Mapping[str, object], found: list[tuple[str, str]]
) -> None:
    assert ways(Step("s", kind, **fields)) == tuple(Way(said, target) for said, target in found)  # type: ignore[arg-type]


@settings(max_examples=200)
@given(st.text(min_size=1), st.text(min_size=1), st.lists(st.text(min_size=1), min_size=1, max_size=3, unique=True))
def test_no_words_break_the_drawing(id: str, said: str, labels: list[str]) -> None:
    options = tuple(Option(label, label) for label in labels)
    steps = {id: Step(id, "choice", (Sentence(said),), "x", options)}
    assert_is_mermaid(draw(Flow("f", 1, id, steps)))


@pytest.mark.parametrize("sign", ['"', "#", "%%", "&", "<b>", "`", "|", "\\", ";", "\n", "\u2028", "\r", "end"])
def test_signs_that_mean_something_to_mermaid_are_only_signs(sign: str) -> None:
    drawn = draw(Flow("f", 1, "a", {"a": Step("a", "text", (Sentence(f"x{sign}y"),), "a")}))
    assert_is_mermaid(drawn)
    assert len(drawn.splitlines()) == 4


def assert_is_mermaid(drawn: str) -> None:
    """Every line is one box or one arrow, every box is there once, and no sign of Mermaid's stands in a text."""
    head, *lines = drawn.removesuffix("\n").split("\n")
    assert head == "flowchart TD"
    boxes = [match for line in lines if (match := BOX.fullmatch(line))]
    arrows = [match for line in lines if (match := ARROW.fullmatch(line))]
    assert len(boxes) + len(arrows) == len(lines), drawn
    ids = [box[1] for box in boxes]
    assert len(ids) == len(set(ids))
    assert {end for arrow in arrows for end in (arrow[1], arrow[3])} <= set(ids)
    for text in [box[2] for box in boxes] + [arrow[2] or "" for arrow in arrows]:
        assert not SIGNS_OF_MERMAID.search(text), text
