"""One case: what was said, where it is, what happened, and the one thing to do now."""

from starlette.responses import Response

from reportbot.core.cases.questions import LONGEST_QUESTION
from reportbot.core.cases.retention import POSTPONEMENTS
from reportbot.core.errors import UnknownCode
from reportbot.core.messages import Text
from reportbot.service.erasures import LONGEST_REASON
from reportbot.web import asking_words, assigning_words, feedback_words
from reportbot.web.console import beside_words, ending_words, look_words, pause_words, times, words
from reportbot.web.console.assignments import assignment_part
from reportbot.web.console.beside_view import beside_of
from reportbot.web.console.case_view import office_name, reach_of, view_of
from reportbot.web.console.desk import Desk
from reportbot.web.console.look_view import look_of
from reportbot.web.console.pauses import pause_part


async def show_case(desk: Desk) -> Response:
    """GET /console/{municipality}/cases/{number}. Raises UnknownCode."""
    done = words.DONE | ending_words.DONE | pause_words.DONE | assigning_words.DONE | look_words.DONE
    done |= beside_words.DONE
    return await show_case_with(desk, note=done.get(desk.request.query_params.get("done", "")))


async def show_case_with(
    desk: Desk, *, status: int = 200, note: Text | None = None, question: str = "", problem: Text | None = None
) -> Response:
    """The page; after a question that was refused with that question and the reason. Raises UnknownCode."""
    page = await desk.parts.casework.case(desk.visit.municipality, desk.request.path_params["number"], desk.visit.role)
    return desk.show(
        "console/case.html",
        Text("Case {number}", {"number": page.case.number}),  # the matter may be sensitive: never in a title
        status=status,
        view=view_of(page, desk.parts.clock.now()),
        beside=beside_of(page, desk.parts.clock.now()),
        together=beside_words,
        expiry=page.expiry,
        ends_on=times.day(page.expiry.purge_at, page.town.rules.zone) if page.expiry else "",
        ending=ending_words,
        postponements=POSTPONEMENTS,
        longest_reason=LONGEST_REASON,
        note=note,
        asking=asking_words,
        feedback=feedback_words,
        own=page.town.rules.coordinator,
        reach=reach_of(page),
        name_of=lambda key: office_name(page.town, key),
        ask_at=f"{desk.home}/cases/{page.case.number}/questions",
        question=question,
        question_problem=problem,
        most_asked=LONGEST_QUESTION,
        looking=look_words,
        from_list=False,
        look=look_of(page.case, page.grounds) if page.case.status.is_open else None,
        **await pause_part(desk, page),
        **await assignment_part(desk, page),
    )


async def show_photo(desk: Desk) -> Response:
    """GET …/photos/{photo}. Raises UnknownCode."""
    path = desk.request.path_params
    image = await desk.parts.casework.photo(desk.visit.municipality, path["number"], path["photo"], desk.visit.role)
    if not image:
        raise UnknownCode("no such picture")
    headers = {"X-Content-Type-Options": "nosniff", "Content-Disposition": "inline"}
    return Response(image, media_type="image/jpeg", headers=headers)
