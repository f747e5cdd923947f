"""What the painter and its child process say to each other: the limits on the way in, one word on the way out.

painter ── the limits as arguments, the photo on stdin ──► paint_one ── READY, then a Verdict, then a JPEG ──► painter
"""

from dataclasses import astuple, dataclass
from enum import Enum

READY = b"ready\n"
"""Said before a byte of the photo is read: whoever dies earlier has an installation that is broken, not a photo."""


class Verdict(Enum):
    """The line that the child says of a photo. Its words are the reason that a refusal gives."""

    PAINTED = b"painted"
    NOT_A_PHOTO = b"not a JPEG, PNG, WebP or HEIC picture that can be read"
    TOO_LARGE = b"more pixels than we decode"
    TOO_HEAVY = b"decoding needs more memory than one photo may have"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one photo may cost. The child never writes more than `answer` bytes; 1600 x 1600 of noise are 4 MB."""

    bytes: int = 20 * 1024 * 1024  # what Telegram lets a bot fetch, too
    pixels: int = 50_000_000
    side: int = 1600  # pixels of the longer side of what is kept
    memory: int = 640 * 1024 * 1024  # bytes of address space: 50 megapixels as JPEG, PNG or HEIC, 35 as WebP
    processor: int = 10  # seconds
    seconds: float = 20.0  # by the clock on the wall
    answer: int = 8 * 1024 * 1024

    def arguments(self) -> list[str]:
        return [str(value) for value in astuple(self)]

    @classmethod
    def from_arguments(cls, words: list[str]) -> "Limits":
        size, pixels, side, memory, processor, seconds, answer = words
        return cls(int(size), int(pixels), int(side), int(memory), int(processor), float(seconds), int(answer))
