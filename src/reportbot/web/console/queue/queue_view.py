"""One case as the queue shows it, in words."""

from dataclasses import dataclass
from datetime import datetime

from reportbot.core.access.member import Member
from reportbot.core.cases.case import Case
from reportbot.core.cases.workflow import Status
from reportbot.core.categories import CATEGORIES
from reportbot.core.messages import Text
from reportbot.core.urgency import Urgency
from reportbot.service.desk.queue import QueueRow
from reportbot.service.staff.people import People
from reportbot.service.towns import Town
from reportbot.web.console import times, words
from reportbot.web.console.actors import person_name
from reportbot.web.console.case.keeping import note_words
from reportbot.web.console.case.offices import part_words
from reportbot.web.console.case.triage import beside_words
from reportbot.web.console.place_names import place_name
from reportbot.web.console.queue import queue_words


@dataclass(frozen=True, slots=True)
class Line:
    """`next` is what runs out next or ran out; `then` what is due after it. `turn` is whose turn it is where nobody
    owes anything, "" for what is over.

    `reports` and `people` say how many there are of it, where there are several; `burst` that few wrote many of them.
    """

    case: Case
    urgency: Urgency
    matter: Text
    status: Text
    place: Text
    office: Text
    since: datetime
    age: Text
    late: bool
    next: Text | None
    then: Text | None
    turn: Text | None
    marks: tuple[tuple[str, Text], ...]
    reports: Text | None = None
    people: Text | None = None
    burst: Text | None = None


def line_of(row: QueueRow, town: Town, now: datetime, member: Member, acts: bool, people: People) -> Line:
    """`acts`: whether the reader is at the desk whose turn it may be."""
    case = row.case
    since = case.opened_at if case.status.is_open else case.updated_at
    return Line(
        case=case,
        urgency=case.urgency,
        matter=Text(CATEGORIES[case.category].label),
        status=words.status_word(case, town.rules.coordinator),
        place=place_name(town, case.place),
        office=town.office(case.lead).called,
        since=since,
        age=times.age(since, now),
        late=row.late,
        next=part_words.runs_out(row.case.status, row.turn.late_at, row.due if _is_the_due(row) else None, now),
        then=_then(row, now),
        turn=_turn(row, town, acts),
        marks=tuple(_marks(row, member, people)),
        reports=Text(beside_words.REPORTS.msgid, {"reports": row.reports}) if row.reports > 1 else None,
        people=Text(beside_words.PEOPLE.msgid, {"senders": row.senders}) if row.reports > 1 else None,
        burst=beside_words.burst_in_words(row.burst),
    )


def _then(row: QueueRow, now: datetime) -> Text | None:
    """What fires next, where that is something else."""
    if row.due is None or _is_the_due(row) or row.due.due_at < now:
        return None
    what = part_words.DUES.get(row.due.kind, Text(row.due.kind))
    return Text(queue_words.THEN.msgid, {"what": what, "when": times.due(row.due.due_at, now)})


def _is_the_due(row: QueueRow) -> bool:
    return row.due is not None and row.due.due_at == row.turn.late_at


def _turn(row: QueueRow, town: Town, acts: bool) -> Text | None:
    """The desk's: where nobody owes anything, where it must look, and where the case was given to it."""
    if row.case.status in (Status.RESOLVED, Status.REJECTED):
        return queue_words.CAN_BE_CLOSED if acts else None
    is_desks = row.turn.late_at is None or row.case.needs_look or row.case.lead == town.rules.coordinator
    if not row.case.status.is_open or not is_desks:
        return None
    return queue_words.FOR_YOU if acts else queue_words.FOR_DESK


def _marks(row: QueueRow, member: Member, people: People) -> list[tuple[str, Text]]:
    """(colour, word)"""
    found: list[tuple[str, Text]] = []
    if row.turn.news_at:
        found.append(("urgent", queue_words.NEWS))
    if row.tasks.open:
        word = note_words.TO_DO_LATE if row.tasks.late else note_words.TO_DO
        found.append(("emergency" if row.tasks.late else "", Text(word.msgid, {"count": row.tasks.open})))
    if row.turn.taken_by == member.key:
        found.append(("", queue_words.YOURS))
    elif row.turn.taken_by and member.institution:  # an office hears of the desk, never of the person
        found.append(("", queue_words.TAKEN))
    elif row.turn.taken_by:
        found.append(("", Text(queue_words.TAKEN_BY.msgid, {"member": person_name(row.turn.taken_by, people)})))
    return found
