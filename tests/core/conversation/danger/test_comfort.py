"""What is said to each danger: short, kind, and nothing that the rules for safe messages forbid."""

import re

import pytest

from reportbot.core.conversation.danger.comfort import question_to, words_for
from reportbot.core.hearing.lexicon import DangerKind
from reportbot.core.messages import Text
from tests import shipped

SHIPPED = shipped.catalogues()
MOST_WORDS = 12  # a sentence in the child's voice (domain facts, section 3, plain language)
ASKED_NEVER = re.compile(r"\b(why|who did|name|how did|what happened|proof|details\?)", re.IGNORECASE)

every_kind = pytest.mark.parametrize("kind", [*DangerKind, "said_now"])


@every_kind
@pytest.mark.parametrize("language", SHIPPED.languages)
def test_a_frightened_child_can_read_it(kind: str, language: str) -> None:
    said = words_for(kind)
    for text in (Text(said.msgid), Text(said.sms or said.msgid), question_to(kind).text):
        sentences = [each for each in re.split(r"[.?!]\s*", SHIPPED.say(text, language)) if each]
        assert len(sentences) <= 3
        assert max(len(sentence.split()) for sentence in sentences) <= MOST_WORDS, sentences


@every_kind
def test_no_details_are_asked_and_nothing_is_blamed(kind: str) -> None:
    """R5, R6: no why, no name, no story; the one question of the reply is asked apart."""
    said = words_for(kind)
    assert "?" not in said.msgid + said.sms
    assert not ASKED_NEVER.search(said.msgid + said.sms)


def test_each_danger_has_words_of_its_own() -> None:
    assert len({words_for(kind).msgid for kind in DangerKind}) == len(DangerKind)
    assert words_for("said_now") == words_for("cry_for_help")
    assert words_for("something new") == words_for("cry_for_help")


@pytest.mark.parametrize(
    ("kind", "helps"),
    [
        ("suicide", "you are not alone"),
        ("sexual_violence", "It is not your fault. You do not have to tell details."),
        ("weapon", "Do not confront anybody."),  # R12
        ("fire_gas_electricity", "Do not touch switches or wires."),
        ("missing_child", "you do not have to wait"),
    ],
)
def test_it_says_what_helps_now(kind: str, helps: str) -> None:
    assert helps in words_for(kind).msgid
