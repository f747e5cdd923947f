"""Events whose sentence needs more than the office they speak of: pauses, assignments, corrections. Pure."""

from datetime import datetime

from reportbot.core.cases import events
from reportbot.core.cases.closing import CAME_OF, OUTCOMES
from reportbot.core.cases.events import CaseEvent
from reportbot.core.cases.referral import Answer
from reportbot.core.messages import Text
from reportbot.service.towns import Town
from reportbot.web import assigning_words
from reportbot.web.console.case.attachments import paper_view
from reportbot.web.console.case.offices import answer_words, deadline_view, involving_words
from reportbot.web.console.case.offices.office_view import day_said
from reportbot.web.console.case.reporter import pause_words
from reportbot.web.console.case.story import place_words
from reportbot.web.console.case.timeline import delivery_view, history_words, outside_words
from reportbot.web.console.case.triage import look_view


def in_words(event: CaseEvent, town: Town) -> Text | None:
    """None for any other event."""
    match event.kind:
        case Answer.DONE | Answer.NOT_OURS | Answer.IN_PROGRESS | events.CODE_SENT:
            return _answered(event, town)
        case "referred" if "lead" not in event.facts and "together" in event.facts:
            return Text(involving_words.ACTS_TOO.msgid, {"institution": town.name_of(event.facts["together"])})
        case events.DEADLINE_MOVED | events.CLOCK_STOPPED | events.CLOCK_STARTED:
            return deadline_view.in_words(event, town)
        case "opened" | events.OUTSIDE_NOTE:
            return outside_words.in_words(event)
        case events.PAUSED:
            return _paused(event)
        case events.PAUSE_ENDED:
            return pause_words.WAS_ENDED
        case events.ASSIGNED | events.TAKEN_BACK:
            return assigning_words.happened(event, town)
        case events.CORRECTED:
            return look_view.happened(event)
        case events.PLACE_CORRECTED:
            return place_words.happened(event, town)
        case events.LETTER_MADE | events.HANDED_OVER | events.READ_OUT:
            return paper_view.happened(event, town)
        case events.DELIVERED | events.FELL_BACK | events.BOUNCED:
            return delivery_view.in_words(event, town)
        case events.MAIL_RECEIVED if event.facts.keys() & {events.ATTACHED, events.EARLY, events.PICTURES}:
            return _with_files(event, town)
    return None


def _with_files(event: CaseEvent, town: Town) -> Text:
    kept, early, count = (event.facts.get(fact, "") for fact in (events.PICTURES, events.EARLY, events.ATTACHED))
    said = history_words.MAIL_WITH_FILES
    if kept:
        said = history_words.MAIL_WITH_BOTH if count else history_words.MAIL_WITH_PHOTOS
    elif early:
        said = history_words.MAIL_WITH_EARLY_AND_FILES if count else history_words.MAIL_WITH_EARLY
    office = town.name_of(event.facts.get("institution", event.actor))
    return Text(said.msgid, {"institution": office, "kept": kept, "early": early, "count": count})


def _answered(event: CaseEvent, town: Town) -> Text | None:
    """What an office said, with what belongs to it; None where the plain sentence says all."""
    office, facts = town.name_of(event.facts.get("institution", event.actor)), event.facts
    outcome, until = OUTCOMES.get(facts.get(CAME_OF, "")), day_said(event)
    if event.kind == Answer.DONE and outcome:
        said = answer_words.DONE_WITH if outcome.helped else answer_words.ENDED_WITH
        return Text(said.msgid, {"institution": office, "outcome": outcome.label})
    if event.kind == Answer.NOT_OURS and facts.get("suggested"):
        return Text(
            answer_words.HANDED_ON.msgid, {"institution": office, "suggested": town.name_of(facts["suggested"])}
        )
    if event.kind == Answer.IN_PROGRESS and until:
        return Text(answer_words.WORKING_UNTIL.msgid, {"institution": office, "until": until})
    if event.kind == events.CODE_SENT and facts.get("via") in answer_words.CODE_SENT_BY:
        return Text(answer_words.CODE_SENT_BY[facts["via"]].msgid, {"institution": office})
    return None


def _paused(event: CaseEvent) -> Text:
    reason = pause_words.REASONS.get(event.facts.get("reason", ""), pause_words.REASONS["other"])
    try:
        until: datetime | str = datetime.fromisoformat(event.facts.get("paused_until", ""))
    except ValueError:
        until = event.facts.get("paused_until", "")
    return Text(pause_words.WAS_PAUSED.msgid, {"until": until, "reason": reason})
