"""conversations/README.md shows the flows as they are, in drawings that Mermaid can read."""

import re
from pathlib import Path

import pytest

from reportbot.core.conversation.checks.drawing import draw, draw_book
from tests.conversations.world import the_world
from tests.core.conversation.checks.test_drawing import assert_is_mermaid

FILE = Path(__file__).parents[2] / "conversations" / "README.md"
BOOK = the_world().book


def test_the_drawings_beside_the_flows_are_up_to_date() -> None:
    assert FILE.read_text("utf-8") == draw_book(BOOK), "run: reportbot check --draw > conversations/README.md"


@pytest.mark.parametrize("flow", sorted(BOOK.names()))
def test_the_drawing_of_a_flow_can_be_read(flow: str) -> None:
    drawn = draw(BOOK.newest(flow))
    assert_is_mermaid(drawn)
    assert drawn in FILE.read_text("utf-8")


@pytest.mark.parametrize("flow", sorted(BOOK.names()))
def test_every_step_of_a_flow_is_drawn(flow: str) -> None:
    drawn = draw(BOOK.newest(flow))
    for step in BOOK.newest(flow).steps.values():
        assert re.search(rf'"{re.escape(step.id)} · {step.kind}(?:<br/>|")', drawn)
