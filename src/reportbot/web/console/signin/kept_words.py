"""Words that were kept when a session was over, or before the second step: back in their form, on the page asked for
with ?draft=…
"""

from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from starlette.responses import HTMLResponse, Response

from reportbot.web.console.signin import signin_words
from reportbot.web.forms import number_in
from reportbot.web.refilling import on_top, refill

if TYPE_CHECKING:
    from reportbot.web.console.desk import Desk


async def with_kept_words(desk: "Desk", response: Response) -> Response:
    """The page as it is, or with its form filled in. After a form that was filled in so, what was kept is erased."""
    if desk.request.method == "POST":
        await _forget(desk, response)
        return response
    number = number_in(desk.request.query_params.get("draft", ""))
    if number is None or response.status_code != 200 or not isinstance(response, HTMLResponse):
        return response
    kept = await desk.parts.staff.drafts.get(desk.visit.staff, number)
    if kept is None:
        return response
    page, path = bytes(response.body).decode(), desk.request.url.path
    note = desk.pages.piece("console/kept_words.html", desk.language, signin=signin_words, kept=kept, lost=False)
    filled = refill(page, path, kept.path, kept.fields, note)
    if filled is None:
        note = desk.pages.piece("console/kept_words.html", desk.language, signin=signin_words, kept=kept, lost=True)
        filled = on_top(page, note)
    answer = HTMLResponse(filled, 200)
    answer.raw_headers += [pair for pair in response.raw_headers if pair[0] not in (b"content-length", b"content-type")]
    return answer


async def _forget(desk: "Desk", response: Response) -> None:
    body = await desk.request.body()
    if response.status_code >= 400 or b"draft=" not in body or _is_sent_on(response):
        return
    numbers = parse_qs(body.decode("utf-8", "replace"), max_num_fields=_MOST_FIELDS).get("draft", [])
    if numbers and number_in(numbers[-1]) is not None:
        await desk.parts.staff.drafts.used(desk.visit.staff, desk.request.url.path)


_MOST_FIELDS = 10_000  # the page that took the form has its own limit


def _is_sent_on(response: Response) -> bool:
    """To the second step, and then back: nothing was done yet."""
    return "/confirm?" in response.headers.get("location", "")
