"""Marked words, and the search for them: in every byte, in every way in which a word can be written down."""

import base64
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote


@dataclass(frozen=True, slots=True)
class Marker:
    """`name` says what it is, `value` is what enters. `may_be` are beginnings of the places where it is at home."""

    name: str
    value: str
    may_be: tuple[str, ...] = ()

    def is_at_home(self, place: str) -> bool:
        return place.startswith(self.may_be) if self.may_be else False


def found(markers: list[Marker], places: Mapping[str, bytes]) -> list[str]:
    """One line for each marker that stands where it must not: its name and the place, never the marker."""
    lines = []
    for marker in markers:
        forms = [form.lower() for form in spellings(marker.value)]
        for place, content in places.items():
            if not marker.is_at_home(place) and any(form in content for form in forms):
                lines.append(f"{marker.name} in {place}")
    return lines


def spellings(value: str) -> Iterator[bytes]:
    """As it is, in UTF-16, escaped for JSON and for addresses, in hex, in base64 at each of its three places; a number
    also as the bytes that a database keeps of it, digits also in groups of four."""
    plain = value.encode()
    yield plain
    yield value.encode("utf-16-le")
    yield json.dumps(value).strip('"').encode()
    yield quote(value).encode()
    yield plain.hex().encode()
    for lead in range(3):
        whole = base64.b64encode(b"\0" * lead + plain)
        start = -(-lead * 4 // 3)
        yield whole[start : len(whole) // 4 * 4 - 4]
        yield base64.urlsafe_b64encode(b"\0" * lead + plain)[start : len(whole) // 4 * 4 - 4]
    digits = value.lstrip("+")
    if digits.isdigit():
        number = int(digits)
        if number > 0xFFFFFF:  # shorter ones stand in any random bytes
            length = (number.bit_length() + 7) // 8
            yield number.to_bytes(length, "big")
            yield number.to_bytes(length, "little")
        if len(digits) > 4:
            yield " ".join(re.findall(".{1,4}", digits)).encode()


def files_in(folder: Path, name: str, without: tuple[str, ...] = ()) -> dict[str, bytes]:
    """Every file below the folder, lower-cased like everything that is searched."""
    return {
        f"{name} {path.relative_to(folder)}": path.read_bytes().lower()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not any(part in without for part in path.relative_to(folder).parts)
    }
