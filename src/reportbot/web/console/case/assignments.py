"""Who in the leading office works on a case, as the desk sees it and may choose. As nouns, like all changes."""

from typing import Any

from starlette.responses import Response

from reportbot.service.casework import CasePage
from reportbot.service.desk.assigning import current
from reportbot.web import assigning_words as words
from reportbot.web.console.desk import Desk, back_to


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
    number, referral, staff = desk.request.path_params["number"], form.get("referral", ""), form.get("staff", "")
    id = int(referral) if referral.isascii() and referral.isdigit() and len(referral) < 20 else 0
    known = id if id < 2**63 else 0  # no database knows a larger one
    await desk.parts.assigning.assign(desk.visit.municipality, number, known, staff, desk.by)
    return back_to(f"{desk.home}/cases/{number}", done="assigned" if staff else "taken-back")
