"""Whole conversations by SMS, counted as they are billed; and phones that number their answers in their own way."""

import pytest

from reportbot.core.messages import Text
from reportbot.core.outgoing.as_sms import body
from reportbot.core.sms import BASIC, EXTENSION, segments
from tests.conversations.world import Person, the_world

STORY = {
    "sq": "Pusetë e hapur afër xhamisë",
    "sr": "Otvoren šaht pored džamije",
    "en": "An open manhole near the mosque",
}


def sent(person: Person) -> list[str]:
    return [body(message.text, [choice.label for choice in message.choices]) for message in person.seen]


@pytest.mark.parametrize("language", ["sq", "sr"])
def test_a_report_by_sms_costs_little_from_the_first_word_to_the_code(language: str) -> None:
    """Welcome, language, menu, what, where, summary, receipt, and whether writing is safe."""
    person = Person.in_("drenas", "", "sms")
    for said in ("pershendetje", "1" if language == "sq" else "2", "1", STORY[language], "Komoran", "1", "1"):
        person.says(said)
    assert len(person.submitted) == 1
    texts = sent(person)
    assert any("1234 5678" in text for text in texts)
    assert sum(map(segments, texts)) / len(texts) <= 1.25  # the menu alone takes two
    assert max(map(segments, texts)) <= 2
    assert len(texts) <= 14
    assert set("".join(texts)) <= set(BASIC + EXTENSION)


@pytest.mark.parametrize("language", ["sq", "sr"])
def test_danger_by_sms_is_answered_in_one_message_with_the_number_first(language: str) -> None:
    person = Person.in_("drenas", language, "sms")
    person.says({"sq": "burri po me rreh tani", "sr": "muž me tuče sada"}[language])
    (answer,) = sent(person)
    assert segments(answer) == 1
    assert "112" in answer[:70]
    assert answer.endswith(("\n1 Po\n2 Jo", "\n1 Da\n2 Ne"))


@pytest.mark.parametrize("said", ["1", "1.", "1)", " 1 ", "1:", "1-PO", "1 po", "1. Po", "PO", "Po.", "1\n"])
def test_phones_number_a_yes_in_their_own_way(said: str) -> None:
    straight, own_way = (_asked_whether_writing_is_safe() for _ in range(2))
    straight.says("1")
    own_way.says(said)
    assert own_way.may_push is True
    assert own_way.session == straight.session


@pytest.mark.parametrize("said", ["2", "2.", "2)", "2-JO", "2 jo", "jo", "JO!"])
def test_phones_number_a_no_in_their_own_way(said: str) -> None:
    person = _asked_whether_writing_is_safe()
    person.says(said)
    assert person.may_push is False


@pytest.mark.parametrize("said", ["3", "1 jo", "2-PO", "12", "1 2", "PO JO"])
def test_what_could_mean_either_is_asked_again(said: str) -> None:
    person = _asked_whether_writing_is_safe()
    person.says(said)
    assert person.may_push is None
    assert sent(person)[-1].endswith("\n1 Po\n2 Jo")


def _asked_whether_writing_is_safe() -> Person:
    person = Person.in_("drenas", "sq", "sms")
    for said in ("fillo", "1", STORY["sq"], "Komoran", "1"):
        person.says(said)
    assert len(person.submitted) == 1
    return person


@pytest.mark.parametrize("language", ["sq", "sr", "en"])
@pytest.mark.parametrize("way", [["1", "gropë te shkolla"], ["2", "2"], ["3", "2"], ["4", "1"]])
def test_the_summary_names_who_gets_it_before_not_to_them_can_be_chosen(way: list[str], language: str) -> None:
    person = Person.in_("drenas", language, "sms")
    for text in ("/start", *way, "Komoran"):
        person.says(text)
    assert person.session.step == "summary"
    goes_to = Text("{office}", {"office": person.town.around.goes_to(person.session.said, "citizen", person.now)})
    assert the_world().translator.say(goes_to, language) in person.seen[-1].text
