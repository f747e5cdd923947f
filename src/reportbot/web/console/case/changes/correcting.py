"""The desk says what a case is about, and how urgent it is. As nouns of the case."""

from starlette.responses import Response

from reportbot.core.categories import CATEGORIES
from reportbot.core.errors import BadInput
from reportbot.core.typed import typed_words
from reportbot.core.urgency import Urgency
from reportbot.service.desk.passing_on import LONGEST_REASON
from reportbot.web.console import words
from reportbot.web.console.case.changes.releasing import offer_release, released_in
from reportbot.web.console.case.here import named, page_of_case
from reportbot.web.console.case.offices.staying import staying
from reportbot.web.console.case.triage import look_words
from reportbot.web.console.desk import Desk, back_to

LIST = "list"  # the form was pressed in the list, and leads back there


async def make_category(desk: Desk) -> Response:
    """POST …/category with `category`, and `was` as it stood. Where it leaves offices behind, a page comes first that
    offers to release them: `released-KEY` for each, and a `reason`. Raises FormRefused, UnknownCode, TransitionRefused,
    CannotBeRead, OfficeAvoided."""
    form = await desk.form()
    category = form.get("category", "")
    if category not in CATEGORIES:
        return _refused(desk)
    if page := await offer_release(desk, form):
        return page
    try:
        why = typed_words(form.get("reason", ""), LONGEST_REASON) if (releases := released_in(form)) else ""
    except BadInput:
        return _refused(desk)
    stay = await desk.parts.casework.correcting.category(
        *named(desk), category, desk.by, form.get("was", ""), releases=releases, why=why
    )
    if said := staying(stay):
        return back_to(page_of_case(desk), done="said", stays=said)
    return back_to(f"{desk.home}/needs-look" if form.get("back") == LIST else page_of_case(desk), done="said")


async def make_urgency(desk: Desk) -> Response:
    """POST …/urgency with `urgency`, and `was` as it stood. Raises FormRefused, UnknownCode, TransitionRefused,
    CannotBeRead."""
    form = await desk.form()
    try:
        urgency = Urgency.from_word(form.get("urgency", ""))
    except KeyError:
        return _refused(desk)
    await desk.parts.casework.correcting.urgency(*named(desk), urgency, desk.by, form.get("was", ""))
    return back_to(page_of_case(desk), done="urgency-said")


def _refused(desk: Desk) -> Response:
    text = look_words.BAD_FORM
    return desk.show("console/message.html", words.CONSOLE, status=400, text=text, back=page_of_case(desk))
