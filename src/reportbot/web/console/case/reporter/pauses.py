"""The sender of a case is paused for a while, or no longer. As nouns, like all changes."""

from typing import Any

from starlette.responses import Response

from reportbot.core.errors import BadInput, UnknownCode
from reportbot.core.messages import Text
from reportbot.service.casework import CasePage
from reportbot.service.turns.pausing import HOURS, LONGEST_NOTE
from reportbot.web.console.case.here import named, page_of_case
from reportbot.web.console.case.reporter import pause_words as words
from reportbot.web.console.desk import Desk, back_to
from reportbot.web.forms import text_in


async def pause_part(desk: Desk, page: CasePage) -> dict[str, Any]:
    """What console/pause.html needs."""
    found = await desk.parts.pausing.of(page.case, page.events)
    return {"pause": found, "pausing": words, "most_noted": LONGEST_NOTE}


async def make_pause(desk: Desk) -> Response:
    """POST …/pause with `hours`, `why`, `note`. Raises FormRefused, UnknownCode, TransitionRefused, CannotBeRead."""
    form = await desk.form()
    hours, note = form.get("hours", ""), text_in(form, "note")
    chosen = int(hours) if hours in map(str, HOURS) else 0
    try:
        await desk.parts.pausing.pause(*named(desk), chosen, form.get("why", ""), note, desk.by)
    except UnknownCode:
        raise
    except BadInput:
        text = Text(words.REFUSED.msgid, {"most": LONGEST_NOTE})
        return desk.show("console/message.html", words.PAUSE, status=400, text=text, back=page_of_case(desk))
    return back_to(page_of_case(desk), done="paused")


async def end_pause(desk: Desk) -> Response:
    """POST …/pause/end. Raises FormRefused, UnknownCode, TransitionRefused."""
    await desk.form()
    await desk.parts.pausing.end(*named(desk), desk.by)
    return back_to(page_of_case(desk), done="pause-ended")
