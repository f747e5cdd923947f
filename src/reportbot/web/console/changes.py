"""What a coordinator does to a case: pass it on, close it, ask the person. As nouns: a referral is made."""

from starlette.responses import Response

from reportbot.core.errors import UnknownCode
from reportbot.web import asked
from reportbot.web.console import words
from reportbot.web.console.case import show_case_with
from reportbot.web.console.desk import Desk, back_to


async def make_referral(desk: Desk) -> Response:
    """POST …/referrals with `institution`. Raises FormRefused, UnknownCode, TransitionRefused, OfficeAvoided."""
    form = await desk.form()
    institution = form.get("institution", "")
    if institution not in desk.town.rules.institutions:
        return desk.show("console/message.html", words.CONSOLE, status=400, text=words.BAD_FORM, back=_case(desk))
    number = desk.request.path_params["number"]
    await desk.parts.casework.refer(desk.visit.municipality, number, institution, desk.visit.role)
    return back_to(_case(desk), done="passed-on")


async def make_closure(desk: Desk) -> Response:
    """POST …/closure. Raises FormRefused, UnknownCode, TransitionRefused."""
    await desk.form()
    number = desk.request.path_params["number"]
    await desk.parts.casework.close(desk.visit.municipality, number, desk.visit.role)
    return back_to(_case(desk), done="closed")


async def make_question(desk: Desk) -> Response:
    """POST …/questions with `question`, to the person. Raises FormRefused, UnknownCode."""
    form = await desk.form()
    question = form.get("question", "").replace("\r\n", "\n").replace("\x00", "").strip()
    try:
        await desk.parts.asking.ask(
            desk.visit.municipality, desk.request.path_params["number"], question, desk.visit.role
        )
    except UnknownCode:
        raise
    except asked.REFUSALS as refusal:
        status, problem = asked.refused(refusal, question)
        return await show_case_with(desk, status=status, question=question, problem=problem)
    return back_to(_case(desk), done="asked")


def _case(desk: Desk) -> str:
    return f"{desk.home}/cases/{desk.request.path_params['number']}"
