"""Notes and tasks of a case, as nouns: a note is made, a task is made, done, and taken up again."""

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from reportbot.core.cases.desk.notes import AUDIENCES, LONGEST_NOTE, LONGEST_TASK
from reportbot.core.errors import BadInput, DateRefused, TooLarge, UnknownCode
from reportbot.core.messages import Text
from reportbot.core.outgoing.checking import MayNotLeave
from reportbot.web.console.case.changes.words_back import show_words_back
from reportbot.web.console.case.here import named, page_of_case
from reportbot.web.console.case.keeping import note_words as words
from reportbot.web.console.case.keeping.colleagues import colleagues
from reportbot.web.console.case.page import show_case_with
from reportbot.web.console.desk import Desk, back_to
from reportbot.web.days import day_of, today_in
from reportbot.web.forms import text_in


async def make_note(desk: Desk) -> Response:
    """POST …/notes with `words` and `audience`. Raises FormRefused, UnknownCode, TransitionRefused, CannotBeRead."""
    form = await desk.form()
    said, audience = text_in(form, "words"), form.get("audience", "")
    try:
        confirmed, own = form.get("confirmed", ""), desk.parts.public_url
        await desk.parts.casework.noting.note(*named(desk), audience, said, desk.by, confirmed, own)
    except TooLarge:
        return await _refused(desk, 413, _too_long(said, LONGEST_NOTE), note_typed=form)
    except MayNotLeave as refusal:
        return await show_words_back(desk, refusal, "words", words.WORDS, words.SAVE_NOTE)
    except UnknownCode:
        raise
    except BadInput:
        problem = words.EMPTY if audience in AUDIENCES else words.BAD_CHOICE
        return await _refused(desk, 400, problem, note_typed=form)
    return back_to(page_of_case(desk), done="noted")


async def make_task(desk: Desk) -> Response:
    """POST …/tasks with `words`, `day` and `whose`. Raises as `make_note`."""
    form = await desk.form()
    said, typed, whose = text_in(form, "words"), form.get("day", "").strip(), form.get("whose", "")
    day = day_of(typed, today_in(desk.town.rules.zone, desk.parts.clock.now()))
    if typed and day is None:
        return await _refused(desk, 400, words.BAD_DAY, task_typed=form)
    if whose not in {key for key, _ in await colleagues(desk)}:
        return await _refused(desk, 400, words.NOBODY, task_typed=form)
    try:
        await desk.parts.casework.noting.set_task(*named(desk), said, desk.by, day, whose)
    except TooLarge:
        return await _refused(desk, 413, _too_long(said, LONGEST_TASK), task_typed=form)
    except DateRefused:
        return await _refused(desk, 400, words.BAD_DAY, task_typed=form)
    except UnknownCode:
        raise
    except BadInput:
        return await _refused(desk, 400, words.EMPTY, task_typed=form)
    return back_to(page_of_case(desk), done="task-set")


async def finish_task(desk: Desk) -> Response:
    """POST …/tasks/{task}/done. Raises FormRefused, UnknownCode."""
    await desk.form()
    await desk.parts.casework.noting.finish_task(*named(desk), desk.request.path_params["task"], desk.by)
    return back_to(page_of_case(desk), done="task-done")


async def take_up_task(desk: Desk) -> Response:
    """POST …/tasks/{task}/undone. Raises FormRefused, UnknownCode."""
    await desk.form()
    await desk.parts.casework.noting.take_up_task(*named(desk), desk.request.path_params["task"], desk.by)
    return back_to(page_of_case(desk), done="task-undone")


async def _refused(desk: Desk, status: int, problem: Text, **typed: Mapping[str, str]) -> Response:
    kind = "task_problem" if "task_typed" in typed else "note_problem"
    more: dict[str, Any] = {kind: problem, **typed}
    return await show_case_with(desk, status=status, **more)


def _too_long(said: str, most: int) -> Text:
    return Text(words.TOO_LONG.msgid, {"count": len(said.strip()), "most": most})
