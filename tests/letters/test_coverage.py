"""What the fonts have and lack, on paper: no empty box in any letter, and no letter of our languages touched."""

from pathlib import Path

import pytest

from reportbot import paths
from reportbot.core.languages import CYRILLIC
from reportbot.letters.coverage import USUAL, _are_there, lacking
from reportbot.letters.typesetting import _fonts
from reportbot.service.letters.signs import SIGNS
from tests.letters.reading import pages_of, picture_of, words_of
from tests.letters.test_pictures import letter, saying

FOLDER = paths.letters()
BLANK = frozenset("\n \xa0\xad\u200b")
ALPHABETS = "ëËçÇ šŠžŽđĐćĆčČ ğĞşŞıİüöÖÜ абвгдђежзијклљмнњопрстћуфхцчџш АБВГДЂЕЖЗИЈКЛЉМНЊОПРСТЋУФХЦЧЏШ „“–…’№€"


def lacked(*texts: str) -> frozenset[str]:
    return lacking(FOLDER, _fonts(FOLDER), texts)


def test_the_fonts_have_every_letter_that_is_not_asked_about() -> None:
    asked = sorted(USUAL - BLANK)
    assert [
        each for each, there in zip(asked, _are_there(FOLDER, _fonts(FOLDER), asked), strict=True) if not there
    ] == []
    assert set(ALPHABETS) - {" "} <= USUAL


def test_they_are_asked_about_the_rest() -> None:
    assert lacked("❤⚠☎✔✘\ufffdα") == frozenset()
    assert lacked("😭 中 ✅ \ufe0f", "\ud800\ue000\x00") == frozenset("😭中✅\ufe0f")
    assert len(lacked("".join(map(chr, range(0x4E00, 0x4E00 + 5000))))) == 5000


def test_every_sign_that_has_a_word_is_one_letter_that_the_fonts_lack() -> None:
    assert all(len(sign) == 1 for sign in SIGNS)
    assert lacked(*SIGNS) == frozenset(SIGNS)


@pytest.mark.parametrize(
    ("language", "words"),
    [("sq", "Ka (zjarr) dhe (lot)!"), ("sr", "Ka (požar) dhe (suze)!"), (CYRILLIC, "Ka (пожар) dhe (сузе)!"),
     ("en", "Ka (fire) dhe (tears)!")],
)  # fmt: skip
def test_pictographs_are_read_as_words_in_the_language_of_the_letter(language: str, words: str) -> None:
    pdf = letter("referral", saying("Ka 🔥🔥 dhe 😭! 🥰 中文 " + ALPHABETS, language))
    printed = words_of(pdf)
    assert words in printed and "(…)" in printed
    assert ALPHABETS in printed


def test_no_box_is_drawn_where_a_sign_is_left_out() -> None:
    """Pixel by pixel it is the letter of somebody who had not written the sign."""
    plain, signed = (picture_of(letter("referral", saying(words)), scale=2) for words in ("Pusetë.", "Pusetë.🥰\ufe0f"))
    boxed = picture_of(letter("referral", saying("Pusetë.\u25a1")), scale=2)
    assert signed.tobytes() == plain.tobytes() != boxed.tobytes()


def test_a_font_beside_the_templates_counts(tmp_path: Path) -> None:
    for each in FOLDER.glob("*.typ"):
        (tmp_path / each.name).write_bytes(each.read_bytes())
    (tmp_path / "broken.ttf").write_bytes(b"no font")
    assert lacking(tmp_path, _fonts(tmp_path), ["😭ë"]) == frozenset("😭")


def test_a_report_in_thousands_of_signs_is_still_a_letter() -> None:
    many = "".join(map(chr, range(0x4E00, 0x4E00 + 3000))) + "😭" * 3000 + "fund"
    assert "(…) (lot) fund" in " ".join(pages_of(letter("referral", saying(many))))
