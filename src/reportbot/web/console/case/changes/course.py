"""What a coordinator does to a case: pass it on, give it to another office, close it, open it again, ask the person.

As nouns: a referral is made.
"""

from typing import Any

from starlette.responses import Response

from reportbot.core.errors import BadInput, OutcomeMissing, TooLarge, UnknownCode
from reportbot.core.messages import Text
from reportbot.core.outgoing.checking import MayNotLeave
from reportbot.service.desk.passing_on import LONGEST_REASON
from reportbot.web import asked, asking_words
from reportbot.web.console import words
from reportbot.web.console.case import case_words
from reportbot.web.console.case.changes.words_back import check_words, show_words_back
from reportbot.web.console.case.here import named, page_of_case
from reportbot.web.console.case.offices import answer_words, involving_words
from reportbot.web.console.case.page import show_case_with
from reportbot.web.console.desk import Desk, back_to
from reportbot.web.forms import text_in


async def make_referral(desk: Desk) -> Response:
    """POST …/referrals with `institution`. Raises FormRefused, UnknownCode, TransitionRefused, OfficeAvoided."""
    form = await desk.form()
    institution = form.get("institution", "")
    if not desk.town.takes_reports(institution):
        return desk.show(
            "console/message.html", words.CONSOLE, status=400, text=words.BAD_FORM, back=page_of_case(desk)
        )
    await desk.parts.casework.refer(*named(desk), institution, desk.by)
    return back_to(page_of_case(desk), done="passed-on")


async def make_transfer(desk: Desk) -> Response:
    """POST …/transfers with `institution` and `reason`. Raises FormRefused, UnknownCode, TransitionRefused,
    OfficeAvoided, CannotBeRead."""
    form = await desk.form()
    institution, reason = form.get("institution", ""), text_in(form, "reason")
    if not desk.town.takes_reports(institution):
        return await show_case_with(desk, status=400, passing_problem=words.BAD_FORM, reason_typed=reason)
    try:
        check_words(desk, reason, form)
        await desk.parts.casework.passing.transfer(*named(desk), institution, reason, desk.by)
    except MayNotLeave as refusal:
        return await show_words_back(desk, refusal, "reason", case_words.REASON, case_words.TRANSFER)
    except (TooLarge, BadInput) as refusal:
        return await _no_reason(desk, refusal, reason)
    return back_to(page_of_case(desk), done="transferred")


async def make_involvement(desk: Desk) -> Response:
    """POST …/involvements with `institution` and `reason`. Raises as `make_transfer`."""
    form = await desk.form()
    institution, reason = form.get("institution", ""), text_in(form, "reason")
    if not desk.town.takes_reports(institution):
        return await show_case_with(desk, status=400, involving_problem=words.BAD_FORM, reason_typed=reason)
    try:
        check_words(desk, reason, form)
        await desk.parts.casework.involving.involve(*named(desk), institution, reason, desk.by)
    except MayNotLeave as refusal:
        return await show_words_back(desk, refusal, "reason", case_words.REASON, involving_words.INVOLVE)
    except (TooLarge, BadInput) as refusal:
        return await _no_reason(desk, refusal, reason, "involving", institution)
    return back_to(page_of_case(desk), done="involved")


async def make_reopening(desk: Desk) -> Response:
    """POST …/reopening with `reason`, and `institution` ("" for the one that had it). Raises as `make_transfer`."""
    form = await desk.form()
    institution, reason = form.get("institution", ""), text_in(form, "reason")
    if institution and not desk.town.takes_reports(institution):
        return await show_case_with(desk, status=400, passing_problem=words.BAD_FORM, reason_typed=reason)
    try:
        check_words(desk, reason, form)
        await desk.parts.casework.passing.reopen(*named(desk), reason, desk.by, institution)
    except MayNotLeave as refusal:
        return await show_words_back(desk, refusal, "reason", case_words.REASON, case_words.REOPEN)
    except (TooLarge, BadInput) as refusal:
        return await _no_reason(desk, refusal, reason)
    return back_to(page_of_case(desk), done="reopened")


async def _no_reason(desk: Desk, refusal: BadInput, reason: str, form: str = "passing", chosen: str = "") -> Response:
    """Raises what is no matter of the reason."""
    if isinstance(refusal, UnknownCode):
        raise refusal
    if isinstance(refusal, TooLarge):
        problem = Text(case_words.REASON_LONG.msgid, {"count": len(reason.strip()), "most": LONGEST_REASON})
        return await _again(desk, 413, form, problem, reason, chosen)
    return await _again(desk, 400, form, case_words.NO_REASON, reason, chosen)


async def _again(desk: Desk, status: int, form: str, problem: Text, reason: str, chosen: str) -> Response:
    typed: dict[str, Any] = {f"{form}_problem": problem, "reason_typed": reason, "office_chosen": chosen}
    return await show_case_with(desk, status=status, **typed)


async def make_closure(desk: Desk) -> Response:
    """POST …/closure with `outcome`. Raises FormRefused, UnknownCode, TransitionRefused."""
    form = await desk.form()
    try:
        await desk.parts.casework.close(*named(desk), desk.by, form.get("outcome", ""))
    except OutcomeMissing:
        return await show_case_with(desk, status=400, closure_problem=answer_words.CLOSING_NEEDS)
    return back_to(page_of_case(desk), done="closed")


async def make_rejection(desk: Desk) -> Response:
    """POST …/rejection with `reason`. Raises as `make_transfer`."""
    reason = text_in(await desk.form(), "reason")
    try:
        await desk.parts.casework.reject(*named(desk), reason, desk.by)
    except (TooLarge, BadInput) as refusal:
        return await _no_reason(desk, refusal, reason, "rejecting")
    return back_to(page_of_case(desk), done="rejected")


async def make_question(desk: Desk) -> Response:
    """POST …/questions with `question`, to the person. Raises FormRefused, UnknownCode."""
    form = await desk.form()
    question = text_in(form, "question").strip()
    try:
        await desk.parts.asking.ask(*named(desk), question, desk.by, form.get("confirmed", ""))
    except UnknownCode:
        raise
    except MayNotLeave as refusal:
        return await show_words_back(desk, refusal, "question", asking_words.QUESTION, asking_words.SEND)
    except asked.REFUSALS as refusal:
        status, problem = asked.refused(refusal, question)
        return await show_case_with(desk, status=status, question=question, problem=problem)
    return back_to(page_of_case(desk), done="asked")
