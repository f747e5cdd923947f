"""The rules of signing in, as rows."""

from datetime import UTC, datetime, timedelta

import pytest

from reportbot.core.signin.addresses import own_page
from reportbot.core.signin.browsers import browser_in_words
from reportbot.core.signin.lives import IDLE, STEP_UP, is_fresh, is_over, was_here
from reportbot.core.signin.names import as_typed, sign_in_name
from reportbot.core.signin.passwords import PasswordProblem, length_problem, normalised
from reportbot.core.signin.waiting import LONGEST, LONGEST_SECOND, wait_after

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
LATER = NOW + timedelta(hours=12)


@pytest.mark.parametrize(
    ("tries", "seconds"), [(0, 0), (1, 0), (2, 0), (3, 2), (4, 4), (5, 8), (7, 32), (8, 60), (9, 60), (10_000, 60)]
)
def test_three_wrong_answers_cost_a_wait_that_doubles_up_to_a_minute(tries: int, seconds: int) -> None:
    assert wait_after(tries) == timedelta(seconds=seconds)


def test_the_wait_for_the_second_factor_grows_further_and_ends_too() -> None:
    assert wait_after(12, LONGEST_SECOND) == LONGEST_SECOND == wait_after(10**9, LONGEST_SECOND)
    assert LONGEST < wait_after(9, LONGEST_SECOND) < LONGEST_SECOND


@pytest.mark.parametrize(
    ("password", "problem"),
    [
        ("x" * 14, PasswordProblem.SHORT),
        ("x" * 15, None),
        ("ë" * 15, None),
        ("x" * 128, None),
        ("x" * 129, PasswordProblem.LONG),
        ("", PasswordProblem.SHORT),
    ],
)
def test_a_password_has_15_to_128_letters(password: str, problem: PasswordProblem | None) -> None:
    assert length_problem(password) is problem


def test_a_password_is_the_same_on_every_keyboard() -> None:
    assert normalised("e\u0308") == normalised("ë") == "ë"


@pytest.mark.parametrize(
    ("seen", "ended", "now", "over"),
    [
        (NOW, None, NOW, False),
        (NOW, None, NOW + IDLE - timedelta(seconds=1), False),
        (NOW, None, NOW + IDLE, True),
        (LATER - timedelta(minutes=1), None, LATER, True),
        (NOW, NOW, NOW, True),
    ],
)
def test_a_session_ends_by_hand_by_itself_or_when_nobody_is_there(
    seen: datetime, ended: datetime | None, now: datetime, over: bool
) -> None:
    assert is_over(seen, LATER, ended, now) is over


def test_the_second_step_counts_for_ten_minutes() -> None:
    assert is_fresh(NOW, NOW) and is_fresh(NOW, NOW + STEP_UP - timedelta(seconds=1))
    assert not is_fresh(NOW, NOW + STEP_UP) and not is_fresh(None, NOW) and not is_fresh(LATER, NOW)


def test_that_somebody_is_here_is_written_down_every_five_minutes() -> None:
    assert not was_here(NOW, NOW + timedelta(minutes=4)) and was_here(NOW, NOW + timedelta(minutes=5))


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Ana Krasniqi", "ana.krasniqi"),
        ("  Çelë  Gjoçaj-Berisha ", "cele.gjocaj.berisha"),
        ("Đorđe Šćepanović", "djordje.scepanovic"),
        ("beni gashi", "beni.gashi2"),
        ("Coordinator", "coordinator2"),
        ("Ана", ""),
        ("", ""),
        ("x" * 90, "x" * 40),
    ],
)
def test_a_sign_in_name_is_made_of_ones_own(name: str, key: str) -> None:
    assert sign_in_name(name, {"beni.gashi"}) == key


def test_capitals_and_spaces_around_a_name_do_not_count() -> None:
    assert as_typed(" Ana.Krasniqi ") == "ana.krasniqi"


@pytest.mark.parametrize(
    ("asked", "page"),
    [
        ("/console/drenas/cases/2026-0001?draft=12", "/console/drenas/cases/2026-0001?draft=12"),
        ("/console/drenas", "/console/drenas"),
        ("", "/console/drenas"),
        ("/console/drenas/sign-in", "/console/drenas"),
        ("/console/drenas/logout", "/console/drenas"),
        ("/console/vushtrri/cases/1", "/console/drenas"),
        ("/console/drenas/../vushtrri", "/console/drenas"),
        ("//evil.example/console/drenas", "/console/drenas"),
        ("https://evil.example/console/drenas", "/console/drenas"),
        ("/console/drenas\\evil", "/console/drenas"),
        ("/console/drenas/" + "x" * 600, "/console/drenas"),
    ],
)
def test_one_goes_on_to_a_page_of_ones_own_console(asked: str, page: str) -> None:
    assert own_page("drenas", asked) == page


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox, Linux"),
        (
            "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML) Chrome/130.0 Mobile Safari/537.36",
            "Chrome, Android",
        ),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Safari/604.1", "Safari, iPhone"),
        ("curl/8.5", ""),
        ("", ""),
    ],
)
def test_a_browser_is_named_in_two_words(header: str, words: str) -> None:
    assert browser_in_words(header) == words
