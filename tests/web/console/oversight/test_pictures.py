"""Bars: how wide, what they say, and that nothing is said by colour alone."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportbot.core.cases.desk.measures import Shown
from reportbot.core.messages import Text
from reportbot.web.console.oversight.pictures import MOST_ROWS, Picture, shares, spans

HOUR = timedelta(hours=1)
NAME = Text("{key}", {"key": "police"})
COUNTS = st.integers(0, 10**6).flatmap(lambda open_: st.tuples(st.just(NAME), st.just(open_), st.integers(0, open_)))
SPANS = st.none() | st.timedeltas(timedelta(0), timedelta(days=400))
TIMES = st.builds(Shown, few=st.booleans(), half=SPANS, most=SPANS, has_most=st.booleans())


def of(rows: list[tuple[Text, Shown]]) -> Picture:
    return spans("key", NAME, NAME, rows)


@given(st.lists(COUNTS, max_size=40))
def test_open_and_late_fit_into_the_picture(rows: list[tuple[Text, int, int]]) -> None:
    picture = shares("key", NAME, NAME, rows)
    assert len(picture.bars) == min(len(rows), MOST_ROWS)
    for bar, (_, open_, late) in zip(picture.bars, rows, strict=False):
        assert all(part.start >= 0 and 0 < part.width <= 100 for part in bar.parts)
        assert sum(part.width for part in bar.parts) <= 101.5
        assert {part.kind for part in bar.parts} == {
            *(["late"] if late else []),
            *(["open"] if open_ > late else []),
        }
        assert bar.says.fill == {"late": late, "open": open_}


@given(st.lists(st.tuples(st.just(NAME), TIMES), max_size=20))
def test_times_fit_into_the_picture(rows: list[tuple[Text, Shown]]) -> None:
    for bar in of(rows).bars:
        assert all(part.start == 0 and 0 < part.width <= 100 for part in bar.parts)
        assert bar.says.msgid


@pytest.mark.parametrize(
    ("shown", "kinds"),
    [
        (Shown(few=True), []),
        (Shown(False, HOUR, 2 * HOUR, True), ["most", "half"]),
        (Shown(False, HOUR, None, True), ["waits", "half"]),
        (Shown(False, HOUR, None, False), ["half"]),
        (Shown(False, None, None, True), ["waits"]),
        (Shown(False, None, None, False), ["waits"]),
    ],
)
def test_what_still_waits_looks_like_waiting(shown: Shown, kinds: list[str]) -> None:
    (bar,) = of([(NAME, shown)]).bars
    assert [part.kind for part in bar.parts] == kinds


def test_what_waits_goes_beyond_the_slowest_that_is_over() -> None:
    slow, waiting = of([(NAME, Shown(False, HOUR, 9 * HOUR, True)), (NAME, Shown(False, HOUR, None, True))]).bars
    assert max(part.width for part in slow.parts) < max(part.width for part in waiting.parts) == 100
