"""Rows from the GSM 03.38 table and from how messages are billed, then rules that hold for any text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportbot.core.sms import BASIC, EXTENSION, cut, fold_to_gsm, number_within, segments

ANY = st.text(st.one_of(st.characters(), st.sampled_from(BASIC + EXTENSION + "ëçšđžćčЉћ😀")), max_size=700)
PLAIN = st.text(st.sampled_from(BASIC + EXTENSION), max_size=700)


def test_the_table_has_its_128_places() -> None:
    assert len(BASIC) == len(set(BASIC)) == 128 - 1  # the place left is the escape to the extension
    assert not set(BASIC) & set(EXTENSION)


@pytest.mark.parametrize(("code", "letter"), [
    (0x00, "@"), (0x01, "£"), (0x09, "Ç"), (0x0A, "\n"), (0x10, "Δ"), (0x1A, "Ξ"), (0x24, "¤"), (0x40, "¡"),
    (0x5B, "Ä"), (0x5E, "Ü"), (0x60, "¿"), (0x7B, "ä"), (0x7F, "à"),
])  # fmt: skip
def test_every_letter_is_at_its_place(code: int, letter: str) -> None:
    assert (BASIC[:0x1B] + "\x1b" + BASIC[0x1B:])[code] == letter


@pytest.mark.parametrize(("written", "sent"), [
    ("Fëmijë në rrezik", "Femije ne rrezik"),
    ("çka u bë? Çka?", "cka u be? Çka?"),
    ("Šta je? Đorđe, žaba, ćup, čaj", "Sta je? Djordje, zaba, cup, caj"),
    ("şimdi ağaç ışık İl ÖĞÜN", "simdi agac isik Il ÖGÜN"),
    ("„po“ – ‘jo’… «da»", "\"po\" - 'jo'... \"da\""),
    ("Љубав и Њива, џеп, ЋУП", "Ljubav i Njiva, dzep, CUP"),
    ("e\u0308 dhe e\u0301", "e dhe é"),
    ("ﬁ № ½ ①", "fi No 1/2 1"),
    ("nje\u00a0dy\tkatër", "nje dy kater"),
    ("Zjarr 🔥 tani", "Zjarr tani"),
    ("🚒🚒", ""),
    ("漢字", ""),
    ("€5 [po]", "€5 [po]"),
    ("", ""),
])  # fmt: skip
def test_letters_that_phones_lack_are_folded(written: str, sent: str) -> None:
    assert fold_to_gsm(written) == sent


@pytest.mark.parametrize(("text", "count"), [
    ("", 0), ("a", 1), ("a" * 160, 1), ("a" * 161, 2), ("a" * 306, 2), ("a" * 307, 3),
    ("€" * 80, 1), ("€" * 81, 2), ("a" * 152 + "€" + "a" * 20, 2), ("a" * 152 + "€" * 77, 3),
    ("ë" * 70, 1), ("ë" * 71, 2), ("ë" * 134, 2), ("ë" * 135, 3),
    ("😀" * 35, 1), ("😀" * 36, 2), ("😀" * 66, 2), ("😀" * 67, 3), ("ç" + "a" * 160, 3),
])  # fmt: skip
def test_a_text_is_billed_as_so_many_messages(text: str, count: int) -> None:
    assert segments(text) == count


@given(ANY)
def test_what_is_folded_counts_as_gsm_and_folding_again_changes_nothing(text: str) -> None:
    folded = fold_to_gsm(text)
    assert set(folded) <= set(BASIC + EXTENSION)
    assert fold_to_gsm(folded) == folded


@given(PLAIN)
def test_text_that_phones_have_is_left_alone(text: str) -> None:
    assert fold_to_gsm(text) == text


@given(ANY, ANY)
def test_more_text_is_never_billed_as_less(text: str, more: str) -> None:
    assert segments(text) <= segments(text + more)


@given(ANY, st.integers(1, 10))
def test_a_cut_text_fits_and_is_a_beginning(text: str, most: int) -> None:
    short = cut(text, most)
    assert segments(short) <= most
    assert short == text or text.startswith(short.removesuffix("..."))


@given(ANY, st.text(st.sampled_from(BASIC), max_size=100))
def test_what_must_stay_stays_when_a_text_is_cut(text: str, menu: str) -> None:
    short = cut(fold_to_gsm(text), 2, menu)
    assert short.endswith(menu)
    assert segments(short) <= 2


def test_a_menu_that_is_too_long_alone_is_cut_too() -> None:
    assert cut("text", 1, "m" * 200) == "m" * 157 + "..."


@pytest.mark.parametrize(("text", "within"), [
    ("Telefono 112 tani.", True),
    ("Linja: 0800 12345", True),
    ("+383 38 223 782", True),
    ("a" * 67 + "112", True),
    ("a" * 68 + "112", False),
    ("1 Po 2 Jo", False),
    ("", False),
])  # fmt: skip
def test_the_number_stands_where_every_phone_shows_it(text: str, within: bool) -> None:
    assert number_within(text) is within
