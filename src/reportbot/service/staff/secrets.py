"""What signing in needs of cryptography, as Protocols; vault/ implements them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol


class Passwords(Protocol):
    async def hash(self, password: str) -> bytes: ...
    async def is_right(self, hashed: bytes, password: str) -> bool:
        """Costs the same where there is no hash (b"")."""

    async def is_common(self, password: str, about: Sequence[str]) -> bool: ...


class HalfMinutes(Protocol):
    """The codes of an authenticator app."""

    def new_secret(self) -> str: ...
    def uri_of(self, secret: str, account: str) -> str: ...
    def step_of(self, secret: str, code: str, now: datetime) -> int:
        """The half minute whose code this is, 0 for a wrong one."""


class NewPasskey(Protocol):
    @property
    def credential(self) -> bytes: ...
    @property
    def public_key(self) -> bytes: ...
    @property
    def counted(self) -> int: ...


class Passkeys(Protocol):
    @property
    def possible(self) -> bool:
        """Whether browsers offer them at our address."""

    def to_register(self, challenge: bytes, member: int, key: str, name: str, have: Sequence[bytes]) -> str: ...
    def registered(self, answer: str, challenge: bytes) -> NewPasskey:
        """Raises PasskeyRefused."""

    def to_sign_in(self, challenge: bytes, known: Sequence[bytes] = ()) -> str: ...
    def named(self, answer: str) -> bytes:
        """Raises PasskeyRefused."""

    def signed(self, answer: str, challenge: bytes, public_key: bytes, counted: int) -> int:
        """Raises PasskeyRefused, PasskeyCopied."""
