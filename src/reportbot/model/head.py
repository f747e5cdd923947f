"""The trained part: from 384 numbers of a text and what the rules heard to shares of categories and a least urgency.

One file without code in it (npz, no pickle): a file of another shape is refused.
"""

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reportbot.core.cases.triage.opinion import Opinion
from reportbot.core.categories import CATEGORIES
from reportbot.core.urgency import Urgency
from reportbot.model.embedder import NAME, SIZE

FORMAT = 1
LARGEST = 4 * 1024 * 1024  # bytes
MOST_NAMES = 2_000
RAISES = (Urgency.URGENT, Urgency.EMERGENCY)
SHIPPED = "head.npz"

Numbers = NDArray[np.float32]


class BadHead(Exception):
    """Not a head, damaged, or made for another embedder or other categories. Says which, nothing else."""


@dataclass(frozen=True)
class Head:
    """`names` are the features that the rules give; `middle` and `scale` standardise the 384 numbers.

    `about`: embedder, digest of the examples, figures, `thresholds` by urgency. Rows of `urgency` are for RAISES.
    """

    names: tuple[str, ...]
    middle: Numbers
    scale: Numbers
    category: Numbers
    urgency: Numbers
    about: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Raises BadHead."""
        wide = SIZE + len(self.names) + 1
        shapes = {
            "middle": (self.middle, (SIZE,)),
            "scale": (self.scale, (SIZE,)),
            "category": (self.category, (len(CATEGORIES), wide)),
            "urgency": (self.urgency, (len(RAISES), wide)),
        }
        for name, (numbers, shape) in shapes.items():
            if numbers.shape != shape or not np.isfinite(numbers).all():
                raise BadHead(f"{name} has another shape, or holds what is no number")
        if self.about.get("categories") != list(CATEGORIES) or self.about.get("embedder") != NAME:
            raise BadHead("it was made for other categories or another embedder")
        if not all(0 < self.threshold(level) <= 1 for level in RAISES):
            raise BadHead("it has no thresholds")

    @property
    def name(self) -> str:
        """Says which head spoke: the beginning of its examples' digest."""
        return str(self.about.get("examples", ""))[:12]

    def threshold(self, level: Urgency) -> float:
        try:
            return float(self.about["thresholds"][level.word])
        except (KeyError, TypeError, ValueError):
            return 0.0

    def opinion(self, embedded: Numbers, features: Mapping[str, float]) -> Opinion:
        """Features that it was not trained with count nothing."""
        shares, serious = self.judged(self.row(embedded, features)[None, :])
        ranked = sorted(zip(CATEGORIES, shares[0].tolist(), strict=True), key=lambda each: -each[1])
        at_least = Urgency.INFORMATION
        for level, likely in zip(RAISES, serious[0].tolist(), strict=True):
            at_least = level if likely >= self.threshold(level) else at_least
        return Opinion(tuple((category, round(share, 4)) for category, share in ranked), at_least, self.name)

    def row(self, embedded: Numbers, features: Mapping[str, float]) -> Numbers:
        heard = [min(max(float(features.get(name, 0.0)), -2.0), 2.0) for name in self.names]
        return np.concatenate([(embedded - self.middle) * self.scale, np.array([*heard, 1.0], dtype=np.float32)])

    def judged(self, rows: Numbers) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Shares of the categories, adding up to 1; how likely each level of RAISES or more is."""
        scores = (rows @ self.category.T).astype(np.float64)
        scores = np.exp(scores - scores.max(axis=1, keepdims=True))
        serious = 1 / (1 + np.exp(-np.clip((rows @ self.urgency.T).astype(np.float64), -50, 50)))
        return scores / scores.sum(axis=1, keepdims=True), serious

    def to_bytes(self) -> bytes:
        file = io.BytesIO()
        about = {**self.about, "format": FORMAT, "names": list(self.names)}
        np.savez_compressed(
            file,
            about=np.frombuffer(json.dumps(about, ensure_ascii=False, sort_keys=True).encode(), dtype=np.uint8),
            middle=self.middle.astype(np.float16),
            scale=self.scale.astype(np.float32),
            category=self.category.astype(np.float16),
            urgency=self.urgency.astype(np.float16),
        )
        return file.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> "Head":
        """Raises BadHead."""
        if len(data) > LARGEST:
            raise BadHead(f"it has more than {LARGEST} bytes")
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as parts:
                if sum(each.file_size for each in parts.infolist()) > 4 * LARGEST:
                    raise BadHead("it would unfold to too much")
            with np.load(io.BytesIO(data), allow_pickle=False, max_header_size=1_000) as parts:
                about = json.loads(parts["about"].tobytes())
                arrays = {name: parts[name].astype(np.float32) for name in ("middle", "scale", "category", "urgency")}
        except BadHead:
            raise
        except Exception as failure:  # zip, numpy and json each have their own ways to say that this is no such file
            raise BadHead(f"it cannot be read: {type(failure).__name__}") from None
        names = about.pop("names", None) if isinstance(about, dict) else None
        if not isinstance(names, list) or about.pop("format", None) != FORMAT or len(names) > MOST_NAMES:
            raise BadHead("it has another format")
        return cls(tuple(map(str, names)), about=about, **arrays)


def shipped() -> bytes:
    """The head that comes with the program, unread. Raises FileNotFoundError."""
    return (files("reportbot") / "examples" / SHIPPED).read_bytes()
