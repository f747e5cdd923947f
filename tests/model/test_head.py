"""A head is one file without code in it; what has another shape is refused."""

import io
import json
import zipfile
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from reportbot.core.categories import CATEGORIES
from reportbot.core.urgency import Urgency
from reportbot.model.embedder import NAME, SIZE
from reportbot.model.head import LARGEST, BadHead, Head, shipped

ABOUT = {
    "embedder": NAME,
    "categories": list(CATEGORIES),
    "examples": "0123456789abcdef",
    "thresholds": {"urgent": 0.5, "emergency": 0.7},
}
NAMES = ("idea child", "rule manhole")


def a_head(**fields: Any) -> Head:
    """Believes the rules, and is calm."""
    wide = SIZE + len(NAMES) + 1
    category = np.zeros((len(CATEGORIES), wide), dtype=np.float32)
    category[list(CATEGORIES).index("manhole"), SIZE + 1] = 5
    urgency = np.zeros((2, wide), dtype=np.float32)
    urgency[:, SIZE] = 1
    urgency[:, -1] = -3
    usual: dict[str, Any] = {"middle": np.zeros(SIZE, np.float32), "scale": np.ones(SIZE, np.float32), "about": ABOUT}
    return Head(**({"names": NAMES, "category": category, "urgency": urgency, **usual} | fields))


def packed(**changed: Any) -> bytes:
    """The file of a head with some of its parts exchanged."""
    with np.load(io.BytesIO(a_head().to_bytes())) as parts:
        arrays = {name: parts[name] for name in parts.files} | changed
    file = io.BytesIO()
    np.savez_compressed(file, **{name: each for name, each in arrays.items() if each is not None})
    return file.getvalue()


def test_a_head_is_the_same_after_it_was_kept() -> None:
    head, text = a_head(), np.full(SIZE, 0.1, np.float32)
    again = Head.from_bytes(head.to_bytes())
    assert again.about == head.about and again.names == head.names
    assert again.opinion(text, {"rule manhole": 1.0}) == head.opinion(text, {"rule manhole": 1.0})


def test_an_opinion_has_every_category_and_says_whose_it_is() -> None:
    opinion = a_head().opinion(np.zeros(SIZE, np.float32), {"rule manhole": 1.0})
    assert {category for category, _ in opinion.shares} == set(CATEGORIES)
    assert opinion.shares[0][0] == "manhole"
    assert sum(share for _, share in opinion.shares) == pytest.approx(1, abs=0.01)
    assert (opinion.at_least, opinion.model) == (Urgency.INFORMATION, "0123456789ab")


@pytest.mark.parametrize(("bias", "raised"), [(-3, 0), (0.1, 2), (1, 3)])
def test_the_thresholds_decide_what_is_raised(bias: float, raised: int) -> None:
    head = a_head()
    urgency = head.urgency.copy()
    urgency[:, -1] = bias
    assert replace(head, urgency=urgency).opinion(np.zeros(SIZE, np.float32), {}).at_least == raised


def test_what_it_was_not_trained_with_counts_nothing() -> None:
    nothing, text = {"idea dragon": 2.0, "rule manhole": 0.0}, np.zeros(SIZE, np.float32)
    assert a_head().opinion(text, nothing) == a_head().opinion(text, {})


def _about(**changed: Any) -> np.ndarray[Any, Any]:
    about = {**ABOUT, "format": 1, "names": list(NAMES)} | changed
    return np.frombuffer(json.dumps(about).encode(), dtype=np.uint8)


def _bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("about.npy", bytes(5 * LARGEST))
    return file.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"rubbish",
        bytes(LARGEST + 1),
        a_head().to_bytes()[:-50],
        packed(category=None),
        packed(category=np.zeros((3, 4), np.float16)),
        packed(urgency=np.full((2, SIZE + 3), np.nan, np.float16)),
        packed(middle=np.array([{"any": "object"}], dtype=object)),
        packed(middle=np.array(["text"] * SIZE)),
        packed(about=_about(format=2)),
        packed(about=_about(names=["one"])),
        packed(about=_about(names="many")),
        packed(about=_about(embedder="another")),
        packed(about=_about(categories=["waste"])),
        packed(about=_about(thresholds={"urgent": 0})),
        packed(about=_about(thresholds="none")),
        packed(about=np.frombuffer(b"[1, 2]", dtype=np.uint8)),
        packed(about=np.frombuffer(b"{", dtype=np.uint8)),
        _bomb(),
    ],
    ids=range(19),
)
def test_what_is_no_head_is_refused(data: bytes) -> None:
    with pytest.raises(BadHead):
        Head.from_bytes(data)


def test_the_shipped_head_can_be_used() -> None:
    assert Head.from_bytes(shipped()).about["count"] > 2_000
