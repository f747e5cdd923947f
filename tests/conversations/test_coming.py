"""He is coming, and nothing else: heard by what was told before it."""

import pytest

from tests.conversations.world import Person

COMING = [
    ("sq", "burri më rreh", "po vjen ai"),
    ("sr", "muž me tuče", "on dolazi"),
    ("en", "my husband hits me", "he is coming"),
    ("tr", "kocam beni dövüyor", "o geliyor"),
]


def told(language: str, *said: str) -> Person:
    person = Person.in_("drenas", language)
    for text in ("start", *said):
        person.says(text)
    return person


@pytest.mark.parametrize(("language", "violence", "coming"), COMING)
def test_after_violence_that_was_told_it_is_going_on_now(language: str, violence: str, coming: str) -> None:
    person = told(language, "2", violence, "2")  # nobody was in danger then
    assert person.session.waiting_for == ""
    turn = person.says(coming)
    assert turn.replies[0].first
    assert person.session.waiting_for == "danger"
    assert person.session.dangers[-1] == "violence_now"
    person.says("1")
    assert person.session.answers["now"] == "yes"
    assert coming in str(person.session.said["description"])


@pytest.mark.parametrize(("language", "violence", "coming"), COMING)
def test_in_a_quiet_chat_too_and_alone_it_is_nothing(language: str, violence: str, coming: str) -> None:
    person = told(language, "2", violence, "2", "exit")
    assert person.session.quiet
    assert person.says(coming).session.waiting_for == "danger"
    assert told(language, coming).session.waiting_for == ""
    assert told(language, "1", "pus i hapur", coming).session.waiting_for == ""


@pytest.mark.parametrize("said", ["nuk po vjen", "policia po vjen", "policija dolazi"])
def test_who_does_not_come_or_brings_help_is_no_danger(said: str) -> None:
    person = told("sq", "2", "burri më rreh", "2")
    assert person.says(said).session.waiting_for == ""
