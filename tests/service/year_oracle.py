"""What a year of deadlines should have led to, worked out slowly and by another way than the product's own.

It reads the town file itself, walks the wall clock minute by minute until an office opens, and looks at every item of
every case at every tick. Nothing of core/cases or core/calendar is used.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import holidays

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
Told = Counter[tuple[str, datetime, str, str]]
"""(case, tick, kind of event, institution) → how often."""


@dataclass
class Item:
    due: datetime
    kind: str
    rung: int = 0
    over: bool = False


@dataclass
class Owed:
    """What one institution owes. `said`: (when, answer, until) in order of time."""

    institution: str
    since: datetime
    said: list[tuple[datetime, str, datetime | None]] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    answer: str = ""
    act: datetime | None = None


@dataclass
class Matter:
    number: str
    urgency: str
    owed: list[Owed]


@dataclass(frozen=True)
class Oracle:
    """`on_call(local time)`: the roster of the test, as (on call, deputy); `everyone` is all of it."""

    file: Path
    on_call: Callable[[datetime], tuple[tuple[str, ...], tuple[str, ...]]]
    everyone: tuple[str, ...]

    @cached_property
    def town(self) -> Mapping[str, Any]:
        return tomllib.loads(self.file.read_text("utf-8"))

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.town["zone"])

    @cached_property
    def off(self) -> frozenset[date]:
        return frozenset(holidays.country_holidays(self.town["country"], years=range(2025, 2029)))

    def told(self, matters: Sequence[Matter], ticks: Sequence[datetime]) -> Told:
        found: Told = Counter()
        for matter in matters:
            self._play(matter, ticks, found)
        return found

    def closes(self, institution: str, day: date) -> datetime:
        """When "until" this day ends."""
        if hours := self._hours(institution):
            opening = self._opening(day, hours)
            if opening:
                return opening[1]
        return self._utc(day, time(23, 59, 59))

    def _play(self, matter: Matter, ticks: Sequence[datetime], found: Told) -> None:
        promise = self.town["promises"][matter.urgency]
        for owed in matter.owed:
            for kind in ("acknowledge", "act", "close"):
                owed.items.append(Item(self._after(owed.since, promise[kind], owed, matter), kind))
            owed.act = owed.items[1].due
            owed.items += self._rungs(matter, owed, owed.since)
            owed.items += _weeks(owed)
        said = sorted((at, n, what, until) for n, o in enumerate(matter.owed) for at, what, until in o.said)
        for tick in ticks:
            if tick < matter.owed[0].since:
                continue
            while said and said[0][0] <= tick:
                at, n, what, until = said.pop(0)
                self._answer(matter, matter.owed[n], at, what, until)
            if all(owed.answer == "done" for owed in matter.owed):
                return
            for owed in matter.owed:
                for item in owed.items:
                    if not item.over and item.due <= tick:
                        self._fire(matter, owed, item, tick, found)

    def _answer(self, matter: Matter, owed: Owed, at: datetime, what: str, until: datetime | None) -> None:
        owed.answer = what
        for item in owed.items:  # what passed while it meant nothing is over
            item.over = item.over or (item.kind in ("act", "close") and item.due <= at)
        if until:
            owed.act = until
            _, act, close = owed.items[:3]
            act.due, act.over = until, False
            if close.due < until:
                close.due, close.over = until, False
            owed.items = [*owed.items[:3], *self._rungs(matter, owed, until)]
            owed.items += _weeks(owed)

    def _fire(self, matter: Matter, owed: Owed, item: Item, tick: datetime, found: Told) -> None:
        emergency = matter.urgency == "emergency"
        taken = emergency and any(each.answer for each in matter.owed)
        waiting, working = owed.answer == "", owed.answer in ("received", "in_progress")
        if waiting and not emergency and item.kind in ("act", "close"):
            return  # it may come to mean something
        item.over = True
        rungs = self._ladder(matter)
        told: Sequence[str] = ()
        if item.kind == "acknowledge":
            told = (owed.institution,) if waiting else ()
        elif item.kind == "reminder":
            broken = owed.answer == "in_progress" and owed.act is not None and item.due > owed.act
            if broken or (waiting and not taken):
                told = self._who(rungs[item.rung - 1]["to"], owed.institution, tick)
        elif item.kind == "again":
            told = () if owed.answer in ("done", "not_ours") else self._who(rungs[-1]["to"], owed.institution, tick)
        elif item.kind == "close" and item.due == owed.act:
            told = ()
        elif working or (waiting and taken):
            told = (owed.institution,)
        loud = emergency and waiting and (item.kind == "reminder" or (item.kind == "again" and not taken))
        for key in told:
            kind = "alerted" if loud else "reminded" if key == owed.institution else "escalated"
            found[matter.number, tick, kind, key] += 1

    def _who(self, to: Sequence[str], owes: str, tick: datetime) -> Sequence[str]:
        desk, local = self.town["coordinator"], tick.astimezone(self.zone)
        office = next(each for each in self.town["institutions"] if each["key"] == owes)
        on_call, deputy = self.on_call(local)
        roles = {
            "@lead": (owes,),
            "@lead_boss": (office.get("boss", desk),),
            "@on_call": on_call or (desk,),
            "@deputy": deputy or (desk,),
            "@everyone": self.everyone,
        }
        return list(dict.fromkeys(key for whom in to for key in roles.get(whom, (whom,))))

    def _ladder(self, matter: Matter) -> list[Mapping[str, Any]]:
        return [rung for rung in self.town["ladder"] if rung["urgency"] == matter.urgency]

    def _rungs(self, matter: Matter, owed: Owed, since: datetime) -> list[Item]:
        rungs = enumerate(self._ladder(matter), start=1)
        return [Item(self._after(since, rung["after"], owed, matter), "reminder", n) for n, rung in rungs]

    def _after(self, since: datetime, length: str, owed: Owed, matter: Matter) -> datetime:
        number, unit = re.fullmatch(r"(\d+) (minute|hour|day)s?", length).groups()  # type: ignore[union-attr]
        hours = self._hours(owed.institution)
        if hours is None or self.town["promises"][matter.urgency].get("around_the_clock"):
            return since + timedelta(**{f"{unit}s": int(number)})
        assert unit == "day", "the shipped files promise whole days in office hours"
        moment = since
        while not self._is_open(moment, hours):
            moment += MINUTE
            if opening := self._opening(moment.astimezone(self.zone).date(), hours):
                moment = opening[0] if opening[0] - MINUTE < moment < opening[0] + MINUTE else moment
        for _ in range(int(number)):
            wall, day = moment.astimezone(self.zone).time(), moment.astimezone(self.zone).date() + DAY
            while not (opening := self._opening(day, hours)):
                day += DAY
            moment = sorted((opening[0], self._utc(day, wall), opening[1]))[1]
        return moment

    def _hours(self, institution: str) -> tuple[time, time] | None:
        """Monday to Friday, from and until; None day and night."""
        office = next(each for each in self.town["institutions"] if each["key"] == institution)
        if office.get("around_the_clock"):
            return None
        said = office.get("hours", self.town["office_hours"])
        since, until = re.fullmatch(r"monday-friday (\d\d:\d\d)-(\d\d:\d\d)", said).groups()  # type: ignore[union-attr]
        return time.fromisoformat(since), time.fromisoformat(until)

    def _opening(self, day: date, hours: tuple[time, time]) -> tuple[datetime, datetime] | None:
        if day.weekday() > 4 or day in self.off:
            return None
        return self._utc(day, hours[0]), self._utc(day, hours[1])

    def _is_open(self, moment: datetime, hours: tuple[time, time]) -> bool:
        opening = self._opening(moment.astimezone(self.zone).date(), hours)
        return opening is not None and opening[0] <= moment < opening[1]

    def _utc(self, day: date, wall: time) -> datetime:
        return datetime.combine(day, wall, self.zone).astimezone(UTC)


def _weeks(owed: Owed) -> list[Item]:
    """When all of this has passed: once a week, 26 times."""
    last = max(item.due for item in owed.items)
    return [Item(last + week * 7 * DAY, "again", week) for week in range(1, 27)]
