"""Folding: one plain form for all spellings."""

import pytest

from reportbot.core.text import fold, fold_clauses, loosen


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Shkollë!", "shkolle"),
        ("школа", "skola"),
        ("ЂАК", "djak"),
        ("đak", "djak"),
        ("ÇIKATOVË e Re", "cikatove e re"),
        ("İstanbul ılık", "istanbul ilik"),
        ("s'dua", "s dua"),
        ("s’dua", "s dua"),
        ("vr\u200bas", "vras"),
        ("  a\n\tb ", "a b"),
        ("😀", ""),
        ("\U0001d400bc", "abc"),
    ],
)
def test_folding_leaves_plain_letters(written: str, folded: str) -> None:
    assert fold(written) == folded


def test_a_stop_stays_where_a_clause_ends() -> None:
    assert fold_clauses("Jo, nuk jam. Po ti?") == "jo . nuk jam . po ti ."


@pytest.mark.parametrize(("one", "other"), [("qka", "cka"), ("rreh", "reh"), ("shkolle", "skole"), ("xhami", "gjami")])
def test_loose_forms_of_one_word_are_the_same(one: str, other: str) -> None:
    assert loosen(one) == loosen(other)
