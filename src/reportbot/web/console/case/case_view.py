"""A case in the words of the desk: plain values for the template, nothing of HTTP. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from reportbot.core.cases.closing import came_of, is_unhelped, may_reject, outcomes_for
from reportbot.core.cases.events import CaseEvent, is_unfinished
from reportbot.core.cases.referral import Answer
from reportbot.core.cases.telling.feedback import is_unsolved
from reportbot.core.cases.telling.questions import has_open_question
from reportbot.core.cases.workflow import TRANSITIONS, Status
from reportbot.core.categories import CATEGORIES
from reportbot.core.messages import Text
from reportbot.core.urgency import Urgency
from reportbot.service.cases.withheld import kept_out
from reportbot.service.desk.reading import CasePage
from reportbot.service.towns import Town
from reportbot.web import asking_words
from reportbot.web.console import delivery_words, times, words
from reportbot.web.console.actors import person_name
from reportbot.web.console.case.offices import part_words
from reportbot.web.console.case.offices.office_view import OfficeLine, listed, numbers_of, office_line
from reportbot.web.console.case.offices.route_words import route_in_words
from reportbot.web.console.case.triage import beside_words, look_words
from reportbot.web.console.place_names import place_name


@dataclass(frozen=True, slots=True)
class DueLine:
    what: Text
    whom: Text
    at: datetime
    when: Text
    late: bool


@dataclass(frozen=True, slots=True)
class CaseView:
    """`advice` says what to do now; `refusal` is what an office wrote with "not ours", where the case waits for that;
    `numbers` are those of the office to call now, None where nobody is to be called. `main` is the one form that stands
    out: "look", "separation", "closure", "answers", "referrals", "transfers", or "" where nothing is to be done. `own`
    is the part of the desk, where it has the case itself. `ran_out` is a promise that has run out and is no date to
    come any more. `taken_by` is the key of the member of the desk who has it. `passing` is the way by which it can go
    to another office now, "" for none; `had` whoever gets it again."""

    number: str
    matter: Text
    urgency: Urgency
    urgency_word: Text
    status: Text
    place: Text
    opened_at: datetime
    age: Text
    way: Text
    holder: Text | None
    taken_by: str
    taken_by_name: Text
    news: bool
    unfinished: bool
    unsolved: bool
    danger: bool
    advice: Text
    refusal: str = field(repr=False)
    numbers: tuple[str, ...] | None
    main: str
    may_ask: bool
    has_asked: bool
    photos: tuple[int, ...]
    because: tuple[Text, ...] = field(repr=False)
    route: tuple[Text, ...]
    offices: tuple[OfficeLine, ...]
    own: OfficeLine | None
    ran_out: Text | None
    dues: tuple[DueLine, ...]
    passing: str
    choices: tuple[tuple[str, Text], ...]
    had: Text | None
    kept_out: tuple[Text, ...]
    not_choices: tuple[Text, ...]
    may_close: bool
    may_reject: bool
    is_rejected: bool
    outcomes: tuple[tuple[str, Text], ...]
    came_of: str
    is_outline: bool
    is_open: bool


def view_of(page: CasePage, now: datetime) -> CaseView:
    case, town = page.case, page.town
    ended = came_of(page.events)
    late = page.turn.late_at is None or page.turn.is_late(now)  # as the queue has it
    offices = tuple(office_line(each, page) for each in listed(page))
    return CaseView(
        number=case.number,
        matter=Text(CATEGORIES[case.category].label),
        urgency=case.urgency,
        urgency_word=words.URGENCIES[case.urgency],
        status=words.status_word(case, town.rules.coordinator),
        place=place_name(town, case.place),
        opened_at=case.opened_at,
        age=times.age(case.opened_at, now),
        way=delivery_words.WAYS.get(case.channel, Text(case.channel)),
        holder=None if case.status is Status.NEW else office_name(town, case.lead),
        taken_by=page.turn.taken_by,
        taken_by_name=person_name(page.turn.taken_by, page.people),
        news=page.turn.news_at is not None,
        unfinished=is_unfinished(case, page.events),
        unsolved=is_unsolved(case, page.events),
        danger=bool(case.danger),
        advice=_part_of(page) or (look_words.NOW if case.needs_look else _advice(page, late)),
        refusal=(page.notes.get(refused.id) or "") if (refused := _refused(page)) else "",
        numbers=numbers_of(town, case.lead) if _is_to_call(page, late) else None,
        main=_main_form(page, late or _is_ours(page)),
        may_ask=case.status.is_open and case.merged_into is None,
        has_asked=has_open_question(page.events, town.rules.coordinator),
        photos=tuple(page.story.photos),
        because=page.grounds.because,
        route=tuple(route_in_words(page.events, lambda key: office_name(town, key))),
        offices=offices,
        own=next((each for each in offices if each.is_us and each.may_answer), None) if _is_ours(page) else None,
        ran_out=_ran_out(page, now),
        dues=tuple(_dues(page, now)),
        passing=_passing(page),
        choices=tuple(_choices(page)),
        had=office_name(town, case.lead) if town.takes_reports(case.lead) and case.lead not in case.avoided else None,
        kept_out=tuple(office_name(town, key) for key in kept_out(town, case)),
        not_choices=tuple(office_name(town, key) for key in case.avoided if town.takes_reports(key)),
        may_close=Status.CLOSED in TRANSITIONS[case.status] and case.merged_into is None,
        may_reject=may_reject(case, page.referrals, town.rules.coordinator),
        is_rejected=case.status is Status.REJECTED,
        outcomes=tuple((each.code, each.label) for each in outcomes_for(case.concerns_a_person)),
        came_of=ended[0].code if ended else "",
        is_outline=page.is_outline,
        is_open=case.status.is_open,
    )


def reach_of(page: CasePage) -> Text:
    """How the person hears of a question. Only what is true."""
    if page.may_push:
        return asking_words.WILL_HEAR
    return asking_words.NOT_SAFE if page.may_push is False else asking_words.NOT_KNOWN_SAFE


def _part_of(page: CasePage) -> Text | None:
    """What is to be done of one more report of another case."""
    other = page.beside.part_of
    return Text(beside_words.NOW_PART_OF.msgid, {"number": other.number}) if other else None


def _advice(page: CasePage, late: bool) -> Text:
    status, lead = page.case.status, office_name(page.town, page.case.lead)
    if refused := _refused(page):
        return Text(words.NOW_NOT_THEIRS.msgid, {"institution": office_name(page.town, refused.actor)})
    advice = {
        Status.NEW: words.NOW_PASS_ON,
        Status.REFERRED: words.NOW_OURS if _is_ours(page) else words.NOW_LATE if late else _while_waiting(page),
        Status.ACKNOWLEDGED: words.NOW_OURS_IN_WORK
        if _is_ours(page)
        else words.NOW_NOT_DONE
        if late
        else words.NOW_WORKING,
        Status.RESOLVED: words.NOW_UNHELPED if is_unhelped(page.case, page.events) else words.NOW_CLOSE,
        Status.REJECTED: words.NOW_CLOSE_REJECTED,
        Status.CLOSED: words.NOW_CLOSED,
    }[status]
    return Text(advice.msgid, {"institution": lead})


def _is_ours(page: CasePage) -> bool:
    """Nobody but the desk itself has it: there is nobody to wait for."""
    waits = page.case.status in (Status.REFERRED, Status.ACKNOWLEDGED) and page.case.merged_into is None
    return waits and page.case.lead == page.town.rules.coordinator


def _while_waiting(page: CasePage) -> Text:
    return words.NOW_EMERGENCY if page.case.urgency is Urgency.EMERGENCY else words.NOW_WAIT


def _is_to_call(page: CasePage, late: bool) -> bool:
    """Whether the advice is to call the office."""
    if _is_ours(page) or page.case.merged_into is not None or page.case.needs_look:
        return False
    if page.case.status is Status.REFERRED:
        return late or page.case.urgency is Urgency.EMERGENCY
    return late and page.case.status is Status.ACKNOWLEDGED


def _refused(page: CasePage) -> CaseEvent | None:
    """The "not ours" after which nobody has got the case yet."""
    moves = [each for each in page.events if each.kind in ("referred", Answer.NOT_OURS)]
    is_last = bool(moves) and moves[-1].kind == Answer.NOT_OURS
    return moves[-1] if is_last and page.case.status is Status.NEW else None


def _main_form(page: CasePage, late: bool) -> str:
    if page.case.merged_into is not None:
        return "separation"
    if page.case.needs_look:
        return "look"
    if Status.CLOSED in TRANSITIONS[page.case.status]:
        return "closure"
    if _is_ours(page) and page.case.status is Status.ACKNOWLEDGED:
        return "answers"
    is_stuck = page.case.status is Status.NEW or (page.case.status.is_open and late)
    return _passing(page) if is_stuck else ""


def _passing(page: CasePage) -> str:
    status = page.case.status
    if page.case.merged_into is not None:
        return ""
    if not status.is_open:
        return "reopening"
    return "referrals" if status is Status.NEW else "transfers"


def _choices(page: CasePage) -> Iterator[tuple[str, Text]]:
    """The offices that may get the case now: all that take reports, but not the one that has it, nor those that the
    person asked to keep out of it."""
    if page.case.merged_into is not None:
        return
    for key, office in page.town.rules.institutions.items():
        if key not in (page.case.lead, *page.case.avoided) and page.town.takes_reports(key):
            yield key, office.called


def _ran_out(page: CasePage, now: datetime) -> Text | None:
    if not page.turn.is_late(now) or any(due.due_at == page.turn.late_at for due in page.dues):
        return None
    return part_words.runs_out(page.case.status, page.turn.late_at, None, now)


def _dues(page: CasePage, now: datetime) -> Iterator[DueLine]:
    offices = {referral.id: referral.institution for referral in page.referrals}
    for due in page.dues:
        whom = office_name(page.town, offices.get(due.referral or 0, page.town.rules.coordinator))
        what = part_words.DUES.get(due.kind, Text(due.kind))
        yield DueLine(what, whom, due.due_at, times.due(due.due_at, now), due.due_at < now)


def office_name(town: Town, key: str) -> Text:
    """An institution's name; a key that the municipality file no longer has is shown as it is."""
    return town.name_of(key)
