"""What a member changes in the queue: filters of their own, and who has a case. As nouns."""

from urllib.parse import parse_qsl

from starlette.responses import RedirectResponse, Response

from reportbot.core.errors import BadInput, TooLarge
from reportbot.core.messages import Text
from reportbot.service.desk.filters import LONGEST_NAME, LONGEST_QUERY, MOST
from reportbot.web.console.desk import Desk
from reportbot.web.console.queue import queue_words
from reportbot.web.console.queue.narrowing import read_wish


async def make_filter(desk: Desk) -> Response:
    """POST …/queue/filters with `name` and `query`, as it stands in the queue's address. Raises FormRefused."""
    form = await desk.form()
    query = _read(desk, form.get("query", ""))
    try:
        await desk.parts.queue.filters.save(desk.member, form.get("name", ""), query)
    except TooLarge as refusal:
        many = "filters" in str(refusal)
        word = Text(queue_words.TOO_MANY.msgid, {"most": MOST}) if many else _no_name()
        return _told(desk, word, 409 if many else 400)
    except BadInput:
        return _told(desk, _no_name(), 400)
    return _back(desk, query, "saved")


async def make_removal_of_filter(desk: Desk) -> Response:
    """POST …/queue/filters/{filter}/removal. Raises FormRefused."""
    await desk.form()
    await desk.parts.queue.filters.remove(desk.member, desk.request.path_params["filter"])
    return _back(desk, "", "removed")


async def make_taking(desk: Desk) -> Response:
    """POST …/cases/{number}/taking. Raises FormRefused, UnknownCode, TransitionRefused."""
    await desk.form()
    await desk.parts.queue.taking.take(desk.member, desk.request.path_params["number"])
    return _case(desk)


async def end_taking(desk: Desk) -> Response:
    """POST …/cases/{number}/taking/end. Raises FormRefused, UnknownCode."""
    await desk.form()
    await desk.parts.queue.taking.give_back(desk.member, desk.request.path_params["number"])
    return _case(desk)


async def make_sight(desk: Desk) -> Response:
    """POST …/cases/{number}/sight: what the person wrote is no news any more. Raises FormRefused, UnknownCode."""
    await desk.form()
    await desk.parts.queue.taking.see(desk.member, desk.request.path_params["number"])
    return _case(desk)


def _read(desk: Desk, query: str) -> str:
    """As we would have written it: nothing else is kept."""
    fields = dict(parse_qsl(query, max_num_fields=20)) if len(query) <= LONGEST_QUERY else {}
    return read_wish(fields, desk.town).address()


def _no_name() -> Text:
    return Text(queue_words.NO_NAME.msgid, {"most": LONGEST_NAME})


def _told(desk: Desk, text: Text, status: int) -> Response:
    return desk.show("console/message.html", queue_words.SAVED, status=status, text=text, back=desk.home)


def _back(desk: Desk, query: str, done: str) -> Response:
    return RedirectResponse(f"{desk.home}?{query}{'&' if query else ''}done={done}", 303)


def _case(desk: Desk) -> Response:
    return RedirectResponse(f"{desk.home}/cases/{desk.request.path_params['number']}", 303)
