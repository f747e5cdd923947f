"""Answers as mail programs send them in the languages of offices: only what is new in them is kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportbot.core.mail.newest import LONGEST, first_line, newest_words, rest_of

ROWS = [
    ("PRANOJ", "PRANOJ"),
    ("PRANOJ\n\nDo të vijmë nesër.\n", "PRANOJ\n\nDo të vijmë nesër."),
    ("PRANOJ\n\nOn Mon, 23 Nov 2026 at 09:00, Reports <r@x.example> wrote:\n> Raporti\n> i vjetër", "PRANOJ"),
    ("PRANOJ\n\nOn Mon, 23 Nov 2026 at 09:00, Reports <r@x.example>\nwrote:\n\n> Raporti", "PRANOJ"),
    ("E marrim\n\nMë hën, 23 nën 2026 në 09:00 Raportet <r@x.example> shkroi:\n\nRaporti", "E marrim"),
    ("Prihvatam\n\nDana pon, 23. nov 2026. u 09:00 Prijave <r@x.example> je napisao/la:\n> Stara", "Prihvatam"),
    ("Prihvatam\n\npon, 23. nov 2026. u 09:00 Prijave <r@x.example> je napisao:\n> Stara", "Prihvatam"),
    ("Примљено\n\nпон, 23. нов 2026. у 09:00 Пријаве <r@x.example> је написао/ла:\n> Стара", "Примљено"),
    ("Komšija s mejlom a@b.c je napisao na zidu", "Komšija s mejlom a@b.c je napisao na zidu"),
    ("Kabul\n\n23 Kas 2026 Pzt, 09:00 tarihinde Raporlar <r@x.example> şunu yazdı:\n> eski", "Kabul"),
    ("PRANOJ\n\n-----Original Message-----\nFrom: Reports\nSent: x\n\nold", "PRANOJ"),
    ("PRANOJ\n\n________________________________\nFrom: Reports\nSent: x\n\nold", "PRANOJ"),
    ("PRANOJ\n\nFrom: Reports <r@x.example>\nSent: Monday\nTo: Zyra\nSubject: Raporti\n\nold", "PRANOJ"),
    ("PRANOJ\n\nNga: Raportet <r@x.example>\nDërguar: e hënë\nPër: Zyra\nTema: Raporti\n\nold", "PRANOJ"),
    ("PRANOJ\n\nOd: Prijave\nPoslato: ponedeljak\nZa: Kancelarija\nPredmet: Prijava\n\nstaro", "PRANOJ"),
    ("PRANOJ\n-- \nZyra e Shërbimeve\nTel. 038 000 000", "PRANOJ"),
    ("PRANOJ\n\nSent from my iPhone", "PRANOJ"),
    ("PRANOJ\n\nDërguar nga telefoni im", "PRANOJ"),
    ("PRANOJ\n\nGet Outlook for Android", "PRANOJ"),
    ("> Raporti\n> i vjetër\n\nPRANOJ", "PRANOJ"),
    ("PRANOJ https://reports.drenas.example/r/AQEAAGXabcdefghijklmnopqrstuv", "PRANOJ"),
    ("Për: sot nuk mundemi", "Për: sot nuk mundemi"),
    ("", ""),
    ("> only what was quoted", ""),
    ("\r\nPRANOJ\r\n\r\n\r\n\r\n\r\nsot", "PRANOJ\n\nsot"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "words"), ROWS)
def test_only_the_newest_words_are_kept(text: str, words: str) -> None:
    assert newest_words(text) == words


def test_the_first_line_may_be_the_answer_and_the_rest_is_said_with_it() -> None:
    words = newest_words("NUK ËSHTË E JONA\n\nËshtë e KRU.\nFaleminderit")
    assert (first_line(words), rest_of(words)) == ("NUK ËSHTË E JONA", "Është e KRU.\nFaleminderit")


@pytest.mark.parametrize(
    ("text", "answer", "rest"),
    [
        ("Përshëndetje,\n\nE pranojmë rastin.\n\nMe respekt", "E pranojmë rastin.", "Me respekt"),
        ("Të nderuar kolegë:\nPranojmë.", "Pranojmë.", ""),
        ("Poštovani,\n\nGotovo 1\n\nSrdačan pozdrav", "Gotovo 1", "Srdačan pozdrav"),
        ("Поштовани,\nПрихватамо", "Прихватамо", ""),
        ("Dear colleagues,\nnot ours", "not ours", ""),
        ("Përshëndetje", "Përshëndetje", ""),
        ("Përshëndetje, nuk e dimë çka është\nPranoj", "Përshëndetje, nuk e dimë çka është", "Pranoj"),
    ],
)
def test_a_greeting_above_the_answer_does_not_hide_it(text: str, answer: str, rest: str) -> None:
    words = newest_words(text)
    assert (first_line(words), rest_of(words)) == (answer, rest)


@given(st.text(max_size=3_000))
def test_any_text_has_at_most_so_many_newest_words(text: str) -> None:
    assert len(newest_words(text)) <= LONGEST


@pytest.mark.parametrize("line", ["On " + "a b wrote " * 5_000, "From:" * 9_000, "> " * 9_000, "u " * 9_000])
def test_one_endless_line_costs_no_minutes(line: str) -> None:
    newest_words(f"{line}\n" * 10)
