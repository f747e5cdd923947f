"""Which wording and which letters of a language somebody reads."""

import pytest

from reportbot.core import languages
from reportbot.core.languages import as_read_by, nearest, of_country, of_offices, offered_as, on_pages, sounds_like
from reportbot.core.messages import Named


@pytest.mark.parametrize(
    ("code", "country", "wording"), [("sq", "AL", "sq_AL"), ("sq", "XK", "sq"), ("en", "AL", "en"), ("sr", "AL", "sr")]
)
def test_albanian_has_a_wording_of_albania(code: str, country: str, wording: str) -> None:
    assert of_country(code, country) == wording


@pytest.mark.parametrize(
    ("code", "town", "offered"),
    [
        ("sq", ("sq_AL", "en"), "sq_AL"),
        ("sq_AL", ("sq", "sr"), "sq"),
        ("sr_Cyrl", ("sq", "sr"), "sr_Cyrl"),
        ("sr_Latn", ("sq", "sr"), "sr_Latn"),
        ("sr_Cyrl", ("sq", "bs"), ""),
        ("bs", ("sq", "sr"), ""),
        ("", ("sq", "sr"), ""),
        ("../..", ("sq", "sr"), ""),
    ],
)
def test_a_town_offers_both_letters_of_serbian_and_its_own_wording(
    code: str, town: tuple[str, ...], offered: str
) -> None:
    assert offered_as(code, town) == offered


def test_a_reader_of_one_language_reads_all_languages_at_once_in_their_own_letters() -> None:
    assert as_read_by("sr_Cyrl", ("sq", "sr", "en")) == ("sq", "sr_Cyrl", "en")
    assert as_read_by("tr", ("sq", "sr", "en")) == ("sq", "sr", "en")


def test_offices_read_three_languages() -> None:
    assert of_offices(("sq_AL", "tr", "bs", "en")) == ("sq_AL", "en")
    assert of_offices(("tr",)) == ("en",)


def test_a_page_links_to_both_letters() -> None:
    assert on_pages(("sq", "sr", "en")) == ("sq", "sr", "sr_Cyrl", "en")
    assert {code: languages.NAMES_ON_PAGES[code] for code in ("sr", "sr_Cyrl")} == {"sr": "Srpski", "sr_Cyrl": "Српски"}


def test_bosnian_sounds_like_serbian_and_nothing_sounds_like_no_guess() -> None:
    assert sounds_like("bs", "sr") and sounds_like("sr_Cyrl", "sr") and sounds_like("sq_AL", "sq")
    assert not sounds_like("sr", "") and not sounds_like("tr", "sr")
    assert nearest("sq_AL") == ("sq_AL", "sq")


@pytest.mark.parametrize(
    ("language", "said"),
    [("sr", "Vučitrn"), ("sr_Cyrl", "Вучитрн"), ("bs", "Vučitrn"), ("sq_AL", "Vushtrri"), ("tr", "Vushtrri")],
)
def test_a_name_is_said_in_the_nearest_language(language: str, said: str) -> None:
    assert Named({"sq": "Vushtrri", "sr": "Vučitrn"}).in_(language) == said


def test_a_name_that_is_not_serbian_keeps_its_letters() -> None:
    assert Named({"sq": "Shtuticë"}).in_("sr_Cyrl") == "Shtuticë"
    assert Named({"sq": "Shkolla", "sr": "Škola", "sr_Cyrl": 'Школа "Gashi"'}).in_("sr_Cyrl") == 'Школа "Gashi"'
