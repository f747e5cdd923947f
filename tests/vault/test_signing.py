"""Signed links and tokens: good for one purpose until their time, and in one spelling only."""

from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportbot.core.errors import BadSignature, LinkExpired, RuleBroken
from reportbot.vault.keys import Keys
from reportbot.vault.sealing import Vault
from reportbot.vault.signing import MAX_TEXT_BYTES, MAX_TOKEN, Link

VAULT = Vault(Keys.for_tests())
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=7)


@given(st.integers(1, 2**63), st.text("abcdefghijklmnopqrstuvwxyz-0123456789", min_size=1, max_size=60))
@settings(max_examples=50)
def test_a_link_says_what_was_signed(referral: int, institution: str) -> None:
    token = VAULT.sign_link(referral, institution, LATER)
    assert VAULT.read_link(token, NOW) == Link(referral, institution, LATER)
    assert quote(token, safe="") == token


def test_a_link_ends_at_its_moment() -> None:
    token = VAULT.sign_link(5, "police", LATER)
    assert VAULT.read_link(token, LATER - timedelta(seconds=1)).referral == 5
    with pytest.raises(LinkExpired):
        VAULT.read_link(token, LATER)


def test_a_link_expired_and_changed_is_only_called_unsigned() -> None:
    token = VAULT.sign_link(5, "police", NOW)
    changed = token[:-1] + ("A" if token[-1] != "A" else "Q")
    with pytest.raises(BadSignature) as refusal:
        VAULT.read_link(changed, LATER)
    assert not isinstance(refusal.value, LinkExpired)


def test_every_other_letter_in_a_token_is_noticed() -> None:
    token = VAULT.sign_link(5, "police", LATER)
    for at, letter in enumerate(token):
        for other in "AQgw9_" if letter != "A" else "Qgw9_":
            if other != letter:
                with pytest.raises(BadSignature):
                    VAULT.read_link(token[:at] + other + token[at + 1 :], NOW)


def test_every_cut_and_every_addition_is_noticed() -> None:
    token = VAULT.sign_link(5, "police", LATER)
    for rubbish in [
        *(token[:length] for length in range(len(token))),
        token + "A",
        token + "=",
        "\n" + token,
        token + "!",
    ]:
        with pytest.raises(BadSignature):
            VAULT.read_link(rubbish, NOW)


@given(st.one_of(st.text(max_size=100), st.text("abcAB019-_=", max_size=100)))
@settings(max_examples=100)
def test_rubbish_is_not_signed(rubbish: str) -> None:
    with pytest.raises(BadSignature):
        VAULT.read_link(rubbish, NOW)
    with pytest.raises(BadSignature):
        VAULT.read("login", rubbish, NOW)


def test_a_token_too_long_to_be_ours_is_refused_unread() -> None:
    with pytest.raises(BadSignature):
        VAULT.read("login", "A" * (MAX_TOKEN + 1), NOW)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=100))
@settings(max_examples=50)
def test_a_text_is_read_for_the_purpose_it_was_signed_for(text: str) -> None:
    token = VAULT.sign("login", text, LATER)
    assert VAULT.read("login", token, NOW) == text
    for purpose in ["cookie", "", "logi", "login "]:
        with pytest.raises(BadSignature):
            VAULT.read(purpose, token, NOW)


def test_the_longest_text_fits_and_a_longer_one_is_not_signed() -> None:
    token = VAULT.sign("login", "x" * MAX_TEXT_BYTES, LATER)
    assert len(token) == MAX_TOKEN
    assert VAULT.read("login", token, NOW) == "x" * MAX_TEXT_BYTES
    with pytest.raises(RuleBroken):
        VAULT.sign("login", "x" * (MAX_TEXT_BYTES + 1), LATER)


def test_a_link_is_no_login_and_a_login_no_link() -> None:
    with pytest.raises(BadSignature):
        VAULT.read("referral", VAULT.sign_link(5, "police", LATER), NOW)
    with pytest.raises(BadSignature):
        VAULT.read_link(VAULT.sign("referral", "5 police", LATER), NOW)


def test_a_token_signed_with_other_keys_is_refused() -> None:
    with pytest.raises(BadSignature):
        VAULT.read("login", Vault(Keys.random()).sign("login", "ana", LATER), NOW)


def test_a_moment_without_a_time_zone_is_a_mistake_of_ours() -> None:
    with pytest.raises(RuleBroken):
        VAULT.sign("login", "ana", LATER.replace(tzinfo=None))
    with pytest.raises(RuleBroken):
        VAULT.read("login", VAULT.sign("login", "ana", LATER), NOW.replace(tzinfo=None))
