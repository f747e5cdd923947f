"""What the service and the child process say to each other: a length of four bytes, then JSON. Heads follow as bytes.

asking ── {"head": name, "bytes": n} + n bytes ──► child ── {"ready": true} or {"refused": why}
asking ── {"of": name, "text": …, "features": {…}} ──► child ── {"shares": […], "at_least": 2, "model": …}
"""

import json
from collections.abc import Mapping
from typing import Any

from reportbot.core.cases.triage.opinion import Opinion
from reportbot.core.categories import CATEGORIES
from reportbot.core.urgency import Urgency

LENGTH = 4  # bytes, the highest first
LARGEST = 64 * 1024  # bytes of one frame
_MOST_LETTERS = 4_000  # what the rules read of a message, too


class BadFrame(Exception):
    """Not what the other side may say."""


def frame(said: Mapping[str, Any]) -> bytes:
    """Raises BadFrame."""
    data = json.dumps(said).encode()
    if len(data) > LARGEST:
        raise BadFrame("too long")
    return len(data).to_bytes(LENGTH, "big") + data


def length_of(start: bytes) -> int:
    """Raises BadFrame."""
    length = int.from_bytes(start, "big")
    if len(start) != LENGTH or length > LARGEST:
        raise BadFrame("no length")
    return length


def unframe(data: bytes) -> Mapping[str, Any]:
    """Raises BadFrame."""
    try:
        said = json.loads(data)
    except (ValueError, RecursionError):
        raise BadFrame("no JSON") from None
    if not isinstance(said, dict):
        raise BadFrame("no object")
    return said


def question(head: str, text: str, features: Mapping[str, float]) -> bytes:
    """Raises BadFrame."""
    return frame({"of": head, "text": text[:_MOST_LETTERS], "features": dict(features)})


def answer(opinion: Opinion) -> bytes:
    shares = [[category, share] for category, share in opinion.shares]
    return frame({"shares": shares, "at_least": int(opinion.at_least), "model": opinion.model})


def opinion_in(said: Mapping[str, Any]) -> Opinion:
    """Raises BadFrame: a child that strangers' words have broken may say anything."""
    try:
        shares = tuple((str(category), float(share)) for category, share in said["shares"])
        opinion = Opinion(shares, Urgency(said["at_least"]), str(said["model"])[:40])
    except (KeyError, TypeError, ValueError, OverflowError):
        raise BadFrame("no opinion") from None
    known = {category for category, _ in shares}
    if known != set(CATEGORIES) or len(shares) != len(CATEGORIES) or not all(0 <= share <= 1 for _, share in shares):
        raise BadFrame("no opinion")
    return opinion
