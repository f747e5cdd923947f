"""The files that somebody has put to a mail: which may be photos, and how many are something else. Pure.

Nothing is opened here: what calls itself a photo is painted anew in a process of its own before it is kept.
"""

from dataclasses import dataclass, field

from reportbot.core.mail.reading import LARGEST_WITH_FILES, leaves, parsed, put_to_it

MOST = 3  # photos of one mail
LARGEST_PHOTO = 20 * 1024 * 1024  # bytes
_NAMES = (".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif")
_UNTOLD = "application/octet-stream"  # some phones name no type


@dataclass(frozen=True, slots=True)
class Files:
    """`photos` in order, as they came; `count` of all files."""

    photos: tuple[bytes, ...] = field(default=(), repr=False)
    count: int = 0


def files_in(raw: bytes) -> Files:
    """Raises BadInput for what is no mail that we could use."""
    photos: list[bytes] = []
    count = 0
    for part in put_to_it(list(leaves(parsed(raw[:LARGEST_WITH_FILES])))):
        count += 1
        named = (part.get_filename() or "").lower().endswith(_NAMES) and part.get_content_type() == _UNTOLD
        if len(photos) < MOST and (part.get_content_maintype() == "image" or named):
            data = part.get_payload(decode=True)
            if isinstance(data, bytes) and 0 < len(data) <= LARGEST_PHOTO:
                photos.append(data)
    return Files(tuple(photos), count)
