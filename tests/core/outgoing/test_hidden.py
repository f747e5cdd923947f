"""What a person would read as a question, a number or a name is found, however it is laid out or spelt."""

import pytest

from reportbot.core.outgoing.identity import asked_for
from reportbot.core.outgoing.personal import spans_of


@pytest.mark.parametrize(
    "said",
    [
        "Si\nquheni?",
        "What is your\r\nname?",
        "Kako se\u2028zovete?",
        "\u0405i quheni?",  # a Cyrillic letter
        "S\u0456 quhen\u0456?",
        "\u039aako se zovete?",  # a Greek one
    ],
)
def test_a_question_is_heard_over_the_end_of_a_line_and_in_letters_that_only_look_latin(said: str) -> None:
    (found,) = asked_for(said)
    assert found.kind == "who"


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("044\n123\n456", "phone"),
        ("044\u2013123\u2013456", "phone"),
        ("my name\nis Ana Gashi", "name"),
        ("une\nquhem Ana Gashi", "name"),
    ],
)
def test_what_tells_who_somebody_is_is_marked_over_the_end_of_a_line(said: str, kind: str) -> None:
    assert [found.kind for found in spans_of(said)] == [kind]


@pytest.mark.parametrize(
    "said", ["2025\u20132026", "Ne e pam\u00eb pusin.\nEmrin nuk e pyesim.", "Faleminderit!\n2026-0001"]
)
def test_what_tells_nobody_is_left_alone(said: str) -> None:
    assert not asked_for(said) and not spans_of(said)
