"""What a coordinator does about cases that may be the same. As nouns: a merger, a separation, a difference is made."""

from starlette.responses import Response

from reportbot.core.errors import CannotBeMerged
from reportbot.core.finding import case_number_in
from reportbot.core.messages import Text
from reportbot.web.console.case.here import named, page_of_case
from reportbot.web.console.case.page import show_case_with
from reportbot.web.console.case.triage import beside_words
from reportbot.web.console.desk import Desk, back_to
from reportbot.web.console.doors import check_other


async def make_merger(desk: Desk) -> Response:
    """POST …/merger with the number of the `other` case. Raises FormRefused, UnknownCode, TransitionRefused."""
    typed = (await desk.form()).get("other", "")
    other = case_number_in(typed)
    if not other:
        return await _again(desk, typed, beside_words.NO_NUMBER)
    await check_other(desk, other)
    try:
        lead = await desk.parts.groups.merge(*named(desk), other, desk.by)
    except CannotBeMerged:
        return await _again(desk, typed, beside_words.REFUSED, 409)
    return back_to(f"{desk.home}/cases/{lead}", done="merged")


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
