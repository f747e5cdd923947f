"""What an institution reads of its case: facts, the story, what is due, what follows. Never who reported it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from reportbot.core.cases.deadlines import Deadline
from reportbot.core.cases.events import ASSIGNED, TAKEN_BACK, is_unfinished
from reportbot.core.cases.feedback import is_unsolved
from reportbot.core.cases.questions import ANSWERED, has_open_question, may_ask
from reportbot.core.cases.referral import DUTY, LEAD, Answer, leads
from reportbot.core.categories import CATEGORIES
from reportbot.core.messages import Named, Text
from reportbot.service.dossier import Exchange, Said
from reportbot.service.opening import timeline
from reportbot.service.responses import ReferralPage
from reportbot.service.towns import Town
from reportbot.service.withheld import kept_out
from reportbot.web import assigning_words, feedback_words
from reportbot.web.institution import words
from reportbot.web.telling import facts

STEPS_SHOWN = 3  # of what follows if nobody answers


@dataclass(frozen=True, slots=True)
class Where:
    """The place by name, in the person's own words, and as a point; each "" or None where it was not given."""

    name: Named | None
    typed: str
    point: str


@dataclass(frozen=True, slots=True)
class Told:
    """One report of the case as the page shows it. `description` is None where it cannot be read. `is_another`: it was
    put together with this case."""

    at: datetime
    description: str | None
    facts: tuple[tuple[Text, Text], ...] = ()
    is_another: bool = False


@dataclass(frozen=True, slots=True)
class Happened:
    at: datetime
    what: Text
    note: str | None


@dataclass(frozen=True, slots=True)
class CaseView:
    """Everything the template needs, in the order of the page."""

    matter: Text
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
    history: Sequence[Happened]
    next: Sequence[Text]
    buttons: Sequence[tuple[str, Text]]
    answered: Text | None

    def allows(self, answer: Answer) -> bool:
        """Whether there is such a button now."""
        return any(value == answer for value, _ in self.buttons)

    @property
    def main(self) -> str:
        """The button to press if all goes well: first that they have it, then that it is done."""
        return next((value for value, _ in self.buttons if value != Answer.NOT_OURS), "")


def view_of(page: ReferralPage, now: datetime) -> CaseView:
    plan = timeline(page.town, page.case, page.referral.institution, since=page.referral.created_at)
    deadline, late = _deadline(page, plan, now)
    return CaseView(
        matter=Text(CATEGORIES[page.case.category].label),
        urgency=words.URGENCIES[page.case.urgency],
        urgency_word=page.case.urgency.word,
        role=_role(page),
        unfinished=is_unfinished(page.case, page.events),
        unsolved=is_unsolved(page.case, page.events),
        danger=bool(page.case.danger) or any((said.answers or {}).get("now") == "yes" for said in page.story.reports),
        deadline=deadline,
        late=late,
        where=_where(page.town, page.case.place, page.story.reports),
        told=[_told(said) for said in page.story.reports if not said.answer_to],
        exchanges=page.exchanges,
        kept_out=[Text(page.town.office(key).name) for key in kept_out(page.town, page.case)],
        may_ask=may_ask(page.case, page.referral),
        has_asked=has_open_question(page.events, page.referral.institution),
        photos=page.story.photos,
        history=_history(page),
        next=_next(page, plan, now),
        buttons=_buttons(page),
        answered=words.ANSWERS_SAID[page.referral.answer] if page.referral.answer else None,
    )


def _deadline(page: ReferralPage, plan: Sequence[Deadline], now: datetime) -> tuple[Text, bool]:
    """In words, and whether it has passed. Only the lead owes anything."""
    due = {deadline.kind: deadline.due_at for deadline in reversed(plan)}
    if not leads(page.case, page.referral) or page.referral.is_finished or not page.case.status.is_open:
        return words.NO_DEADLINE, False
    ahead, passed = words.ACT_BY, words.ACT_WAS_DUE
    when = due.get("act")
    if page.referral.is_waiting:
        ahead, passed, when = words.ANSWER_BY, words.ANSWER_WAS_DUE, due.get("acknowledge")
    if when is None:
        return words.NO_DEADLINE, False
    late = when < now
    return Text((passed if late else ahead).msgid, {"due": when}), late


