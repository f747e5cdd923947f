"""What somebody writes first: a report is taken as one, and a hello does not answer "what do you see?"."""

import pytest

from tests.conversations.world import Person, the_world

LISTEN = the_world().towns["drenas"].around.listen


@pytest.mark.parametrize(
    ("language", "hello"),
    [
        ("sq", "Mirëdita, dua të raportoj diçka"),
        ("sq", "kam një problem të madh"),
        ("sq", "hej a ka kush"),
        ("sq", "më vret uria"),
        ("sr", "Zdravo, želim da prijavim nešto"),
        ("sr", "imam jedan problem"),
        ("en", "Hello, I want to report something"),
    ],
)
@pytest.mark.parametrize("channel", ["telegram", "sms"])
def test_whoever_says_hello_first_is_asked_what_they_see(language: str, hello: str, channel: str) -> None:
    person = Person.in_("drenas", language, channel)
    person.says(hello)
    person.says("1")
    assert (person.session.flow, person.session.step) == ("report_hazard", "description")
    person.says("ka nje pus pa kapak te shkolla")
    person.says("Komoran")
    person.says("1")
    assert person.submitted[0].answers["description"] == "ka nje pus pa kapak te shkolla"


def test_a_place_in_the_hello_is_kept() -> None:
    person = Person.in_("drenas", "sq")
    for text in ("pershendetje prej Komoranit", "1", "ka nje pus pa kapak"):
        person.says(text)
    assert person.session.step == "summary"


def test_a_long_story_is_kept_though_no_word_of_it_is_known() -> None:
    person = Person.in_("drenas", "sq")
    story = "more une pe kqyra mbramë qitu nalt kur po shkojsha e ma nuk e harrova"
    person.says(story)
    person.says("1")
    assert person.session.answers["description"] == story


@pytest.mark.parametrize(
    ("words", "category"),
    [
        ("një nxënës nuk vjen në shkollë që nga tetori në Komoran", "school_dropout"),  # no "terror" in October
        ("një fëmijë nuk vjen në shkollë prej tetorit", "school_dropout"),
        ("kam një problem të madh", "other"),  # and no river in a problem
    ],
)
def test_everyday_words_are_no_other_words_with_a_slip(words: str, category: str) -> None:
    assert LISTEN(words).category == category


@pytest.mark.parametrize("no", ["jo", "Jo.", "ne", "hayır", "no", "не"])
@pytest.mark.parametrize("flow", ["2", "3"])
def test_a_no_to_do_you_want_to_add_something_adds_nothing(flow: str, no: str) -> None:
    person = Person.in_("drenas", "sq")
    for text in ("fillo", flow, "2", "Komoran", "po"):
        person.says(text)
    assert person.session.step == "words"
    turn = person.says(no)
    assert (turn.added, person.session.step) == (None, "safe_now")


@pytest.mark.parametrize("number", ["1", "2.", "22"])
def test_a_number_says_nothing_of_what_happened(number: str) -> None:
    """A second press on a phone with buttons: it was the answer to the question before."""
    person = Person.in_("drenas", "sq", "sms")
    for text in ("fillo", "2", "2", "Komoran", "1"):
        person.says(text)
    assert person.says(number).added is None
    assert person.session.step == "words"
    hazard = Person.in_("drenas", "sq", "sms")
    for text in ("fillo", "1"):
        hazard.says(text)
    hazard.says(number)
    assert hazard.session.step == "description"
