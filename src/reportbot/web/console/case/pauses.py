"""The sender of a case is paused for a while, or no longer. As nouns, like all changes."""

from typing import Any

from starlette.responses import Response

from reportbot.core.errors import BadInput, UnknownCode
from reportbot.core.messages import Text
from reportbot.service.casework import CasePage
from reportbot.service.turns.pausing import HOURS, LONGEST_NOTE
from reportbot.web.console.case import pause_words as words
from reportbot.web.console.desk import Desk, back_to


async def pause_part(desk: Desk, page: CasePage) -> dict[str, Any]:
    """What console/pause.html needs."""
    found = await desk.parts.pausing.of(page.case, page.events)
    return {"pause": found, "pausing": words, "most_noted": LONGEST_NOTE}


async def make_pause(desk: Desk) -> Response:
    """POST …/pause with `hours`, `why`, `note`. Raises FormRefused, UnknownCode, TransitionRefused, CannotBeRead."""
    form = await desk.form()
    hours, note = form.get("hours", ""), form.get("note", "").replace("\r\n", "\n").replace("\x00", "")
    chosen = int(hours) if hours in map(str, HOURS) else 0
    try:
        await desk.parts.pausing.pause(*_case(desk), chosen, form.get("why", ""), note, desk.by)
    except UnknownCode:
        raise
    except BadInput:
        text = Text(words.REFUSED.msgid, {"most": LONGEST_NOTE})
        return desk.show("console/message.html", words.PAUSE, status=400, text=text, back=_home(desk))
    return back_to(_home(desk), done="paused")


async def end_pause(desk: Desk) -> Response:
    """POST …/pause/end. Raises FormRefused, UnknownCode, TransitionRefused."""
    await desk.form()
    await desk.parts.pausing.end(*_case(desk), desk.by)
    return back_to(_home(desk), done="pause-ended")


def _case(desk: Desk) -> tuple[str, str]:
    return desk.visit.municipality, desk.request.path_params["number"]


def _home(desk: Desk) -> str:
    return f"{desk.home}/cases/{desk.request.path_params['number']}"
