"""Plain enough for who reads it, and nobody is asked who they are."""

from dataclasses import replace
from pathlib import Path

import pytest

from reportbot import wordings
from reportbot.core.conversation.checks.plainness import (
    Reading,
    WordList,
    longest_sentence,
    reading,
    sentences,
    syllables,
)
from reportbot.core.conversation.checks.wording import wording_findings
from reportbot.core.conversation.flows.flow import Flow, FlowBook, Option, Sentence, Step
from reportbot.core.errors import BadSetup
from reportbot.i18n import Catalogues
from tests.conversations.world import the_world

LISTS = wordings.load()
SAID = {
    "Where is it?": {"sq": "Ku është?", "sr": "Gde je?"},
    "What is your name?": {"sq": "Si e ke emrin?", "sr": "Kako ti je ime?"},
    "You do not have to give your name.": {"sq": "Nuk duhet ta japësh emrin.", "sr": "Ne moraš da kažeš ime."},
    "Which class are you in?": {"sq": "Në cilën klasë je?", "sr": "U kom razredu si?"},
    "Who did it?": {"sq": "Kush e bëri?", "sr": "Ko je to uradio?"},
    "Your phone number, please.": {"sq": "Shkruaj numrin e telefonit.", "sr": "Napiši broj telefona."},
    "Please send a photo.": {"sq": "Dërgo një foto.", "sr": "Pošalji fotografiju."},
    "The institution answers.": {"sq": "Institucioni përgjigjet.", "sr": "Institucija odgovara."},
}


def a_book(*asks: str, voice: str = "citizen", kind: str = "text", **more: object) -> FlowBook:
    ask = tuple(map(Sentence, asks))
    step = Step("s", kind, ask, save="x", line=4, **more)  # type: ignore[arg-type]  # rows of a table
    flow = Flow("f", 1, "s", {"s": step}, voice=voice, file="f.toml")
    return FlowBook({("f", 1): flow}, "f")


def found(book: FlowBook, *languages: str) -> list[str]:
    translator = Catalogues({code: {msgid: by[code] for msgid, by in SAID.items()} for code in ("sq", "sr")})
    lists = {code: LISTS[code] for code in languages or ("en", "sq", "sr")}
    return [str(problem) for problem in wording_findings(book, translator.say, lists)]


@pytest.mark.parametrize(
    "asks", ["What is your name?", "Which class are you in?", "Who did it?", "Your phone number, please."]
)
def test_who_somebody_is_is_never_asked_in_any_language(asks: str) -> None:
    problems = found(a_book(asks))
    assert len(problems) == 3
    assert all("asks who somebody is" in problem and problem.startswith("f.toml:4") for problem in problems)


def test_it_may_be_said_that_no_name_is_needed() -> None:
    assert found(a_book("Where is it?", "You do not have to give your name.")) == []


def test_one_sentence_that_denies_does_not_excuse_the_next() -> None:
    assert len(found(a_book("You do not have to give your name. What is your name?"), "en")) == 1


@pytest.mark.parametrize("field", ["again", "sms"])
def test_asking_again_and_asking_by_sms_count_too(field: str) -> None:
    book = a_book("Where is it?", again="What is your name?") if field == "again" else a_book("Where is it?")
    if field == "sms":
        step = Step("s", "text", (Sentence("Where is it?", "What is your name?"),), save="x")
        book = FlowBook({("f", 1): Flow("f", 1, "s", {"s": step})}, "f")
    assert len(found(book)) == 3


@pytest.mark.parametrize(("reports", "count"), [("person", 3), ("hazard", 0)])
def test_nobody_at_risk_is_asked_why_or_for_a_picture(reports: str, count: int) -> None:
    (flow,) = a_book("Please send a photo.").flows.values()
    problems = found(FlowBook({("f", 1): replace(flow, reports=reports)}, "f"))
    assert len([each for each in problems if "pries" in each]) == count


def test_what_is_only_told_asks_nothing() -> None:
    assert found(a_book("Write your name on paper.", kind="say"), "en") == []


@pytest.mark.parametrize("voice", ["citizen", "teacher", "child"])
def test_words_of_offices_are_kept_from_children_alone(voice: str) -> None:
    problems = found(a_book("The institution answers.", kind="say", voice=voice))
    assert len([each for each in problems if "is a word of offices" in each]) == (3 if voice == "child" else 0)


