"""A picture of an office is kept from the person, or shown to them after all."""

from starlette.responses import Response

from reportbot.web.console.case.here import page_of_case
from reportbot.web.console.desk import Desk, back_to


async def hold_picture(desk: Desk) -> Response:
    """POST …/photos/{photo}/hold. Raises FormRefused, UnknownCode."""
    await desk.form()
    await desk.parts.casework.pictures.hold(*_photo(desk), desk.by)
    return back_to(page_of_case(desk), done="picture-held")


async def show_picture(desk: Desk) -> Response:
    """POST …/photos/{photo}/showing. Raises FormRefused, UnknownCode."""
    await desk.form()
    await desk.parts.casework.pictures.show(*_photo(desk), desk.by)
    return back_to(page_of_case(desk), done="picture-shown")


def _photo(desk: Desk) -> tuple[str, str, int]:
    path = desk.request.path_params
    return desk.visit.municipality, path["number"], path["photo"]
