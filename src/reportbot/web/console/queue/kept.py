"""Messages that we could not read: they are kept, and wait for a person."""

from starlette.responses import Response

from reportbot.core.access.actions import Action
from reportbot.core.access.reach import Reach
from reportbot.core.errors import UnknownCode
from reportbot.core.messages import Text
from reportbot.web.console import delivery_words, words
from reportbot.web.console.desk import Desk, back_to


async def show_kept_messages(desk: Desk) -> Response:
    """GET …/kept-messages: that there are some; each is opened by itself."""
    _check_named(desk)
    kept = await desk.parts.kept.waiting(desk.visit.municipality, desk.reach)
    rows = [
        {
            "id": message.id,
            "at": message.received_at,
            "by": delivery_words.WAYS.get(message.channel, Text(message.channel)),
            "failure": message.failure,
        }
        for message in kept
    ]
    return desk.show("console/kept_messages.html", words.KEPT, rows=rows)


async def show_kept_message(desk: Desk) -> Response:
    """GET …/kept-messages/{id}: what it says; that it was read is noted. Raises UnknownCode."""
    _check_named(desk)
    opened = await desk.parts.kept.open(*_one(desk), desk.by)
    point = opened.point
    return desk.show(
        "console/kept_message.html",
        words.KEPT_ONE,
        opened=opened,
        by=delivery_words.WAYS.get(opened.kept.channel, Text(opened.kept.channel)),
        point=f"{point.latitude}, {point.longitude}" if point else "",
        attached=len(opened.attached) - opened.photos,
    )


async def make_report(desk: Desk) -> Response:
    """POST …/kept-messages/{id}/report. Raises FormRefused, UnknownCode."""
    _check_named(desk)
    await desk.form()
    number = await desk.parts.kept.report(*_one(desk), desk.by)
    return back_to(f"{desk.home}/cases/{number}", done="reported")


async def make_removal(desk: Desk) -> Response:
    """POST …/kept-messages/{id}/removal. Raises FormRefused, UnknownCode."""
    _check_named(desk)
    await desk.form()
    await desk.parts.kept.remove(*_one(desk), desk.by)
    return back_to(f"{desk.home}/kept-messages")


def may_open_kept(desk: Desk) -> bool:
    """Nobody knows yet what such a message is about, or whose it will be: it is for who may read every kind at the
    desk itself."""
    return desk.may(Action.OPEN_KEPT) and not desk.reach.hidden and not desk.reach.theirs


def _one(desk: Desk) -> tuple[str, int, Reach]:
    """Of a person whose case is out of reach there is none."""
    return desk.visit.municipality, desk.request.path_params["id"], desk.reach


def _check_named(desk: Desk) -> None:
    """Raises UnknownCode."""
    if not may_open_kept(desk):
        raise UnknownCode("there may be anything in it")
