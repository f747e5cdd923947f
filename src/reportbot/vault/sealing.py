"""The vault as everyone but delivery sees it: it tags and seals addresses, seals and opens texts, signs, and hashes.

It cannot open an address: that is `opening.py`, which the web must not import.

    the ring (files outside the database) ─┬─ wraps ─► the key of each case, photo, kept message ─► their texts
                                           └─ wraps ─► each week's pepper and key ─► tags; sessions, deliveries, bubbles
    sealed address  kind 1 | key id 1 | X25519 sealed box of municipality, channel, value, conversation, padded
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from hashlib import blake2b

from nacl.bindings import crypto_box_seal
from nacl.utils import random as random_bytes

from reportbot.core.calendar import week_of
from reportbot.core.cases.case import Case
from reportbot.core.errors import CannotBeRead
from reportbot.core.messages import Address
from reportbot.service.records import WeekSecrets
from reportbot.vault import receipts
from reportbot.vault.boxes import OVERHEAD, UNDER_RING, check_header, shut, unshut
from reportbot.vault.datakeys import DataKey
from reportbot.vault.framing import frame, pad
from reportbot.vault.keyfiles import KEY_BYTES
from reportbot.vault.keys import Keys
from reportbot.vault.mailtokens import MailTokens
from reportbot.vault.signing import Link, Signer, link_text, read_link_text
from reportbot.vault.weeks import TAG_BYTES, Week, Weeks

HEADER_BYTES = 2
OPENING_CODE_SECONDS = 15 * 60


class Vault:
    """All that a message, a case and a page need. Keeps no key that opens addresses, even when it is given one."""

    def __init__(self, keys: Keys) -> None:
        self._weeks = Weeks()
        self._look_again: Callable[[], object] = lambda: None
        self.use(keys)
        # What is never exchanged. hashlib's keyed BLAKE2b is the same function as libsodium's at a tenth of the cost;
        # a copy saves the keying.
        self._message_keys = blake2b(key=keys.dedupe, digest_size=TAG_BYTES, person=b"message")
        self._chats = blake2b(key=keys.dedupe, digest_size=TAG_BYTES, person=b"chat")
        self._answers = blake2b(key=keys.dedupe, digest_size=8, person=b"answer")
        self._opening = blake2b(key=keys.dedupe, digest_size=8, person=b"opening")
        self._webhooks = blake2b(key=keys.dedupe, digest_size=32, person=b"webhook")
        self._alike = tuple(
            blake2b(key=keys.dedupe, digest_size=64, person=person) for person in (b"alike1", b"alike2")
        )

    def use(self, keys: Keys) -> None:
        """From here on seal and sign with the current one of these; whatever was sealed by any of them opens."""
        self._keys = keys.without_opening()
        self._header = header(keys.key_id)
        self._links = Signer({each.key_id: each.link_signing for each in keys.generations}, keys.key_id)
        self._mail = MailTokens({each.key_id: each.link_signing for each in keys.generations}, keys.key_id)
        self._tokens = Signer({each.key_id: each.cookie for each in keys.generations}, keys.key_id)

    def if_unknown(self, look_again: Callable[[], object]) -> None:
        """What to call when something is met that was sealed with a key that is not here: it may have come since."""
        self._look_again = look_again

    def tag(self, address: Address) -> bytes:
        """16 bytes that find this address again. A pseudonym: whoever holds the pepper can try every phone number."""
        return self._weeks.now.tag(address)

    def older_tags(self, address: Address) -> list[bytes]:
        """Under the peppers of earlier weeks that were not destroyed yet, newest first."""
        return [week.tag(address) for week in self._weeks.older()]

    def chat_tag(self, address: Address) -> bytes:
        """Finds the bubbles of a web chat, which live for a day. Its address is random, so nobody can try them all."""
        return _hashed(self._chats, address.municipality, address.channel, address.value)

    def message_key(self, key: str) -> bytes:
        """16 bytes that recognise a message seen before; its key may hold a chat id and is not stored."""
        return _hashed(self._message_keys, key)

    def alike_hash(self, municipality: str, word: str) -> bytes:
        """128 bytes by which words of one town can be compared, never read (core/cases/triage/alike.py)."""
        return b"".join(_hashed(keyed, municipality, word) for keyed in self._alike)

    def seal_address(self, address: Address, conversation: int) -> bytes:
        """Seal for delivery alone and for this conversation. The same address never looks the same twice."""
        framed = frame(address.municipality, address.channel, address.value, bound_to(conversation))
        return self._header + crypto_box_seal(pad(framed), self._keys.current.sealing)

    def seal(self, plain: bytes, place: str) -> bytes:
        """Under this week's key, for what lives only for days: sessions, deliveries, bubbles."""
        return self._weeks.seal(plain, place)

    def open(self, sealed: bytes, place: str) -> bytes:
        """What `seal` was given for this place. Raises CannotBeRead, which names the place and nothing else."""
        return self._weeks.open(sealed, place)

    def new_data_key(self, place: str) -> tuple[DataKey, bytes]:
        """A new key, and the same wrapped for the column and row that `place` names."""
        key = DataKey.new()
        return key, self._wrap(key.secret, place)

    def data_key(self, sealed_key: bytes, place: str) -> DataKey:
        """Raises CannotBeRead: changed, of another place, under a key that is not here, or destroyed."""
        if not sealed_key:
            raise CannotBeRead(f"{place}: this key was destroyed")
        return DataKey(self._unwrap(sealed_key, place))

    def new_case_key(self, case: int) -> bytes:
        """A new wrapped key for the case of this id."""
        return self.new_data_key(_place_of(case))[1]

    def case_key(self, case: Case) -> DataKey:
        """Raises CannotBeRead as `data_key` does."""
        return self.data_key(case.sealed_key, _place_of(case.id))

    def new_week(self, week: int) -> tuple[bytes, bytes]:
        """A new pepper and a new key for this week, both wrapped."""
        secrets = (random_bytes(KEY_BYTES), random_bytes(KEY_BYTES))
        return self._wrap(secrets[0], f"weeks.pepper:{week}"), self._wrap(secrets[1], f"weeks.key:{week}")

    def use_weeks(self, secrets: Sequence[WeekSecrets], now: datetime) -> None:
        """Tags and seals are of the week of `now` from here on. Raises CannotBeRead when that week's cannot be read.

        An earlier week whose secrets are damaged is as if they had been destroyed.
        """
        known: dict[int, Week] = {}
        for each in secrets:
            try:
                known[each.week] = self._week(each)
            except CannotBeRead:
                if each.week >= week_of(now):
                    raise
        self._weeks.use(known, week_of(now))

    def new_code(self) -> str:
        """A new receipt code, 16 digits."""
        return receipts.new_code()

    def receipt_tag(self, code: str) -> bytes:
        """16 bytes that find the case of this receipt code; the code itself is not stored."""
        return receipts.receipt_tag(self._keys, code)

    def sign_link(self, referral: int, institution: str, expires: datetime) -> str:
        """A token for a link that lets one institution answer one referral until `expires` (aware)."""
        return self._links.sign("referral", link_text(referral, institution), expires)

    def read_link(self, token: str, now: datetime) -> Link:
        """Raises BadSignature, and LinkExpired (a BadSignature) for one that was good once."""
        text, expires = self._links.read("referral", token, now)
        return read_link_text(text, expires)

    def sign_mail(self, purpose: str, number: int, expires: datetime) -> str:
        """A token for a mail address, 37 letters and digits: one referral, or one row of the outbox."""
        return self._mail.sign(purpose, number, expires)

    def read_mail(self, purpose: str, token: str, now: datetime) -> int:
        """Raises BadSignature, and LinkExpired as `read_link` does."""
        return self._mail.read(purpose, token, now)

    def answer_codes(self, referral: int, institution: str) -> tuple[str, ...]:
        """6 digits by which this institution answers this referral by SMS. Nothing is stored: they follow from keys."""
        return (_digits(_hashed(self._answers, str(referral), institution)),)

    def opening_codes(self, referral: int, institution: str, now: datetime) -> tuple[str, ...]:
        """6 digits that open a sealed matter for this institution, newest first: good for 15 to 30 minutes."""
        quarter = int(now.timestamp()) // OPENING_CODE_SECONDS
        return tuple(
            _digits(_hashed(self._opening, str(referral), institution, str(each))) for each in (quarter, quarter - 1)
        )

    def webhook_secret(self, municipality: str, institution: str, number: int = 1) -> bytes:
        """32 bytes that sign what this institution's webhook gets, and nobody else's; `number` counts its secrets."""
        return _hashed(self._webhooks, municipality, institution, *([str(number)] if number > 1 else []))

    def sign(self, purpose: str, text: str, expires: datetime) -> str:
        """A token for a login link, a cookie or a form. Its holder can read the text, but not change it."""
        return self._tokens.sign(purpose, text, expires)

    def read(self, purpose: str, token: str, now: datetime) -> str:
        """The text that was signed for this purpose. Raises BadSignature, and LinkExpired as `read_link` does."""
        return self._tokens.read(purpose, token, now)[0]

    def rewrap(self, wrapped: bytes, place: str) -> bytes:
        """The same key wrapped by the current generation. Raises CannotBeRead."""
        return self._wrap(self._unwrap(wrapped, place), place)

    def _wrap(self, secret: bytes, place: str) -> bytes:
        return shut(self._keys.current.content, self._header, secret, place)

    def _unwrap(self, wrapped: bytes, place: str) -> bytes:
        check_header(wrapped, bytes((UNDER_RING,)), HEADER_BYTES + OVERHEAD, place)
        generation = self._keys.generation(wrapped[1])
        if generation is None:
            self._look_again()
            generation = self._keys.generation(wrapped[1])
        if generation is None:
            raise CannotBeRead(f"{place}: sealed with key {wrapped[1]}, which is not here")
        return unshut(generation.content, header(wrapped[1]), wrapped, place)

    def _week(self, each: WeekSecrets) -> Week:
        pepper = self._unwrap(each.sealed_pepper, f"weeks.pepper:{each.week}")
        return Week(
            each.week, pepper, self._unwrap(each.sealed_key, f"weeks.key:{each.week}") if each.sealed_key else b""
        )


def header(key_id: int) -> bytes:
    """Stands in front of what the ring sealed, and says which of its generations opens it."""
    return bytes((UNDER_RING, key_id))


def bound_to(conversation: int) -> str:
    """Stands inside a sealed address: a box to a public key has nothing beside it that could name its row."""
    return f"{conversation:016x}"


def _place_of(case: int) -> str:
    return f"cases.key:{case}"


def _digits(hashed: bytes) -> str:
    return f"{int.from_bytes(hashed, 'big') % 1_000_000:06d}"


def _hashed(keyed: blake2b, *fields: str) -> bytes:
    hashed = keyed.copy()
    hashed.update(frame(*fields))
    return hashed.digest()
