"""What is heard as danger, in every language and spelling, and what only sounds like it."""

from itertools import pairwise
from pathlib import Path

import pytest

from reportbot.core.cases.triage.reasons import in_english
from reportbot.core.hearing.lexicon import DangerKind, Lexicon
from reportbot.core.hearing.listen import MOST_LETTERS, Heard, listen, look_for_danger
from reportbot.lexicons import load

EVALUATION = Path(__file__).parents[2] / "triage" / "evaluation.tsv"


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load()


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("dua ta vras veten", "suicide"),
        ("s'du me jetu ma", "suicide"),
        ("hoću da se ubijem", "suicide"),
        ("хоћу да се убијем", "suicide"),
        ("I want to kill myself", "suicide"),
        ("yaşamak istemiyorum artık", "suicide"),
        ("želim umrijeti", "suicide"),
        ("një fëmijë ka ra në pusetë", "child_in_pit"),
        ("dete je upalo u šaht", "child_in_pit"),
        ("a child fell into the well", "child_in_pit"),
        ("çocuk kuyuya düştü", "child_in_pit"),
        ("ka një armë në çantë", "weapon"),
        ("ima nož u torbi", "weapon"),
        ("he has a gun", "weapon"),
        ("elinde bıçak var", "weapon"),
        ("osjeća se dim, gori kuća", "fire_gas_electricity"),
        ("ka zjarr ne banese", "fire_gas_electricity"),
        ("gaz kokusu var", "fire_gas_electricity"),
        ("I smell gas", "fire_gas_electricity"),
        ("na ka humbur djali", "missing_child"),
        ("nestala je devojčica", "missing_child"),
        ("my daughter is missing", "missing_child"),
        ("oğlum kayboldu", "missing_child"),
        ("nuk po merr frymë", "injured"),
        ("ne diše", "injured"),
        ("she is not breathing", "injured"),
        ("nefes almıyor", "injured"),
        ("e kanë përdhunuar", "sexual_violence"),
        ("silovali su je", "sexual_violence"),
        ("my uncle touches me", "sexual_violence"),
        ("tecavüz ettiler", "sexual_violence"),
        ("burri po më rreh tani", "violence_now"),
        ("muž me upravo tuče", "violence_now"),
        ("he is beating her right now", "violence_now"),
        ("kocam şu an beni dövüyor", "violence_now"),
        ("babai më rreh", "violence"),
        ("tata me tuče", "violence"),
        ("my dad hits me", "violence"),
        ("babam beni dövüyor", "violence"),
        ("beba je sama u kolima", "child_alone"),
        ("upomoć", "cry_for_help"),
        ("imdat", "cry_for_help"),
    ],
)
def test_a_danger_is_heard_in_every_language(lexicon: Lexicon, said: str, kind: str) -> None:
    found = look_for_danger(lexicon, said)
    assert found is not None
    assert found.kind == DangerKind(kind)


@pytest.mark.parametrize(
    "said",
    [
        "duatevrasveten",
        "hocudaseubijem",
        "iwanttokillmyself",
        "DUA TA VRAS VETEN!!!",
        "hoooocu da se ubijemmm",
        "dua ta vr\u200bas ve\u00adten",
        "hоću da se ubijem",  # the first o is Cyrillic
        "\u202edua ta vras veten\u202c",
        "\U0001d5d7\U0001d602\U0001d5ee ta vras veten",  # letters of a mathematical alphabet
        "I want to commit sucide",
    ],
)
def test_odd_spellings_hide_nothing(lexicon: Lexicon, said: str) -> None:
    found = look_for_danger(lexicon, said)
    assert found is not None
    assert found.kind is DangerKind.SUICIDE


@pytest.mark.parametrize(
    "said",
    [
        "më vret uria",
        "me mbyti merzia",
        "plasa nga te qeshurat",
        "ubi me dosada",
        "umirem od smeha",
        "crkoh od smijeha",
        "this homework is killing me",
        "my phone died",
        "gülmekten öldüm",
        "sıcaktan ölüyorum",
        "her gün okula gidiyorum",  # gün folds to gun
        "dhuroj gjak",
    ],
)
def test_an_idiom_only_sounds_like_danger(lexicon: Lexicon, said: str) -> None:
    assert look_for_danger(lexicon, said) is None


