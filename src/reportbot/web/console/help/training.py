"""Where practice begins and ends: what it is, how far somebody has come, and the way out at any time."""

from starlette.responses import Response

from reportbot.core.errors import UnknownCode
from reportbot.core.practice import practice_key
from reportbot.web.console.desk import Desk, back_to
from reportbot.web.console.help import training_words as words
from reportbot.web.console.help.practice import coach_of
from reportbot.web.console.parts import Practice

NOTES = {"ended": words.ENDED, "not-here": words.NOT_HERE, "over": words.OVER, "full": words.FULL}


async def show_training(desk: Desk) -> Response:
    """GET …/training. Raises UnknownCode where nobody can practise."""
    room = await _practice(desk).room_of(desk.visit.municipality, desk.member.key)
    coach = None
    if room:
        town = room.web.towns[practice_key(desk.visit.municipality)]
        coach = coach_of(room, await room.look(), town, f"{desk.home}/training")
    return desk.show(
        "console/training.html",
        words.PRACTISE,
        note=NOTES.get(desk.request.query_params.get("done", "")),
        progress=coach,
        room=f"/console/{practice_key(desk.visit.municipality)}",
        names=list(words.NAMES.values()),
    )


async def begin_training(desk: Desk) -> Response:
    """POST …/training: a new room, in the language of this page; an earlier one is erased. Raises FormRefused."""
    await desk.form()
    await _practice(desk).begin(desk.visit.municipality, desk.member.key, desk.language)
    return back_to(f"/console/{practice_key(desk.visit.municipality)}")


async def end_training(desk: Desk) -> Response:
    """POST …/training/end: everything of it is erased. Raises FormRefused."""
    await desk.form()
    await _practice(desk).end(desk.visit.municipality, desk.member.key)
    return back_to(f"{desk.home}/training", done="ended")


def _practice(desk: Desk) -> Practice:
    if desk.parts.practice is None:
        raise UnknownCode("nobody can practise here")
    return desk.parts.practice
