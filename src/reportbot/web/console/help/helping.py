"""Help as a plain page: what to look at first, the keys, and every word of the desk."""

from starlette.responses import Response

from reportbot.core.access.actions import Action
from reportbot.web.console.desk import Desk
from reportbot.web.console.help import help_words
from reportbot.web.console.help.glossary import TERMS


async def show_help(desk: Desk) -> Response:
    """GET …/help"""
    return desk.show(
        "console/help.html",
        help_words.HELP,
        terms=[(key, TERMS[key]) for key in TERMS],
        may_practise=desk.parts.practice is not None and desk.may(Action.ACT),
    )
