"""The desk releases an office from a case, alone or together with what it corrects. As nouns: a withdrawal is made."""

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from reportbot.core.categories import CATEGORIES
from reportbot.core.errors import BadInput, TooLarge, UnknownCode
from reportbot.core.messages import Text
from reportbot.service.desk.passing_on import LONGEST_REASON
from reportbot.web.console import words
from reportbot.web.console.case import case_words
from reportbot.web.console.case.changes.conflict import OURS
from reportbot.web.console.case.here import named, number_of, page_of_case
from reportbot.web.console.case.offices import releasing_words
from reportbot.web.console.case.page import show_case_with
from reportbot.web.console.desk import Desk, back_to

RELEASED = "released-"  # a box of the form, and the key of an office
ASKED = "asked"  # the page that offers to release has been seen
ON = "on"


async def make_withdrawal(desk: Desk) -> Response:
    """POST …/withdrawals with `institution` and `reason`. Raises FormRefused, UnknownCode, TransitionRefused,
    CannotBeRead."""
    form = await desk.form()
    institution, reason = form.get("institution", ""), form.get("reason", "")
    try:
        await desk.parts.casework.withdrawing.withdraw(*named(desk), institution, reason, desk.by)
    except UnknownCode:
        raise
    except (TooLarge, BadInput) as refusal:
        problem = case_words.NO_REASON
        if isinstance(refusal, TooLarge):
            problem = Text(case_words.REASON_LONG.msgid, {"count": len(reason.strip()), "most": LONGEST_REASON})
        typed: dict[str, Any] = {"releasing_problem": problem, "released_key": institution, "reason_typed": reason}
        return await show_case_with(desk, status=413 if isinstance(refusal, TooLarge) else 400, **typed)
    return back_to(page_of_case(desk), done="released-office")


async def offer_release(desk: Desk, form: Mapping[str, str]) -> Response | None:
    """The page between a corrected category and its effect, where somebody acts on the case who would not be asked of
    that; None where it was seen, or nobody does. Raises UnknownCode."""
    category = form["category"]
    if ASKED in form:
        return None
    offices = await desk.parts.casework.correcting.left_over(*named(desk), category)
    if not offices:
        return None
    label = Text(CATEGORIES[category].label)
    return desk.show(
        "console/releasing.html",
        releasing_words.TITLE,
        has_switch=False,
        releasing=releasing_words,
        said=Text(releasing_words.OLD_OFFICES.msgid, {"category": label}),
        offices=[(f"{RELEASED}{key}", desk.town.name_of(key)) for key in offices],
        hidden=[(name, value) for name, value in form.items() if name not in OURS],
        asked=ASKED,
        seen=form.get("seen", ""),
        most_why=LONGEST_REASON,
        here=desk.request.url.path,
        number=number_of(desk),
        back_to=page_of_case(desk),
        go_back=words.BACK_TO_CASE,
    )


def released_in(form: Mapping[str, str]) -> list[str]:
    """The offices whose boxes are ticked."""
    return [name.removeprefix(RELEASED) for name, value in form.items() if name.startswith(RELEASED) and value == ON]