def test_an_answer_that_a_child_reads_holds_no_word_of_offices() -> None:
    book = a_book("Where is it?", kind="choice", voice="child", options=(Option("a", "Institution"),))
    assert found(book, "en") == ["f.toml:4: “institution” is a word of offices, and a child reads it (en)"]


@pytest.mark.parametrize(("voice", "most"), [("child", 12), ("citizen", 15), ("teacher", 15)])
def test_a_sentence_is_as_long_as_its_reader_can_take(voice: str, most: int) -> None:
    assert found(a_book("so " * most + ".", kind="say", voice=voice), "en") == []
    problem, *_ = found(a_book("so " * (most + 1) + ".", kind="say", voice=voice), "en")
    assert problem.startswith(f"f.toml:4: {most + 1} words in en, at most {most}: “so so")


def test_a_child_of_nine_can_read_it() -> None:
    hard = "Necessary unavoidable considerations necessitate understanding."
    assert found(a_book(hard, kind="say", voice="child"), "en")[-1].endswith("must be at 9")
    assert found(a_book(hard, kind="say"), "en") == []


def test_text_is_cut_into_sentences_and_a_hole_is_a_word() -> None:
    text = "Please check:\n{category}\n“{description}”\nSend it? Yes. 1"
    assert sentences(text) == ["Please check", "x", "x", "Send it", "Yes", "1"]
    assert longest_sentence("") == ""


@pytest.mark.parametrize(
    ("word", "language", "count"),
    [
        ("shkollë", "sq", 1), ("fëmijë", "sq", 2), ("përgjigje", "sq", 3), ("një", "sq", 1), ("detyrueshmëri", "sq", 5),
        ("prst", "sr", 1), ("opasnost", "sr", 3), ("izaberi", "sr", 4), ("žrtva", "sr", 2), ("place", "en", 1),
        ("emergency", "en", 4), ("see", "en", 1), ("öğretmen", "tr", 3), ("ы", "sr", 1),
        ("опасност", "sr_Cyrl", 3), ("прст", "sr_Cyrl", 1),
    ],
)  # fmt: skip
def test_syllables_are_counted_as_they_are_spoken(word: str, language: str, count: int) -> None:
    assert syllables(word, language) == count


def test_the_age_follows_from_long_sentences_and_long_words() -> None:
    assert Reading(5, 0).age == 7
    assert Reading(10, 0.05).age == pytest.approx(11)
    assert reading([], "sq") is None
    assert reading(["{code}", "…"], "sq") == Reading(1, 0)


def test_a_word_list_knows_words_stems_and_phrases_with_or_without_marks() -> None:
    words = WordList(("emrin", "mbiemr*", "në cilën klasë"))
    assert [words.in_(text) for text in ("Emrin!", "mbiemrat", "NE CILEN KLASE je", "emrinx", "")] == [
        "emrin", "mbiemrat", "ne cilen klase", "", "",
    ]  # fmt: skip
    assert WordList().in_("anything") == ""


def test_every_language_of_the_product_has_its_lists() -> None:
    languages = the_world().translator.languages
    assert set(wordings.lists_for(languages)) == set(languages)
    assert wordings.lists_for(["sq_AL", "xx"]) == {"sq_AL": LISTS["sq"]}


def test_the_shipped_flows_are_plain_and_ask_nobody_who_they_are() -> None:
    lists = wordings.lists_for(the_world().translator.languages)
    assert wording_findings(the_world().book, the_world().translator.say, lists) == []


@pytest.mark.parametrize(
    "rubbish", ["office = 3", "office = [1]", 'office = ["*"]', "x = []", "office", "", "\x00", "unknown = []"]
)
def test_a_list_that_cannot_be_used_is_named(tmp_path: Path, rubbish: str) -> None:
    (tmp_path / "sq.toml").write_text(rubbish, "utf-8")
    (tmp_path / "notes.md").write_text("no list")
    with pytest.raises(BadSetup, match=r"^sq\.toml: cannot be used"):
        wordings.load(tmp_path)


def test_a_list_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "sq.toml").write_bytes(b"office = ['\xff']")
    with pytest.raises(BadSetup, match=r"^sq\.toml: cannot be used"):
        wordings.load(tmp_path)
