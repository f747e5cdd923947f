"""What is sealed under keys that change: the secrets of a week, and values under the ring."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class WeekSecrets:
    """Of one week (counted since 1970, from Mondays): a pepper for tags and a key for what does not last, both wrapped.

    `sealed_key` is empty once it was destroyed; the row goes with its pepper.
    """

    week: int
    sealed_pepper: bytes
    sealed_key: bytes


@dataclass(frozen=True, slots=True)
class UnderRing:
    """One value that a key of the ring has sealed; an address also says whose it is: it is bound to both."""

    id: int
    sealed: bytes = field(repr=False)
    municipality: str = ""
    channel: str = ""
