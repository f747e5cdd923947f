"""What a change would lead to, before it is saved: before and after, gaps of the roster, and the dry run."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from starlette.responses import Response

from reportbot.core.cases.desk.measures import FEWEST
from reportbot.core.categories import CATEGORIES
from reportbot.core.messages import Text
from reportbot.core.townfile.subjects import Kind, Subject
from reportbot.service.offices.second_ways import short_of_ways
from reportbot.service.records.settings import Outline
from reportbot.service.settings.dry_run import (
    LAST,
    SENSITIVE,
    newest_cases,
    open_cases,
    reladdered,
    repromised,
    rerouted,
)
from reportbot.service.settings.edits import LONGEST_WHY
from reportbot.service.settings.hearing import difference
from reportbot.service.settings.hearing_words import hearers_said
from reportbot.service.settings.making import Trial
from reportbot.service.towns import Town
from reportbot.web.console.desk import Desk
from reportbot.web.console.oversight.pictures import few
from reportbot.web.console.settings import ladder_words, words
from reportbot.web.console.settings.areas import Area
from reportbot.web.console.settings.deadlines import promised
from reportbot.web.console.settings.diff import name_of, rows_of
from reportbot.web.console.settings.fields import Filled, together
from reportbot.web.console.settings.ladder_said import matter_said, rungs_said
from reportbot.web.console.settings.standing import Trouble
from reportbot.web.console.settings.wrongs import sentences_of

_ROUTED = frozenset({Kind.RULE, Kind.RULE_ORDER, Kind.OFFICE, Kind.INSTITUTION})
_LEFT_OUT = Text(words.LEFT_OUT.msgid, {"few": FEWEST})
_PROMISED = frozenset({Kind.PROMISE, Kind.PROMISES_FOR})


async def show_preview(
    desk: Desk,
    area: Area,
    filled: Filled,
    of: Subject,
    after: Any,
    trial: Trial,
    problem: Trouble | None = None,
    status: int = 200,
) -> Response:
    """Nothing is changed yet. What was typed goes along in the form."""
    wanted, heard = filled.wanted, await asyncio.to_thread(difference, desk.town, trial.town)
    kept = {**filled.flat, "kind": wanted.kind, "of": wanted.of, "part": wanted.part, "seen": str(filled.seen)}
    return desk.show(
        "console/settings_preview.html",
        area.title,
        status=status,
        has_switch=False,
        settings=words,
        ladder_words=ladder_words,
        area=area,
        name=name_of(of, trial.town),
        rows=rows_of(of, trial.before, after, desk.town),
        kept=kept,
        gaps=sentences_of(trial.gaps, trial.town, desk.language),
        lacking=[trial.town.name_of(key) for key in _newly_short(desk.town, trial.town)],
        more=hearers_said(heard.more, trial.town),
        less=hearers_said(heard.less, desk.town),
        dry_run=await _dry_run(desk, of, trial.town),
        promises=await _promises(desk, of, trial.town),
        ladder=await _ladder(desk, of, trial.town),
        why=filled.why,
        longest=LONGEST_WHY,
        problem=problem,
    )


def _newly_short(before: Town, after: Town) -> list[str]:
    """As `reportbot check` says it: of matters about people nobody opens one without a code by another way."""
    known = set(short_of_ways(before.rules))
    return [key for key in short_of_ways(after.rules) if key not in known]


async def _dry_run(desk: Desk, of: Subject, after: Town) -> Mapping[str, Any] | None:
    if of[0] not in _ROUTED:
        return None
    found = rerouted(desk.town.rules, after.rules, await _newest(desk))
    rows = [
        (
            words.SENSITIVE if each.category == SENSITIVE else Text(CATEGORIES[each.category].label),
            _offices(desk.town, each.before),
            _offices(after, each.after),
            _count(each.count),
        )
        for each in found.moved
    ]
    said = Text(words.ELSEWHERE.msgid, {"tried": LAST, "count": _count(found.elsewhere)})
    return {"said": said, "rows": rows, "left_out": _LEFT_OUT}


async def _promises(desk: Desk, of: Subject, after: Town) -> Mapping[str, Any] | None:
    if of[0] not in _PROMISED:
        return None
    cases = await _newest(desk)
    rows = [
        (
            words.URGENCIES[each.urgency],
            Text(CATEGORIES[each.category].label) if each.category else words.USUAL,
            promised(each.before),
            promised(each.after),
            _count(each.count),
        )
        for each in repromised(desk.town.rules, after.rules, cases)
    ]
    return {"rows": rows, "last": LAST}


async def _ladder(desk: Desk, of: Subject, after: Town) -> Mapping[str, Any] | None:
    if of[0] is not Kind.LADDER:
        return None
    cases = await open_cases(desk.parts.store, desk.visit.municipality, desk.reach)
    rows = [
        (
            words.URGENCIES[each.urgency],
            words.SENSITIVE if each.category == SENSITIVE else matter_said(each.category),
            rungs_said(each.before, desk.town),
            rungs_said(each.after, after),
            _count(each.count),
        )
        for each in reladdered(desk.town.rules, after.rules, cases)
    ]
    return {"rows": rows}


async def _newest(desk: Desk) -> list[Outline]:
    return await newest_cases(desk.parts.store, desk.visit.municipality, desk.reach)


def _count(count: int | None) -> Text:
    return few() if count is None else Text("{count}", {"count": count})


def _offices(town: Town, keys: Sequence[str]) -> Text:
    return together([town.name_of(key) for key in keys]) if keys else words.NOBODY
