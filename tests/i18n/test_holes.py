"""Sentences are filled once, and what is missing leaves no trace."""

import pytest

from reportbot.i18n.holes import fill, has_words, holes_in, template_of


@pytest.mark.parametrize(
    ("sentence", "values", "said"),
    [
        ("Call {emergency}.", {"emergency": "112"}, "Call 112."),
        ("{a}{b}", {"a": "1", "b": "2"}, "12"),
        ("Call {emergency} now.", {}, "Call now."),
        ("Call {emergency}.", {}, "Call."),
        ("Call {emergency}.", {"emergency": ""}, "Call."),
        ("It goes to: {institution}. Thank you.", {}, "It goes to. Thank you."),
        ("You can call:\n{numbers}", {}, "You can call"),
        ("Check:\n{category}\n{place}\n“{description}”\nSend it?", {"place": "Komoran"}, "Check:\nKomoran\nSend it?"),
        ("{category}, {place}. Send it?", {"place": "Komoran"}, "Komoran. Send it?"),
        ("Your report ({opened}) is closed.", {}, "Your report is closed."),
        ("{note}", {}, ""),
    ],
)
def test_an_empty_hole_leaves_no_trace(sentence: str, values: dict[str, str], said: str) -> None:
    assert fill(template_of(sentence), values) == said


def test_what_fills_a_hole_is_never_filled_again() -> None:
    written = "{b} {0} {a.__class__} %s ${b} {{a}} {"
    assert fill(template_of("{a} and {b}"), {"a": written, "b": "2"}) == f"{written} and 2"


def test_what_a_person_wrote_keeps_its_spaces_and_quotes() -> None:
    assert fill(template_of("“{a}” {b}."), {"a": "  two  spaces: “”  "}) == "“  two  spaces: “”  ”."


def test_braces_that_are_no_hole_are_plain_words() -> None:
    assert holes_in("{ a } {} {a-b} {ok}") == {"ok"}
    assert fill(template_of("{ a } {}"), {"a": "1", "": "2"}) == "{ a } {}"


@pytest.mark.parametrize(
    ("sentence", "yes"), [("{name}", False), ("{a}: {b}\n", False), ("{a} km", True), ("№ 1", False)]
)
def test_a_sentence_of_holes_alone_needs_no_translation(sentence: str, yes: bool) -> None:
    assert has_words(sentence) is yes
