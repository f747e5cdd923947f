"""Words that may not leave as they are come back to whoever wrote them at the desk, with what was found in them."""

from collections.abc import Mapping

from starlette.responses import Response

from reportbot.core.messages import Text
from reportbot.core.outgoing.checking import MayNotLeave, check_leaving
from reportbot.service.reports.leaving_rules import leaving_of
from reportbot.web import leaving_words
from reportbot.web.console import words
from reportbot.web.console.case.changes.conflict import OURS
from reportbot.web.console.case.here import page_of_case
from reportbot.web.console.desk import Desk
from reportbot.web.forms import text_in
from reportbot.web.leaving_view import back_of


def check_words(desk: Desk, words: str, form: Mapping[str, str]) -> None:
    """What an office will read. Raises MayNotLeave."""
    check_leaving(words.strip(), leaving_of(desk.town, desk.parts.public_url), form.get("confirmed", ""))


async def show_words_back(desk: Desk, refusal: MayNotLeave, field: str, label: Text, send: Text) -> Response:
    """After a form of a case whose `field` may not leave: its words, all else that was chosen, and the same button.
    The form that comes back sends `confirmed`, which the service is given with the words. Raises FormRefused."""
    form = await desk.form()
    text = text_in(form, field).strip()
    back = back_of(text, refusal.found)
    return desk.show(
        "console/words_back.html",
        leaving_words.TITLE,
        status=400 if refusal.found.is_refused else 409,
        has_switch=False,
        leaving=leaving_words,
        back=back,
        here=desk.request.url.path,
        hidden=[(name, value) for name, value in form.items() if name not in OURS | {field, "confirmed"}],
        seen=form.get("seen", ""),
        field=field,
        label=label,
        text=text,
        send=send,
        back_to=page_of_case(desk),
        go_back=words.BACK_TO_CASE,
    )
