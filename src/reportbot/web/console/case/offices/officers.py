"""An officer of an institution opens a case: on the page of that institution, as its part of it."""

from starlette.responses import Response

from reportbot.service.offices.officers import page_of_office
from reportbot.web.console.case.here import number_of
from reportbot.web.console.desk import Desk, back_to


async def to_office_page(desk: Desk) -> Response:
    """GET …/cases/{number} of whoever reaches the cases of one institution alone. Raises UnknownCode, CannotBeNoted."""
    parts, number = desk.parts, number_of(desk)
    token = await page_of_office(parts.store, parts.vault, parts.clock, desk.town, desk.member, number)
    return back_to(f"/r/{token}", language=desk.language)
