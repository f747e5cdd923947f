"""What triage learns from, and how reports that are alike are found."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person put right: `kind` is category, urgency or institution; `was` and `became` are its codes.

    `sealed_text` is what triage had read, under the case's key: it goes when the case goes, and is emptied when its
    person says "forget me".
    """

    id: int
    case: int
    municipality: str
    at: datetime
    actor: str
    kind: str
    was: str
    became: str
    sealed_text: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Sketch:
    """By which two cases are found to be alike, without their words: keyed hashes.

    `words` can be compared in the database (public matters only); `sealed_words` only under the case's key.
    """

    case: int
    municipality: str
    category: str
    place: str
    opened_at: datetime
    words: bytes = field(repr=False)
    sealed_words: bytes = field(repr=False)


class ModelState(IntEnum):
    """A trained model waits until somebody with the right switches to it; the one before it stays as it was."""

    CANDIDATE = 0
    ACTIVE = 1
    RETIRED = 2


@dataclass(frozen=True, slots=True)
class TrainedModel:
    """A head trained on the examples and a town's corrections. `facts` are its figures, before and after."""

    id: int
    municipality: str
    made_at: datetime
    state: ModelState
    facts: Mapping[str, str]
    switched_at: datetime | None
    switched_by: str
    sealed_key: bytes
    sealed_head: bytes = field(repr=False)
