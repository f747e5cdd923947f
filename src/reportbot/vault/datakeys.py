"""The key of one case, one photo or one kept message: whoever destroys it has destroyed what it sealed."""

from dataclasses import dataclass, field
from typing import Self

from nacl.utils import random as random_bytes

from reportbot.vault.boxes import UNDER_DATA_KEY, shut, unshut

KEY_BYTES = 32
_HEADER = bytes((UNDER_DATA_KEY,))


@dataclass(frozen=True, slots=True)
class DataKey:
    secret: bytes = field(repr=False)

    @classmethod
    def new(cls) -> Self:
        return cls(random_bytes(KEY_BYTES))

    def seal(self, plain: bytes, place: str) -> bytes:
        """For one place, such as "reports.answers:123"; it opens nowhere else."""
        return shut(self.secret, _HEADER, plain, place)

    def open(self, sealed: bytes, place: str) -> bytes:
        """Raises CannotBeRead, which names the place and nothing else."""
        return unshut(self.secret, _HEADER, sealed, place)
