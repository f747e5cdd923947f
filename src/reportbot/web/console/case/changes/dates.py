"""Another date for an institution: POST …/dates. As a noun of the case."""

from starlette.responses import Response

from reportbot.core.cases.due.deadlines import FURTHEST
from reportbot.core.errors import BadInput, DateRefused, TooLarge
from reportbot.core.messages import Text
from reportbot.service.desk.dates import LONGEST_REASON
from reportbot.web.console.case.here import named, page_of_case
from reportbot.web.console.case.offices import deadline_words as words
from reportbot.web.console.case.page import show_case_with
from reportbot.web.console.desk import Desk, back_to
from reportbot.web.days import day_of, today_in
from reportbot.web.forms import number_in, text_in


async def make_date(desk: Desk) -> Response:
    """POST …/dates with `referral`, `which`, `day`, `reason`. Raises FormRefused, UnknownCode, TransitionRefused,
    CannotBeRead."""
    form = await desk.form()
    today = today_in(desk.town.rules.zone, desk.parts.clock.now())
    day, reason = day_of(form.get("day", "").strip(), today), text_in(form, "reason").strip()
    no_day = Text(words.NO_DAY.msgid, {"first": today, "last": today + FURTHEST})
    if day is None:
        return await show_case_with(desk, status=400, date_typed=form, date_problem=no_day)
    try:
        await desk.parts.casework.dates.move(
            *named(desk),
            number_in(form.get("referral", "")) or 0,
            form.get("which", ""),
            day,
            reason,
            desk.by,
        )
    except DateRefused:
        return await show_case_with(desk, status=400, date_typed=form, date_problem=no_day)
    except TooLarge:
        too_long = Text(words.TOO_LONG.msgid, {"count": len(reason), "most": LONGEST_REASON})
        return await show_case_with(desk, status=413, date_typed=form, date_problem=too_long)
    except BadInput:
        if reason:
            raise
        return await show_case_with(desk, status=400, date_typed=form, date_problem=words.NO_REASON)
    return back_to(page_of_case(desk), done="date-moved")
