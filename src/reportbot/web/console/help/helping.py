"""Help as a plain page: what to look at first, the keys, and every word of the desk, in groups."""

from collections.abc import Sequence

from starlette.responses import Response

from reportbot.core.access.actions import Action
from reportbot.core.messages import Text
from reportbot.core.text import fold
from reportbot.web.console.desk import Desk
from reportbot.web.console.help import help_words
from reportbot.web.console.help.glossary import TERMS, Term
from reportbot.web.console.help.glossary_groups import GROUPS


async def show_help(desk: Desk) -> Response:
    """GET …/help"""
    return desk.show(
        "console/help.html",
        help_words.HELP,
        groups=[(key, name, _in_order(desk, words.split())) for key, (name, words) in GROUPS.items()],
        may_practise=desk.parts.practice is not None and desk.may(Action.ACT),
    )


def _in_order(desk: Desk, words: Sequence[str]) -> Sequence[tuple[str, Term]]:
    """As a dictionary of the reader's language has them."""
    found = [(key, TERMS[key]) for key in words]
    return sorted(found, key=lambda each: fold(_said(desk, each[1].word)))


def _said(desk: Desk, word: Text) -> str:
    return desk.parts.translator.say(word, desk.language)
