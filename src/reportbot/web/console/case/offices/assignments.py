"""Who in the leading office works on a case, as the desk sees it and may choose. As nouns, like all changes."""

from typing import Any

from starlette.responses import Response

from reportbot.service.casework import CasePage
from reportbot.service.desk.assigning import current
from reportbot.web import assigning_words as words
from reportbot.web.console.case.here import named, page_of_case
from reportbot.web.console.desk import Desk, back_to
from reportbot.web.forms import number_in


async def assignment_part(desk: Desk, page: CasePage) -> dict[str, Any]:
    """What assigning/form.html needs; `assignment` is None where there is nobody to choose."""
    found = await desk.parts.assigning.of(page.case, current(page.case, page.referrals), page.story.reports)
    at = f"{desk.home}/cases/{page.case.number}/assignment"
    return {"assignment": found, "assigning": words, "assign_at": at}


async def make_assignment(desk: Desk) -> Response:
    """POST …/assignment with `referral` and `staff`, "" to take it back.

    Raises FormRefused, UnknownCode, TransitionRefused, OfficeAvoided.
    """
    form = await desk.form()
    staff, referral = form.get("staff", ""), number_in(form.get("referral", "")) or 0
    await desk.parts.assigning.assign(*named(desk), referral, staff, desk.by)
    return back_to(page_of_case(desk), done="assigned" if staff else "taken-back")
