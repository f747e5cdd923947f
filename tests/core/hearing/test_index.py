"""How entries are written, found, and forgiven a slip."""

import pytest

from reportbot.core.hearing.entries import read_entry
from reportbot.core.hearing.index import WordIndex
from reportbot.core.hearing.runs import split_run
from reportbot.core.hearing.slips import begins_nearly
from reportbot.core.text import fold_clauses, loosen


def found(entry: str, text: str) -> bool:
    index = WordIndex.of(read_entry(entry, "idea", 1, "sq"))
    return bool(index.scan(loosen(fold_clauses(text)).split()))


@pytest.mark.parametrize(
    ("entry", "text", "is_found"),
    [
        ("mbyt", "mbyt", True),
        ("mbyt", "mbyti", False),
        ("rreh*", "rrehin", True),
        ("rreh*", "e RREHU!", True),
        ("rreh*", "i rehur", True),
        ("dua te vdes", "dua te vdes", True),
        ("dua te vdes", "dua vërtet të vdes", True),
        ("dua te vdes", "dua shume shume te vdes", False),
        ("dua te vdes", "vdes te dua", False),
        ("dua te vdes", "dua. te vdes", False),
        ("po ... rreh*", "po na e ka tu rreh", True),
        ("s'dua", "s'dua", True),
        ("s'dua", "sdua", True),
        ("s'dua", "s dua", True),
        ("çka", "qka", True),
        ("çka", "cka", True),
        ("škola", "školla", True),
        ("nožem", "ножем", True),
        ("dhunim*", "dhumim", True),
        ("dhunim*", "dhnuim", True),
        ("dhunim*", "dhunm", True),
        ("dhunim*", "dhuni", True),
        ("dhunim*", "shumim", False),
        ("rreh*", "rrth", False),
    ],
)
def test_an_entry_is_found_as_it_is_written(entry: str, text: str, is_found: bool) -> None:
    assert found(entry, text) is is_found


@pytest.mark.parametrize("written", ["", "***", "...", "s*"])
def test_an_entry_without_letters_is_refused(written: str) -> None:
    with pytest.raises(ValueError):
        read_entry(written, "idea", 1, "sq")


def test_of_two_entries_the_longer_wins() -> None:
    index = WordIndex.of([*read_entry("zjarr*", "fire", 1, "sq"), *read_entry("zjarrfik*", "brigade", 2, "sq")])
    assert [hit.entry.idea for hit in index.scan(["zjarfikesi"])] == ["brigade"]


def test_a_longer_word_of_another_language_does_not_silence_this_one() -> None:
    index = WordIndex.of([*read_entry("grop*", "pit", 1, "sq"), *read_entry("grope*", "molests", 2, "en")])
    assert {hit.entry.idea for hit in index.scan(["grope"])} == {"pit", "molests"}


@pytest.mark.parametrize(
    ("word", "stem", "is_near"),
    [
        ("dhunimi", "dhunim", True),
        ("dhumimi", "dhunim", True),
        ("dhuimi", "dhunim", True),
        ("dhunnimi", "dhunim", True),
        ("dhnuimi", "dhunim", True),
        ("dhumimi", "dhunin", False),
        ("", "dhunim", False),
    ],
)
def test_one_slip_is_forgiven_and_no_second(word: str, stem: str, is_near: bool) -> None:
    assert begins_nearly(word, stem) is is_near


def test_words_run_together_are_cut_at_known_words() -> None:
    entries = [entry for text in ("dua te vdes", "te", "vdes*") for entry in read_entry(text, "idea", 1, "sq")]
    index = WordIndex.of(entries)
    assert split_run(index, "duatevdesa") == ("dua", "te", "vdesa")
    assert split_run(index, "duatevxyzq") == ("duatevxyzq",)
    assert split_run(index, "d" * 5_000) == ("d" * 5_000,)
