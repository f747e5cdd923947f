"""One case: what was said, where it is, what happened, and the one thing to do now."""

from starlette.responses import Response

from reportbot.core.cases.retention import POSTPONEMENTS
from reportbot.core.errors import UnknownCode
from reportbot.core.messages import Text
from reportbot.service.erasures import LONGEST_REASON
from reportbot.web.console import ending_words, words
from reportbot.web.console.case_view import view_of
from reportbot.web.console.desk import Desk


async def show_case(desk: Desk) -> Response:
    """GET /console/{municipality}/cases/{number}. Raises UnknownCode."""
    page = await desk.parts.casework.case(desk.visit.municipality, desk.request.path_params["number"])
    return desk.show(
        "console/case.html",
        Text("Case {number}", {"number": page.case.number}),  # the matter may be sensitive: never in a title
        view=view_of(page, desk.parts.clock.now()),
        note=(words.DONE | ending_words.DONE).get(desk.request.query_params.get("done", "")),
        expiry=page.expiry,
        ending=ending_words,
        postponements=POSTPONEMENTS,
        longest_reason=LONGEST_REASON,
    )


async def show_photo(desk: Desk) -> Response:
    """GET …/photos/{photo}. Raises UnknownCode."""
    path = desk.request.path_params
    image = await desk.parts.casework.photo(desk.visit.municipality, path["number"], path["photo"])
    if not image:
        raise UnknownCode("no such picture")
    headers = {"X-Content-Type-Options": "nosniff", "Content-Disposition": "inline"}
    return Response(image, media_type="image/jpeg", headers=headers)