@pytest.mark.parametrize(
    "said",
    [
        "nuk ka zjarr",
        "askush nuk u lendua",
        "babai nuk më rreh",
        "nema pozara",
        "niko nije povređen",
        "tata me ne tuče",
        "there is no fire",
        "nobody was injured",
        "my dad does not hit me",
        "yangın yok",
        "babam beni dövmüyor",
        "silah yok",
    ],
)
def test_what_is_denied_is_no_danger(lexicon: Lexicon, said: str) -> None:
    assert look_for_danger(lexicon, said) is None


@pytest.mark.parametrize(
    "said",
    [
        "nuk jam mire. babai me rreh",
        "nisam dobro, tata me tuče",
        "I am not ok, my dad hits me",
        "nuk ndalet, po më rreh burri tash",
        "he does not stop hitting my mother now",
    ],
)
def test_a_denial_ends_with_its_thought(lexicon: Lexicon, said: str) -> None:
    assert look_for_danger(lexicon, said) is not None


@pytest.mark.parametrize(
    "said",
    [
        "sa është numri i zjarrfikësve?",
        "koji je broj policije",
        "what do I do if there is a fire",
        "polisin numarası kaç",
    ],
)
def test_a_question_about_numbers_is_no_danger(lexicon: Lexicon, said: str) -> None:
    assert look_for_danger(lexicon, said) is None


@pytest.mark.parametrize("said", ["faleminderit", "Hvala puno!", "thanks", "teşekkürler", "zdravo", "pershendetje"])
def test_thanks_and_greetings_are_known_as_such(lexicon: Lexicon, said: str) -> None:
    assert listen(lexicon, said).is_thanks


@pytest.mark.parametrize("said", ["faleminderit, babai më rreh", "hvala, pukla je cev", "thanks, he has a knife"])
def test_thanks_with_news_is_more_than_thanks(lexicon: Lexicon, said: str) -> None:
    assert not listen(lexicon, said).is_thanks


@pytest.mark.parametrize(
    "rubbish",
    [
        "",
        " ",
        "😀😀😀",
        "\u200b\u200f\u202e",
        "....!!!???",
        "\x00\x01",
        "12345 67890",
        "ﷺ" * 5_000,
        "x" * 1_000_000,
        "مرحبا",
    ],
)
def test_rubbish_says_nothing(lexicon: Lexicon, rubbish: str) -> None:
    heard = listen(lexicon, rubbish)
    assert heard.danger is None
    assert heard.guesses == ()


def test_only_the_beginning_of_a_very_long_message_is_read(lexicon: Lexicon) -> None:
    filling = "la " * (MOST_LETTERS // 3 + 1)
    assert look_for_danger(lexicon, "dua ta vras veten " + filling * 300) is not None
    assert look_for_danger(lexicon, filling + "dua ta vras veten") is None


def test_reasons_cite_the_lexicon_and_never_the_person(lexicon: Lexicon) -> None:
    heard = listen(lexicon, "Arbenita tha qe babai e rrihte me kabllo")
    assert heard.because
    assert not any("arbenita" in in_english(reason).lower() for reason in heard.because)


def test_nothing_heard_is_nothing() -> None:
    assert not Heard().is_thanks


def test_the_quick_look_hears_the_same_danger_as_listening(lexicon: Lexicon) -> None:
    sentences = [line.split("\t")[1] for line in EVALUATION.read_text("utf-8").splitlines()[1:]]
    assert len(sentences) >= 400
    for said in (*sentences, *map(" ".join, pairwise(sentences))):
        found, heard = look_for_danger(lexicon, said), listen(lexicon, said)
        assert (found and found.kind) == heard.danger, said
        assert bool(found and found.happening_now) == heard.happening_now, said
