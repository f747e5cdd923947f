"""Opens sealed addresses. Only delivery holds an `AddressOpener`; console and public pages must not import this."""

from collections.abc import Callable
from typing import Final

from nacl.bindings import crypto_box_seal, crypto_box_seal_open, crypto_box_SEALBYTES
from nacl.exceptions import CryptoError

from reportbot.core.errors import BadSetup, CannotBeRead, Problem
from reportbot.core.messages import Address
from reportbot.vault.boxes import UNDER_RING, check_header
from reportbot.vault.framing import frame, pad, unframe, unpad
from reportbot.vault.keys import FILES, Generation, Keys
from reportbot.vault.sealing import HEADER_BYTES, bound_to, header

_SMALLEST: Final = HEADER_BYTES + crypto_box_SEALBYTES


class AddressOpener:
    """Raises BadSetup when the keys were loaded without the one that opens."""

    def __init__(self, keys: Keys) -> None:
        self._look_again: Callable[[], object] = lambda: None
        self.use(keys)

    def use(self, keys: Keys) -> None:
        """What any of these has sealed is opened from here on."""
        if not all(each.opening for each in keys.generations):
            raise BadSetup(Problem(FILES["opening"], 0, "this key was not loaded; without it nothing can be delivered"))
        self._keys = keys

    def if_unknown(self, look_again: Callable[[], object]) -> None:
        """What to call when an address was sealed with a key that is not here: it may have come since."""
        self._look_again = look_again

    def open_address(self, municipality: str, channel: str, conversation: int, sealed: bytes) -> Address:
        """Where to send. Raises CannotBeRead, also when it was sealed for another town, channel or conversation."""
        place = f"conversations.address:{conversation}"
        check_header(sealed, bytes((UNDER_RING,)), _SMALLEST, place)
        key = self._generation(sealed[1], place)
        try:
            framed = unpad(crypto_box_seal_open(sealed[HEADER_BYTES:], key.sealing, key.opening))
            *fields, bound = unframe(framed)
            address = Address(*fields)
        except (CryptoError, ValueError, TypeError):
            raise CannotBeRead(f"{place}: changed, or sealed with another key") from None
        if (address.municipality, address.channel, bound) != (municipality, channel, bound_to(conversation)):
            raise CannotBeRead(f"{place}: sealed for another municipality, channel or conversation")
        return address

    def reseal(self, municipality: str, channel: str, conversation: int, sealed: bytes) -> bytes:
        """The same address sealed to the current generation. Raises CannotBeRead."""
        address = self.open_address(municipality, channel, conversation, sealed)
        framed = frame(address.municipality, address.channel, address.value, bound_to(conversation))
        return header(self._keys.key_id) + crypto_box_seal(pad(framed), self._keys.current.sealing)

    def _generation(self, key_id: int, place: str) -> Generation:
        if self._keys.generation(key_id) is None:
            self._look_again()
        found = self._keys.generation(key_id)
        if found is None:
            raise CannotBeRead(f"{place}: sealed with key {key_id}, which is not here")
        return found
