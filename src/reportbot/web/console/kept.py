"""What went wrong and waits for a person: messages that did not arrive, and messages that we could not read."""

from starlette.responses import Response

from reportbot.core.messages import Text
from reportbot.service.withheld import is_withheld
from reportbot.web.console import words
from reportbot.web.console.desk import Desk, back_to


async def show_dead_letters(desk: Desk) -> Response:
    """GET …/dead-letters"""
    letters = await desk.parts.casework.dead_letters(desk.visit.municipality)
    ids = list({letter.case for letter in letters if letter.case is not None})
    async with desk.parts.store.read() as work:
        cases = await work.cases.get(ids) if ids else {}
    shown = {id for id, case in cases.items() if not is_withheld(desk.town, case)}
    rows = [
        {
            "number": cases[letter.case].number if letter.case in shown else "",
            "kind": words.DELIVERY_KINDS.get(letter.kind, Text(letter.kind)),
            "by": words.WAYS.get(letter.by, Text(letter.by)),
            "at": letter.created_at,
            "tries": letter.attempts,
            "failure": letter.failure,
        }
        for letter in letters
    ]
    return desk.show("console/dead_letters.html", words.DEAD_LETTERS, rows=rows)


async def show_kept_messages(desk: Desk) -> Response:
    """GET …/kept-messages: that there are some; each is opened by itself."""
    kept = await desk.parts.casework.broken_messages(desk.visit.municipality)
    rows = [
        {
            "id": message.id,
            "at": message.received_at,
            "by": words.WAYS.get(message.channel, Text(message.channel)),
            "failure": message.failure,
        }
        for message in kept
    ]
    return desk.show("console/kept_messages.html", words.KEPT, rows=rows)


async def show_kept_message(desk: Desk) -> Response:
    """GET …/kept-messages/{id}: what it says; that it was read is noted. Raises UnknownCode."""
    opened = await desk.parts.kept.open(desk.visit.municipality, desk.request.path_params["id"], desk.visit.role)
    point = opened.point
    return desk.show(
        "console/kept_message.html",
        words.KEPT_ONE,
        opened=opened,
        by=words.WAYS.get(opened.kept.channel, Text(opened.kept.channel)),
        point=f"{point.latitude}, {point.longitude}" if point else "",
        attached=len(opened.attached) - opened.photos,
    )


async def make_report(desk: Desk) -> Response:
    """POST …/kept-messages/{id}/report. Raises FormRefused, UnknownCode."""
    await desk.form()
    number = await desk.parts.kept.report(desk.visit.municipality, desk.request.path_params["id"], desk.visit.role)
    return back_to(f"{desk.home}/cases/{number}", done="reported")


async def make_removal(desk: Desk) -> Response:
    """POST …/kept-messages/{id}/removal. Raises FormRefused, UnknownCode."""
    await desk.form()
    await desk.parts.kept.remove(desk.visit.municipality, desk.request.path_params["id"], desk.visit.role)
    return back_to(f"{desk.home}/kept-messages")
