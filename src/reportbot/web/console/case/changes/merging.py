"""What a coordinator does about cases that may be the same. As nouns: a merger, a separation, a difference is made."""

from starlette.responses import Response

from reportbot.core.errors import CannotBeMerged
from reportbot.core.finding import case_number_in
from reportbot.core.messages import Text
from reportbot.web.console import words
from reportbot.web.console.case.here import named, number_of, page_of_case
from reportbot.web.console.case.page import show_case_with
from reportbot.web.console.case.triage import beside_words
from reportbot.web.console.case.triage.beside_view import line_of
from reportbot.web.console.desk import Desk, back_to
from reportbot.web.console.doors import check_other

TYPED = "typed"  # field of the form in which the number is written by hand


async def make_merger(desk: Desk) -> Response:
    """POST …/merger with the number of the `other` case; where that was `typed`, it is shown first. Raises FormRefused,
    UnknownCode, TransitionRefused."""
    form = await desk.form()
    typed = form.get("other", "")
    other = case_number_in(typed)
    if not other:
        return await _again(desk, typed, beside_words.NO_NUMBER)
    await check_other(desk, other)
    if TYPED in form:
        return await _shown_first(desk, other, form.get("seen", ""))
    try:
        lead = await desk.parts.groups.merge(*named(desk), other, desk.by)
    except CannotBeMerged:
        return await _again(desk, typed, beside_words.REFUSED, 409)
    return back_to(f"{desk.home}/cases/{lead}", done="merged")


async def _shown_first(desk: Desk, other: str, seen: str) -> Response:
    """What the number leads to, in outline, before anything is done."""
    page = await desk.parts.casework.case(desk.visit.municipality, other, desk.by, links=False, reads=False)
    return desk.show(
        "console/merging_shown.html",
        beside_words.MERGE_WITH,
        has_switch=False,
        together=beside_words,
        other=line_of(page.case, desk.town, desk.parts.clock.now()),
        opened=page.case.opened_at,
        number=number_of(desk),
        here=desk.request.url.path,
        seen=seen,
        back_to=page_of_case(desk),
        go_back=words.BACK_TO_CASE,
    )


async def make_separation(desk: Desk) -> Response:
    """POST …/separation, of one that was merged into another. Raises FormRefused, UnknownCode, TransitionRefused."""
    await desk.form()
    await desk.parts.groups.split(*named(desk), desk.by)
    return back_to(page_of_case(desk), done="split")


async def make_difference(desk: Desk) -> Response:
    """POST …/difference with the number of the `other` case. Raises FormRefused, UnknownCode."""
    typed = (await desk.form()).get("other", "")
    other = case_number_in(typed)
    if not other:
        return await _again(desk, typed, beside_words.NO_NUMBER)
    await check_other(desk, other)
    await desk.parts.groups.differ(*named(desk), other, desk.by)
    return back_to(page_of_case(desk), done="differ")


async def _again(desk: Desk, typed: str, problem: Text, status: int = 400) -> Response:
    return await show_case_with(desk, status=status, merging_problem=problem, other_typed=typed)
