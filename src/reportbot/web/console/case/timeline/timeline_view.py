"""One line of time for a case: events, messages, notes, tasks and what is to come. Pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from reportbot.core.access.member import is_member
from reportbot.core.cases import events as kinds
from reportbot.core.cases.events import CaseEvent
from reportbot.core.cases.referral import ANSWERS
from reportbot.core.messages import Text
from reportbot.service.desk.reading import CasePage
from reportbot.service.records import Delivery, DeliveryState, Due
from reportbot.service.staff_chats.post import EDIT
from reportbot.service.towns import Town
from reportbot.web import feedback_words
from reportbot.web.console import delivery_words, times, words
from reportbot.web.console.actors import ACTORS, at_case
from reportbot.web.console.case import case_words
from reportbot.web.console.case.keeping import note_words
from reportbot.web.console.case.offices import deadline_view, part_words
from reportbot.web.console.case.timeline import delivery_view, event_words, history_words

PARTS = tuple(case_words.PARTS)


@dataclass(frozen=True, slots=True)
class Line:
    """`part` is one of PARTS. `note` is what somebody wrote, "" where they wrote nothing; `unreadable` where it cannot
    be opened. `when` is said of what is to come, `more` of a message: its way and how it fared. `proof` is folded
    away."""

    at: datetime
    part: str
    what: Text
    who: Text
    note: str = field(default="", repr=False)
    unreadable: bool = False
    why: Text | None = None
    by_phone: bool = False
    when: Text | None = None
    late: bool = False
    more: tuple[Text, ...] = ()
    proof: str = ""


def timeline(page: CasePage, now: datetime, part: str = "all") -> tuple[list[Line], list[Line]]:
    """What is to come, the soonest first; what has been, the newest first."""
    coming = [*_dues(page, now), *_tasks_to_come(page, now)]
    been = [*event_lines(page, page.events), *_messages(page)]
    wanted = part if part in PARTS else "all"
    if wanted != "all":
        coming, been = [each for each in coming if each.part == wanted], [each for each in been if each.part == wanted]
    return sorted(coming, key=lambda each: each.at), sorted(been, key=lambda each: each.at)[::-1]


def event_lines(page: CasePage, events: Iterable[CaseEvent]) -> list[Line]:
    """In the order of `events`."""
    said = _words_of_events(page)
    offices: dict[str, Text] = {}

    def name_of(key: str) -> Text:
        if key not in offices:
            offices[key] = page.town.name_of(key)
        return offices[key]

    return [_event(event, page, said, name_of) for event in events]


def _event(event: CaseEvent, page: CasePage, said: Mapping[int, str | None], name_of: Callable[[str], Text]) -> Line:
    town = page.town
    institution = event.facts.get("institution") or event.facts.get("lead") or event.actor
    what = feedback_words.in_words(event, page.case.concerns_a_person) or event_words.in_words(event, town)
    if what is None:
        plain = history_words.EVENT_WORDS.get(event.kind, Text(event.kind))
        what = Text(plain.msgid, {**event.facts, "institution": name_of(institution)})
    is_ours = is_member(event.actor) or event.actor in ACTORS
    note = said.get(event.id, "")
    return Line(
        at=event.at,
        part=part_of(event),
        what=what,
        who=at_case(event.actor, page.people, town) if is_ours else name_of(event.actor),
        note=note or "",
        unreadable=note is None,
        why=deadline_view.why(event),
        by_phone=event.facts.get("via") == "phone" and event.kind in ANSWERS,
        proof=delivery_view.proof_of(event),
    )


def part_of(event: CaseEvent) -> str:
    """Under which word of the filter an event stands."""
    return _PART_OF.get(event.kind, "desk" if is_member(event.actor) else "offices")


def _words_of_events(page: CasePage) -> dict[int, str | None]:
    """What was written with each: by an office, in a note or a task; an answer's words are those of its report."""
    answers = {each.question.answered.id: each.answer for each in page.exchanges if each.question.answered}
    notes = {str(each.note.id): each.words for each in page.written}
    tasks = {str(each.task.id): each.words for each in page.tasks}
    found: dict[int, str | None] = {**page.notes, **answers}
    for event in page.events:
        kept = notes if event.kind == kinds.NOTED else tasks if event.kind in _TASKS else None
        named = event.facts.get("note" if event.kind == kinds.NOTED else "task", "")
        if kept is not None and named in kept:
            found[event.id] = kept[named]
    return found


