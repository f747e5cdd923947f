"""Keys of cases, photos and weeks: each opens its own and nothing else, and what is destroyed stays shut."""

from dataclasses import replace
from datetime import timedelta

import pytest

from reportbot.core.calendar import week_of
from reportbot.core.errors import CannotBeRead, RuleBroken
from reportbot.core.messages import Address
from reportbot.service.records import WeekSecrets
from reportbot.vault.keys import Keys
from reportbot.vault.sealing import Vault
from tests.builders import KEYS, TUESDAY, a_case, a_vault

HERE = "reports.answers:123"
PHONE = Address("drenas", "sms", "+38344000000")
VAULT = a_vault()


def test_a_case_key_opens_what_was_sealed_in_its_case() -> None:
    case = a_case(sealed_key=VAULT.new_case_key(1))
    assert VAULT.case_key(case).open(VAULT.case_key(case).seal(b"text", HERE), HERE) == b"text"


def test_the_key_of_one_case_opens_nothing_of_another() -> None:
    one, other = (a_case(id=id, sealed_key=VAULT.new_case_key(id)) for id in (1, 2))
    with pytest.raises(CannotBeRead):
        VAULT.case_key(other).open(VAULT.case_key(one).seal(b"text", HERE), HERE)


def test_a_key_moved_to_another_case_is_refused() -> None:
    with pytest.raises(CannotBeRead, match=r"cases\.key:2"):
        VAULT.case_key(a_case(id=2, sealed_key=VAULT.new_case_key(1)))


def test_a_destroyed_key_says_that_it_was_destroyed() -> None:
    with pytest.raises(CannotBeRead, match="destroyed"):
        VAULT.case_key(a_case(sealed_key=b""))


def test_a_text_moved_to_another_row_of_its_case_is_refused() -> None:
    key = VAULT.case_key(a_case(sealed_key=VAULT.new_case_key(1)))
    with pytest.raises(CannotBeRead):
        key.open(key.seal(b"text", HERE), "reports.answers:124")


def test_a_key_wrapped_by_another_ring_is_refused() -> None:
    with pytest.raises(CannotBeRead):
        VAULT.case_key(a_case(sealed_key=Vault(Keys.random()).new_case_key(1)))


def test_no_key_shows_itself() -> None:
    key, _ = VAULT.new_data_key(HERE)
    assert key.secret.hex() not in repr(key) and repr(key) == "DataKey()"


def test_every_week_has_a_pepper_of_its_own() -> None:
    vault, (first, second) = _two_weeks()
    vault.use_weeks([first, second], TUESDAY)
    this_week = vault.tag(PHONE)
    vault.use_weeks([first, second], TUESDAY + timedelta(days=7))
    assert vault.tag(PHONE) != this_week
    assert vault.older_tags(PHONE) == [this_week]


def test_after_its_pepper_is_gone_nobody_can_be_recognised() -> None:
    vault, (_, second) = _two_weeks()
    vault.use_weeks([second], TUESDAY + timedelta(days=7))
    assert vault.older_tags(PHONE) == []


def test_what_a_week_has_sealed_opens_until_its_key_is_destroyed() -> None:
    vault, (first, second) = _two_weeks()
    vault.use_weeks([first, second], TUESDAY)
    sealed = vault.seal(b"a draft", HERE)
    vault.use_weeks([first, second], TUESDAY + timedelta(days=7))
    assert vault.open(sealed, HERE) == b"a draft"
    vault.use_weeks([replace(first, sealed_key=b""), second], TUESDAY + timedelta(days=7))
    with pytest.raises(CannotBeRead, match="destroyed"):
        vault.open(sealed, HERE)


def test_a_damaged_earlier_week_is_as_if_destroyed_but_this_week_must_be_readable() -> None:
    vault, (first, second) = _two_weeks()
    vault.use_weeks([replace(first, sealed_pepper=b"rubbish"), second], TUESDAY + timedelta(days=7))
    assert vault.older_tags(PHONE) == []
    with pytest.raises(CannotBeRead, match="weeks"):
        vault.use_weeks([first, replace(second, sealed_key=first.sealed_key)], TUESDAY + timedelta(days=7))


def test_before_any_week_is_known_nothing_is_tagged_or_sealed() -> None:
    fresh = Vault(KEYS)
    with pytest.raises(RuleBroken, match="week"):
        fresh.tag(PHONE)
    with pytest.raises(RuleBroken, match="week"):
        fresh.seal(b"text", HERE)


def _two_weeks() -> tuple[Vault, list[WeekSecrets]]:
    vault, week = Vault(KEYS), week_of(TUESDAY)
    return vault, [WeekSecrets(each, *vault.new_week(each)) for each in (week, week + 1)]
