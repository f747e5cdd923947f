"""What people say beside the question: who reads this, I have no code, a place too early, a long story, a far point."""

import pytest

from reportbot.core.messages import Location
from tests.conversations.world import MONDAY, Person, with_desk_phone

NUMBER = {
    "sq": "Zyrat nuk e marrin vesh numrin tënd.",
    "sr": "Službe ne saznaju tvoj broj.",
    "tr": "Kurumlar numaranı öğrenmez.",
    "en": "The offices do not learn your number.",
}
ASKED = [
    ("sq", "kush e sheh numrin tim?"),
    ("sq", "a jam anonim"),
    ("sq", "a e merr vesh policia qe une kam shkru"),
    ("sq", "dua ta fshij raportin tim"),
    ("sr", "ko vidi moj broj?"),
    ("sr", "hoću da obrišem prijavu"),
    ("tr", "numaramı kim görüyor"),
    ("en", "who can see my number"),
    ("en", "will my parents find out"),
]


def said(person: Person, text: str) -> str:
    before = len(person.seen)
    person.says(text)
    return "\n".join(each.text for each in person.seen[before:])


@pytest.mark.parametrize(("language", "asked"), ASKED)
def test_it_is_answered_at_every_question_and_is_no_answer(language: str, asked: str) -> None:
    person = Person.in_("vushtrri", language)
    for answer in ("start", "1", "Old bottles everywhere, near the bridge", "Vushtrri"):
        person.says(answer)  # the menu, what, where, the summary
        step, told = person.session.step, person.session.said.get("description")
        answered = said(person, asked)
        assert NUMBER[language] in answered
        assert (person.session.step, person.session.said.get("description")) == (step, told)


@pytest.mark.parametrize(("language", "asked"), [ASKED[0], ASKED[6]])
def test_a_stranger_is_answered_first_and_it_is_no_report(language: str, asked: str) -> None:
    person = Person.in_("vushtrri")
    assert NUMBER[language] in said(person, asked)
    assert "first_words" not in person.session.answers


def test_after_a_report_nobody_is_asked_whether_the_question_belongs_to_it() -> None:
    person = Person.in_("drenas", "sq")
    for answer in ("start", "1", "pus i hapur", "Komoran", "po", "jo", "kapërce"):
        person.says(answer)
    assert said(person, "kush i lexon keto mesazhe").endswith("Raportimi i dërguar mbetet.")
    assert person.session.is_idle


def test_a_place_and_a_story_are_no_such_question() -> None:
    person = Person.in_("drenas", "sq")
    for answer in ("start", "1", "shumë mbeturina buzë rrugës", "te policia e re"):
        person.says(answer)
    assert person.session.answers["place_typed"] == "te policia e re"
    person = Person.in_("drenas", "sq")
    for answer in (
        "start",
        "1",
        "kush i lexon keto mesazhe, se ka tri jave qe nuk po i merr kush mbeturinat te shkolla",
    ):
        person.says(answer)
    assert "mbeturinat" in person.session.said["description"]


HUMAN = {
    "sq": ("Mund të telefonosh e të flasësh me një njeri:", ["dua te flas me njeri", "A mundem me fol me dikë?"]),
    "sr": ("Možeš da pozoveš i razgovaraš sa čovekom:", ["hoću da pričam s nekim", "mogu li da razgovaram sa čovekom"]),
    "en": ("You can call and talk to a person:", ["I want to talk to a human", "can I speak to a real person"]),
    "tr": ("Arayıp bir insanla konuşabilirsin:", ["bir insanla konuşmak istiyorum", "biriyle konuşabilir miyim"]),
    "bs": ("Možeš nazvati i razgovarati s čovjekom:", ["želim razgovarati s nekim", "treba mi neko da popričam"]),
}


@pytest.mark.parametrize("language", HUMAN)
def test_who_wants_a_human_is_told_whom_to_call_and_asked_the_same_again(language: str) -> None:
    told, asked = HUMAN[language]
    person = Person.in_("vushtrri", language)
    for answer in ("start", "1", "Old bottles everywhere, near the bridge", "Vushtrri"):
        person.says(answer)  # the menu, what, where, the summary
        for each in asked:
            question, known = person.seen[-1], person.session.answers
            answered = said(person, each)
            assert answered.startswith(told) and "112" in answered, each
            assert (person.seen[-1].choices, person.session.answers) == (question.choices, known)


def test_a_stranger_who_wants_a_human_and_whoever_is_done_are_told_too() -> None:
    person = Person.in_("kamez")
    person.says("dua te flas me njeri")
    assert "116 111" in person.seen[0].text and "first_words" not in person.session.answers
    person = Person.in_("kamez", "sq", "sms")
    assert said(person, "DUA TE FLAS ME NJERI") == "Për të folur me një njeri, telefono 116 111 ALO për fëmijë, 112."


