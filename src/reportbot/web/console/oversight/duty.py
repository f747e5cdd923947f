"""Who is on call now and for the next four weeks: as a table, and as a line of bars for each week."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from string import ascii_uppercase
from zoneinfo import ZoneInfo

from starlette.responses import Response

from reportbot.core.duty.clock import moment
from reportbot.core.duty.roster import Stretch
from reportbot.core.messages import Fill, Text
from reportbot.service.due.roster_watch import FARTHEST, NO_END, coming_gaps
from reportbot.service.towns import Town
from reportbot.web.console.desk import Desk
from reportbot.web.console.oversight import duty_words

WEEKS = 4
SCALE = 100  # units of the picture for a day
ROOM_FOR_A_WORD = 90  # units
ROOM_FOR_A_LETTER = 20
SMALLEST_BAR = 4
TINTS = 4  # of style.css
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Role:
    """`mark` stands for it in the picture. `has_contact`: else the reporting desk gets what is meant for it."""

    name: Text
    mark: str
    has_contact: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table; `until` is None where it goes on beyond it. Nobody in `on_call` is a gap."""

    since: datetime | None
    until: datetime | None
    on_call: list[Role]
    deputy: list[Role]


@dataclass(frozen=True, slots=True)
class Bar:
    """In units from the beginning of the week; a gap has no `mark`. `tint` counts from 0."""

    x: int
    width: int
    mark: str
    tint: int

    @property
    def has_room(self) -> bool:
        """For its mark, or for the word that says that it is a gap."""
        return self.width >= (ROOM_FOR_A_LETTER * len(self.mark) or ROOM_FOR_A_WORD)

    @property
    def middle(self) -> int:
        return self.x + self.width // 2


@dataclass(frozen=True, slots=True)
class Week:
    first: str
    last: str
    days: list[tuple[int, str]]
    bars: list[Bar]

    @property
    def has_gap(self) -> bool:
        return any(not bar.mark for bar in self.bars)


async def show_duty(desk: Desk) -> Response:
    """GET …/on-call"""
    town, now = desk.town, desk.parts.clock.now()
    roster, zone = town.rules.roster, town.rules.zone
    roles = _roles(town)
    today = now.astimezone(ZoneInfo(zone)).date()
    end = _midnight(today + WEEKS * 7 * _DAY, zone)
    return desk.show(
        "console/duty.html",
        duty_words.ON_CALL,
        duty=duty_words,
        on_call=[roles[key] for key in roster.on_call(now)],
        deputy=[roles[key] for key in roster.deputy(now)],
        lines=[_line(each, roles, now, end) for each in roster.stretches(now, end)],
        weeks=[_week(town, roles, today + number * 7 * _DAY, now) for number in range(WEEKS)],
        width=7 * SCALE,
        gap=gap_line(town, now),
    )


def gap_line(town: Town, now: datetime) -> Text | None:
    """What is said while a gap has begun, or begins within a week."""
    gaps = coming_gaps(town.rules.roster, now)
    if not gaps:
        return None
    until: Fill = NO_END if gaps[0].until == now + FARTHEST else gaps[0].until
    if gaps[0].since <= now:
        return Text(duty_words.GAP_NOW.msgid, {"until": until})
    return Text(duty_words.GAP_SOON.msgid, {"since": gaps[0].since, "until": until})


def _roles(town: Town) -> dict[str, Role]:
    keys = town.rules.roster.everyone()
    marks = [*ascii_uppercase, *(str(number) for number in range(1, len(keys) + 1))]
    return {
        key: Role(town.office(key).called, mark, bool(town.office(key).transports))
        for key, mark in zip(keys, marks, strict=False)
    }


def _line(stretch: Stretch, roles: dict[str, Role], now: datetime, end: datetime) -> Line:
    since = stretch.since if stretch.since > now else None  # when it began is not asked
    until = stretch.until if stretch.until < end else None
    return Line(since, until, [roles[key] for key in stretch.on_call], [roles[key] for key in stretch.deputy])


def _week(town: Town, roles: dict[str, Role], first: date, now: datetime) -> Week:
    """What is over by now is left empty."""
    zone, days = town.rules.zone, [first + count * _DAY for count in range(8)]
    since, until = _midnight(days[0], zone), _midnight(days[7], zone)
    marks = list(roles)
    bars = [
        Bar(
            x := _unit(each.since, since, until),
            max(SMALLEST_BAR, _unit(each.until, since, until) - x),
            " + ".join(roles[key].mark for key in each.on_call),
            marks.index(each.on_call[0]) % TINTS if each.on_call else 0,
        )
        for each in _shown(town.rules.roster.stretches(max(since, now), until))
    ]
    lines = [(_unit(_midnight(day, zone), since, until), _short(day)) for day in days[:7]]
    return Week(_short(days[0]), _short(days[6]), lines, bars)


def _shown(stretches: Sequence[Stretch]) -> list[Stretch]:
    """Neighbours that differ only in who comes after them are one bar; gaps last, so that nothing covers them."""
    merged: list[Stretch] = []
    for each in stretches:
        if merged and merged[-1].on_call == each.on_call:
            merged[-1] = Stretch(merged[-1].since, each.until, each.on_call, each.deputy)
        else:
            merged.append(each)
    return sorted(merged, key=lambda each: not each.on_call)


def _unit(at: datetime, since: datetime, until: datetime) -> int:
    return round(7 * SCALE * ((at - since) / (until - since)))


def _midnight(day: date, zone: str) -> datetime:
    return moment(day, time(0), zone)


def _short(day: date) -> str:
    return f"{day.day}.{day.month}."
