"""A whole conversation in each language, in either letters, and every way from one to another."""

from dataclasses import replace
from typing import cast

import pytest

from reportbot.core.conversation.questions.answers import read_number
from reportbot.core.conversation.turns.session import Session
from reportbot.municipality.loading import Municipality
from tests.conversations.world import Person, the_world

ALL_FIVE = ("sq", "sr", "bs", "tr", "en")


def a_person(town: str, *languages: str, channel: str = "telegram") -> Person:
    """Somebody whom nobody knows yet, in a town that offers these languages; none: its own."""
    person = Person.in_(town, "", channel)
    if languages:
        there = the_world().towns[town]
        rules = replace(cast(Municipality, there.rules), languages=languages)
        person.town = replace(there, rules=rules, around=replace(there.around, languages=languages))
        person.session = Session(languages[0])
    return person


def heard(person: Person, text: str) -> str:
    """All that is answered to this, with the labels of its buttons."""
    before = len(person.seen)
    person.says(text)
    return "\n".join(
        "\n".join([each.text, *(choice.label for choice in (*each.choices, *each.commands))])
        for each in person.seen[before:]
    )


def sent(person: Person, place: str, answer: str = "1") -> str:
    """What is said once the report is stored."""
    for _ in range(5):
        said = heard(person, place if person.session.step == "place" else answer)
        if person.submitted:
            return said
    raise AssertionError(f"not stored at {person.session.flow}.{person.session.step}")


REPORTS = [
    ("drenas", (), "shqip", "Ka nje pus pa kapak te shkolla, kujdes femijet", "nje", "Faleminderit"),
    ("drenas", (), "srpski", "Ima rupa na putu kod škole, opasno za decu", "jedan", "Hvala"),
    ("vushtrri", (), "türkçe", "Okulun yanında kapağı olmayan bir çukur var", "bir", "Teşekkürler"),
    ("drenas", ALL_FIVE, "bosanski", "Ima rupa na putu kod škole, opasno za djecu", "1.", "Hvala"),
    ("drenas", (), "english", "There is an open manhole near the school", "one", "Thank you"),
    ("drenas", (), "српски", "Има рупа на путу код школе, опасно за децу", "да", "Хвала"),
    ("kamez", (), "shqip", "Ka nje pusete pa kapak te shkolla, kujdes femijet", "po", "Faleminderit"),
]


@pytest.mark.parametrize("channel", ["telegram", "sms"])
@pytest.mark.parametrize(("town", "languages", "name", "story", "yes", "thanks"), REPORTS)
def test_in_every_language_a_report_comes_to_its_receipt(
    town: str, languages: tuple[str, ...], name: str, story: str, yes: str, thanks: str, channel: str
) -> None:
    person = a_person(town, *languages, channel=channel)
    for text in ("/start", name, "1", story):
        heard(person, text)
    said = sent(person, {"drenas": "Komoran", "vushtrri": "Banjskë", "kamez": "Bathore"}[town], yes)
    assert person.submitted[0].answers["category"] == "manhole"
    assert person.submitted[0].answers["description"] == story
    assert thanks in said


@pytest.mark.parametrize(
    ("town", "languages", "story", "proposed"),
    [
        ("drenas", (), "Rupa na putu kod škole", "sr"),
        ("drenas", (), "psi lutalice kod škole", "sr"),  # by its letters alone
        ("drenas", (), "Рупа на путу код школе", "sr_Cyrl"),
        ("vushtrri", (), "sokak köpekleri çocukları ısırdı", "tr"),
        ("drenas", (), "sokak köpekleri çocukları ısırdı", "sq"),  # not offered there
        ("kamez", ("en", "sq_AL"), "Ka nje pusete pa kapak te shkolla", "sq_AL"),
        ("drenas", ALL_FIVE, "Rupa na putu kod škole", "sq"),  # Serbian or Bosnian? The question asks
        ("drenas", ALL_FIVE, "Рупа на путу код школе", "sr_Cyrl"),
        ("drenas", ("sq", "bs", "en"), "Rupa na putu kod škole", "bs"),
        ("drenas", (), "ok", "sq"),
    ],
)
def test_the_first_words_only_propose_a_language(
    town: str, languages: tuple[str, ...], story: str, proposed: str
) -> None:
    person = a_person(town, *languages)
    heard(person, story)
    assert (person.session.language, person.session.language_known) == (proposed, False)
    assert person.session.step == "language"


def test_whoever_has_chosen_is_not_asked_again_for_a_weak_guess() -> None:
    person = Person.in_("drenas", "sq")
    heard(person, "broken swing near school")  # its letters say English, none of its words does
    assert (person.session.language, person.session.language_known) == ("sq", True)


def test_letters_alone_are_no_reason_to_ask_a_speaker_of_serbian_again() -> None:
    person = Person.in_("drenas", "sr")
    heard(person, "Рупа на путу код школе")
    assert (person.session.language, person.session.language_known) == ("sr_Cyrl", True)
    bosnian = a_person("drenas", *ALL_FIVE)
    bosnian.session = Session("bs", language_known=True)
    heard(bosnian, "Rupa na putu kod škole, opasno je")
    assert (bosnian.session.language, bosnian.session.language_known) == ("bs", True)


