"""The queue: every case with its urgency, its office and what is due, the most urgent first."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from starlette.responses import Response

from reportbot.core.cases.case import Case
from reportbot.core.cases.workflow import Status
from reportbot.core.categories import CATEGORIES
from reportbot.core.messages import Text
from reportbot.core.spending import Level
from reportbot.core.urgency import Urgency
from reportbot.service.casework import Position, QueueRow
from reportbot.service.spending import spent_this_month
from reportbot.service.towns import Town
from reportbot.web.console import (
    beside_words,
    calling_words,
    ending_words,
    look_words,
    model_words,
    searching_words,
    times,
    words,
)
from reportbot.web.console.desk import Desk

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Line:
    """One case as the queue shows it. `late`: something was due and has not happened; `silent`: that was the first
    answer, and what is due now comes after it; `mine`: the desk must act.

    `reports` and `people` say how many there are of it, where there are several; `burst` that few wrote many of them.
    """

    case: Case
    urgency: Urgency
    matter: Text
    status: Text
    place: Text
    office: Text
    age: Text
    what: Text | None
    due: Text | None
    late: bool
    silent: bool
    mine: bool
    reports: Text | None = None
    people: Text | None = None
    burst: Text | None = None


async def show_queue(desk: Desk) -> Response:
    """GET /console/{municipality}?show=open|all&after=…"""
    key = desk.visit.municipality
    query = desk.request.query_params
    open_only = query.get("show") != "all"
    after = read_position(query.get("after", ""))
    page = await desk.parts.casework.queue(key, open_only=open_only, after=after)
    now = desk.parts.clock.now()
    return desk.show(
        "console/queue.html",
        words.QUEUE,
        lines=[line_of(row, desk.town, now) for row in page.rows],
        open_only=open_only,
        is_first=after is None,
        next=write_position(page.next) if page.next else "",
        counts=[(words.STATUSES[status], page.counts[status]) for status in Status if status in page.counts],
        dead=len(await desk.parts.casework.dead_letters(key)),
        kept=len(await desk.parts.casework.broken_messages(key)),
        sms=await _sms_line(desk),
        soon=await desk.parts.erasures.count(key),
        unsure=page.unsure,
        looking=look_words,
        model=model_words,
        ending=ending_words,
        searching=searching_words,
        calling=calling_words,
        typed={"words": ""},
        choices=(),
    )


async def _sms_line(desk: Desk) -> Text | None:
    """Shown once the month's SMS are nearly spent."""
    budget = desk.town.rules.sms
    sent = await spent_this_month(desk.parts.store, desk.town, desk.parts.clock.now())
    if budget.level(sent) is Level.FREE:
        return None
    return Text(words.SMS_LINE.msgid, {"sent": sent, "most": budget.monthly_segments})


def line_of(row: QueueRow, town: Town, now: datetime) -> Line:
    case = row.case
    return Line(
        case,
        case.urgency,
        Text(CATEGORIES[case.category].label),
        words.STATUSES[case.status],
        place_name(town, case.place),
        Text(town.office(case.lead).name),
        times.age(case.opened_at, now),
        words.DUES.get(row.due.kind) if row.due else None,
        times.due(row.due.due_at, now) if row.due else None,
        row.overdue or is_silent(row),
        is_silent(row) and not row.overdue,
        case.needs_look or case.status is Status.NEW or (case.status.is_open and row.due is None),
        Text(beside_words.REPORTS.msgid, {"reports": row.reports}) if row.reports > 1 else None,
        Text(beside_words.PEOPLE.msgid, {"senders": row.senders}) if row.reports > 1 else None,
        beside_words.burst_in_words(row.burst),
    )


def is_silent(row: QueueRow) -> bool:
    """Past the first answer: what is due after that comes only because nobody has answered."""
    return row.case.status is Status.REFERRED and row.due is not None and row.due.kind != "acknowledge"


def place_name(town: Town, key: str) -> Text:
    place = town.around.gazetteer.by_key.get(key)
    return Text("{place}", {"place": place.name}) if place else words.NOT_KNOWN


def write_position(position: Position) -> str:
    """Where the next page begins, as it stands in an address."""
    prio, opened_at, id = position
    return f"{prio}-{(opened_at - _EPOCH) // _MICROSECOND}-{id}"


def read_position(text: str) -> Position | None:
    """None for the first page, and for anything that we did not write."""
    fields = text.split("-") if len(text) <= 60 else []
    if len(fields) != 3 or not all(field.isascii() and field.isdecimal() for field in fields):
        return None
    prio, micros, id = map(int, fields)
    if prio > 3 or micros > _LATEST or id >= 1 << 63:
        return None
    return prio, _EPOCH + timedelta(microseconds=micros), id


_LATEST = (datetime(9999, 1, 1, tzinfo=UTC) - _EPOCH) // _MICROSECOND
