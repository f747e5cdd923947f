"""What an office writes in a word or two, in its own language and letters; and all that must not count as an answer."""

from datetime import date

import pytest

from reportbot.core.cases.closing import OUTCOMES, outcomes_for
from reportbot.core.cases.offices.office_words import Said, outcome_of, said
from reportbot.core.cases.offices.typed_codes import code_in, code_within
from reportbot.core.cases.referral import Answer
from tests import shipped

CATALOGUES = shipped.catalogues()
TODAY = date(2026, 11, 22)
DECEMBER_5 = date(2026, 12, 5)


@pytest.mark.parametrize(
    "text",
    ["PRANOJ", "pranoj", "Pranoj.", "E pranuam", "e kemi marrë", "PRIHVATAM", "Прихватам", "ПРИМИЛИ СМО", "prihvaćeno",
     "ACCEPT", "accept!", "We have it", "Kabul ediyorum", "alındı", "PRANOJ, faleminderit", "Pranoj.\nFLM",
     "Hvala, prihvatamo", "  pranoj  ", "e pranuam rastin", "U pranua nga zyra", "ok, pranojmë", "po e pranojmë",
     "Primili smo prijavu", "Përshëndetje, e pranojmë rastin. Me respekt", "Poštovani, prihvatamo. Srdačan pozdrav",
     "E kemi pranuar raportin", "Rasti u pranua", "rastin e pranojm", "e kemi marrë në dorë"],
)  # fmt: skip
def test_an_office_says_that_it_has_it(text: str) -> None:
    assert said(text, TODAY) == Said(Answer.RECEIVED)


