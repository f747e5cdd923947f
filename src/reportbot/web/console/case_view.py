"""A case in the words of the desk: plain values for the template, nothing of HTTP. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from reportbot.core.cases.case import Case
from reportbot.core.cases.events import CaseEvent, is_unfinished
from reportbot.core.cases.feedback import is_unsolved
from reportbot.core.cases.questions import has_open_question
from reportbot.core.cases.referral import COPY, LEAD, Answer, Referral, leads
from reportbot.core.cases.workflow import TRANSITIONS, Status
from reportbot.core.categories import CATEGORIES
from reportbot.core.conversation.session import GUESSED
from reportbot.core.messages import Text
from reportbot.core.urgency import Urgency
from reportbot.service.casework import CasePage
from reportbot.service.dossier import Exchange, Said
from reportbot.service.records import Delivery, DeliveryState, Due
from reportbot.service.towns import Town
from reportbot.service.withheld import kept_out
from reportbot.web import asking_words, feedback_words
from reportbot.web.console import beside_words, event_words, look_words, times, words
from reportbot.web.console.queue import place_name
from reportbot.web.console.route_words import route_in_words
from reportbot.web.telling import fact


@dataclass(frozen=True, slots=True)
class Told:
    """One report of the case: question and answer pairs, or that it cannot be read. `number` of the case that it came
    with, where that was put together with this one."""

    at: datetime
    answers: tuple[tuple[Text, Text], ...] = field(repr=False)
    is_readable: bool
    number: str = ""


@dataclass(frozen=True, slots=True)
class OfficeLine:
    """`is_asked`: its answer is waited for; whoever has a copy may answer, or not."""

    name: Text
    role: Text
    since: datetime
    answer: Text | None
    answered_at: datetime | None
    is_asked: bool


@dataclass(frozen=True, slots=True)
class EventLine:
    """`note` is what an office wrote, None where it wrote nothing; `unreadable` where it cannot be opened."""

    at: datetime
    what: Text
    who: Text
    note: str | None = field(repr=False)
    unreadable: bool
    why: Text | None


@dataclass(frozen=True, slots=True)
class DueLine:
    what: Text
    whom: Text
    at: datetime
    when: Text
    late: bool


@dataclass(frozen=True, slots=True)
class MessageLine:
    what: Text
    by: Text
    to: Text
    state: Text
    tries: int
    failure: str
    dead: bool


@dataclass(frozen=True, slots=True)
class CaseView:
    """`advice` says what to do now; `main` is the form that stands out: "referral", "closure", or none."""

    number: str
    matter: Text
    urgency: Urgency
    urgency_word: Text
    status: Text
    place: Text
    opened_at: datetime
    age: Text
    way: Text
    unfinished: bool
    unsolved: bool
    danger: bool
    advice: Text
    main: str
    told: tuple[Told, ...] = field(repr=False)
    exchanges: tuple[Exchange, ...] = field(repr=False)
    may_ask: bool
    has_asked: bool
    photos: tuple[int, ...]
    because: tuple[Text, ...]
    route: tuple[Text, ...]
    offices: tuple[OfficeLine, ...]
    events: tuple[EventLine, ...]
    dues: tuple[DueLine, ...]
    messages: tuple[MessageLine, ...]
    choices: tuple[tuple[str, Text], ...]
    kept_out: tuple[Text, ...]
    not_choices: tuple[Text, ...]
    may_close: bool


def view_of(page: CasePage, now: datetime) -> CaseView:
    case, town = page.case, page.town
    offices = {referral.id: referral.institution for referral in page.referrals}
    dues = tuple(_due(due, town, offices, now) for due in page.dues)
    late = case.status is Status.REFERRED and all(due.kind != "acknowledge" or due.due_at < now for due in page.dues)
    return CaseView(
        number=case.number,
        matter=Text(CATEGORIES[case.category].label),
        urgency=case.urgency,
        urgency_word=words.URGENCIES[case.urgency],
        status=words.STATUSES[case.status],
        place=place_name(town, case.place),
        opened_at=case.opened_at,
        age=times.age(case.opened_at, now),
        way=words.WAYS.get(case.channel, Text(case.channel)),
        unfinished=is_unfinished(case, page.events),
        unsolved=is_unsolved(case, page.events),
        danger=bool(case.danger),
        advice=_part_of(page) or (look_words.NOW if case.needs_look else _advice(page, late)),
        main=_main_form(case.status, late),
        told=tuple(_told(said, town) for said in page.story.reports if not said.answer_to),
        exchanges=tuple(page.exchanges),
        may_ask=case.status.is_open and case.merged_into is None,
        has_asked=has_open_question(page.events, town.rules.coordinator),
        photos=tuple(page.story.photos),
        because=page.grounds.because,
        route=tuple(route_in_words(page.events, lambda key: office_name(town, key))),
        offices=tuple(_office(each, case, town) for each in page.referrals),
        events=tuple(_event(event, town, _words_of_events(page), case.concerns_a_person) for event in page.events),
        dues=dues,
        messages=tuple(_message(delivery, town, offices) for delivery in page.deliveries),
        choices=tuple(_choices(page)),
        kept_out=tuple(office_name(town, key) for key in kept_out(town, case)),
        not_choices=tuple(office_name(town, key) for key in case.avoided if _takes_reports(town, key)),
        may_close=Status.CLOSED in TRANSITIONS[case.status] and case.merged_into is None,
    )


def _office(referral: Referral, case: Case, town: Town) -> OfficeLine:
    """A lead that another office has taken the place of owes nothing any more."""
    former = referral.role == LEAD and not leads(case, referral)
    role = words.HAD_IT if former else words.ROLES.get(referral.role, Text(referral.role))
    return OfficeLine(
        office_name(town, referral.institution),
        role,
        referral.created_at,
        words.ANSWERS[Answer(referral.answer)] if referral.answer else None,
        referral.answered_at,
        referral.role != COPY and not former,
    )


def reach_of(page: CasePage) -> Text:
    """How the person hears of a question. Only what is true."""
    if page.may_push:
        return asking_words.WILL_HEAR
    return asking_words.NOT_SAFE if page.may_push is False else asking_words.NOT_KNOWN_SAFE


def answers_in_words(answers: Mapping[str, Any], town: Town) -> Iterator[tuple[Text, Text]]:
    """The person's own words first, then the rest; what nobody has named yet is shown as it is. A category that was
    only found in their words is not told as theirs."""
    if GUESSED in answers:
        answers = {name: value for name, value in answers.items() if name != "category"}
    names = [name for name in words.QUESTIONS if name in answers]
    names += [name for name in answers if name not in words.QUESTIONS and name not in words.UNTOLD]
    for name in names:
        yield words.QUESTIONS.get(name, Text(name)), _answer(name, answers[name], town)


def _part_of(page: CasePage) -> Text | None:
    """What is to be done of one more report of another case."""
    other = page.beside.part_of
    return Text(beside_words.NOW_PART_OF.msgid, {"number": other.number}) if other else None


def _advice(page: CasePage, late: bool) -> Text:
    status, lead = page.case.status, office_name(page.town, page.case.lead)
    advice = {
        Status.NEW: words.NOW_PASS_ON,
        Status.REFERRED: words.NOW_LATE if late else words.NOW_WAIT,
        Status.ACKNOWLEDGED: words.NOW_WORKING,
        Status.RESOLVED: words.NOW_CLOSE,
        Status.REJECTED: words.NOW_CLOSE_REJECTED,
        Status.CLOSED: words.NOW_CLOSED,
    }[status]
    return Text(advice.msgid, {"institution": lead})


def _main_form(status: Status, late: bool) -> str:
    if Status.CLOSED in TRANSITIONS[status]:
        return "closure"
    return "referral" if status is Status.NEW or late else ""


def _choices(page: CasePage) -> Iterator[tuple[str, Text]]:
    """The offices that may get the case now: all that take reports, but not the one that has it, nor those that the
    person asked to keep out of it."""
    status = page.case.status
    if page.case.merged_into is not None:
        return
    if status is not Status.REFERRED and Status.REFERRED not in TRANSITIONS[status]:
        return
    for key, office in page.town.rules.institutions.items():
        if key not in (page.case.lead, *page.case.avoided) and _takes_reports(page.town, key):
            yield key, Text(office.name)


def _takes_reports(town: Town, key: str) -> bool:
    return key in town.rules.institutions and getattr(town.rules.institutions[key], "takes_reports", True)


def _told(said: Said, town: Town) -> Told:
    if said.answers is None:
        return Told(said.at, (), False, said.case)
    return Told(said.at, tuple(answers_in_words(said.answers, town)), True, said.case)


def _answer(name: str, value: Any, town: Town) -> Text:
    if name == "category" and value in CATEGORIES:
        return Text(CATEGORIES[value].label)
    if isinstance(value, dict):
        return _place(value, town)
    return fact(name, value) or words.YES_NO.get(str(value)) or _said(str(value))


def _place(value: Mapping[str, Any], town: Town) -> Text:
    """The place by name, the words around it, the point: whatever there is."""
    found = town.around.gazetteer.by_key.get(str(value.get("key", "")))
    said = str(value.get("text", ""))
    point = f"{value['lat']}, {value['lon']}" if "lat" in value and "lon" in value else ""
    rest = " · ".join(each for each in (said, point) if each)
    if found is None:
        return _said(rest) if rest else words.NOT_KNOWN
    return Text("{place} · {rest}" if rest else "{place}", {"place": found.name, "rest": rest})


def _said(text: str) -> Text:
    """What a person wrote fills a hole and is never looked up or filled in itself."""
    return Text("{said}", {"said": text})


def _event(event: CaseEvent, town: Town, notes: Mapping[int, str | None], of_a_person: bool) -> EventLine:
    institution = event.facts.get("institution") or event.facts.get("lead") or event.actor
    what = words.EVENT_WORDS.get(event.kind, Text(event.kind))
    what = (
        feedback_words.in_words(event, of_a_person)
        or event_words.in_words(event, town)
        or Text(what.msgid, {**event.facts, "institution": office_name(town, institution)})
    )
    who = words.ACTORS.get(event.actor) or office_name(town, event.actor)
    note = notes.get(event.id)
    why = event.facts.get("why", "")
    return EventLine(
        event.at,
        what,
        who,
        note,
        event.id in notes and note is None,
        Text(why) if why else None,
    )


def _words_of_events(page: CasePage) -> dict[int, str | None]:
    """Notes and questions as they were written; an answer's words are those of its report."""
    answers = {each.question.answered.id: each.answer for each in page.exchanges if each.question.answered}
    return {**page.notes, **answers}


def _due(due: Due, town: Town, offices: Mapping[int, str], now: datetime) -> DueLine:
    whom = office_name(town, offices.get(due.referral or 0, town.rules.coordinator))
    what = words.DUES.get(due.kind, Text(due.kind))
    return DueLine(what, whom, due.due_at, times.due(due.due_at, now), due.due_at < now)


def _message(delivery: Delivery, town: Town, offices: Mapping[int, str]) -> MessageLine:
    office = offices.get(delivery.referral or 0)
    return MessageLine(
        words.DELIVERY_KINDS.get(delivery.kind, Text(delivery.kind)),
        words.WAYS.get(delivery.by, Text(delivery.by)),
        _addressee(delivery, town, office),
        words.DELIVERY_STATES[delivery.state],
        delivery.attempts,
        delivery.failure,
        delivery.state is DeliveryState.DEAD,
    )


def _addressee(delivery: Delivery, town: Town, office: str | None) -> Text:
    if delivery.conversation is not None:
        return words.THE_PERSON
    return office_name(town, office or town.rules.coordinator)


def office_name(town: Town, key: str) -> Text:
    """An institution's name; a key that the municipality file no longer has is shown as it is."""
    office = town.rules.institutions.get(key)
    return Text(office.name) if office else Text(key)
