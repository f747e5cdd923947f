"""One institution of a case as the desk sees it: what it owes, what it said, what it may still say. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from reportbot.core.cases.case import Case
from reportbot.core.cases.closing import OUTCOMES
from reportbot.core.cases.events import CaseEvent
from reportbot.core.cases.offices.handing import may_be_suggested
from reportbot.core.cases.offices.withdrawing import last_of, may_be_withdrawn
from reportbot.core.cases.referral import (
    ANSWERS,
    COPY,
    DUTY,
    JOINT,
    WITHDRAWN,
    Answer,
    Referral,
    is_former,
    leads,
    newest,
    owes_now,
)
from reportbot.core.cases.telling.sealed import is_open_to
from reportbot.core.messages import Text
from reportbot.service.casework import CasePage
from reportbot.service.offices.handing_on import takers
from reportbot.service.towns import Town, every_way
from reportbot.web.console.case.offices import answer_words, part_words


@dataclass(frozen=True, slots=True)
class OfficeLine:
    """`is_asked`: its answer is waited for; whoever has a copy may answer, or not. `may_answer` is what it may still
    say, on the phone too; `suggestions` who could take it over. `needs_code`: the story opens with a code. `is_us`: the
    desk itself. `released_as`: its key, where the desk may release it, else ""."""

    name: Text
    role: Text
    since: datetime
    answer: Text | None
    answered_at: datetime | None
    is_asked: bool
    id: int = 0
    more: tuple[Text, ...] = ()
    may_answer: tuple[tuple[str, Text], ...] = ()
    suggestions: tuple[tuple[str, Text], ...] = ()
    needs_code: bool = False
    is_us: bool = False
    released_as: str = ""
    note: str = field(default="", repr=False)
    unreadable: bool = False


def listed(page: CasePage) -> list[Referral]:
    """Each institution once, as it has the case now; and whatever else is still due from it. What it had before stands
    in the history."""
    owing = [each for each in newest(page.referrals) if owes_now(page.case, each)]
    return [each for each in page.referrals if each is last_of(each.institution, page.referrals) or each in owing]


def office_line(referral: Referral, page: CasePage) -> OfficeLine:
    """A lead that another has taken the place of owes nothing any more; nor does anybody in one more report, which is
    worked on elsewhere."""
    case, town = page.case, page.town
    former, is_us = is_former(case, referral, page.referrals), referral.institution == town.rules.coordinator
    role = part_words.HAD_IT if former else part_words.ROLES.get(referral.role, Text(referral.role))
    may_answer = () if former else tuple(_may_answer(referral, page))
    note = _note(referral, page)
    return OfficeLine(
        name=town.name_of(referral.institution),
        role=role,
        since=referral.created_at,
        answer=_answer(referral, page),
        answered_at=referral.answered_at,
        is_asked=referral.role not in (COPY, WITHDRAWN) and not former and case.merged_into is None,
        id=referral.id,
        more=tuple(_more(referral, page)),
        may_answer=tuple((each, part_words.ANSWERS[each]) for each in may_answer),
        suggestions=tuple(_suggestions(referral, page)) if Answer.NOT_OURS in may_answer else (),
        needs_code=not is_us and _needs_code(case, referral),
        is_us=is_us,
        released_as=_released_as(referral, page),
        note=note or "",
        unreadable=note is None,
    )


def numbers_of(town: Town, key: str) -> tuple[str, ...]:
    """Where an office can be called: its own number in the directory, then the telephones that its messages go to."""
    office = town.rules.institutions.get(key)
    if office is None:
        return ()
    own = [each for each in town.rules.directory if each.key == office.hotline]
    listed = [number for each in own for number in (each.number, *each.other_numbers)]
    ways = [way.address for way in every_way(office) if way.kind == "sms"]
    return tuple(dict.fromkeys(number for number in (*listed, *ways) if number))


def day_said(event: CaseEvent) -> date | None:
    """Until when an office says that it is at work on it."""
    try:
        return date.fromisoformat(event.facts.get("until", ""))
    except ValueError:
        return None


def _answer(referral: Referral, page: CasePage) -> Text | None:
    if referral.answer is None:
        return None
    theirs = [each for each in page.events if each.kind == referral.answer and each.actor == referral.institution]
    until = day_said(theirs[-1]) if theirs and referral.answer is Answer.IN_PROGRESS else None
    return Text(answer_words.WORKS_UNTIL.msgid, {"until": until}) if until else part_words.ANSWERS[referral.answer]


def _note(referral: Referral, page: CasePage) -> str | None:
    """The last that they wrote with an answer, None where it cannot be read."""
    theirs = [each for each in page.events if each.actor == referral.institution and each.kind in ANSWERS]
    noted = [each for each in theirs if each.id in page.notes and each.at >= referral.created_at]
    return page.notes[noted[-1].id] if noted else ""


def _more(referral: Referral, page: CasePage) -> Iterator[Text]:
    outcome = OUTCOMES.get(referral.outcome)
    if outcome:
        yield Text(answer_words.CAME_OF.msgid, {"outcome": outcome.label})
    if page.case.merged_into is not None or is_former(page.case, referral, page.referrals):
        return
    if owes_now(page.case, referral) and referral.is_waiting and referral.acknowledge_by:
        yield Text(answer_words.ANSWER_BY.msgid, {"due": referral.acknowledge_by})
    elif owes_now(page.case, referral) and referral.act_by:
        yield Text(answer_words.ACT_BY.msgid, {"due": referral.act_by})


def _may_answer(referral: Referral, page: CasePage) -> Iterator[Answer]:
    avoided = referral.institution in page.case.avoided
    if referral.is_finished or referral.is_withdrawn or avoided or not page.case.is_worked_on:
        return
    if referral.answer is None:
        yield Answer.RECEIVED
    if leads(page.case, referral) or referral.role == JOINT:
        is_us = referral.institution == page.town.rules.coordinator  # it passes on what is not its own
        yield from (Answer.IN_PROGRESS, *(() if is_us else (Answer.NOT_OURS,)), Answer.DONE)
    elif referral.role == DUTY:
        yield Answer.IN_PROGRESS


def _needs_code(case: Case, referral: Referral) -> bool:
    return not is_open_to(case, referral) and referral.institution not in case.avoided and not referral.is_withdrawn


def _released_as(referral: Referral, page: CasePage) -> str:
    """At its newest line alone: it is released from the whole case."""
    key, everybody = referral.institution, page.referrals
    is_last = last_of(key, everybody) is referral
    return key if is_last and may_be_withdrawn(page.case, key, everybody, page.town.rules.coordinator) else ""


def _suggestions(referral: Referral, page: CasePage) -> Iterator[tuple[str, Text]]:
    town, known = page.town, takers(page.town)
    for key in town.rules.institutions:
        if key != town.rules.coordinator and may_be_suggested(
            page.case, referral, key, page.referrals, page.events, known
        ):
            yield key, town.name_of(key)
