"""Every danger reply at every minute of a year, in every town: numbers that answer then, or a mark that they may not.

Only the minutes at which a line opens or closes, and those beside them, are asked one by one, and every full
hour; that nothing changes at any other minute is shown for every plan.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest

from reportbot.core.conversation.danger import safeguarding
from reportbot.core.conversation.turns.session import Session
from reportbot.core.directory.danger import HELP
from reportbot.core.directory.entry import NEEDS, ServiceEntry
from reportbot.core.hearing.lexicon import DangerKind
from reportbot.core.hours import OpenPlan, Span
from reportbot.core.messages import TextList
from tests.conversations.world import the_world

WORLD = the_world()
TOWNS = sorted(WORLD.towns)
BEGIN, END = datetime(2026, 11, 1, tzinfo=UTC), datetime(2027, 11, 1, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
NONE_KNOWN = {"We do not know who answers now. Try each number.", "Not sure who answers: try each"}
KINDS = [*DangerKind, "said_now"]  # the last is a danger that they said themselves
EVENINGS = {day: ((time(18), time(22)),) for day in range(7)}
MADE_UP = [
    OpenPlan("Europe/Tirane", weekly={5: ((time(18), time(2)),), 6: ((time(1, 30), time(3, 15)),)}),
    OpenPlan("Europe/Belgrade", weekly=EVENINGS, exceptions={date(2026, 12, 25): (), date(2027, 3, 28): ()}),
    OpenPlan(
        "Europe/Belgrade", weekly={6: ((time(2), time(2)),)}, exceptions={date(2027, 3, 29): ((time(0), time(0)),)}
    ),
    OpenPlan(
        "Europe/Belgrade",
        weekly=EVENINGS,
        holidays=frozenset({date(2027, 1, 1), date(2027, 1, 2), date(2027, 2, 17)}),
        exceptions={date(2027, 1, 2): ((time(9), time(12)),)},
    ),
]  # past midnight, across both changes of the clock, closed and longer on a date, closed on holidays but one


def entries(town: str) -> tuple[ServiceEntry, ...]:
    return tuple(WORLD.towns[town].rules.directory)


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
        usual: tuple[Span, ...] = plan.weekly.get(day.weekday(), ())
        ends = {clock for span in (*usual, *plan.exceptions.get(day, ())) for clock in span}
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
def test_a_reply_to_danger_has_a_number_that_answers_then_or_says_that_none_is_known_to(kind: str, town: str) -> None:
    by_number = {entry.number: entry for entry in entries(town)}
    general = next(entry for entry in entries(town) if entry.general)
    for now in moments_of(kind, town):
        answering = WORLD.towns[town].around.answering(kind, now)
        for said in (answering.numbers, inline(answering.numbers.sms), inline(answering.bare)):
            lines = [line for line in said.items if "number" in line.fill]
            named = [by_number[str(line.fill["number"])] for line in lines]
            none_known = any(line.msgid in NONE_KNOWN for line in said.items)
            assert named[0] is general, now  # the first, and at any hour
            assert none_known is not any(entry.known_to_answer(now) for entry in named), (now, named)
            for line, entry in zip(lines[1:], named[1:], strict=True):
                is_marked = "may not answer" in line.msgid or "perhaps" in line.sms
                assert entry.known_to_answer(now) or is_marked or none_known, (now, entry.key)
                assert entry.open_at(now) or not entry.hours.known, (now, entry.key)


@pytest.mark.parametrize("town", TOWNS)
def test_what_is_said_after_the_alarm_are_the_same_numbers(town: str) -> None:
    around = WORLD.towns[town].around
    for kind in KINDS:
        for now in moments()[::50]:
            _, (told,), _ = safeguarding.alarm(Session("sq", dangers=(kind,)), around, now)
            asked = safeguarding.numbers(kind, around, now)
            assert told.text.fill["numbers"] == asked.text.fill["numbers"] == around.answering(kind, now).numbers


@pytest.mark.parametrize("town", TOWNS)
def test_whatever_help_is_looked_for_nobody_is_named_who_is_closed_then(town: str) -> None:
    by_number = {entry.number or entry.url: entry for entry in entries(town)}
    for need in NEEDS:
        for now in moments()[::10]:
            said = WORLD.towns[town].around.numbers(need, now).items
            lines = [line for line in said if "number" in line.fill]
            named = [by_number[str(line.fill["number"])] for line in lines]
            assert (len(said) > len(lines)) is not any(entry.known_to_answer(now) for entry in named)
            for line, entry in zip(lines, named, strict=True):
                is_marked = "may not answer" in line.msgid
                assert is_marked is not (entry.general or entry.known_to_answer(now)), (need, now, entry.key)


@pytest.mark.parametrize(
    ("town", "kind", "at", "numbers"),
    [
        ("drenas", "suicide", "2026-12-01 12:00", "112 194"),
        ("drenas", "suicide", "2026-12-01 17:59", "112 194"),
        ("drenas", "suicide", "2026-12-01 18:00", "112 0800 12345? 194"),
        ("drenas", "suicide", "2026-12-01 22:00", "112 194"),
        ("vushtrri", "violence_now", "2026-12-01 03:00", "112 192 0800 11112?"),
        ("drenas", "fire_gas_electricity", "2026-12-01 03:00", "112 193"),
        ("drenas", "weapon", "2026-12-01 03:00", "112 192"),
        ("drenas", "injured", "2026-12-01 03:00", "112 194"),
        ("drenas", "missing_child", "2026-12-01 03:00", "112 192"),
        ("kamez", "suicide", "2026-12-01 03:00", "112 116 111 127?"),
        ("kamez", "violence_now", "2026-12-01 03:00", "112 116 117 116 111"),
        ("kamez", "sexual_violence", "2026-12-01 03:00", "112 116 117 116 111"),
        ("kamez", "missing_child", "2026-12-01 03:00", "112 116 111 116 000?"),
        ("kamez", "child_alone", "2026-12-01 03:00", "112 116 111"),
        ("kamez", "fire_gas_electricity", "2026-12-01 03:00", "112 128?"),
        ("kamez", "cry_for_help", "2026-12-01 03:00", "112 116 111 129?"),
    ],
)
def test_each_need_gets_its_own_line(town: str, kind: str, at: str, numbers: str) -> None:
    """Domain facts, section 1. A ? stands for "may not answer"."""
    now = datetime.fromisoformat(at).replace(tzinfo=ZoneInfo("Europe/Belgrade"))
    items = WORLD.towns[town].around.answering(kind, now).numbers.items
    said = [str(line.fill["number"]) + "?" * ("may not" in line.msgid) for line in items if "number" in line.fill]
    assert " ".join(said) == numbers


def test_only_in_kamez_it_may_be_that_no_source_says_who_answers_now() -> None:
    """There no source states the hours of 112 (domain facts, 1.2). Whoever finds one adds it, and changes this test."""
    unsure = {
        (town, str(kind))
        for town in TOWNS
        for kind in KINDS
        for now in moments()[::50]
        if any(line.msgid in NONE_KNOWN for line in WORLD.towns[town].around.answering(kind, now).numbers.items)
    }
    assert unsure == {("kamez", kind) for kind in ("weapon", "fire_gas_electricity", "injured", "child_in_pit")}


@cache
def moments(every: timedelta = timedelta(hours=6)) -> list[datetime]:
    """Every change of every shipped line with the minutes beside it, and the whole year in steps."""
    edges = {now for plan in plans() for now in changes(plan, BEGIN, END)}
    beside = {edge + MINUTE * away for edge in edges for away in (-1, 0, 1)} | {
        edge - timedelta(microseconds=1) for edge in edges
    }
    steps = {BEGIN + every * step for step in range((END - BEGIN) // every)}
    return sorted(now for now in beside | steps if BEGIN <= now < END)


def moments_of(kind: str, town: str) -> list[datetime]:
    """Each hour, where a line for this danger opens and closes at all."""
    fitting = [entry for entry in entries(town) if entry.needs & set(HELP.get(kind, HELP["cry_for_help"]))]
    return moments(HOUR) if any(entry.hours.weekly for entry in fitting) else moments()


def inline(said: TextList | None) -> TextList:
    """The list for an SMS, its numbers one by one."""
    assert said is not None
    listed, *doubt = said.items
    numbers = listed.fill["numbers"]
    assert isinstance(numbers, TextList)
    return TextList((*numbers.items, *doubt))
