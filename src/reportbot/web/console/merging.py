"""What a coordinator does about cases that may be the same. As nouns: a merger, a separation, a difference is made."""

from starlette.responses import Response

from reportbot.core.errors import CannotBeMerged
from reportbot.core.messages import Text
from reportbot.web.console import beside_words, words
from reportbot.web.console.desk import Desk, back_to
from reportbot.web.console.searching import number_in


async def make_merger(desk: Desk) -> Response:
    """POST …/merger with the number of the `other` case. Raises FormRefused, UnknownCode, TransitionRefused."""
    other = number_in((await desk.form()).get("other", ""))
    if not other:
        return _refused(desk, 400, beside_words.NO_NUMBER)
    try:
        lead = await desk.parts.groups.merge(desk.visit.municipality, _number(desk), other, desk.visit.role)
    except CannotBeMerged:
        return _refused(desk, 409, beside_words.REFUSED)
    return back_to(f"{desk.home}/cases/{lead}", done="merged")


async def make_separation(desk: Desk) -> Response:
    """POST …/separation, of one that was merged into another. Raises FormRefused, UnknownCode, TransitionRefused."""
    await desk.form()
    await desk.parts.groups.split(desk.visit.municipality, _number(desk), desk.visit.role)
    return back_to(_case(desk), done="split")


async def make_difference(desk: Desk) -> Response:
    """POST …/difference with the number of the `other` case. Raises FormRefused, UnknownCode."""
    other = number_in((await desk.form()).get("other", ""))
    if not other:
        return _refused(desk, 400, beside_words.NO_NUMBER)
    await desk.parts.groups.differ(desk.visit.municipality, _number(desk), other, desk.visit.role)
    return back_to(_case(desk), done="differ")


def _refused(desk: Desk, status: int, text: Text) -> Response:
    return desk.show("console/message.html", words.CONSOLE, status=status, text=text, back=_case(desk))


def _number(desk: Desk) -> str:
    return str(desk.request.path_params["number"])


def _case(desk: Desk) -> str:
    return f"{desk.home}/cases/{_number(desk)}"