@pytest.mark.parametrize(
    "text",
    ["JO E JONA", "Jo e jona", "NUK ËSHTË E JONA", "nuk eshte e jona", "s'është e jona", "Nuk na takon", "NIJE NAŠE",
     "nije nase", "Није наше", "nije za nas", "NOT OURS", "not for us", "bizim değil", "Nuk është kompetenca jonë",
     "nuk kemi kompetenca", "nuk eshte puna jone", "Nemamo nadležnost", "not our job", "yetkimiz yok",
     "nuk osht e jona", "s'asht jona", "Nuk i takon zyrës sonë"],
)  # fmt: skip
def test_an_office_says_that_it_is_not_theirs(text: str) -> None:
    assert said(text, TODAY) == Said(Answer.NOT_OURS)


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("NË PUNË DERI 5.12", DECEMBER_5),
        ("ne pune deri me 5.12.", DECEMBER_5),
        ("Në punë deri më 05.12.2026", DECEMBER_5),
        ("ne pune deri 2026-12-05", DECEMBER_5),
        ("U RADU DO 5.12.", DECEMBER_5),
        ("u radu do 5. 12. 2026.", DECEMBER_5),
        ("У РАДУ ДО 5.12.", DECEMBER_5),
        ("radimo do 5/12", DECEMBER_5),
        ("in progress until 5.12", DECEMBER_5),
        ("5.12'ye kadar çalışıyoruz", DECEMBER_5),
        ("deri 5.12", DECEMBER_5),
        ("në punë 5.12", DECEMBER_5),
        ("NË PUNË DERI NESËR", date(2026, 11, 23)),
        ("у раду до сутра", date(2026, 11, 23)),
        ("working on it until tomorrow", date(2026, 11, 23)),
        ("ne pune deri sot", TODAY),
        ("ne pune 3 dite", date(2026, 11, 25)),
        ("u radu, za 14 dana", date(2026, 12, 6)),
        ("in progress until 2.1", date(2027, 1, 2)),
        ("u radu do 28.2.2028", date(2028, 2, 28)),
        ("e kryjme deri 5.12", DECEMBER_5),
        ("biće do 5.12.", DECEMBER_5),
        ("do ta ndreqim neser", date(2026, 11, 23)),
        ("brenda 3 ditëve", date(2026, 11, 25)),
        ("brenda 24 orëve", date(2026, 11, 23)),
        ("решићемо за 48 сати", date(2026, 11, 24)),
        ("Pranojmë, e rregullojmë deri 5.12", DECEMBER_5),
        ("Primljeno, rešićemo do 5.12.", DECEMBER_5),
        ("primljeno, radimo na tome", None),
        ("NË PUNË", None),
        ("jemi duke punuar", None),
        ("po e shqyrtojmë", None),
        ("radimo na tome", None),
    ],
)
def test_an_office_says_until_when_it_is_in_progress(text: str, until: date | None) -> None:
    assert said(text, TODAY) == Said(Answer.IN_PROGRESS, until)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("KRYER", Said(Answer.DONE)),
        ("U KRYE", Said(Answer.DONE)),
        ("gotovo", Said(Answer.DONE)),
        ("Готово", Said(Answer.DONE)),
        ("Završeno.", Said(Answer.DONE)),
        ("DONE", Said(Answer.DONE)),
        ("bitti", Said(Answer.DONE)),
        ("e kemi kry", Said(Answer.DONE)),
        ("E kryem sot", Said(Answer.DONE)),
        ("završeno danas", Said(Answer.DONE)),
        ("Puna u krye, faleminderit", Said(Answer.DONE)),
        ("uradili smo", Said(Answer.DONE)),
        ("u rregullua", Said(Answer.DONE, outcome="repaired")),
        ("Поправили смо", Said(Answer.DONE, outcome="repaired")),
        ("fixed today", Said(Answer.DONE, outcome="repaired")),
        ("KRYER1", Said(Answer.DONE, number=1)),
        ("KRYER 2", Said(Answer.DONE, number=2)),
        ("u krye, numri 2", Said(Answer.DONE, number=2)),
        ("GOTOVO 11", Said(Answer.DONE, number=11)),
        ("ГОТОВО 1.", Said(Answer.DONE, number=1)),
        ("u riparua dje", Said(Answer.DONE, outcome="repaired")),
        ("osht kry", Said(Answer.DONE)),
        ("done: repaired", Said(Answer.DONE, outcome="repaired")),
        ("U krye - u rregullua", Said(Answer.DONE, outcome="repaired")),
        ("gotovo, ništa nije nađeno", Said(Answer.DONE, outcome="nothing_found")),
        ("Готово поправљено", Said(Answer.DONE, outcome="repaired")),
        ("kryer, ndihma nisi, faleminderit", Said(Answer.DONE, outcome="help_began")),
    ],
)
def test_an_office_says_that_it_is_done_and_what_came_of_it(text: str, expected: Said) -> None:
    assert said(text, TODAY) == expected


@pytest.mark.parametrize(
    "text",
    ["", " ", ".", "NUK PRANOJ", "nuk e pranuam", "ne prihvatam", "NIJE GOTOVO", "није готово", "not done",
     "nuk u krye", "pa kryer", "nije nase da odbijemo", "jo e jona por e bëmë", "done?? not yet", "KRYER nuk",
     "KRYER 0", "KRYER 123", "nuk u rregullua", "kryer neser", "e kryem deri te premten", "nije popravljeno",
     "nuk e pranuam rastin", "KRYER 5.12", "5.12", "neser", "3 dite", "NË PUNË DERI 31.2", "në punë deri 5.13",
     "ne pune deri 5.12.2020", "ne pune deri 21.11", "ne pune deri 20.11.2026", "u radu od 1.12 do 5.12",
     "ne pune deri neser ose 5.12", "u radu do 2026-02-30", "ne pune deri 5.12.26.11", "nuk jemi ne pune deri 5.12",
     "faleminderit", "hvala", "ok", "po", "da", "yes", "482153", "Auto-Reply: I am out of the office until 5.12",
     "dje", "pranoj deri 5.12",
     "e kemi marre, nuk na takon", "pranoj " * 60, "\x00\x00", "👍", "ПРИХВАТАМ НЕ", "in progress until the end"],
)  # fmt: skip
def test_anything_else_is_no_answer(text: str) -> None:
    assert said(text, TODAY) is None


