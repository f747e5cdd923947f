"""What is due from whom, what happens then, and what was moved: in the words of the desk. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from reportbot.core.cases.due.stopping import STANDS_AT_MOST
from reportbot.core.cases.events import CLOCK_STARTED, CLOCK_STOPPED, DEADLINE_MOVED, CaseEvent
from reportbot.core.cases.referral import Referral
from reportbot.core.messages import Text
from reportbot.service.casework import CasePage
from reportbot.service.due.ahead import Step, owing, steps_ahead
from reportbot.service.towns import Town
from reportbot.web.console.case.offices import deadline_words as words
from reportbot.web.told_words import names_of

SHOWN = 3  # steps of each institution


@dataclass(frozen=True, slots=True)
class Owing:
    """One institution of which something is due. `may_move` are the dates that the desk can move now."""

    id: int
    name: Text
    steps: tuple[Text, ...]
    stands: Text | None
    may_move: tuple[tuple[str, Text], ...]


def owing_of(page: CasePage, now: datetime) -> tuple[Owing, ...]:
    if page.case.merged_into is not None:
        return ()
    return tuple(_owing(page, referral, now) for referral in owing(page.case, page.referrals))


def _owing(page: CasePage, referral: Referral, now: datetime) -> Owing:
    steps = steps_ahead(page.town, page.case, referral, page.referrals, now)[:SHOWN]
    stopped = referral.stopped_at
    which = [each for each in words.WHICH_ONE if each != "acknowledge" or referral.is_waiting]
    return Owing(
        referral.id,
        page.town.name_of(referral.institution),
        tuple(step_in_words(page.town, each) for each in steps) or (() if stopped else (words.NO_MORE,)),
        Text(words.STANDS.msgid, {"until": stopped + STANDS_AT_MOST}) if stopped else None,
        tuple((each, words.WHICH_ONE[each]) for each in which),
    )


def step_in_words(town: Town, step: Step) -> Text:
    return Text(words.STEPS[step.kind].msgid, {"due": step.at, "told": names_of(town, step.told)})


def in_words(event: CaseEvent, town: Town) -> Text | None:
    """None for any other event."""
    office, facts = town.name_of(event.facts.get("institution", event.actor)), event.facts
    if event.kind == CLOCK_STOPPED:
        return Text(words.STOPPED.msgid, {"institution": office})
    if event.kind == CLOCK_STARTED:
        return Text(words.STARTED.msgid, {"institution": office})
    if event.kind != DEADLINE_MOVED:
        return None
    which = words.WHICH_ONE.get(facts.get("which", ""), Text("{which}", {"which": facts.get("which", "")}))
    was, became = _moment(facts.get("was", "")), _moment(facts.get("became", ""))
    return Text(words.WAS.msgid, {"institution": office, "which": which, "was": was, "became": became})


def why(event: CaseEvent) -> Text | None:
    """The reason in words: a sentence, or for these events one word of ours for it."""
    reason, reasons = event.facts.get("why", ""), _REASONS.get(event.kind)
    if not reason or reasons is not None:
        return reasons.get(reason) if reasons else None
    return Text(reason, {"until": _moment(event.facts.get("until", ""))} if "{until}" in reason else {})


_REASONS: Mapping[str, Mapping[str, Text]] = {
    DEADLINE_MOVED: words.BECAUSE,
    CLOCK_STARTED: words.STARTED_BECAUSE,
    CLOCK_STOPPED: {},
}


def _moment(said: str) -> datetime | str:
    try:
        return datetime.fromisoformat(said)
    except ValueError:
        return said
