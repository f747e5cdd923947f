"""Bars for a page, made here and drawn by the browser as SVG: no library, no script, no colour alone. Pure.

Widths are hundredths of the picture, heights pixels: so letters stay as large on a phone as on a screen.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from reportbot.core.cases.desk.measures import FEWEST, Group, Shown
from reportbot.core.messages import Text
from reportbot.web.console import times
from reportbot.web.console.oversight import figure_words as words

ROW = 58  # pixels: name, bar, what it says
MOST_ROWS = 15
ROOM_BEFORE_WAITING = 82.0  # hundredths: what waits goes beyond all that is over
SMALLEST = 0.6  # hundredths; so that something small is seen


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a bar; `kind` names its look in console.css."""

    kind: str
    start: float
    width: float


@dataclass(frozen=True, slots=True)
class Bar:
    y: int
    name: Text
    parts: Sequence[Part]
    says: Text


@dataclass(frozen=True, slots=True)
class Picture:
    """`key` makes its ids on the page. `legend` are the kinds of its parts, in words."""

    key: str
    title: Text
    desc: Text
    bars: Sequence[Bar]
    legend: Sequence[tuple[str, Text]]

    @property
    def height(self) -> int:
        return ROW * len(self.bars)


def shares(key: str, title: Text, desc: Text, rows: Sequence[tuple[Text, int, int]]) -> Picture:
    """Of (name, open, late): how much is open, the late part of it first."""
    longest = max((open_ for _, open_, _ in rows), default=0) or 1
    bars = []
    for place, (name, open_, late) in enumerate(rows[:MOST_ROWS]):
        edge, end = 100 * late / longest, 100 * open_ / longest
        parts = [Part("late", 0, _wide(edge))] if late else []
        parts += [Part("open", round(edge, 1), _wide(end - edge))] if open_ > late else []
        says = Text(words.LATE_OF.msgid, {"late": late, "open": open_})
        bars.append(Bar(place * ROW, name, parts, says))
    return Picture(key, title, desc, bars, (("late", words.LEGEND_LATE), ("open", words.LEGEND_OPEN)))


def spans(key: str, title: Text, desc: Text, rows: Sequence[tuple[Text, Shown]]) -> Picture:
    """How long half and nine of ten took; what still waits goes to the edge, hatched another way."""
    known = [span for _, of in rows for span in (of.half, of.most) if span is not None]
    longest = max((span.total_seconds() for span in known), default=0.0) or 1.0
    room = ROOM_BEFORE_WAITING if any(_waits(of) for _, of in rows) else 100.0
    bars = []
    for place, (name, of) in enumerate(rows[:MOST_ROWS]):
        parts: list[Part] = []
        half = room * of.half.total_seconds() / longest if of.half is not None else 0.0
        most = room * of.most.total_seconds() / longest if of.most is not None else 0.0
        if _waits(of):
            parts.append(Part("waits", 0, 100))
        elif of.most is not None:
            parts.append(Part("most", 0, _wide(most)))
        if of.half is not None:
            parts.append(Part("half", 0, _wide(half)))
        bars.append(Bar(place * ROW, name, parts, says_times(of)))
    legend = (("half", words.LEGEND_HALF), ("most", words.LEGEND_MOST), ("waits", words.NOT_YET))
    return Picture(key, title, desc, bars, legend)


def _waits(of: Shown) -> bool:
    """Whether nine of ten, or half of them, reaches into what is overdue and still waits."""
    return not of.few and (of.half is None or (of.has_most and of.most is None))


def says_times(of: Shown) -> Text:
    if of.few:
        return few()
    return Text(words.BAR_TIMES.msgid, {"half": half_of(of), "most": most_of(of)})


def half_of(of: Shown) -> Text:
    if of.few:
        return few()
    return times.span(of.half) if of.half is not None else words.NOT_YET


def most_of(of: Shown) -> Text:
    if of.few:
        return few()
    if not of.has_most:
        return words.TOO_FEW_FOR_SLOWEST
    return times.span(of.most) if of.most is not None else words.NOT_YET


def kept_of(of: Shown) -> Text | None:
    if of.few or not of.promised:
        return None
    return Text(words.KEPT_OF.msgid, {"kept": of.kept, "promised": of.promised})


def few() -> Text:
    return Text(words.FEW.msgid, {"count": FEWEST})


def measured(groups: Sequence[Group]) -> list[Group]:
    """Those of which something can be said."""
    return [each for each in groups if each.count is not None]


def _wide(width: float) -> float:
    return round(max(SMALLEST, width), 1)
