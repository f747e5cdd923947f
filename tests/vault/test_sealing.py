"""Tags, sealed texts and sealed addresses: they come back whole in their own place, and nowhere else."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportbot.core.errors import BadSetup, CannotBeRead, Refusal
from reportbot.core.messages import Address
from reportbot.vault.framing import frame, pad, unframe, unpad
from reportbot.vault.keys import Generation, Keys
from reportbot.vault.opening import AddressOpener
from reportbot.vault.sealing import Vault
from tests.builders import a_vault

KEYS = Keys.for_tests()
VAULT = a_vault(KEYS)
OPENER = AddressOpener(KEYS)
HERE = "reports.answers:123"
PHONE = Address("drenas", "sms", "+38344000000")

texts = st.text(st.characters(), max_size=30)  # lone halves of an emoji included


@given(st.binary(max_size=2000))
@settings(max_examples=50)
def test_a_text_opens_in_its_own_place(plain: bytes) -> None:
    assert VAULT.open(VAULT.seal(plain, HERE), HERE) == plain


@pytest.mark.parametrize("there", ["", "reports.answers:124", "reports.answers:12", "reports.notes:123", "x" + HERE])
def test_a_text_moved_to_another_place_is_refused(there: str) -> None:
    with pytest.raises(CannotBeRead):
        VAULT.open(VAULT.seal(b"text", HERE), there)


def test_every_changed_byte_is_noticed() -> None:
    sealed = VAULT.seal(b"text", HERE)
    for at in range(len(sealed)):
        with pytest.raises(CannotBeRead):
            VAULT.open(sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :], HERE)


def test_every_cut_and_every_addition_is_noticed() -> None:
    sealed = VAULT.seal(b"text", HERE)
    for rubbish in [*(sealed[:length] for length in range(len(sealed))), sealed + b"\0", b"\0" + sealed]:
        with pytest.raises(CannotBeRead):
            VAULT.open(rubbish, HERE)


@given(st.binary(max_size=300))
@settings(max_examples=100)
def test_rubbish_cannot_be_read(rubbish: bytes) -> None:
    with pytest.raises(CannotBeRead):
        VAULT.open(rubbish, HERE)
    with pytest.raises(CannotBeRead):
        VAULT.open(VAULT.seal(b"", HERE)[:5] + rubbish, HERE)
    with pytest.raises(CannotBeRead):
        OPENER.open_address("drenas", "sms", 7, rubbish)
    with pytest.raises(CannotBeRead):
        OPENER.open_address("drenas", "sms", 7, VAULT.seal_address(PHONE, 7)[:2] + rubbish)


def test_a_text_sealed_with_another_key_says_so_and_says_nothing_of_the_text() -> None:
    sealed = a_vault(Keys.random()).seal(b"secret", HERE)
    with pytest.raises(CannotBeRead, match=r"reports\.answers:123: changed") as refusal:
        VAULT.open(sealed, HERE)
    assert refusal.value.__suppress_context__
    newer = KEYS.with_generation(Generation.random(2), current=True)
    with pytest.raises(CannotBeRead, match=r"reports\.answers:123: sealed with key 2, which is not here"):
        VAULT.data_key(Vault(newer).new_data_key(HERE)[1], HERE)
    with pytest.raises(CannotBeRead, match="sealed with key 2, which is not here"):
        OPENER.open_address("drenas", "sms", 1, Vault(newer).seal_address(PHONE, 1))


def test_the_same_text_never_looks_the_same_twice() -> None:
    assert VAULT.seal(b"text", HERE) != VAULT.seal(b"text", HERE)
    assert VAULT.seal_address(PHONE, 7) != VAULT.seal_address(PHONE, 7)


@pytest.mark.parametrize(
    ("length", "padded"),
    [(0, 64), (2, 64), (63, 64), (64, 128), (1023, 1024), (1024, 1280), (1279, 1280), (1280, 1536)],
)
def test_lengths_are_blurred(length: int, padded: int) -> None:
    overhead = 5 + 24 + 16
    assert len(VAULT.seal(b"x" * length, HERE)) == padded + overhead


@given(st.binary(max_size=200))
@settings(max_examples=50)
def test_padding_comes_off_again(plain: bytes) -> None:
    assert unpad(pad(plain)) == plain


@pytest.mark.parametrize("rubbish", [b"", b"\0" * 64, b"text"])
def test_padding_without_its_mark_is_refused(rubbish: bytes) -> None:
    with pytest.raises(ValueError, match="mark"):
        unpad(rubbish)


@given(st.lists(texts, max_size=4))
@settings(max_examples=50)
def test_framed_fields_come_apart_again(fields: list[str]) -> None:
    assert unframe(frame(*fields)) == tuple(fields)


@given(st.binary(max_size=20))
@settings(max_examples=100)
def test_rubbish_is_no_frame_unless_it_is_one(rubbish: bytes) -> None:
    try:
        fields = unframe(rubbish)
    except ValueError:
        return
    assert frame(*fields) == rubbish


@given(st.builds(Address, texts, texts, texts))
@settings(max_examples=50)
def test_an_address_opens_for_delivery(address: Address) -> None:
    sealed = VAULT.seal_address(address, 7)
    assert OPENER.open_address(address.municipality, address.channel, 7, sealed) == address


@pytest.mark.parametrize(
    ("municipality", "channel", "conversation"),
    [("kamez", "sms", 7), ("drenas", "telegram", 7), ("drenas", "sms", 8), ("", "", 7)],
)
def test_an_address_sealed_for_another_town_channel_or_conversation_is_refused(
    municipality: str, channel: str, conversation: int
) -> None:
    with pytest.raises(CannotBeRead, match="another municipality, channel or conversation") as refusal:
        OPENER.open_address(municipality, channel, conversation, VAULT.seal_address(PHONE, 7))
    assert PHONE.value not in str(refusal.value)


def test_every_changed_byte_of_an_address_is_noticed() -> None:
    sealed = VAULT.seal_address(PHONE, 7)
    for at in range(len(sealed)):
        with pytest.raises(CannotBeRead):
            OPENER.open_address("drenas", "sms", 7, sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :])
        with pytest.raises(CannotBeRead):
            OPENER.open_address("drenas", "sms", 7, sealed[:at])


def test_a_text_in_the_place_of_an_address_is_refused_and_the_other_way_round() -> None:
    with pytest.raises(CannotBeRead):
        OPENER.open_address("drenas", "sms", 7, VAULT.seal(b"text", HERE))
    with pytest.raises(CannotBeRead):
        VAULT.open(VAULT.seal_address(PHONE, 7), HERE)


def test_a_chat_id_and_a_phone_number_are_sealed_to_the_same_length() -> None:
    chats = [Address("drenas", "telegram", "1"), Address("drenas", "telegram", "-1001234567890")]
    assert len({len(VAULT.seal_address(address, 7)) for address in [*chats, PHONE]}) == 1


def test_without_the_opening_key_there_is_no_opener() -> None:
    with pytest.raises(BadSetup, match="address-opening"):
        AddressOpener(KEYS.without_opening())


def test_the_vault_keeps_no_key_that_opens_addresses() -> None:
    held = [value for value in vars(VAULT).values() if isinstance(value, Keys)]
    assert held == [KEYS.without_opening()]


def test_a_tag_finds_its_address_again() -> None:
    assert VAULT.tag(PHONE) == VAULT.tag(PHONE)
    assert len(VAULT.tag(PHONE)) == 16


@pytest.mark.parametrize(
    "other",
    [
        Address("drenas", "sms", "+38344000001"),
        Address("drenas", "telegram", "+38344000000"),
        Address("kamez", "sms", "+38344000000"),
        Address("drenass", "ms", "+38344000000"),
        Address("drenas", "sms+", "38344000000"),
    ],
)
def test_another_address_has_another_tag(other: Address) -> None:
    assert VAULT.tag(other) != VAULT.tag(PHONE)


def test_tags_and_message_keys_hang_on_their_pepper() -> None:
    other = a_vault(replace(KEYS, dedupe=b"\2" * 32))
    assert other.tag(PHONE) != VAULT.tag(PHONE)
    assert other.message_key("telegram:1:2") != VAULT.message_key("telegram:1:2")


def test_a_message_is_known_again_by_its_key() -> None:
    assert VAULT.message_key("telegram:1:2") == Vault(KEYS).message_key("telegram:1:2")
    assert VAULT.message_key("telegram:1:2") != VAULT.message_key("telegram:12:2")
    assert len(VAULT.message_key("\ud83d")) == 16


def test_what_cannot_be_read_is_a_refusal() -> None:
    assert issubclass(CannotBeRead, Refusal)
