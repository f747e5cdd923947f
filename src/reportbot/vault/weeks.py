"""The secrets of each week: a pepper under which people are recognised, and a key for what lives only for days.

Both are random, wrapped by the ring and kept in the database, so that they can be destroyed: after that nobody, with
whatever key, can tell from an old backup who wrote in that week, or open the drafts and messages of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from types import MappingProxyType

from reportbot.core.errors import CannotBeRead, RuleBroken
from reportbot.core.messages import Address
from reportbot.vault.boxes import OVERHEAD, UNDER_WEEK, check_header, shut, unshut
from reportbot.vault.framing import frame

TAG_BYTES = 16
HEADER_BYTES = 5


@dataclass(frozen=True, slots=True)
class Week:
    """`key` is empty once it was destroyed. `number` counts weeks since 1970, from Mondays."""

    number: int
    pepper: bytes = field(repr=False)
    key: bytes = field(repr=False)

    def tag(self, address: Address) -> bytes:
        """hashlib's keyed BLAKE2b is the same function as libsodium's at a tenth of the cost."""
        framed = frame(address.municipality, address.channel, address.value)
        return blake2b(framed, key=self.pepper, digest_size=TAG_BYTES, person=b"address").digest()


class Weeks:
    """Those that can still be read; `now` is the one that tags and seals. Raises RuleBroken before there is one."""

    def __init__(self) -> None:
        self._known: Mapping[int, Week] = MappingProxyType({})
        self._now: Week | None = None

    def use(self, known: Mapping[int, Week], now: int) -> None:
        self._known, self._now = known, known[now]

    @property
    def now(self) -> Week:
        if self._now is None:
            raise RuleBroken("no week's secrets were read yet")
        return self._now

    def older(self) -> list[Week]:
        """Newest first. A clock that was set back makes some of them later ones: no matter."""
        return [self._known[number] for number in sorted(self._known, reverse=True) if number != self.now.number]

    def seal(self, plain: bytes, place: str) -> bytes:
        return shut(self.now.key, _header(self.now.number), plain, place)

    def open(self, sealed: bytes, place: str) -> bytes:
        """Raises CannotBeRead, also for a week whose key was destroyed."""
        check_header(sealed, bytes((UNDER_WEEK,)), HEADER_BYTES + OVERHEAD, place)
        week = self._known.get(int.from_bytes(sealed[1:HEADER_BYTES], "big"))
        if week is None or not week.key:
            raise CannotBeRead(f"{place}: the key of its week was destroyed")
        return unshut(week.key, _header(week.number), sealed, place)


def _header(week: int) -> bytes:
    return bytes((UNDER_WEEK,)) + week.to_bytes(4, "big")
