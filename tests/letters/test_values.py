"""What is handed to a template is plain: letters stay, and what no paper can show goes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportbot.core.errors import RuleBroken
from reportbot.letters.values import LONGEST, LONGEST_WORD, Signs, printable, text, texts_of

BREAK = "\u200b"


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Ëç Đđ Šš Žž Čč Ćć Ğğ Şş Iı Љљ Њњ Џџ Ђђ", "Ëç Đđ Šš Žž Čč Ćć Ğğ Şş Iı Љљ Њњ Џџ Ђђ"),
        ("#eval(\"1\") $x$ \\ *a* _b_ @c <d> // /* */", "#eval(\"1\") $x$ \\ *a* _b_ @c <d> // /* */"),
        ("one\ntwo\r\nthree\rfour\u2028five\u2029six\x85seven", "one\ntwo\nthree\nfour\nfive\nsix\nseven"),
        ("a\tb", "a b"),
        ("bell\x07 nul\x00 escape\x1b delete\x7f", "bell nul escape delete"),
        ("turned \u202ethgir ot tfel\u202c and \u2066back\u2069", "turned thgir ot tfel and back"),
        ("half a letter \ud800!", "half a letter \ufffd!"),
        ("mine \ue000 and nobody's \uffff", "mine  and nobody's "),
        ("e" + "\u0301" * 90, "e" + "\u0301" * 3),
        ("", ""),
    ],
)  # fmt: skip
def test_letters_stay_and_the_rest_goes(said: str, shown: str) -> None:
    assert text(said) == shown


def test_a_word_that_is_too_long_may_be_broken() -> None:
    assert text("x" * LONGEST_WORD) == "x" * LONGEST_WORD
    assert text("x" * (2 * LONGEST_WORD + 1)) == BREAK.join(["x" * LONGEST_WORD] * 2 + ["x"])


def test_a_text_that_is_too_long_ends_with_an_ellipsis() -> None:
    shown = text("ab " * LONGEST)
    assert len(shown) == LONGEST + 1 and shown.endswith("…")
    assert text("ab " * (LONGEST // 3)) == "ab " * (LONGEST // 3)


@given(st.text(st.characters()))
def test_nothing_that_is_written_breaks_it(said: str) -> None:
    shown = text(said)
    shown.encode()
    assert all(each == "\n" or each.isprintable() or each in f"{BREAK}\u3000\xa0" or each.isspace() for each in shown)
    assert text(shown.replace(BREAK, "")).replace(BREAK, "") == shown.replace(BREAK, "")


def test_values_keep_their_shape() -> None:
    given = {"facts": [("a\x00", "b")], "told": ({"when": "c\u2028d"},), "open": True, "count": 3, "none": None}
    made = {"facts": [["a", "b"]], "told": [{"when": "c\nd"}], "open": True, "count": 3, "none": None}
    assert printable(given) == made


@pytest.mark.parametrize("value", [b"bytes", 1.5, object(), {"inner": {1, 2}}])
def test_what_is_no_plain_value_is_refused(value: object) -> None:
    with pytest.raises(RuleBroken):
        printable(value)


LACKED = Signs(frozenset("😭🔥🥰中文ＡＢ\ufe0f✅"), {"😭": "lot", "🔥": "zjarr"})


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Ai qan 😭", "Ai qan (lot)"),
        ("😭😭😭 ndihmë", "(lot) ndihmë"),
        ("zjarr🔥🔥😭këtu", "zjarr (zjarr, lot) këtu"),
        ("Shpejt! 🔥.", "Shpejt! (zjarr)."),
        ("\n😭\n", "\n(lot)\n"),
        ("të dua 🥰", "të dua "),
        ("中文 中 dhe 文", "(…) dhe (…)"),
        ("ＡＢ ✅\ufe0f", "AB ✔"),
        ("❤\ufe0f ⚠", "❤ ⚠"),
        ("mine \ue000\ue001\ue002", "mine "),
    ],
)
def test_what_the_fonts_lack_becomes_a_word_a_plain_letter_or_goes(said: str, shown: str) -> None:
    assert text(said, LACKED) == shown


@given(st.text(st.sampled_from("😭🔥🥰中文ＡＢ✅ab \n\ue000\ue001\ue002\u0301")))
def test_nothing_that_is_lacking_is_left(said: str) -> None:
    assert not LACKED.lacking & set(text(said, LACKED))
    assert not set("\ue000\ue001\ue002") & set(text(said, LACKED))


def test_words_replace_signs_in_every_value() -> None:
    given = {"told": [{"words": "😭", "facts": [["a", "🔥"]]}]}
    assert printable(given, LACKED) == {"told": [{"words": "(lot)", "facts": [["a", "(zjarr)"]]}]}
    assert sorted(texts_of(given)) == ["a", "🔥", "😭"]