def _dues(page: CasePage, now: datetime) -> Iterator[Line]:
    offices = {referral.id: referral.institution for referral in page.referrals}
    for due in page.dues:
        yield _due(due, page.town, offices, now)


def _due(due: Due, town: Town, offices: Mapping[int, str], now: datetime) -> Line:
    whom = town.name_of(offices.get(due.referral or 0, town.rules.coordinator))
    what = part_words.DUES.get(due.kind, Text(due.kind))
    return Line(due.due_at, "dues", what, whom, when=times.due(due.due_at, now), late=due.due_at < now)


def _tasks_to_come(page: CasePage, now: datetime) -> Iterator[Line]:
    for each in page.tasks:
        if each.task.is_open and each.task.due_at is not None:
            whose = at_case(f"@{each.task.whose}", page.people, page.town) if each.task.whose else note_words.ANYBODY
            yield Line(
                each.task.due_at,
                "tasks",
                note_words.TASK,
                whose,
                each.words or "",
                each.words is None,
                when=times.due(each.task.due_at, now),
                late=each.task.is_late(now),
            )


def _messages(page: CasePage) -> Iterator[Line]:
    offices = {referral.id: referral.institution for referral in page.referrals}
    for delivery in page.deliveries:
        if delivery.kind == EDIT:  # what a chat of the desk shows follows what is said here
            continue
        yield _message(delivery, page.town, offices.get(delivery.referral or 0))


def _message(delivery: Delivery, town: Town, office: str | None) -> Line:
    kind = delivery_words.DELIVERY_KINDS.get(delivery.kind, Text(delivery.kind))
    to = words.THE_PERSON if delivery.conversation is not None else town.name_of(office or town.rules.coordinator)
    more = [delivery_words.WAYS.get(delivery.by, Text(delivery.by)), delivery_words.DELIVERY_STATES[delivery.state]]
    if delivery.attempts > 1:
        more.append(Text(_TRIED.msgid, {"tries": delivery.attempts}))
    if delivery.failure:
        more.append(Text("{failure}", {"failure": delivery.failure}))
    dead = delivery.state is DeliveryState.DEAD
    return Line(
        delivery.created_at,
        "messages",
        Text(_SENT.msgid, {"what": kind, "to": to}),
        _BY_ITSELF,
        late=dead,
        more=tuple(more),
    )


_SENT = Text("{what} → {to}")
_TRIED = Text("tries: {tries}")
_BY_ITSELF = ACTORS["reportbot"]
_TASKS = frozenset((kinds.TASK_SET, kinds.TASK_DONE, kinds.TASK_UNDONE))
_PART_OF: Mapping[str, str] = (
    dict.fromkeys(
        (
            "opened",
            "reporter_added",
            kinds.TOLD_WITH_IT,
            "answered_question",
            "asked",
            "replied",
            "feedback",
            "status_asked",
            "left_quickly",
        ),
        "messages",
    )
    | dict.fromkeys(
        (
            kinds.DEADLINE_MOVED,
            kinds.PUT_OFF,
            kinds.CLOCK_STOPPED,
            kinds.CLOCK_STARTED,
            "reminded",
            "escalated",
            "postponed",
        ),
        "dues",
    )
    | dict.fromkeys(
        (
            "referred",
            "closed",
            "rejected",
            "reopened",
            "held",
            "released",
            "taken",
            "given_back",
            kinds.CORRECTED,
            kinds.PLACE_CORRECTED,
            kinds.READ_AGAIN,
            kinds.MERGED,
            kinds.JOINED,
            kinds.SPLIT,
            kinds.NOT_SAME,
            kinds.CORROBORATED,
            kinds.PAUSED,
            kinds.PAUSE_ENDED,
            kinds.ASSIGNED,
            kinds.TAKEN_BACK,
            kinds.WITHDRAWN,
        ),
        "desk",
    )
    | {kinds.NOTED: "notes"}
    | dict.fromkeys(_TASKS, "tasks")
    | dict.fromkeys((kinds.LETTER_MADE, kinds.HANDED_OVER, kinds.READ_OUT), "letters")
)
