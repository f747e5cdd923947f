"""What went wrong and waits for a person: messages that did not arrive, and messages that we could not read."""

from starlette.responses import Response

from reportbot.core.messages import Text
from reportbot.web.console import words
from reportbot.web.console.desk import Desk


async def show_dead_letters(desk: Desk) -> Response:
    """GET …/dead-letters"""
    letters = await desk.parts.casework.dead_letters(desk.visit.municipality)
    ids = list({letter.case for letter in letters if letter.case is not None})
    async with desk.parts.store.read() as work:
        cases = await work.cases.get(ids) if ids else {}
    rows = [
        {
            "number": cases[letter.case].number if letter.case in cases else "",
            "kind": words.DELIVERY_KINDS.get(letter.kind, Text(letter.kind)),
            "by": words.WAYS.get(letter.by, Text(letter.by)),
            "at": letter.created_at,
            "tries": letter.attempts,
            "failure": letter.failure,
        }
        for letter in letters
    ]
    return desk.show("console/dead_letters.html", words.DEAD_LETTERS, rows=rows)


async def show_kept_messages(desk: Desk) -> Response:
    """GET …/kept-messages: that there are some, never what they say."""
    kept = await desk.parts.casework.broken_messages(desk.visit.municipality)
    rows = [
        {
            "at": message.received_at,
            "by": words.WAYS.get(message.channel, Text(message.channel)),
            "failure": message.failure,
        }
        for message in kept
    ]
    return desk.show("console/kept_messages.html", words.KEPT, rows=rows)
