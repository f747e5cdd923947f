"""The invented cases, read from stories.toml."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from reportbot.core.messages import Named
from reportbot.core.places import Gazetteer, Place

FILE = Path(__file__).parent / "stories.toml"
STORIES = ("danger", "mistaken", "lost", "vague")


@dataclass(frozen=True, slots=True)
class Story:
    """`category` is what the invented person chose in the menu, `truth` what their words mean. `answer`: what they say
    when they are asked something."""

    key: str
    category: str
    truth: str
    place: str
    said: Named = field(repr=False)
    danger: str = ""
    answer: Named = field(default=Named({}), repr=False)


@dataclass(frozen=True, slots=True)
class Stories:
    """`notes` are what offices write, by "not_ours" and "done"; `town` is the name of the invented town."""

    by_key: Mapping[str, Story]
    notes: Mapping[str, Named]
    places: Mapping[str, Named]
    town: Named

    def gazetteer(self) -> Gazetteer:
        return Gazetteer([Place(key, name, "village") for key, name in self.places.items()])


@cache
def stories() -> Stories:
    """Read once in a process."""
    top = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return Stories(
        {key: _story(key, top[key]) for key in STORIES},
        {key: Named(said) for key, said in top["notes"].items()},
        {key: Named(said) for key, said in top["places"].items()},
        Named(top["town"]),
    )


def _story(key: str, row: Mapping[str, str | Mapping[str, str]]) -> Story:
    plain = {name: str(row[name]) for name in ("category", "truth", "place", "danger") if name in row}
    words = {name: Named(dict(row[name])) for name in ("said", "answer") if name in row}  # type: ignore[arg-type]
    return Story(key=key, **plain, **words)  # type: ignore[arg-type]
