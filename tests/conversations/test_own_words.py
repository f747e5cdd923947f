"""Where "something else" is an answer, a few words of one's own are too: they are kept, nothing is asked twice."""

import pytest

from reportbot.core.conversation.checks.inspection import reporting
from reportbot.core.conversation.turns.session import SENT
from tests.conversations.test_old_buttons import begun, here
from tests.conversations.world import Person, the_world

BOOK = the_world().book
FLOWS = [flow.name for flow in reporting(BOOK)]
OFFERING = [name for name in FLOWS if any(option.value == "other" for option in here(begun(name)).options)]
WORDS = ["xyz abc", "kam frikë", "nuk e di si ta them këtë gjë"]


@pytest.mark.parametrize("name", OFFERING)
@pytest.mark.parametrize("words", WORDS)
@pytest.mark.parametrize("channel", ["telegram", "sms"])
def test_words_of_ones_own_answer_what_it_is(name: str, words: str, channel: str) -> None:
    person = begun(name)
    person.channel = channel
    step = here(person)
    turn = person.says(words)
    assert turn.session.step != step.id
    assert turn.session.answers["description"] == words
    assert turn.session.answers[step.save] == "other"
    assert "We keep what you wrote." in [reply.text.msgid for reply in turn.replies]


def test_there_are_flows_that_ask_so() -> None:
    assert len(OFFERING) >= 3


@pytest.mark.parametrize("name", OFFERING)
@pytest.mark.parametrize("said", ["faleminderit shumë", "xyz", "7", "👍 👍"])
def test_thanks_one_word_and_rubbish_do_not(name: str, said: str) -> None:
    person = begun(name)
    step = here(person)
    turn = person.says(said)
    assert turn.session.step == step.id
    assert step.save not in turn.session.answers


def test_after_the_report_is_stored_words_are_no_choice() -> None:
    person = Person.in_("drenas", "sq")
    for said in ("fillo", "2", "4", "Komoran", "1"):
        person.says(said)
    assert SENT in person.session.answers
    person.says("skip")
    before = person.session.step
    assert person.says("nuk e di këtë").session.step == before