def test_danger_a_story_and_a_no_are_not_taken_for_it() -> None:
    person = Person.in_("drenas", "en")
    assert "Is someone in danger?" in said(person, "I want to talk to someone, he hits me now")
    for words in ("dua te flas me drejtorin per mbeturinat", "nuk dua te flas me njeri", "someone", "i want to talk"):
        person = Person.in_("drenas", "en")
        assert HUMAN["en"][0] not in said(person, words)


def test_the_telephone_of_the_desk_comes_with_its_hours_unless_they_keep_it_from_the_desk() -> None:
    for hour, told in ((10, "until Monday 2 March, 16:00"), (20, "from Tuesday 3 March, 08:00")):
        person = Person.in_("drenas", "en", now=MONDAY.replace(hour=hour))
        person.town = with_desk_phone("drenas", "038 500 500")
        assert f"Reporting desk of the municipality: 038 500 500, {told}" in said(person, "I want to talk to a human")


@pytest.mark.parametrize(
    ("language", "safe", "offered"),
    [("en", "1", "The same place: "), ("tr", "1", "Aynı yer: "), ("bs", "1", "Isto mjesto: "), ("en", "2", "")],
)
def test_a_danger_after_the_end_offers_the_place_unless_others_may_see_the_phone(
    language: str, safe: str, offered: str
) -> None:
    person = Person.in_("vushtrri", language)
    for answer in ("start", "1", "manhole without a lid", "Vushtrri", "1", safe, "!skip", "he has a knife"):
        person.says(pressed=answer) if answer == "!skip" else person.says(answer)
    turn = person.says("1")
    assert turn.alarm and turn.replies[0].first
    first = person.seen[-1].choices[0].label
    assert first.startswith(offered) if offered else "The same place" not in first


def test_who_has_no_code_comes_to_the_beginning() -> None:
    person = Person.in_("drenas", "sq")
    for answer in ("start", "5", "4"):
        person.says(answer)
    assert person.session.flow == "check_report"
    person.says("jo")
    assert person.session.flow == "welcome"


def test_a_place_named_where_the_kind_was_asked_is_kept() -> None:
    person = Person.in_("drenas", "sq")
    for answer in ("start", "2", "Komoran"):
        person.says(answer)
    assert person.session.said["place"] == {"key": "komoran"}
    assert person.session.step == "category"


def test_of_a_long_story_they_read_the_beginning_again_and_all_of_it_is_sent() -> None:
    person, story = Person.in_("drenas", "sq"), "mbeturinat nuk po i merr kush qe tri jave " * 50
    for answer in ("start", story):
        person.says(answer)
    assert max(len(each.text) for each in person.seen) < 600
    for answer in ("Komoran", "po"):
        person.says(answer)
    assert max(len(each.text) for each in person.seen) < 600
    (submitted,) = person.submitted
    assert submitted.answers["description"].count("mbeturinat") == 50


def test_a_point_outside_the_town_is_called_so_before_anything_is_sent() -> None:
    person = Person.in_("drenas", "sq")
    for answer in ("start", "1", "shumë mbeturina buzë rrugës"):
        person.says(answer)
    person.says(location=Location(42.66, 21.16))
    assert "pika që dërgove, larg vendeve që i njohim" in person.seen[-1].text


@pytest.mark.parametrize(
    ("town", "language", "told", "where"),
    [
        ("vushtrri", "sq", "s'kam bukë për fëmijë", "Qendrën për Punë Sociale"),
        ("kamez", "sq_AL", "nuk kam bukë për fëmijët", "shërbimi social i bashkisë"),
        ("drenas", "sr", "nemam hleba za decu", "Centru za socijalni rad"),
        ("drenas", "sq", "nuk kemi bukë në shtëpi", "Qendrën për Punë Sociale"),
        ("drenas", "en", "I have no food for my children", "social service of your municipality"),
        ("vushtrri", "tr", "çocuklarıma verecek yemeğim yok", "sosyal hizmetine sor"),
    ],
)
def test_who_has_no_food_for_the_children_hears_where_help_is_and_is_reported_by_nobody(
    town: str, language: str, told: str, where: str
) -> None:
    person = Person.in_(town, language)
    person.says("start")
    answered = said(person, told)
    assert where in answered
    assert "192" not in answered
    assert "guess" not in person.session.answers
    assert where.split()[0] in said(Person.in_(town), told)  # a stranger too


def test_a_child_without_care_that_says_the_same_can_still_report_it() -> None:
    person = Person.in_("drenas", "sq")
    person.says("start")
    assert "na e shkruaj këtë" in said(person, "nuk kemi bukë në shtëpi")
    person.says("jam 11 vjeç, askush nuk kujdeset për mua dhe nuk kemi bukë në shtëpi")
    assert person.session.answers["guess"] == "child"


def test_in_a_report_that_is_made_no_word_of_it_is_lost() -> None:
    person = Person.in_("drenas", "en")
    for answer in ("start", "2"):
        person.says(answer)
    person.says("I have no food for my children")
    assert "no food" in person.session.said.get("description", "")
