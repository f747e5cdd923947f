"""The audit log: one entry for every change and every reading of content, each chained to the one before it.

An entry says who did what to which case, and nothing that was said, nor by whom: it outlives what it speaks of.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from reportbot.core.errors import BadInput, RuleBroken

LONGEST = 1000  # letters in any one field: a case may lead to every office of a town
BY_ID = "id "
"""Begins the subject of what happened to a case of which only the id was at hand."""
NOTED = ("copies", "days", "duty", "institution", "lead", "number", "paused_until", "reason", "staff")
"""What is noted of a case event's facts: keys of the municipality file, choices, times, numbers of letters."""
_ACT = re.compile(r"[a-z][a-z0-9_]{0,39}")


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One row as it is stored, for it is the stored bytes that are chained: `at` in microseconds since 1970, UTC;
    `facts` a JSON object of words.
    """

    position: int
    at: int
    municipality: bytes
    actor: bytes
    act: bytes
    subject: bytes
    facts: bytes
    digest: bytes

    @property
    def chained(self) -> bytes:
        """What its digest covers."""
        return chained(self.position, self.at, (self.municipality, self.actor, self.act, self.subject, self.facts))


def chained(position: int, at: int, words: Iterable[bytes]) -> bytes:
    """Numbers as eight bytes, words behind their length."""
    numbers = position.to_bytes(8, "big", signed=True) + at.to_bytes(8, "big", signed=True)
    return numbers + b"".join([len(word).to_bytes(4, "big") + word for word in words])


@dataclass(frozen=True, slots=True)
class Head:
    """Where the chain ends: how many entries there are, and the digest of the last. An empty one is (0, b"")."""

    position: int
    digest: bytes


def check_note(act: str, words: tuple[str, ...], facts: Mapping[str, str]) -> None:
    """Short, printable words only. Raises RuleBroken, without the words."""
    if not _is_name(act) or not all(map(_is_name, facts)):
        raise RuleBroken("an act and the names of its facts are words in small letters")
    for word in (*words, *facts.values()):
        if len(word) > LONGEST or not word.isprintable():
            raise RuleBroken("what is noted is short and printable")


@lru_cache  # there are some dozens
def _is_name(word: str) -> bool:
    return _ACT.fullmatch(word) is not None


SHOWN = 16  # bytes of a digest that are shown: too many to be forged, few enough to be typed
_GROUP = 4


def head_in_words(head: Head) -> str:
    """Position and digest as they are mailed and typed: `1207:9f3c-01ab-…`, 32 letters in fours."""
    text = head.digest[:SHOWN].hex()
    return f"{head.position}:" + "-".join(text[start : start + _GROUP] for start in range(0, len(text), _GROUP))


def read_head(text: str) -> Head:
    """What `head_in_words` wrote, however it was typed; the digest may be left out. Raises BadInput."""
    position, _, digest = "".join(text.lower().split()).partition(":")
    found = _HEAD.fullmatch(f"{position}:{digest.replace('-', '')}" if digest else position)
    if not found or int(found[1]) >= 2**63:
        raise BadInput("a head of the audit log looks like 1207:9f3c-01ab-…, as it stands in the mail")
    return Head(int(found[1]), bytes.fromhex(found[2] or ""))


_HEAD = re.compile(r"([1-9][0-9]{0,18})(?::((?:[0-9a-f]{2}){8,32}))?", re.ASCII)
