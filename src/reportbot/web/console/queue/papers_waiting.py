"""Letters to hand over: the list, what to say on the telephone, and the note that it was done."""

from datetime import date
from zoneinfo import ZoneInfo

from starlette.responses import Response

from reportbot.core.cases.events import READ_OUT
from reportbot.core.errors import AlreadySent
from reportbot.core.languages import NAMES_ON_PAGES
from reportbot.core.messages import Text
from reportbot.service.letters.handing_over import HANDED, BadDate
from reportbot.service.letters.offers import languages_of
from reportbot.web.console import times
from reportbot.web.console.case.attachments import paper_words as words
from reportbot.web.console.case.attachments.paper_view import office_of
from reportbot.web.console.desk import Desk, back_to


async def show_waiting(desk: Desk) -> Response:
    """GET …/letters"""
    waiting = await desk.parts.handing_over.waiting(desk.visit.municipality, desk.reach)
    return desk.show(
        "console/papers_waiting.html",
        words.TO_HAND_OVER,
        paper=words,
        lines=[(each.letter, each.case.number, office_of(desk.town, each.letter.institution)) for each in waiting],
        today=_today(desk).isoformat(),
        day_of=lambda at: times.day(at, desk.town.rules.zone),
        note=words.DONE.get(desk.request.query_params.get("done", "")),
    )


async def show_script(desk: Desk) -> Response:
    """GET …/letters/{letter}/script?in=sr: noted as read. Raises UnknownCode, TransitionRefused, OfficeAvoided."""
    spoken = languages_of(desk.town)
    asked = desk.request.query_params.get("in", "")
    chosen = asked if asked in spoken else desk.language if desk.language in spoken else spoken[0]
    number = desk.request.path_params["letter"]
    script = await desk.parts.handing_over.script(desk.visit.municipality, number, chosen, desk.by)
    return desk.show(
        "console/papers_script.html",
        Text(words.SCRIPT.msgid, {"number": script.case.number}),
        paper=words,
        script=script,
        chosen=chosen,
        spoken=[(code, NAMES_ON_PAGES.get(code, code)) for code in spoken],
        today=_today(desk).isoformat(),
        how=READ_OUT,
    )


async def make_handing_over(desk: Desk) -> Response:
    """POST …/letters/{letter}/handing-over with `on` (a day, as 2026-11-22) and `how`.

    Raises FormRefused, UnknownCode, OfficeAvoided.
    """
    form = await desk.form()
    how = form.get("how", "")
    try:
        on = date.fromisoformat(form.get("on", ""))
        await desk.parts.handing_over.handed_over(
            desk.visit.municipality, desk.request.path_params["letter"], on, how, desk.by
        )
    except AlreadySent:
        return _refused(desk, words.WAS_HANDED, 409)
    except (BadDate, ValueError):
        return _refused(desk, words.BAD_DAY, 400)
    return back_to(f"{desk.home}/letters", done="read-out" if how == HANDED[1] else "handed-over")


def _today(desk: Desk) -> date:
    return desk.parts.clock.now().astimezone(ZoneInfo(desk.town.rules.zone)).date()


def _refused(desk: Desk, text: Text, status: int) -> Response:
    back = f"{desk.home}/letters"
    return desk.show("console/message.html", words.TO_HAND_OVER, status=status, text=text, back=back)
