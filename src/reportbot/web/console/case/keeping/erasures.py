"""The end of a case: the list of what is soon erased, and what can be done about it. As nouns, like all changes."""

from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import datetime

from starlette.responses import Response

from reportbot.core.cases.case import Case
from reportbot.core.cases.retention import POSTPONEMENTS, Expiry
from reportbot.core.categories import CATEGORIES
from reportbot.core.messages import Text
from reportbot.service.desk.erasures import LONGEST_REASON, WHY_NOW, EnoughForToday, NoReason
from reportbot.web.console import times
from reportbot.web.console.case.here import named, number_of, page_of_case
from reportbot.web.console.case.keeping import ending_words as words
from reportbot.web.console.desk import Desk, back_to
from reportbot.web.console.positions import moment_of, of_moment, read_position, write_position


@dataclass(frozen=True, slots=True)
class Line:
    """One case of the list. `when` says how soon; a case that is held waits for its release."""

    number: str
    matter: Text
    opened: str
    ends: str
    when: Text
    held: bool


async def show_erasures(desk: Desk) -> Response:
    """GET …/erasures?after=…"""
    after = moment_of(read_position(desk.request.query_params.get("after", "")))
    page = await desk.parts.erasures.coming(desk.visit.municipality, desk.reach, after)
    now = desk.parts.clock.now()
    return desk.show(
        "console/erasures.html",
        words.SOON,
        ending=words,
        lines=[_line(case, expiry, now, desk.town.rules.zone) for case, expiry in page.rows],
        next=write_position(of_moment(*page.next)) if page.next else "",
        is_first=after is None,
        note=words.DONE.get(desk.request.query_params.get("done", "")),
    )


async def ask_erasure(desk: Desk) -> Response:
    """GET …/cases/{number}/erasure: the second thought. Raises UnknownCode."""
    end = await desk.parts.erasures.end_of(*named(desk))
    if end.expiry is None or end.expiry.held:
        return _refused(desk, words.NOT_NOW, 409)
    number = number_of(desk)
    title = Text(words.ERASE_TITLE.msgid, {"number": number})
    return desk.show("console/erasure.html", title, ending=words, number=number, reasons=words.WHY_NOW, seen=end.seen)


async def make_erasure(desk: Desk) -> Response:
    """POST …/cases/{number}/erasure with `why`. Raises FormRefused, UnknownCode, TransitionRefused."""
    form = await desk.form()
    if form.get("why", "") not in WHY_NOW:
        return _refused(desk, words.CHOOSE_WHY, 400)
    try:
        await desk.parts.erasures.erase(*named(desk), form["why"], desk.by)
    except EnoughForToday:
        return _refused(desk, words.ENOUGH, 409)
    return back_to(f"{desk.home}/erasures", done="erased")


async def make_postponement(desk: Desk) -> Response:
    """POST …/postponement with `days` and `reason`. Raises FormRefused, UnknownCode, TransitionRefused."""
    form = await desk.form()
    days = form.get("days", "")
    if days not in map(str, POSTPONEMENTS):
        return _refused(desk, words.CHOOSE_DAYS, 400)
    return await _with_reason(
        desk,
        desk.parts.erasures.postpone(*named(desk), int(days), form.get("reason", ""), desk.by),
        "postponed",
    )


async def make_hold(desk: Desk) -> Response:
    """POST …/hold with `reason`. Raises FormRefused, UnknownCode, TransitionRefused."""
    form = await desk.form()
    return await _with_reason(desk, desk.parts.erasures.hold(*named(desk), form.get("reason", ""), desk.by), "held")


async def make_release(desk: Desk) -> Response:
    """POST …/release with `reason`. Raises FormRefused, UnknownCode, TransitionRefused."""
    form = await desk.form()
    return await _with_reason(
        desk, desk.parts.erasures.release(*named(desk), form.get("reason", ""), desk.by), "released"
    )


async def _with_reason(desk: Desk, change: Awaitable[None], done: str) -> Response:
    try:
        await change
    except NoReason:
        return _refused(desk, Text(words.REASON_NEEDED.msgid, {"most": LONGEST_REASON}), 400)
    return back_to(page_of_case(desk), done=done)


def _refused(desk: Desk, text: Text, status: int) -> Response:
    return desk.show(
        "console/erasure_refused.html", words.SOON, status=status, ending=words, text=text, back=page_of_case(desk)
    )


def _line(case: Case, expiry: Expiry, now: datetime, zone: str) -> Line:
    matter = Text(CATEGORIES[case.category].label)
    when = words.ANY_DAY if expiry.purge_at <= now else times.due(expiry.purge_at, now)
    return Line(
        case.number, matter, times.day(case.opened_at, zone), times.day(expiry.purge_at, zone), when, expiry.held
    )
