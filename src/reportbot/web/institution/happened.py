"""What has happened to a case, as the institution that has it reads it: each event in a sentence, with its words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from reportbot.core.cases.closing import CAME_OF, OUTCOMES
from reportbot.core.cases.events import (
    ASSIGNED,
    ATTACHED,
    DEADLINE_MOVED,
    EARLY,
    MAIL_RECEIVED,
    PICTURES,
    TAKEN_BACK,
    CaseEvent,
)
from reportbot.core.cases.offices.handing import HANDED_FROM
from reportbot.core.cases.referral import Answer
from reportbot.core.cases.telling.questions import ANSWERED
from reportbot.core.messages import Text
from reportbot.service.desk.passing_on import WAS
from reportbot.service.responses import ReferralPage
from reportbot.web import assigning_words, feedback_words
from reportbot.web.institution import words


@dataclass(frozen=True, slots=True)
class Happened:
    at: datetime
    what: Text
    note: str | None
    by_phone: bool = False


def history_of(page: ReferralPage) -> Sequence[Happened]:
    """Questions and answers with their words; an answer's words are those of its report."""
    answers = {each.question.answered.id: each.answer for each in page.exchanges if each.question.answered}
    found: list[Happened] = []
    for event in page.events:
        said = feedback_words.in_words(event, page.case.concerns_a_person) or words.EVENTS_SAID.get(event.kind)
        said = until_in_words(event) if event.kind == Answer.IN_PROGRESS else said
        said = came_of(event.facts.get(CAME_OF, ""), words.YOU_SAID_DONE, words.YOU_SAID) or said
        said = _moved(event) if event.kind == DEADLINE_MOVED else said
        said = _went_on(event, page) or _written(event, page) or said
        said = assigning_words.happened(event, page.town) if event.kind in (ASSIGNED, TAKEN_BACK) else said
        if said and (event.kind != ANSWERED or event.id in answers):
            by_phone = event.facts.get("via") == "phone" and event.actor == page.referral.institution
            found.append(Happened(event.at, said, answers.get(event.id, page.notes.get(event.id, "")), by_phone))
    return found


def came_of(outcome: str, done: Text, not_helped: Text | None = None) -> Text | None:
    """What an office has said came of it. Nothing is called done that it could not do, or did not find."""
    known = OUTCOMES.get(outcome)
    if known is None:
        return None
    said = done if known.helped else not_helped
    return Text(said.msgid, {"outcome": known.label}) if said else known.label


def until_in_words(event: CaseEvent) -> Text:
    try:
        return Text(words.UNTIL.msgid, {"until": date.fromisoformat(event.facts.get("until", ""))})
    except ValueError:
        return words.ANSWERS_SAID[Answer.IN_PROGRESS]


def _went_on(event: CaseEvent, page: ReferralPage) -> Text | None:
    """To whom, where it was passed on from this office to another one."""
    before = (event.facts.get(HANDED_FROM), event.facts.get(WAS))
    if event.kind != "referred" or page.referral.institution not in before:
        return None
    to = event.facts.get("lead") or event.facts.get("together", "")
    return Text(words.WENT_ON.msgid, {"institution": page.town.name_of(to)})


def _written(event: CaseEvent, page: ReferralPage) -> Text | None:
    if event.kind != MAIL_RECEIVED:
        return None
    if event.actor != page.referral.institution:
        return Text(words.OTHER_WROTE.msgid, {"institution": page.town.name_of(event.actor)})
    kept, early, count = (event.facts.get(fact, "") for fact in (PICTURES, EARLY, ATTACHED))
    said = words.MAIL_WITH_FILES if count else None
    if kept:
        said = words.MAIL_WITH_BOTH if count else words.MAIL_WITH_PHOTOS
    elif early:
        said = words.MAIL_WITH_EARLY_AND_FILES if count else words.MAIL_WITH_EARLY
    return Text(said.msgid, {"kept": kept, "early": early, "count": count}) if said else None


def _moved(event: CaseEvent) -> Text | None:
    """The day by which it has to act; that the end moves with it goes without saying."""
    try:
        became = datetime.fromisoformat(event.facts.get("became", ""))
    except ValueError:
        return None
    return Text(words.DEADLINE_MOVED.msgid, {"became": became}) if event.facts.get("which") == "act" else None
