"""What tells who somebody is, marked in a text that is about to leave; and everything that looks like it."""

import pytest

from reportbot.core.outgoing.personal import LONG_NUMBER, MAIL, NAME, PERSONAL_NUMBER, PHONE, PLATE, pieces_of, spans_of

TELLS = [
    ("044 123 456", PHONE),
    ("044123456", PHONE),
    ("044/123-456", PHONE),
    ("044.123.456", PHONE),
    ("(044) 123-456", PHONE),
    ("0 44 12 34 56", PHONE),
    ("o44 123 456", PHONE),
    ("+383 44 123 456", PHONE),
    ("+383(0)44 123 456", PHONE),
    ("00383 44 123456", PHONE),
    ("383 44 123 456", PHONE),
    ("44 123 456", PHONE),
    ("+355 69 123 4567", PHONE),
    ("069 123 4567", PHONE),
    ("+381 63 123 4567", PHONE),
    ("063/1234567", PHONE),
    ("+90 532 123 45 67", PHONE),
    ("０４４ １２３ ４５６", PHONE),
    ("٠٤٤١٢٣٤٥٦", PHONE),
    ("044 123\u00a0456", PHONE),
    ("zero katër katër një dy tre katër pesë gjashtë", PHONE),
    ("nula šest tri jedan dva tri četiri pet", PHONE),
    ("zero four four one two three four five six", PHONE),
    ("agim.k@shkolla.example", MAIL),
    ("AGIM@SHKOLLA.EXAMPLE", MAIL),
    ("agim (at) gmail.com", MAIL),
    ("agim et gmail pikë com", MAIL),
    ("1234567890", PERSONAL_NUMBER),
    ("J91234567A", PERSONAL_NUMBER),
    ("j91234567a", PERSONAL_NUMBER),
    ("0101990710006", PERSONAL_NUMBER),
    ("12345678901", PERSONAL_NUMBER),
    ("1234 5678 9012 3456", LONG_NUMBER),
    ("Quhem Agim Krasniqi", NAME),
    ("quhem agim", NAME),
    ("Unë quhem Mira", NAME),
    ("Më quajnë Mira", NAME),
    ("Emri im është Mira Gashi", NAME),
    ("Unë jam Agim", NAME),
    ("Zovem se Marko", NAME),
    ("Зовем се Марко", NAME),
    ("Moje ime je Ana Petrović", NAME),
    ("ime mi je ana", NAME),
    ("Ja sam Marko Petrović", NAME),
    ("Benim adım Ahmet", NAME),
    ("Adım Ahmet Yılmaz", NAME),
    ("Ben Ahmet Yılmaz", NAME),
    ("My name is John", NAME),
    ("my name's john", NAME),
    ("I am Agim Krasniqi", NAME),
    ("01-123-AB", PLATE),
    ("01 123 AB", PLATE),
    ("AA 123 BB", PLATE),
    ("BG 123-AB", PLATE),
]

TELLS_NOT = [
    "Thirr 112, 192, 193 ose 194.",
    "Në Shqipëri 112, 127, 128, 129, 116 111, 116 000, 116 117, 116 006.",
    "0800 19 999",
    "0800 11112",
    "0800 11 777",
    "0800 12345",
    "0800 0911, 0800 0606",
    "Më 22.11.2026 në ora 14:30.",
    "22/11/2026, 2026-11-22, 5. 12. 2026.",
    "22.11.2026 - 30.11.2026",
    "nga 5.12. deri më 20.12.2026",
    "08:00-16:00, 10.30 deri 12.30",
    "raporti 2026-0001, letra L-2026-0007",
    "viti 2025/2026 dhe 2024-2027",
    "1 000 000 euro, 10.000 €, € 2500, 12 500 din",
    "42.627912, 20.895612",
    "Rruga 12, hyrja 3, kati 4, banesa 15",
    "klasa 9/2, Ligji 06/L-084",
    "Unë jam mësues.",
    "Po jam në Drenas.",
    "Ja sam Srbin.",
    "Ben Türküm.",
    "I am Albanian.",
    "I am sure that it helps.",
    "Emri im nuk duhet.",
    "Bir adım atın.",
    "Më thonë se nesër.",
    "një, dy, tre",
    "one two three",
    "Rruga quhet Skënderbeu.",
    "",
]


@pytest.mark.parametrize(("said", "kind"), TELLS)
def test_what_tells_who_somebody_is_is_marked_alone_and_in_a_sentence(said: str, kind: str) -> None:
    for text in (said, f"Ju lutem: {said}.", f"({said})"):
        found = spans_of(text)
        assert [(text[span.start : span.end].strip("() "), span.kind) for span in found] == [(said.strip("() "), kind)]


@pytest.mark.parametrize("said", TELLS_NOT)
def test_what_looks_like_it_is_left_alone(said: str) -> None:
    assert [(said[span.start : span.end], span.kind) for span in spans_of(said)] == []


@pytest.mark.parametrize(
    "written", ["038 584 092", "038/584-092", "+383 38 584 092", "00383 38 584092", "+383 (0)38 584 092"]
)
def test_a_number_that_everybody_may_read_is_nobodys(written: str) -> None:
    text = f"Polici: {written}"
    assert spans_of(text, {"038584092"}) == ()
    assert [span.kind for span in spans_of(text)] == [PHONE]


def test_the_pieces_put_together_are_the_text() -> None:
    text = "Thirr 044 123 456 ose agim@shkolla.example!"
    pieces = pieces_of(text, spans_of(text))
    assert pieces == (
        ("Thirr ", ""),
        ("044 123 456", PHONE),
        (" ose ", ""),
        ("agim@shkolla.example", MAIL),
        ("!", ""),
    )
    assert "".join(piece for piece, _ in pieces) == text
