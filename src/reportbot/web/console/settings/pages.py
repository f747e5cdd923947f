"""The pages: what there is, the list of each kind, its form, what would change, and the change itself."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlencode

from starlette.responses import Response

from reportbot.core.errors import UnknownCode
from reportbot.core.messages import Text
from reportbot.core.townfile.subjects import Kind, Subject
from reportbot.service.settings.edits import LONGEST_WHY
from reportbot.service.settings.refusals import ChangedMeanwhile, NothingChanged, SettingRefused
from reportbot.web.console.desk import Desk, back_to
from reportbot.web.console.settings import contact_words, labels, words
from reportbot.web.console.settings.areas import AREAS, REMOVABLE, Area
from reportbot.web.console.settings.conflicts import conflicts_of
from reportbot.web.console.settings.diff import name_of
from reportbot.web.console.settings.fields import ON, FieldsWrong, Filled, Flat, Wanted
from reportbot.web.console.settings.previews import show_preview
from reportbot.web.console.settings.spots import field_of
from reportbot.web.console.settings.standing import (
    Trouble,
    asks_of,
    at_of,
    no_why,
    settings_of,
    told,
    version_in,
    waits_note,
)
from reportbot.web.console.settings.wrongs import sentences_of, told_of
from reportbot.web.console.signin.confirming import needs_step_up
from reportbot.web.days import today_in
from reportbot.web.forms import number_in

MOST_FIELDS = 400
_OURS = frozenset({"form_token", "do", "why", "despite"})


async def show_settings(desk: Desk) -> Response:
    """GET …/settings"""
    settings = settings_of(desk)
    in_force = settings.in_force(desk.visit.municipality)
    history, done = settings.history(desk.visit.municipality), desk.request.query_params.get("done")
    return desk.show(
        "console/settings.html",
        words.SETTINGS,
        settings=words,
        areas=[(area.path, area.title, area.help) for area in AREAS.values()],
        in_force=in_force,
        problems=sentences_of(in_force.problems, desk.town, desk.language),
        longest=LONGEST_WHY,
        conflicts=conflicts_of(desk, settings),
        unreadable=history.unreadable,
        version=history.version,
        note=words.SAVED if done == "saved" else await waits_note(desk, done),
    )


async def show_area(desk: Desk) -> Response:
    """GET …/settings/{area}; with `draft` the form whose words were kept while its session was over."""
    area = _area(desk)
    if kept := await _kept(desk):
        return await _form(desk, area, _filled(area, kept))
    done = desk.request.query_params.get("done")
    return desk.show(
        "console/settings_list.html",
        area.title,
        settings=words,
        area=area,
        groups=area.groups(at_of(desk)),
        query=_query,
        note={"saved": words.SAVED, "same": words.SAME}.get(done or "") or (await waits_note(desk, done)),
    )


async def show_one(desk: Desk) -> Response:
    """GET …/settings/{area}/one with `kind`, `of`, `part`; what else the address says is filled in."""
    area, params = _area(desk), desk.request.query_params
    wanted = _wanted(area, params)
    given = {name: value for name, value in params.items() if name not in ("kind", "of", "part", "language")}
    flat = {**area.flat(at_of(desk), wanted), **given}
    return await _form(desk, area, Filled(wanted, flat, settings_of(desk).history(desk.visit.municipality).version))


async def make_change(desk: Desk) -> Response:
    """POST …/settings/{area}: `do` says whether it is looked at, saved, or filled in again. Whoever decides where
    messages go could send them to themselves, so it is saved only right after the second step. Raises FormRefused."""
    await desk.form(MOST_FIELDS)
    form = await _fields(desk)
    do = form.get("do", "")
    if do == "save" and (again := await needs_step_up(desk)):
        return again
    area = _area(desk)
    filled = _filled(area, form)
    if do == "again":
        return await _form(desk, area, filled)
    try:
        today = today_in(desk.town.rules.zone, desk.parts.clock.now())
        of, after = area.read(at_of(desk), filled.wanted, filled.flat, today)
    except FieldsWrong as wrong:
        marks = {name: [wrong.text] for name in wrong.names}
        return await _form(desk, area, filled, Trouble(wrong.text, marks=marks), 400)
    try:
        if do == "save":
            return await _save(desk, area, filled, of, after, despite=form.get("despite") == ON)
        trial = await settings_of(desk).try_out(desk.visit.municipality, of, after)
        return await show_preview(desk, area, filled, of, after, trial)
    except SettingRefused as refused:
        return await _form(desk, area, filled, _refusal(desk, area, filled, of, refused), 400)
    except NothingChanged:
        return back_to(f"{desk.home}/settings/{area.path}", done="same")


async def _save(desk: Desk, area: Area, filled: Filled, of: Subject, after: Any, *, despite: bool) -> Response:
    settings, town, why = settings_of(desk), desk.visit.municipality, filled.why
    if not why or len(why) > LONGEST_WHY:
        trial = await settings.try_out(town, of, after)
        return await show_preview(desk, area, filled, of, after, trial, no_why("why"), 400)
    try:
        waits = await asks_of(desk).change(
            town, of, after, why=why, by=desk.member, seen=filled.seen, despite=despite, beside=desk.beside
        )
    except ChangedMeanwhile as meanwhile:
        problem = Trouble(words.MEANWHILE, (), await told(desk, meanwhile.changes))
        return await _form(desk, area, replace(filled, seen=settings.history(town).version), problem, 409)
    except SettingRefused as refused:
        if not refused.can_be_saved:
            raise
        trial = await settings.try_out(town, of, after)
        return await show_preview(desk, area, filled, of, after, trial, None, 400)
    return back_to(f"{desk.home}/settings/{area.path}", done="waits" if waits else "saved")


def _refusal(desk: Desk, area: Area, filled: Filled, of: Subject, refused: SettingRefused) -> Trouble:
    """On top with a link to the field that it is about, and at the field; the fields in their order on the page."""
    fieldsets = area.fieldsets(at_of(desk), filled.wanted, filled.flat)
    names = [field.name for each in fieldsets for field in each.fields]
    marks: dict[str, list[Text]] = {name: [] for name in names}
    told = told_of(refused.problems, desk.town, desk.language, of)
    for said, problem in told:
        if name := field_of(problem, of, filled.wanted, filled.flat, names):
            marks[name].append(said)
    at_fields = [said for texts in marks.values() for said in texts]
    elsewhere = [said for said, _ in told if said not in at_fields]
    found = {name: texts for name, texts in marks.items() if texts}
    return Trouble(words.CANNOT, [*at_fields, *elsewhere], marks=found)


async def _form(desk: Desk, area: Area, filled: Filled, problem: Trouble | None = None, status: int = 200) -> Response:
    wanted = filled.wanted
    removable = bool(wanted.of) and wanted.kind in REMOVABLE
    return desk.show(
        "console/settings_form.html",
        area.title,
        status=status,
        has_switch=status == 200 and desk.request.method == "GET",
        settings=words,
        area=area,
        name=_name(desk, area, wanted),
        wanted=wanted,
        fieldsets=area.fieldsets(at_of(desk), wanted, filled.flat),
        removable=removable,
        removed=filled.flat.get("remove") == ON,
        seen=filled.seen,
        why=filled.why,
        problem=problem,
    )


def _filled(area: Area, form: Mapping[str, str]) -> Filled:
    """Raises UnknownCode."""
    flat = {name: value for name, value in form.items() if name not in _OURS}
    return Filled(_wanted(area, form), flat, version_in(form), form.get("why", "").strip())


async def _kept(desk: Desk) -> Flat | None:
    """The fields of a form that was sent here after its session was over."""
    number = number_in(desk.request.query_params.get("draft", ""))
    kept = await desk.parts.staff.drafts.get(desk.visit.staff, number) if number else None
    if kept is None or kept.path != desk.request.url.path:
        return None
    return {name: values[-1] for name, values in kept.fields.items() if values}


def _area(desk: Desk) -> Area:
    settings_of(desk)
    return AREAS[desk.request.url.path.split("/settings/")[1].split("/")[0]]


def _wanted(area: Area, given: Mapping[str, str]) -> Wanted:
    """Raises UnknownCode for a kind that this page does not have."""
    kind = given.get("kind", "") or str(area.kinds[0])
    if kind not in area.kinds:
        raise UnknownCode("no such kind of setting here")
    return Wanted(kind, given.get("of", ""), given.get("part", ""))


def _name(desk: Desk, area: Area, wanted: Wanted) -> Text:
    town = desk.town
    if not wanted.of:
        at = replace(at_of(desk), tables={})
        return next(
            (add[0] for group in area.groups(at) if (add := group.add) and add[1].kind == wanted.kind), area.title
        )
    named = wanted.kind not in (Kind.DUTY, Kind.PROMISES_FOR, Kind.LADDER)
    name = name_of((Kind(wanted.kind), wanted.of), town) if named else labels.KIND[wanted.kind]
    part = contact_words.PARTS.get(wanted.part)
    name = town.name_of(wanted.of) if wanted.kind in (Kind.CONTACT, Kind.OFFICE) else name
    part = contact_words.DUTIES if wanted.kind == Kind.OFFICE else part
    return Text("{name} – {part}", {"name": name, "part": part}) if part else name


async def _fields(desk: Desk) -> dict[str, str]:
    body = (await desk.request.body()).decode("utf-8", "replace")
    return {name: values[-1] for name, values in parse_qs(body, max_num_fields=MOST_FIELDS).items()}


def _query(wanted: Wanted) -> str:
    return urlencode({"kind": wanted.kind, "of": wanted.of} | ({"part": wanted.part} if wanted.part else {}))
