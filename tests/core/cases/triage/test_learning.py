"""What may be learnt of a correction, what is taken out of its words, and which head may be switched to."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from reportbot.core.cases.triage.learning import (
    A_DAY,
    MOST,
    Corrected,
    LeftOut,
    Lesson,
    at_least,
    chosen,
    cleaned,
    facts_of,
    lesson_of,
    may_be_switched_to,
    share_in,
    why_not,
)
from reportbot.core.judging import Figures, Share
from reportbot.core.urgency import Urgency
from tests.builders import TUESDAY, a_case

SAID = Corrected(TUESDAY, "waste")
OPEN = a_case(sealed_key=b"key")


@pytest.mark.parametrize(
    ("case", "said", "held", "sensitive_too", "why"),
    [
        ({}, SAID, False, False, None),
        ({"sealed_key": b""}, SAID, False, True, LeftOut.ERASED),
        ({}, SAID, True, True, LeftOut.HELD),
        ({}, Corrected(TUESDAY, "waste", has_words=False), False, True, LeftOut.FORGOTTEN),
        ({}, Corrected(TUESDAY, "child_labour"), False, False, LeftOut.SENSITIVE),
        ({"category": "child_labour"}, Corrected(TUESDAY, "waste"), False, False, LeftOut.SENSITIVE),
        ({"category": "other", "danger": "violence_child"}, Corrected(TUESDAY, "", "urgent"), False, False,
         LeftOut.SENSITIVE),
        ({"category": "child_labour"}, Corrected(TUESDAY, "child_labour"), False, True, None),
        ({"needs_look": True}, Corrected(TUESDAY, "", "urgent"), False, False, LeftOut.GUESSED),
        ({"needs_look": True}, Corrected(TUESDAY, "waste", "urgent"), False, False, None),
        ({}, Corrected(TUESDAY, "", "urgent"), False, False, None),
        ({}, Corrected(TUESDAY, "no such category"), False, True, LeftOut.UNREADABLE),
        ({}, Corrected(TUESDAY, "", "whenever"), False, True, LeftOut.UNREADABLE),
        ({"conversation": None}, SAID, False, False, None),
    ],
)  # fmt: skip
def test_what_may_be_opened(
    case: dict[str, Any], said: Corrected, held: bool, sensitive_too: bool, why: LeftOut | None
) -> None:
    assert why_not(replace(OPEN, **case), said, held, sensitive_too) == why


def test_of_a_case_that_is_no_more_nothing_is_opened() -> None:
    assert why_not(None, SAID, False, True) is LeftOut.ERASED


def test_what_is_said_later_takes_the_place_of_what_was_said_before() -> None:
    later = TUESDAY + timedelta(hours=1)
    said = Corrected(TUESDAY).then(TUESDAY, "category", "waste", True).then(later, "urgency", "urgent", True)
    assert said == Corrected(later, "waste", "urgent")
    assert said.then(later, "category", "manhole", False) == Corrected(later, "manhole", "urgent", has_words=False)


@pytest.mark.parametrize(
    ("said", "category", "urgency"),
    [
        (Corrected(TUESDAY, "waste"), "waste", Urgency.NORMAL),
        (Corrected(TUESDAY, "", "urgent"), "manhole", Urgency.URGENT),
        (Corrected(TUESDAY, "waste", "information"), "waste", Urgency.INFORMATION),
    ],
)
def test_what_nobody_put_right_is_as_the_case_has_it(said: Corrected, category: str, urgency: Urgency) -> None:
    lesson = lesson_of(OPEN, said, "gropë te shkolla")
    assert (lesson.category, lesson.urgency, lesson.language) == (category, urgency, "en")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Gropë te shkolla, +383 44 123 456", "Gropë te shkolla,"),
        ("call me 044/123-456 please", "call me please"),
        ("(038) 200-30-400 ask there", "ask there"),
        ("mine is a.b+c@example.org ok", "mine is ok"),
        ("shiko https://example.org/x?y=1 dhe www.example.org", "shiko dhe"),
        ("shkruaj @somebody_here", "shkruaj"),
        ("dokumenti 1234567890 eshte", "dokumenti eshte"),
        ("KS12345678901234 eshte", "eshte"),
        ("prej ores 17:30, 3 femije, 2026", "prej ores 17:30, 3 femije, 2026"),
        ("nr. 12, kati 3", "nr. 12, kati 3"),
        ("one\n\n  two  three ", "one\ntwo three"),
        ("", ""),
    ],
)
def test_what_may_name_a_person_by_number_is_taken_out(text: str, left: str) -> None:
    assert cleaned(text) == left


@pytest.mark.parametrize(
    "rubbish",
    ["1 " * 20_000, "@" * 20_000, "a@" * 20_000, "\x00\ud83d" * 999, "(" * 20_000, "a" * 20_000, "1" * 20_000],
)
def test_rubbish_is_cleaned_too(rubbish: str) -> None:
    assert len(cleaned(rubbish)) <= len(rubbish)


def lesson(minutes: int, text: str = "") -> Lesson:
    words = text or f"gropë te shkolla numër w{minutes}"
    return Lesson(TUESDAY + timedelta(minutes=minutes), "sq", words, "manhole", Urgency.NORMAL)


def test_the_newest_count_the_same_words_once_and_too_few_not_at_all() -> None:
    kept, left_out = chosen([lesson(1, "Gropë te shkolla"), lesson(2, "gropë  te SHKOLLA"), lesson(3, "gropë 1 2 3")])
    assert [each.at.minute for each in kept] == [2]
    assert left_out == {LeftOut.SAID_ALREADY: 1, LeftOut.SHORT: 1}


def test_one_day_teaches_so_much_and_no_more() -> None:
    kept, left_out = chosen([lesson(minutes) for minutes in range(A_DAY + 5)])
    assert len(kept) == A_DAY and kept[0].at.minute == A_DAY + 4
    assert left_out == {LeftOut.TOO_MANY: 5}


def test_a_town_teaches_so_much_and_no_more() -> None:
    kept, left_out = chosen([lesson(day * 24 * 60) for day in range(MOST + 3)])
    assert len(kept) == MOST
    assert left_out == {LeftOut.TOO_MANY: 3}


def figures(emergencies: int, count: int = 40) -> Figures:
    half = Share(1, 2)
    return Figures(100, Share(emergencies, count), half, half, 0.5, half, half, half, half)


@pytest.mark.parametrize(("after", "may"), [(39, True), (40, True), (38, False), (0, False)])
def test_a_head_that_finds_fewer_emergencies_cannot_be_switched_to(after: int, may: bool) -> None:
    facts = facts_of(figures(39), figures(after), "abc", 7, Share(39, 40))
    assert may_be_switched_to(facts) is may
    assert (facts["used"], share_in(facts, "emergencies_before")) == ("7", Share(39, 40))


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"emergencies_after": "40/40"},
        {"emergencies_after": "40/40", "least": "many"},
        {"emergencies_after": "0/0", "least": "0/0"},
        {"emergencies_after": "40/41", "least": "39/40"},
        {"emergencies_after": "-1/40", "least": "0/40"},
    ],
)
def test_a_head_that_does_not_say_how_many_it_finds_cannot_be_switched_to(facts: dict[str, str]) -> None:
    assert not may_be_switched_to(facts)


def test_it_must_find_as_many_as_the_best_before_it() -> None:
    assert at_least([figures(38), figures(39)]) == Share(39, 40)
