"""What could not be delivered: why, in plain words, and a button to try it again."""

from dataclasses import dataclass
from datetime import datetime

from starlette.responses import Response

from reportbot.core.messages import Text
from reportbot.service.outbox.dead_letters import DeadLetter, may_be_tried
from reportbot.service.towns import Town
from reportbot.web.console import dead_words, delivery_words, times
from reportbot.web.console.case.case_view import office_name
from reportbot.web.console.desk import Desk, back_to
from reportbot.web.forms import number_in


@dataclass(frozen=True, slots=True)
class Line:
    """`number` of its case, "" without one. `said` is what the other side says itself, or our own short word."""

    id: int
    number: str
    kind: Text
    by: Text
    why: Text
    said: str
    at: datetime
    age: Text
    tries: int
    may_be_tried: bool


@dataclass(frozen=True, slots=True)
class Group:
    """`key` of an office that can be tried as a whole, "" for anybody else."""

    key: str
    name: Text
    lines: tuple[Line, ...]


async def show_dead_letters(desk: Desk) -> Response:
    """GET …/dead-letters, older ones with `before`"""
    before = number_in(desk.request.query_params.get("before", ""))
    page = await desk.parts.dead_letters.page(desk.visit.municipality, desk.reach, before)
    now = desk.parts.clock.now()
    return desk.show(
        "console/dead_letters.html",
        dead_words.DEAD,
        dead=dead_words,
        groups=_groups(page.letters, desk.town, now),
        hidden=page.hidden,
        older=page.more,
        is_first=before is None,
        note=dead_words.DONE.get(desk.request.query_params.get("done", "")),
    )


async def make_attempt(desk: Desk) -> Response:
    """POST …/dead-letters/{id}/attempts. Raises FormRefused, UnknownCode, OfficeAvoided."""
    await desk.form()
    letter = desk.request.path_params["id"]
    return _back(desk, await desk.parts.dead_letters.try_again(desk.visit.municipality, letter, desk.by, desk.reach))


async def make_attempts(desk: Desk) -> Response:
    """POST …/dead-letters/offices/{institution}/attempts. Raises FormRefused, UnknownCode."""
    await desk.form()
    office = desk.request.path_params["institution"]
    return _back(desk, await desk.parts.dead_letters.try_office(desk.visit.municipality, office, desk.by, desk.reach))


def _back(desk: Desk, tried: bool) -> Response:
    return back_to(f"{desk.home}/dead-letters", done="tried" if tried else "no-way")


def _groups(letters: tuple[DeadLetter, ...], town: Town, now: datetime) -> list[Group]:
    """An office each, in the order of the newest; then what was for a person, or for nobody."""
    found: dict[tuple[str, bool], list[Line]] = {}
    for letter in letters:
        found.setdefault((letter.delivery.institution, letter.is_to_person), []).append(_line(letter, now))
    return [
        Group(key if key in town.rules.institutions else "", _name(town, key, to_person), tuple(lines))
        for (key, to_person), lines in sorted(found.items(), key=lambda each: not each[0][0])
    ]


def _name(town: Town, key: str, to_person: bool) -> Text:
    if key:
        return office_name(town, key)
    return dead_words.TO_PERSON if to_person else dead_words.TO_SERVICE


def _line(letter: DeadLetter, now: datetime) -> Line:
    row = letter.delivery
    return Line(
        id=row.id,
        number=letter.case.number if letter.case else "",
        kind=delivery_words.DELIVERY_KINDS.get(row.kind, Text(row.kind)),
        by=delivery_words.WAYS.get(row.by, Text(row.by)),
        why=dead_words.reason(row.failure),
        said=row.failure,
        at=row.created_at,
        age=times.age(row.created_at, now),
        tries=row.attempts,
        may_be_tried=may_be_tried(row),
    )
