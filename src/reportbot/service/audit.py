"""The audit log: one entry for every change and every reading of content, each chained to the one before it.

An entry says who did what to which case, and nothing that was said, nor by whom: it outlives what it speaks of.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from reportbot.core.errors import RuleBroken

LONGEST = 200  # letters in any one field
_ACT = re.compile(r"[a-z][a-z_]{0,39}")


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
        """What its digest covers: numbers as eight bytes, words behind their length."""
        words = (self.municipality, self.actor, self.act, self.subject, self.facts)
        numbers = self.position.to_bytes(8, "big", signed=True) + self.at.to_bytes(8, "big", signed=True)
        return numbers + b"".join(len(word).to_bytes(4, "big") + word for word in words)


@dataclass(frozen=True, slots=True)
class Head:
    """Where the chain ends: how many entries there are, and the digest of the last. An empty one is (0, b"")."""

    position: int
    digest: bytes


def check_note(act: str, words: tuple[str, ...], facts: Mapping[str, str]) -> None:
    """Short, printable words only. Raises RuleBroken, without the words."""
    if not _ACT.fullmatch(act) or not all(_ACT.fullmatch(name) for name in facts):
        raise RuleBroken("an act and the names of its facts are words in small letters")
    for word in (*words, *facts.values()):
        if len(word) > LONGEST or not word.isprintable():
            raise RuleBroken("what is noted is short and printable")
