"""Tokens in mail addresses: short, the same in capitals, and nobody else's."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportbot.core.errors import BadSignature, LinkExpired, RuleBroken
from reportbot.core.mail.addresses import LONGEST_BASE, TOKEN_LETTERS, Purpose, is_base, tokens_in, with_token
from reportbot.vault.mailtokens import MailTokens

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=60)
TOKENS = MailTokens({1: b"k" * 32}, 1)


@given(st.integers(0, 2**63 - 1), st.booleans())
def test_a_token_names_its_number_in_small_letters_and_in_capitals(number: int, loud: bool) -> None:
    token = TOKENS.sign("a", number, LATER)
    assert len(token) == TOKEN_LETTERS
    assert token == token.lower()
    assert TOKENS.read("a", token.upper() if loud else token, NOW) == number


def test_a_token_is_good_to_the_end_of_its_last_day_and_no_longer() -> None:
    token = TOKENS.sign("a", 7, NOW)
    assert TOKENS.read("a", token, NOW.replace(hour=23)) == 7
    with pytest.raises(LinkExpired):
        TOKENS.read("a", token, NOW.replace(hour=0) + timedelta(days=1))


def test_a_token_is_good_for_its_own_purpose_and_under_its_own_key() -> None:
    token = TOKENS.sign("a", 7, LATER)
    for tokens, purpose in ((TOKENS, "b"), (MailTokens({1: b"x" * 32}, 1), "a"), (MailTokens({2: b"k" * 32}, 2), "a")):
        with pytest.raises(BadSignature):
            tokens.read(purpose, token, NOW)


@given(st.integers(0, TOKEN_LETTERS - 1), st.sampled_from("abcdefghijklmnopqrstuvwxyz234567"))
def test_one_changed_letter_and_it_is_no_token(place: int, letter: str) -> None:
    token = TOKENS.sign("a", 2**62 + 7, LATER)
    changed = token[:place] + letter + token[place + 1 :]
    if changed != token:
        with pytest.raises(BadSignature):
            TOKENS.read("a", changed, NOW)


@given(st.text(max_size=60))
def test_rubbish_is_no_token(text: str) -> None:
    with pytest.raises(BadSignature):
        TOKENS.read("a", text, NOW)


@pytest.mark.parametrize(("number", "expires"), [(-1, LATER), (2**63, LATER), (1, datetime(2200, 1, 1, tzinfo=UTC))])
def test_what_does_not_fit_is_refused(number: int, expires: datetime) -> None:
    with pytest.raises(RuleBroken):
        TOKENS.sign("a", number, expires)


def test_an_address_with_a_token_keeps_to_the_length_of_a_local_part_and_is_found_again() -> None:
    base = f"{'a' * LONGEST_BASE}@town.example"
    address = with_token(base, Purpose.ANSWER, TOKENS.sign(Purpose.ANSWER, 2**63 - 1, LATER))
    assert is_base(base)
    assert len(address.partition("@")[0]) <= 64
    ((purpose, token),) = tokens_in(base, [f"Report 12 <{address.upper()}>, x@y.example", address])
    assert (purpose, TOKENS.read(purpose, token, NOW)) == (Purpose.ANSWER, 2**63 - 1)


@pytest.mark.parametrize("text", [
    "answers+a-short@town.example",
    "answers@town.example",
    f"answers+c-{'a' * TOKEN_LETTERS}@town.example",
    f"answers+a-{'a' * TOKEN_LETTERS}@town.example.org",
    f"others+a-{'a' * TOKEN_LETTERS}@town.example",
    f"my.answers+a-{'a' * TOKEN_LETTERS}@town.example",
    f"answers+a-{'a' * TOKEN_LETTERS}a@town.example",
])  # fmt: skip
def test_addresses_of_others_hold_no_token(text: str) -> None:
    assert list(tokens_in("answers@town.example", [text])) == []


def test_nothing_is_for_us_where_no_address_takes_answers() -> None:
    assert list(tokens_in("", [f"+a-{'a' * TOKEN_LETTERS}@"])) == []


@pytest.mark.parametrize(
    "address", ["", "answers", "@town.example", "a+b@town.example", "a" * 21 + "@t.example", "a b@c"]
)
def test_an_address_that_can_hold_no_token_is_refused(address: str) -> None:
    assert not is_base(address)
