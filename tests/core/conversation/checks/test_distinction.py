"""Every answer can be given by its number, by its words and by their first letters, whatever the language."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from reportbot.core.conversation.checks.distinction import choice_findings, longest_beginning
from reportbot.core.conversation.flows.flow import Flow, FlowBook, Option, Sentence, Step
from reportbot.core.text import fold
from tests.conversations.world import the_world

WORLD = the_world()
AROUND = WORLD.towns["drenas"].around


def findings(labels: Mapping[str, set[str]]) -> list[str]:
    """Of one choice, by label and what it is in the languages."""
    options = tuple(Option(f"v{at}", label) for at, label in enumerate(labels))
    steps = {"a": Step("a", "choice", (Sentence("What?"),), "a", options, line=3)}
    around = replace(AROUND, known_as=lambda msgid: frozenset(map(fold, labels[msgid] | {msgid})))
    book = FlowBook({("f", 1): Flow("f", 1, "a", steps, file="f.toml")}, start="f")
    return [str(problem) for problem in choice_findings(book, around)]


@pytest.mark.parametrize(
    ("labels", "found"),
    [
        ({"Waste": {"Mbeturina"}, "Water": {"Ujë"}}, []),
        ({"Waste": {"Mbeturinat"}, "Water": {"Mbeturina"}}, ['f.toml:3: another answer begins with "mbeturina" too']),
        (
            {"Waste": {"Ujë"}, "Water": {"uje"}},
            ['f.toml:3: "uje" does not give "Waste" alone', 'f.toml:3: "uje" does not give "Water" alone'],
        ),
        ({"Waste": set(), "2 wells": set()}, []),
        ({"2 wells": set(), "Waste": set()}, []),
    ],
)
def test_answers_that_cannot_be_told_apart_are_findings(labels: Mapping[str, set[str]], found: list[str]) -> None:
    assert findings(labels) == found


def test_a_word_for_yes_and_for_no_is_a_finding() -> None:
    words = replace(AROUND.words, no=AROUND.words.no | {"po"})
    found = {str(problem).partition(": ")[2] for problem in choice_findings(WORLD.book, replace(AROUND, words=words))}
    assert '"po" means yes and no' in found


@pytest.mark.parametrize("town", sorted(WORLD.towns))
def test_the_shipped_answers_can_be_told_apart(town: str) -> None:
    around = WORLD.towns[town].around
    assert choice_findings(WORLD.book, around) == []
    assert 4 <= longest_beginning(WORLD.book, around) <= 12