def test_whose_it_is_can_stand_behind_not_ours_and_words_that_name_nobody_make_it_no_answer() -> None:
    offices = {"policia": "police", "eshte e policise": "police"}
    assert said("Jo e jona, policia", TODAY, lambda words: offices.get(words, "")) == Said(
        Answer.NOT_OURS, suggested="police"
    )
    assert said("Nuk është e jona. Është e policisë", TODAY, lambda words: offices.get(words, "")) == Said(
        Answer.NOT_OURS, suggested="police"
    )
    assert said("Jo e jona, dikush tjetër", TODAY, lambda words: offices.get(words, "")) is None


def test_a_number_chooses_from_the_list_of_that_kind_of_matter() -> None:
    for personal in (True, False):
        for number, outcome in enumerate(outcomes_for(personal), 1):
            assert outcome_of(Said(Answer.DONE, number=number), personal) == outcome.code
        assert outcome_of(Said(Answer.DONE, number=len(outcomes_for(personal)) + 1), personal) == ""
        assert outcome_of(Said(Answer.DONE), personal) == ""


def test_an_outcome_of_the_other_kind_of_matter_is_asked_again() -> None:
    assert outcome_of(Said(Answer.DONE, outcome="help_began"), True) == "help_began"
    assert outcome_of(Said(Answer.DONE, outcome="help_began"), False) == ""
    assert outcome_of(Said(Answer.DONE, outcome="repaired"), True) == ""


@pytest.mark.parametrize("code", OUTCOMES)
def test_every_outcome_can_be_said_by_its_label(code: str) -> None:
    for language, done in (("en", "done"), ("sq", "u krye"), ("sq_AL", "u krye"), ("sr", "gotovo")):
        found = said(f"{done}: {CATALOGUES.say(OUTCOMES[code].label, language)}", TODAY)
        assert found is not None and found.outcome == code, language


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("482153 PRANOJ", ("482153", "PRANOJ")),
        ("482153PRANOJ", ("482153", "PRANOJ")),
        (" #482153: pranoj", ("482153", "pranoj")),
        ("482-153 gotovo 2", ("482153", "gotovo 2")),
        ("482 153 gotovo", ("482153", "gotovo")),
        ("482153", ("482153", "")),
        ("482153 2", ("482153", "2")),
        ("482153\nU KRYE", ("482153", "U KRYE")),
        ("4821537 PRANOJ", None),
        ("48215 PRANOJ", None),
        ("4821 5312 8811 2222", None),
        ("4821531288112222", None),
        ("044 123 456", None),
        ("PRANOJ 482153", None),
        ("НЕ 482153 ПРИХВАТАМО", None),  # letters are no signs, in any alphabet
        ("٤٨٢١٥٣ PRANOJ", None),
        ("", None),
    ],
)
def test_an_answer_begins_with_six_digits_and_no_more(text: str, expected: tuple[str, str] | None) -> None:
    assert code_in(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PRANOJ 482153", ("482153", "PRANOJ")),
        ("pranoj, 082 153.", ("082153", "pranoj, .")),
        ("Kodi: 482153 pranoj", ("482153", "pranoj")),
        ("код 482153 примљено", ("482153", "примљено")),
        ("4 8 2 1 5 3 PRANOJ", ("482153", "PRANOJ")),
        ("４８２１５３ pranoj", ("482153", "pranoj")),  # full-width digits of some keyboards
        ("pranoj 482153 482154", None),
        ("044 123 456", None),
        ("12.482153", None),
        ("2026-482153", None),
        ("4821531288112222", None),
        ("pranoj", None),
    ],
)
def test_a_code_that_stands_elsewhere_is_found_where_it_is_the_only_one(text: str, expected: tuple[str, str]) -> None:
    assert code_within(text) == expected
