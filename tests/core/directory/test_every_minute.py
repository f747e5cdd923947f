"""Every danger reply at every minute of a year, in every town: numbers that answer then, or a mark that they may not.

Only the minutes at which a line opens or closes, and those beside them, are asked one by one; that nothing changes at
any other minute is shown for every plan, and a random sample is asked as well.
"""

import random
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest

from reportbot.core.conversation import safeguarding
from reportbot.core.conversation.session import Session
from reportbot.core.directory.entry import ServiceEntry
from reportbot.core.directory.hours import OpenPlan, Span
from reportbot.core.hearing.lexicon import DangerKind
from reportbot.core.messages import Text, TextList
from tests.conversations.world import the_world

WORLD = the_world()
TOWNS = sorted(WORLD.towns)
BEGIN, END = datetime(2026, 11, 1, tzinfo=UTC), datetime(2027, 11, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
KINDS = [*DangerKind, "said_now"]  # the last is a danger that they said themselves
EVENINGS = {day: ((time(18), time(22)),) for day in range(7)}
MADE_UP = [
    OpenPlan("Europe/Tirane", weekly={5: ((time(18), time(2)),), 6: ((time(1, 30), time(3, 15)),)}),
    OpenPlan("Europe/Belgrade", weekly=EVENINGS, exceptions={date(2026, 12, 25): (), date(2027, 3, 28): ()}),
    OpenPlan(
        "Europe/Belgrade", weekly={6: ((time(2), time(2)),)}, exceptions={date(2027, 3, 29): ((time(0), time(0)),)}
    ),
]  # past midnight, across both changes of the clock, closed and longer on a date


def entries(town: str) -> tuple[ServiceEntry, ...]:
    return tuple(WORLD.towns[town].rules.directory)  # type: ignore[attr-defined]


def plans() -> list[OpenPlan]:
    """Each that is shipped, once; those of lines that are always or never known to be open do not change."""
    found: list[OpenPlan] = []
    for plan in (entry.hours for town in TOWNS for entry in entries(town)):
        if plan not in found:
            found.append(plan)
    return found


def changes(plan: OpenPlan, begin: datetime, end: datetime) -> Iterator[datetime]:
    """The minutes at which it may open or close: the ends of its spans, and the changes of its clock."""
    if plan.always or not plan.weekly:
        return
    zone = ZoneInfo(plan.zone)
    day = begin.astimezone(zone).date() - timedelta(days=1)
    while day <= end.astimezone(zone).date():
        spans: tuple[Span, ...] = plan.exceptions.get(day, plan.weekly.get(day.weekday(), ()))
        ends = {clock for span in spans for clock in span}
        for clock in ends:
            for on in (day, day + timedelta(days=1)):  # a span may end on the next day
                for fold in (0, 1):
                    yield datetime.combine(on, clock, zone).replace(fold=fold).astimezone(UTC)
        yield datetime.combine(day, time(0), zone).astimezone(UTC)
        offsets = {datetime.combine(day, time(hour), zone).utcoffset() for hour in (0, 23)}
        if len(offsets) > 1:  # the clock changes on this day: every full hour of it, by UTC
            midnight = datetime.combine(day, time(0), zone).astimezone(UTC)
            yield from (midnight + timedelta(hours=hour) for hour in range(26))
        day += timedelta(days=1)


@pytest.mark.parametrize("plan", [*(plan for plan in plans() if plan.weekly), *MADE_UP], ids=lambda plan: plan.zone)
def test_no_line_opens_or_closes_between_two_changes(plan: OpenPlan) -> None:
    known = set(changes(plan, BEGIN, END))
    was, turned, now = plan.open_at(BEGIN), 0, BEGIN + MINUTE
    while now < END:
        is_open = plan.open_at(now)
        if is_open is not was:
            assert now in known, now
            turned += 1
        was, now = is_open, now + MINUTE
    assert turned >= 52  # it did open and close


@pytest.mark.parametrize("plan", [plan for plan in plans() if not plan.weekly], ids=lambda p: f"always {p.always}")
def test_the_other_lines_never_change(plan: OpenPlan) -> None:
    assert {plan.open_at(now) for now in moments()} == {plan.always}


@pytest.mark.parametrize("town", TOWNS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_number_given_in_danger_answers_then_or_is_marked_and_the_general_one_never_lacks(
    kind: str, town: str
) -> None:
    by_number = {entry.number or entry.url: entry for entry in entries(town)}
    general = next(entry for entry in entries(town) if entry.general)
    for now in moments():
        lines = given(kind, town, now)
        named = [by_number[str(line.fill["number"])] for line in lines]
        assert general in named, now  # the one that is given at any hour
        for line, entry in zip(lines, named, strict=True):
            is_marked = "hours not confirmed" in line.msgid
            assert is_marked == (not entry.hours.known and not entry.general), (now, entry.key)
            assert entry.open_at(now) or is_marked or entry.general, (now, entry.key)


@pytest.mark.parametrize("town", TOWNS)
def test_what_is_said_after_the_alarm_are_the_same_numbers(town: str) -> None:
    around = WORLD.towns[town].around
    for kind in KINDS:
        for now in moments()[::50]:
            _, (told,), _ = safeguarding.alarm(Session("sq", dangers=(kind,)), around, now)
            assert told.text.fill["numbers"] == TextList(given(kind, town, now))


def test_only_in_kamez_it_may_be_that_no_source_says_who_answers_now() -> None:
    """There no source states the hours of 112 (domain facts, 1.2). Whoever finds one adds it, and changes this test."""
    unsure = set()
    for town in TOWNS:
        by_number = {entry.number or entry.url: entry for entry in entries(town)}
        for kind in KINDS:
            if any(
                not any(by_number[str(line.fill["number"])].open_at(now) for line in given(kind, town, now))
                for now in moments()
            ):
                unsure.add((town, str(kind)))
    assert unsure == {("kamez", str(kind)) for kind in KINDS if kind != DangerKind.SUICIDE}


@cache
def moments() -> list[datetime]:
    """Every change of every shipped line with the minutes beside it, and 2,000 others."""
    edges = {now for plan in plans() for now in changes(plan, BEGIN, END)}
    chosen = random.Random(20261122)  # the same sample every time
    sample = {BEGIN + MINUTE * chosen.randrange((END - BEGIN) // MINUTE) for _ in range(2_000)}
    beside = {edge + MINUTE * away for edge in edges for away in (-1, 0, 1)} | {
        edge - timedelta(microseconds=1) for edge in edges
    }
    return sorted(now for now in beside | sample if BEGIN <= now < END)


def given(kind: str, town: str, now: datetime) -> tuple[Text, ...]:
    """The lines of numbers in the reply to this danger."""
    reply = safeguarding.numbers(kind, WORLD.towns[town].around, now)
    numbers = reply.text.fill["numbers"]
    assert isinstance(numbers, TextList)
    assert re.search(r"\{numbers\}", reply.text.msgid)
    return numbers.items