def _role(page: ReferralPage) -> Text | None:
    """Nothing for whoever leads. A lead that another office has taken the place of reads what a copy reads."""
    if leads(page.case, page.referral):
        return None
    said = words.IS_DUTY if page.referral.role == DUTY else words.IS_COPY
    return Text(said.msgid, {"institution": Text(page.town.office(page.case.lead).name)})


def _where(town: Town, key: str, reports: Sequence[Said]) -> Where:
    place: Any = {}
    for said in reports:
        place = (said.answers or {}).get("place") or place
    if not isinstance(place, dict):
        place = {"text": str(place)}
    known = town.around.gazetteer.by_key.get(str(place.get("key") or key))
    point = f"{place['lat']}, {place['lon']}" if "lat" in place and "lon" in place else ""
    return Where(known.name if known else None, str(place.get("text") or ""), point)


def _told(said: Said) -> Told:
    if said.answers is None:
        return Told(said.at, None, is_another=bool(said.case))
    return Told(said.at, str(said.answers.get("description") or ""), tuple(facts(said.answers)), bool(said.case))


def _history(page: ReferralPage) -> Sequence[Happened]:
    """Questions and answers with their words; an answer's words are those of its report."""
    answers = {each.question.answered.id: each.answer for each in page.exchanges if each.question.answered}
    found: list[Happened] = []
    for event in page.events:
        said = feedback_words.in_words(event, page.case.concerns_a_person) or words.EVENTS_SAID.get(event.kind)
        said = assigning_words.happened(event, page.town) if event.kind in (ASSIGNED, TAKEN_BACK) else said
        if said and (event.kind != ANSWERED or event.id in answers):
            found.append(Happened(event.at, said, answers.get(event.id, page.notes.get(event.id, ""))))
    return found


def _next(page: ReferralPage, plan: Sequence[Deadline], now: datetime) -> Sequence[Text]:
    """The coming nudges, as the municipality's ladder has them."""
    if not leads(page.case, page.referral) or not page.referral.is_waiting or not page.case.status.is_open:
        return []
    ladder = page.town.rules.ladder.get(page.case.urgency, ())
    steps: list[Text] = []
    for deadline in plan:
        if deadline.due_at <= now:
            continue
        told: tuple[str, ...] = ()
        if deadline.kind == "acknowledge":
            told = (page.case.lead,)
        elif deadline.kind == "reminder" and deadline.rung <= len(ladder):
            told = page.town.rules.told_by(ladder[deadline.rung - 1], page.case.lead, deadline.due_at)
        if told:
            steps.append(_step(page.town, deadline.due_at, told))
    return steps[:STEPS_SHOWN]


def _step(town: Town, when: datetime, told: Sequence[str]) -> Text:
    names = {f"office{place}": Text(town.office(key).name) for place, key in enumerate(told)}
    listed = Text(", ".join(f"{{{name}}}" for name in names), names)
    return Text(words.NEXT_STEP.msgid, {"when": when, "institution": listed})


def _buttons(page: ReferralPage) -> Sequence[tuple[str, Text]]:
    """What can still be answered. Only the lead can hand the case back or end it; a former one has no say."""
    leading = leads(page.case, page.referral)
    former = page.referral.role == LEAD and not leading
    if page.referral.is_finished or former or not page.case.status.is_open:
        return []
    answers: list[Answer] = [] if page.referral.answer else [Answer.RECEIVED]
    answers += [Answer.NOT_OURS, Answer.DONE] if leading else []
    return [(answer, words.ANSWERS_SAID[answer]) for answer in answers]
