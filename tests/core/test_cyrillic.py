"""Serbian in Cyrillic letters is the Latin sentence, letter by letter, but for what is not Serbian words."""

import pytest

from reportbot.core.cyrillic import is_cyrillic, to_cyrillic
from reportbot.core.text import fold


@pytest.mark.parametrize(
    ("latin", "cyrillic"),
    [
        ("Gde je to? Napiši selo ili deo grada.", "Где је то? Напиши село или део града."),
        ("abvgdđežzijklmnoprstćufhcčš", "абвгдђежзијклмнопрстћуфхцчш"),
        ("ljubav, Ljubav, njiva, Njegoš, džep, Džep", "љубав, Љубав, њива, Његош, џеп, Џеп"),
        ("odžak, hodža", "оџак, хоџа"),
        ("injekcija, Injekcije, konjunktura, konjugacija", "инјекција, Инјекције, конјунктура, конјугација"),
        ("nadživeti, nadživela, podžanr, odžaliti", "надживети, надживела, поджанр, оджалити"),
        ("njihova injekcija", "њихова инјекција"),
        ("Ko si? I ti? U redu, a on?", "Ко си? И ти? У реду, а он?"),
        ("poslao/la, i/ili", "послао/ла, и/или"),
    ],
)
def test_each_letter_has_one_and_lj_nj_dz_are_one_letter_where_they_are_one_sound(latin: str, cyrillic: str) -> None:
    assert to_cyrillic(latin) == cyrillic


@pytest.mark.parametrize(
    ("latin", "cyrillic"),
    [
        ("Zovi {emergency}. Kod: {code}", "Зови {emergency}. Код: {code}"),
        ("Napiši POČNI ili STATUS", "Напиши POČNI или STATUS"),
        ("SMS-om na 0800 11112", "SMS-ом на 0800 11112"),
        ("na raportodiskriminimin.org, na alo116.al.", "на raportodiskriminimin.org, на alo116.al."),
        ("https://reports.example/chat pa dalje", "https://reports.example/chat па даље"),
        ("piši na ime@example.com ili /start", "пиши на ime@example.com или /start"),
        ("Linija života (Linja e Jetës), besplatno", "Линија живота (Linja e Jetës), бесплатно"),
        ("prvi deo (slova: {kept})", "први део (слова: {kept})"),
        ("hitno (ranije: {was})", "хитно (раније: {was})"),
        ("Kamëz, Xheladin, Twilio", "Kamëz, Xheladin, Twilio"),
        ("112 – “da”", "112 – “да”"),
        ("", ""),
    ],
)
def test_holes_addresses_words_to_type_and_foreign_names_stay(latin: str, cyrillic: str) -> None:
    assert to_cyrillic(latin) == cyrillic


def test_what_was_cyrillic_already_stays_and_rubbish_does_no_harm() -> None:
    assert to_cyrillic("Већ је ћирилица") == "Већ је ћирилица"
    assert to_cyrillic("\x00{{}}((\ud83d") == "\x00{{}}((\ud83d"


@pytest.mark.parametrize("word", ["ljubav", "njiva", "džep", "injekcija", "šaht", "đak", "ćirilica"])
def test_typed_in_either_letters_a_word_is_the_same(word: str) -> None:
    assert fold(to_cyrillic(word)) == fold(word)


@pytest.mark.parametrize(
    ("text", "is_it"),
    [
        ("Рупа на путу", True),
        ("да", True),
        ("Rupa na putu", False),
        ("Рупа kod škole na putu", False),
        ("SMS и порука", True),
        ("д", False),
        ("1 2 3", False),
        ("", False),
    ],
)
def test_a_text_is_cyrillic_if_most_of_its_letters_are(text: str, is_it: bool) -> None:
    assert is_cyrillic(text) is is_it
