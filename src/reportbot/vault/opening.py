"""Opens sealed addresses. Only delivery holds an `AddressOpener`; console and public pages must not import this."""

from typing import Final

from nacl.bindings import crypto_box_seal_open, crypto_box_SEALBYTES
from nacl.exceptions import CryptoError

from reportbot.core.errors import BadSetup, CannotBeRead, Problem
from reportbot.core.messages import Address
from reportbot.vault.boxes import check_header
from reportbot.vault.framing import unframe, unpad
from reportbot.vault.keys import FILES, Keys
from reportbot.vault.sealing import HEADER_BYTES, bound_to, header

_SMALLEST: Final = HEADER_BYTES + crypto_box_SEALBYTES


class AddressOpener:
    """Raises BadSetup when the keys were loaded without the one that opens."""

    def __init__(self, keys: Keys) -> None:
        if not keys.opening:
            raise BadSetup(Problem(FILES["opening"], 0, "this key was not loaded; without it nothing can be delivered"))
        self._sealing, self._opening = keys.sealing, keys.opening
        self._header = header(keys)

    def open_address(self, municipality: str, channel: str, conversation: int, sealed: bytes) -> Address:
        """Where to send. Raises CannotBeRead, also when it was sealed for another town, channel or conversation."""
        place = f"conversations.address:{conversation}"
        check_header(sealed, self._header, _SMALLEST, place)
        try:
            framed = unpad(crypto_box_seal_open(sealed[HEADER_BYTES:], self._sealing, self._opening))
            *fields, bound = unframe(framed)
            address = Address(*fields)
        except (CryptoError, ValueError, TypeError):
            raise CannotBeRead(f"{place}: changed, or sealed with another key") from None
        if (address.municipality, address.channel, bound) != (municipality, channel, bound_to(conversation)):
            raise CannotBeRead(f"{place}: sealed for another municipality, channel or conversation")
        return address
