"""What an institution reads of its case: facts, the story, what is due, what follows. Never who reported it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from reportbot.core.cases.closing import outcomes_for
from reportbot.core.cases.due.deadlines import Deadline
from reportbot.core.cases.events import (
    is_unfinished,
)
from reportbot.core.cases.offices.sayable import sayable
from reportbot.core.cases.placing import ELSEWHERE
from reportbot.core.cases.referral import DUTY, JOINT, Answer, leads, owes_now
from reportbot.core.cases.telling.feedback import is_unsolved
from reportbot.core.cases.telling.questions import has_open_question, may_ask
from reportbot.core.cases.workflow import TRANSITIONS, Status
from reportbot.core.categories import CATEGORIES
from reportbot.core.messages import Text
from reportbot.service.cases.dossier import Exchange, Said
from reportbot.service.cases.withheld import kept_out
from reportbot.service.due.ahead import steps_ahead
from reportbot.service.reports.owing import owed_by
from reportbot.service.responses import ReferralPage
from reportbot.service.towns import Town
from reportbot.web.institution import words
from reportbot.web.institution.desk_words import DeskWords, desk_words
from reportbot.web.institution.happened import Happened, came_of, history_of, until_in_words
from reportbot.web.telling import facts
from reportbot.web.told_words import names_of

STEPS_SHOWN = 3  # of what follows if nobody answers


@dataclass(frozen=True, slots=True)
class Where:
    """The place by name, in the person's own words, and as a point; each "" or None where it was not given.
    `corrected`: the name is what the desk says."""

    name: Text | None
    typed: str
    point: str
    corrected: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """One report of the case as the page shows it. `description` is None where it cannot be read. `is_another`: it was
    put together with this case."""

    at: datetime
    description: str | None
    facts: tuple[tuple[Text, Text], ...] = ()
    is_another: bool = False


@dataclass(frozen=True, slots=True)
class CaseView:
    """Everything the template needs, in the order of the page. `matter` is None where the story is locked. `desk` is
    what it says of the reporting desk.
    """

    matter: Text | None
    urgency: Text
    urgency_word: str
    role: Text | None
    unfinished: bool
    unsolved: bool
    danger: bool
    deadline: Text
    late: bool
    where: Where
    told: Sequence[Told]
    exchanges: Sequence[Exchange]
    kept_out: Sequence[Text]
    may_ask: bool
    has_asked: bool
    photos: Sequence[int]
    shown: Sequence[tuple[int, Text]]
    desk: DeskWords
    history: Sequence[Happened]
    next: Sequence[Text]
    buttons: Sequence[tuple[str, Text]]
    answered: Text | None
    outcomes: Sequence[tuple[str, Text]]
    suggestions: Sequence[tuple[str, Text]]
    is_part: bool
    may_close: bool

    def allows(self, answer: Answer) -> bool:
        """Whether there is such a button now."""
        return any(value == answer for value, _ in self.buttons)

    @property
    def main(self) -> str:
        """The button to press if all goes well: first that they have it, then that it is done."""
        first = [value for value, _ in self.buttons]
        return Answer.RECEIVED if Answer.RECEIVED in first else Answer.DONE if Answer.DONE in first else ""


def view_of(page: ReferralPage, now: datetime) -> CaseView:
    plan = owed_by(page.town, page.case, page.referral)
    deadline, late = _deadline(page, plan, now)
    return CaseView(
        matter=None if page.is_locked else Text(CATEGORIES[page.case.category].label),
        urgency=words.URGENCIES[page.case.urgency],
        urgency_word=page.case.urgency.word,
        role=_role(page),
        unfinished=is_unfinished(page.case, page.events) and not page.is_locked,
        unsolved=is_unsolved(page.case, page.events),
        danger=bool(page.case.danger) or any((said.answers or {}).get("now") == "yes" for said in page.story.reports),
        deadline=deadline,
        late=late,
        where=Where(None, "", "") if page.is_locked else _where(page),
        told=list(_all_told(page.story.reports)),
        exchanges=page.exchanges,
        kept_out=[page.town.name_of(key) for key in kept_out(page.town, page.case) if not page.is_locked],
        may_ask=may_ask(page.case, page.referral) and not page.is_locked,
        has_asked=has_open_question(page.events, page.referral.institution),
        photos=page.story.photos,
        shown=[(photo, page.town.name_of(by)) for photo, by in page.story.shown],
        desk=desk_words(page),
        history=history_of(page),
        next=_next(page, now),
        buttons=_buttons(page),
        answered=_answered(page),
        outcomes=[(each.code, each.label) for each in outcomes_for(page.case.concerns_a_person)],
        suggestions=[(key, page.town.name_of(key)) for key in page.suggestions],
        is_part=page.referral.role == JOINT,
        may_close=_may_close(page),
    )


def _may_close(page: ReferralPage) -> bool:
    """Only where the desk, which closes all others, must hear nothing of it."""
    ends = Status.CLOSED in TRANSITIONS[page.case.status] and page.case.merged_into is None
    return page.is_withheld and ends and leads(page.case, page.referral) and not page.is_locked


def _answered(page: ReferralPage) -> Text | None:
    if page.referral.answer is None:
        return None
    if page.referral.answer is Answer.IN_PROGRESS:
        said = [each for each in page.events if each.kind == Answer.IN_PROGRESS and each.facts.get("until")]
        return until_in_words(said[-1]) if said else words.ANSWERS_SAID[Answer.IN_PROGRESS]
    return came_of(page.referral.outcome, words.DONE_WITH) or words.ANSWERS_SAID[page.referral.answer]


def _deadline(page: ReferralPage, plan: Sequence[Deadline], now: datetime) -> tuple[Text, bool]:
    """In words, and whether it has passed. Only the lead owes anything, and whoever acts together with it; whoever is
    on call is to look at once."""
    referral, due = page.referral, {deadline.kind: deadline.due_at for deadline in reversed(plan)}
    owes = leads(page.case, referral) or referral.role == JOINT
    if referral.role == DUTY and referral.is_waiting and page.case.status.is_open:
        return words.NOW, False
    if not owes or referral.is_finished or not page.case.status.is_open:
        return words.NO_DEADLINE, False
    if referral.stopped_at:
        return words.CLOCK_STANDS, False
    ahead, passed = words.ACT_BY, words.ACT_WAS_DUE
    when = referral.act_by or due.get("act")
    if referral.is_waiting:
        ahead, passed, when = words.ANSWER_BY, words.ANSWER_WAS_DUE, referral.acknowledge_by or due.get("acknowledge")
    if when is None:
        return words.NO_DEADLINE, False
    late = when < now
    return Text((passed if late else ahead).msgid, {"due": when}), late


def _role(page: ReferralPage) -> Text | None:
    """Nothing for whoever leads. A lead that another office has taken the place of reads what a copy reads."""
    if leads(page.case, page.referral):
        return None
    said = {DUTY: words.IS_DUTY, JOINT: words.IS_JOINT}.get(page.referral.role, words.IS_COPY)
    return Text(said.msgid, {"institution": page.town.name_of(page.case.lead)})


def _where(page: ReferralPage) -> Where:
    place: Any = {}
    for said in page.story.reports:
        place = (said.answers or {}).get("place") or place
    if not isinstance(place, dict):
        place = {"text": str(place)}
    key = page.case.place if page.is_placed else str(place.get("key") or page.case.place)
    point = f"{place['lat']}, {place['lon']}" if "lat" in place and "lon" in place else ""
    return Where(_name(page.town, key), str(place.get("text") or ""), point, page.is_placed)


def _name(town: Town, key: str) -> Text | None:
    known = town.around.gazetteer.by_key.get(key)
    return Text("{place}", {"place": known.name}) if known else words.ELSEWHERE if key == ELSEWHERE else None


def _all_told(reports: Sequence[Said]) -> Iterator[Told]:
    """What was kept at the question about danger comes once more with the whole report: it is shown once."""
    known: dict[str, set[object]] = {}
    for told, case in ((_told(said), said.case) for said in reports if not said.answer_to):
        before = known.setdefault(case, set())
        told = replace(
            told,
            description="" if told.description in before else told.description,
            facts=tuple(pair for pair in told.facts if str(pair) not in before),
        )
        if told.description is None or told.description or told.facts or not before:
            yield told
        before |= {told.description, *map(str, told.facts)}


def _told(said: Said) -> Told:
    if said.answers is None:
        return Told(said.at, None, is_another=bool(said.case))
    return Told(said.at, str(said.answers.get("description") or ""), tuple(facts(said.answers)), bool(said.case))


def _next(page: ReferralPage, now: datetime) -> Sequence[Text]:
    """The coming nudges, as the municipality's ladder has them."""
    if not page.referral.is_waiting or not owes_now(page.case, page.referral):
        return []
    everybody = sorted((page.referral, *page.others), key=lambda each: each.id)
    steps = steps_ahead(page.town, page.case, page.referral, everybody, now)[:STEPS_SHOWN]
    return [
        Text(words.NEXT_STEP.msgid, {"when": each.at, "institution": names_of(page.town, each.told)}) for each in steps
    ]


def _buttons(page: ReferralPage) -> Sequence[tuple[str, Text]]:
    """What can still be answered; what is locked can be taken or handed on, not worked on."""
    answers = sayable(page.case, page.referral)
    shown = [each for each in answers if not page.is_locked or each in (Answer.RECEIVED, Answer.NOT_OURS)]
    return [(answer, words.ANSWERS_SAID[answer]) for answer in shown]
