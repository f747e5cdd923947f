"""Which numbers are given, by need and by hour."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from reportbot.core.directory.entry import Need, ServiceEntry
from reportbot.core.directory.search import hours_not_confirmed, numbers_for
from reportbot.core.hours import UNKNOWN, OpenPlan, Span
from reportbot.core.places import Confidence

ZONE = "Europe/Belgrade"
ALL_DAY = OpenPlan(ZONE, always=True)
EVENINGS = OpenPlan(ZONE, weekly=dict.fromkeys(range(7), ((time(18), time(22)),)))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ZONE))


def a_line(
    key: str,
    *needs: Need,
    hours: OpenPlan = ALL_DAY,
    confidence: Confidence = "A",
    enabled: bool = True,
    general: bool = False,
) -> ServiceEntry:
    return ServiceEntry(
        key, key, frozenset(needs), "a test", confidence, number="1", hours=hours, enabled=enabled, general=general
    )


LINES = (
    a_line("112", "emergency", general=True),
    a_line("evening line", "suicide", hours=EVENINGS),
    a_line("silent line", "suicide", hours=UNKNOWN),
    a_line("weak line", "suicide", confidence="C"),
    a_line("line switched off", "suicide", enabled=False),
    a_line("ambulance", "suicide", "ambulance"),
)


@pytest.mark.parametrize(
    ("need", "now", "danger", "given"),
    [
        ("suicide", "2026-03-03 19:00", False, ["evening line", "ambulance", "112"]),
        ("suicide", "2026-03-03 19:00", True, ["112", "evening line", "ambulance"]),
        ("suicide", "2026-03-03 12:00", False, ["ambulance", "112"]),
        ("suicide", "2026-03-03 22:00", False, ["ambulance", "112"]),
        ("ambulance", "2026-03-03 12:00", False, ["ambulance", "112"]),
        ("legal_aid", "2026-03-03 12:00", False, ["112"]),
        ("emergency", "2026-03-03 12:00", False, ["112"]),
    ],
)
def test_only_lines_that_answer_now_are_given_and_112_always(
    need: Need, now: str, danger: bool, given: list[str]
) -> None:
    assert [entry.key for entry in numbers_for(LINES, need, at(now), danger=danger)] == given


def test_112_is_given_even_where_nobody_states_its_hours() -> None:
    unstated = a_line("112", "emergency", general=True, hours=UNKNOWN)
    assert numbers_for([unstated], "police", at("2026-03-03 03:00")) == (unstated,)


def test_a_line_whose_hours_are_not_known_is_listed_apart() -> None:
    assert [entry.key for entry in hours_not_confirmed(LINES, "suicide")] == ["silent line"]
    assert hours_not_confirmed(LINES, "police") == ()


@pytest.mark.parametrize(
    ("spans", "now", "is_open"),
    [
        (((time(18), time(2)),), "2026-03-03 17:59", False),
        (((time(18), time(2)),), "2026-03-03 23:30", True),
        (((time(18), time(2)),), "2026-03-04 01:59", True),  # past midnight
        (((time(18), time(2)),), "2026-03-04 02:00", False),
        (((time(18), time(0)),), "2026-03-03 23:59", True),  # until midnight
        (((time(18), time(0)),), "2026-03-04 00:00", False),
        (((time(8), time(12)), (time(13), time(16))), "2026-03-03 12:30", False),  # closed at noon
        (((time(8), time(12)), (time(13), time(16))), "2026-03-03 13:00", True),
    ],
)
def test_hours_may_pass_midnight_or_have_a_break(spans: tuple[Span, ...], now: str, is_open: bool) -> None:
    tuesday_only = OpenPlan(ZONE, weekly={1: spans})
    assert tuesday_only.open_at(at(now)) is is_open


def test_an_exception_replaces_the_usual_hours_of_that_date() -> None:
    plan = OpenPlan(
        ZONE,
        weekly=EVENINGS.weekly,
        exceptions={date(2026, 3, 3): (), date(2026, 3, 4): ((time(9), time(10)),)},
    )
    assert not plan.open_at(at("2026-03-03 19:00"))
    assert plan.open_at(at("2026-03-04 09:30"))
    assert not plan.open_at(at("2026-03-04 19:00"))
    assert plan.open_at(at("2026-03-05 19:00"))


def test_hours_follow_the_wall_clock_of_their_zone() -> None:
    in_london = datetime.fromisoformat("2026-07-01 17:30").replace(tzinfo=ZoneInfo("Europe/London"))
    assert EVENINGS.open_at(in_london)


def test_unknown_hours_never_count_as_open() -> None:
    assert not UNKNOWN.known
    assert not UNKNOWN.open_at(at("2026-03-03 12:00"))