def test_one_option_stands_for_both_letters_and_never_more_than_five() -> None:
    person = a_person("drenas", *ALL_FIVE)
    heard(person, "/start")
    labels = [choice.label for choice in person.seen[-1].choices]
    assert labels == ["Shqip", "Srpski / Српски", "Bosanski", "Türkçe", "English"]


def test_by_sms_serbian_has_one_name_and_latin_letters_without_marks() -> None:
    person = a_person("drenas", channel="sms")
    heard(person, "Рупа на путу код школе")
    assert [choice.label for choice in person.seen[-1].choices] == ["Shqip", "Srpski", "English"]
    assert not person.seen[-1].commands or all("Ћ" not in each.label for each in person.seen[-1].commands)


def test_who_chooses_serbian_is_shown_the_other_letters_once_and_quietly() -> None:
    person = a_person("drenas")
    heard(person, "/start")
    assert heard(person, "2").endswith("Ћирилица")
    assert "Ћирилица" not in heard(person, "1")


def test_the_letters_change_at_any_time_and_the_draft_stays() -> None:
    person = Person.in_("drenas", "sr")
    for text in ("/start", "1"):
        heard(person, text)
    assert "Шта видиш" in heard(person, "ćirilica")
    assert "Где је то?" in heard(person, "Rupa na putu kod škole")  # Latin letters change nothing
    assert "Gde je to?" in heard(person, "ЛАТИНИЦА")
    assert "Где је то?" in heard(person, "ЋИРИЛИЦА")
    sent(person, "Komoran")
    assert person.submitted[0].answers["description"] == "Rupa na putu kod škole"


def test_whoever_asked_for_latin_letters_keeps_them_though_they_write_cyrillic() -> None:
    person = Person.in_("drenas", "sr")
    heard(person, "LATINICA")
    heard(person, "Рупа на путу код школе")
    assert person.session.language == "sr_Latn"
    heard(person, "jezik")
    heard(person, "2")
    assert person.session.language == "sr_Latn"


def test_the_letters_change_before_the_question_about_danger_is_answered() -> None:
    person = Person.in_("drenas", "sr")
    assert "Da li je neko u opasnosti?" in heard(person, "otac me bije")
    assert "Да ли је неко у опасности?" in heard(person, "ЋИРИЛИЦА")
    assert person.session.waiting_for == "danger"


def test_a_town_without_serbian_has_no_cyrillic() -> None:
    person = Person.in_("kamez", "sq_AL")
    heard(person, "ЋИРИЛИЦА")
    assert person.session.language == "sq_AL"


@pytest.mark.parametrize(
    ("word", "name", "asks"),
    [("GJUHA", "Türkçe", "Nerede?"), ("dil", "turqisht", "Nerede?"), ("jezik", "engleski", "Where is it?")],
)
def test_the_language_changes_in_mid_flow_and_the_draft_stays(word: str, name: str, asks: str) -> None:
    person = a_person("drenas", *ALL_FIVE)
    for text in ("/start", "shqip", "1", "Ka nje pus pa kapak te shkolla"):
        heard(person, text)
    assert "1" in heard(person, word) or person.session.waiting_for == "language"
    assert asks in heard(person, name)
    sent(person, "Komoran")
    assert person.submitted[0].answers["description"] == "Ka nje pus pa kapak te shkolla"


def test_albanias_words_are_said_in_kamez_only() -> None:
    said = {}
    for town in ("drenas", "kamez"):
        person = a_person(town)
        for text in ("/start", "shqip", "1", "Plehra ne rruge", "Bathore" if town == "kamez" else "Komoran"):
            said[town] = heard(person, text)
        assert [choice.label for choice in person.seen[0].choices or person.seen[1].choices][:1] == ["Shqip"]
    assert "plehra" in said["kamez"] and "Mbetje" in said["kamez"]
    assert "Mbeturina" in said["drenas"] and "Mbeturina" not in said["kamez"]


@pytest.mark.parametrize(
    "answer",
    ["1", "1.", "1)", "një", "nje", "nji", "jedan", "један", "bir", "one", "1-PO", "1 po", "po", "evet", "да", "da"],
)
def test_yes_is_understood_in_any_language_whatever_the_town_offers(answer: str) -> None:
    person = Person.in_("kamez", "en")
    for text in ("/start", "1", "There is an open manhole near the school", "Bathore", answer):
        heard(person, text)
    assert len(person.submitted) == 1, answer


@pytest.mark.parametrize(
    ("typed", "chosen"),
    [(said, "change") for said in ("3", "tre", "tri", "üç", "hayır", "не", "Bir şeyi değiştir", "Promijeni nešto")],
)
def test_a_label_and_its_number_are_understood_in_any_language(typed: str, chosen: str) -> None:
    person = Person.in_("kamez", "sq_AL")
    for text in ("/start", "1", "Ka nje pusete pa kapak te shkolla", "Bathore", typed):
        heard(person, text)
    assert person.session.step == chosen


def test_an_answer_that_is_called_like_a_number_is_meant_by_its_name() -> None:
    labels = [frozenset({"ostalo"}), frozenset({"bir sey"}), frozenset({"dva"})]
    assert read_number("dva", 3, labels, {"dva": 2, "bir": 1}) is None  # the third option is called so
    assert read_number("bir", 3, labels, {"dva": 2, "bir": 1}) == 0
    assert read_number("iki dva", 3, labels, {"iki": 2, "dva": 2}) is None
    assert read_number("iki bir sey", 3, labels, {"iki": 2}) == 1
