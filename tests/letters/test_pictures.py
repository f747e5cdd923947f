"""Letters as they come out of the printer: pages are counted, words are read, the square code is scanned."""

from dataclasses import replace

import pytest
import segno
from PIL import Image

from reportbot import paths
from reportbot.core.languages import CYRILLIC
from reportbot.letters.samples import AT, ODD, sample
from reportbot.letters.typesetting import set_letter
from reportbot.service.cases.dossier import Said
from reportbot.service.letters.contents import KINDS, Contents
from reportbot.service.letters.forms import Forms
from reportbot.service.towns import Town
from reportbot.surroundings import town_of
from tests.builders import a_municipality, a_town, catalogues, listening
from tests.builders import words as words_of_town
from tests.letters.reading import CM, dark_rows, darkest, pages_of, picture_of, words_of

DESK = "coordinator"
LANGUAGES = ("sq", "sr", CYRILLIC, "en")


def letter(kind: str, contents: Contents) -> bytes:
    return set_letter(paths.letters(), kind, Forms(catalogues()).values(kind, contents), AT)


def saying(words: str, language: str = "sq") -> Contents:
    return replace(sample(a_town(), language), told=[Said(AT, {"description": words})])


@pytest.mark.parametrize("kind", sorted(KINDS))
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_letter_carries_its_number_its_day_and_its_town(kind: str, language: str) -> None:
    for page in pages_of(letter(kind, sample(a_town(), language))):
        assert "L-2026-0007" in page and "22.11.2026" in page
        assert ("Глоговац" if language == CYRILLIC else "Glogovac" if language == "sr" else "Drenas") in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_notice_is_one_page_in_every_language_of_the_town(language: str) -> None:
    (page,) = pages_of(letter("notice", sample(a_town(), language)))
    serbian = "Пријава 2026-0042 чека на Вас" if language == CYRILLIC else "Prijava 2026-0042 čeka na Vas"
    assert "Raportimi 2026-0042 ju pret" in page and serbian in page and "Report 2026-0042 waits for you" in page


PHONE = "+1 202 555 0188"


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_letter_says_where_to_call_where_the_file_knows_it(kind: str) -> None:
    known = replace(sample(a_town(), "en"), town=with_phone())
    assert PHONE in words_of(letter(kind, known))
    assert PHONE not in words_of(letter(kind, replace(known, is_withheld=True, town=with_phone().without([DESK]))))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_notice_with_a_telephone_is_one_page_too(language: str) -> None:
    assert len(pages_of(letter("notice", replace(sample(a_town(), language), town=with_phone())))) == 1


def test_what_the_desk_must_hear_nothing_of_leads_nobody_there() -> None:
    """A form that goes with a mail: the person complains of the desk."""
    told = words_of(letter("referral", replace(sample(a_town(), "en"), kept_out=(DESK,), is_withheld=True)))
    assert "Do not pass this on to: Reporting desk" in told
    assert told.count("Reporting desk") + told.count("reporting desk") == 1
    for kind in ("notice", "reminder"):
        withheld = words_of(letter(kind, replace(sample(a_town(), "en"), is_withheld=True)))
        assert "eporting desk" not in withheld


def with_phone() -> Town:
    return town_of(replace(a_municipality(), desk_phone=PHONE), words_of_town(), catalogues(), listening())


def test_a_form_without_a_number_has_no_empty_place_for_one() -> None:
    """As it goes with a mail."""
    for page in pages_of(letter("referral", replace(sample(a_town(), "en"), number=""))):
        assert "Letter" not in page
        assert not any(line.rstrip().endswith("·") for line in page.splitlines())


@pytest.mark.parametrize("kind", ["reminder", "notice"])
def test_who_has_answered_is_asked_for_the_end_and_not_for_the_first_answer_again(kind: str) -> None:
    answered = sample(a_town(), "en")
    assert answered.referral
    waiting = replace(answered, referral=replace(answered.referral, answer=None, answered_at=None))
    assert "Answer by" in words_of(letter(kind, waiting)) and "Act by" not in words_of(letter(kind, waiting))
    assert "Answer by" not in words_of(letter(kind, answered)) and "Act by" in words_of(letter(kind, answered))
    if kind == "reminder":
        assert "Please say what came of it" in words_of(letter(kind, answered))
        assert "Please answer, even if it is not yours." in words_of(letter(kind, waiting))


def test_the_letters_of_all_languages_are_in_the_fonts() -> None:
    """What the font lacks would be drawn as an empty box and is not in the text."""
    alphabets = "ëËçÇ šŠžŽđĐćĆčČ ğĞşŞıİüö љЉњЊџЏђЂћЋ"
    told = words_of(letter("referral", saying(alphabets)))
    assert alphabets in told


def test_what_looks_like_markup_is_printed_as_it_was_written() -> None:
    assert ODD in words_of(letter("referral", saying(ODD)))


@pytest.mark.parametrize(
    "rubbish",
    [
        "x" * 10_000,
        "fjalë " * 1_700,
        "\n" * 500 + "end",
        "\u2028" * 200 + "end",
        "#" * 3_000,
        "$" * 3_000,
        "\\" * 3_000,
    ],
    ids=["one word", "many words", "empty lines", "line separators", "hashes", "dollars", "backslashes"],
)
def test_no_text_breaks_a_letter_or_runs_off_the_paper(rubbish: str) -> None:
    pdf = letter("referral", saying(rubbish))
    pages = pages_of(pdf)
    printed = "".join(pages).replace("\u200b", "").replace("\u00ad", "").replace("\ufffe", "")
    assert all(printed.count(each) >= rubbish.count(each) for each in {*rubbish} - {" ", "\n", "\u2028"})
    assert "Përgjigje për 2026-0042" in pages[-1] and len(pages) < 30
    picture = picture_of(pdf)
    margin = picture.crop((picture.width - int(1.5 * CM * 4), 0, picture.width, picture.height))
    assert darkest(margin) > 200, "nothing is printed in the margin"


def test_the_form_of_a_short_report_has_its_answer_part_whole_on_one_page() -> None:
    last = pages_of(letter("referral", saying("Pusetë pa kapak.", "en")))[-1]
    for words in ("We have it and work on it.", "It is not ours.", "Whose it is:", "It is in progress.", "It is done."):
        assert words in last
    assert "Help has begun" in last and "Name and signature" in last


def test_the_square_code_leads_to_the_answer_page() -> None:
    contents = sample(a_town(), "sq")
    assert scanned(picture_of(letter("notice", contents)), contents.link)


def test_another_link_is_another_code() -> None:
    contents = sample(a_town(), "sq")
    assert not scanned(picture_of(letter("notice", contents)), contents.link[:-1] + "y")


def test_the_same_letter_is_the_same_file() -> None:
    assert letter("reminder", sample(a_town(), "sr")) == letter("reminder", sample(a_town(), "sr"))


def scanned(page: Image.Image, link: str) -> bool:
    """Whether every module of the code on this page is the one that this link has."""
    wanted = [[bool(module) for module in row] for row in segno.make(link, error="m", micro=False).matrix]
    middle, half = page.width // 2, int(2.2 * CM * 4)
    top, bottom = max(dark_rows(page, middle - half, middle + half), key=lambda rows: rows[1] - rows[0])
    left = middle - (bottom - top) // 2
    size = (bottom - top) / len(wanted)
    seen = [
        [page.getpixel((int(left + (x + 0.5) * size), int(top + (y + 0.5) * size))) < 128 for x in range(len(wanted))]  # type: ignore[operator]
        for y in range(len(wanted))
    ]
    return seen == wanted
