"""Every change of the town's settings: who, when, why, what; and how it is undone."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.responses import Response

from reportbot.core.messages import Text
from reportbot.core.townfile.subjects import Kind
from reportbot.service.settings.edits import LONGEST_WHY
from reportbot.service.settings.history import History, Past
from reportbot.service.settings.refusals import ChangedMeanwhile, NothingChanged, SettingRefused
from reportbot.service.staff.people import People
from reportbot.web.console.desk import Desk, back_to
from reportbot.web.console.settings import words
from reportbot.web.console.settings.diff import Row, name_of, rows_of
from reportbot.web.console.settings.fields import ON, plain
from reportbot.web.console.settings.standing import (
    LARGEST_VERSION,
    Trouble,
    asks_of,
    by_of,
    no_why,
    settings_of,
    told,
    version_in,
    waits_note,
)
from reportbot.web.console.settings.wrongs import sentences_of
from reportbot.web.console.signin.confirming import needs_step_up
from reportbot.web.forms import number_in

SHOWN = 30  # changes on a page


@dataclass(frozen=True, slots=True)
class Entry:
    """One version. `states` say what became of it, or what it undid."""

    past: Past
    name: Text
    by: Text
    why: Text
    rows: Sequence[Row]
    states: Sequence[Text]
    may_be_undone: bool


async def show_history(desk: Desk) -> Response:
    """GET …/settings/history, older ones with `before`"""
    before = number_in(desk.request.query_params.get("before", ""), LARGEST_VERSION)
    waiting = await waits_note(desk, desk.request.query_params.get("done"))
    return await _page(desk, before=before, waiting=waiting)


async def make_undo(desk: Desk) -> Response:
    """POST …/settings/history/{id}/undo with `why`, `seen`. Raises FormRefused, UnknownCode."""
    form, settings = await desk.form(), settings_of(desk)
    if again := await needs_step_up(desk):
        return again
    town, id, why = desk.visit.municipality, int(desk.request.path_params["id"]), form.get("why", "").strip()
    past = settings.history(town).of_id(id)
    refusal, seen = _Refusal(id, why, past.version if past else 0), version_in(form)
    if not why or len(why) > LONGEST_WHY:
        return await _page(desk, no_why(f"why-{refusal.version}"), refusal, status=400)
    try:
        waits = await asks_of(desk).undo(
            town, id, why=why, by=desk.member, seen=seen, despite=form.get("despite") == ON, beside=desk.beside
        )
    except ChangedMeanwhile as later:
        return await _page(
            desk, Trouble(words.MEANWHILE_UNDO, (), await told(desk, later.changes)), refusal, status=409
        )
    except SettingRefused as refused:
        sentences = sentences_of(refused.problems, desk.town, desk.language)
        text = words.GAPS if refused.can_be_saved else words.CANNOT
        return await _page(desk, Trouble(text, sentences), refusal, status=409)
    except NothingChanged:
        return await _page(desk, Trouble(words.SAME), refusal, status=409)
    return back_to(f"{desk.home}/settings/history", done="waits" if waits else "undone")


@dataclass(frozen=True, slots=True)
class _Refusal:
    """What was not undone, and why it should have been: the words stand in their field again."""

    id: int
    why: str
    version: int


async def _page(
    desk: Desk,
    problem: Trouble | None = None,
    refused: _Refusal | None = None,
    *,
    before: int | None = None,
    status: int = 200,
    waiting: Text | None = None,
) -> Response:
    """`refused` is on the page, wherever it stands in the history."""
    history = settings_of(desk).history(desk.visit.municipality)
    if before is None:
        is_newest = refused is None or refused.version > history.version - SHOWN
        before = history.version + 1 if is_newest or refused is None else refused.version + 1
    past = [each for each in reversed(history.past) if each.version < before]
    people = await desk.people()
    entries = [_entry(each, history, people, desk) for each in past[:SHOWN]]
    return desk.show(
        "console/settings_history.html",
        words.HISTORY,
        status=status,
        has_switch=status == 200,
        settings=words,
        entries=entries,
        older=entries[-1].past.version if len(past) > SHOWN else None,
        version=history.version,
        longest=LONGEST_WHY,
        problem=problem,
        refused=refused,
        note=words.UNDONE_NOW if desk.request.query_params.get("done") == "undone" else waiting,
    )


def _entry(past: Past, history: History, people: People, desk: Desk) -> Entry:
    is_file = past.change.kind is Kind.FILE
    states = []
    if past.confirmed_by:
        states.append(Text(words.CONFIRMED_BY.msgid, {"by": past.confirmed_by.removeprefix("@")}))
    states += [Text(words.TOLD.msgid, {"office": desk.town.name_of(key)}) for key in past.told]
    if past.undoes is not None and (undone := history.of_id(past.undoes)):
        states.append(Text(words.UNDOES.msgid, {"version": undone.version}))
    version = history.undone().get(past.id)
    if version is not None:
        states.append(Text(words.UNDONE.msgid, {"version": version}))
    why = (words.FIRST_FILE if past is history.past[0] else words.FILE_PUT) if is_file else plain(past.why)
    rows = [] if is_file else rows_of(past.of, past.change.before, past.change.after, desk.town)
    may = not is_file and past.of[0] is not Kind.SIGNING and not history.since(past.version, past.of)
    return Entry(past, name_of(past.of, desk.town), by_of(past, people, desk.town), why, rows, states, may)
