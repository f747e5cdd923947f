"""Where somebody begins: the queue, or the first part of the console that is theirs."""

from starlette.responses import Response

from reportbot.core.access.actions import Action
from reportbot.web.console.desk import Desk, back_to
from reportbot.web.console.navigation import sections_of
from reportbot.web.console.queue.listing import show_queue


async def show_home(desk: Desk) -> Response:
    """GET /console/{municipality}"""
    if desk.may(Action.SEE_QUEUE):
        return await show_queue(desk)
    return back_to(sections_of(desk.home, "", desk.may)[0].address)
