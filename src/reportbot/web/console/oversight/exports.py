"""Tables that leave: asked for by POST, with a reason and a fresh sign-in; sent page by page, stored by no browser."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any, TypeVar

from starlette.responses import Response, StreamingResponse

from reportbot.core.access.actions import Action
from reportbot.core.cases.desk.measures import FEWEST, PERIODS, Group, Shown, period_of
from reportbot.core.categories import CATEGORIES
from reportbot.core.errors import TooLarge
from reportbot.core.messages import Text
from reportbot.core.sheets import Cell
from reportbot.service.audit.reading import AuditLine
from reportbot.service.desk.exporting import MOST_ROWS, Asking, Export, ReasonRefused
from reportbot.service.ids import id_at
from reportbot.service.tables.exports import CasesWanted, Outline
from reportbot.web.console import words as console_words
from reportbot.web.console.actors import actor_name
from reportbot.web.console.desk import Desk
from reportbot.web.console.oversight import export_words as words
from reportbot.web.console.oversight import figure_words
from reportbot.web.console.oversight.audit import asked_of_log, read_audit_wanted
from reportbot.web.console.oversight.audit_view import act_name
from reportbot.web.console.oversight.figures import overview_for
from reportbot.web.console.place_names import place_name
from reportbot.web.console.signin.confirming import needs_step_up
from reportbot.web.sheets import csv, xlsx

CASES, OFFICES, AUDIT = "cases", "offices", "audit"
FORMATS = ("xlsx", "csv")
STATUSES: Mapping[str, bool | None] = {"open": True, "over": False, "any": None}
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Table:
    """What leaves: its head, and its rows in pages. It holds nothing that was sealed."""

    head: Sequence[str]
    pages: AsyncIterator[Sequence[Sequence[Cell]]]


async def show_exports(desk: Desk) -> Response:
    """GET …/exports: the form."""
    return _page(desk, {})


async def make_export(desk: Desk) -> Response:
    """POST …/exports. Raises FormRefused, CannotBeNoted."""
    form = await desk.form()
    what, format_ = form.get("what", ""), form.get("format", "")
    if what not in choices(desk) or format_ not in FORMATS:
        return _page(desk, form, words.NOTHING_TO_CHOOSE)
    if asked := await needs_step_up(desk):
        return asked
    try:
        table = await _TABLES[what](desk, form, format_)
    except ReasonRefused:
        return _page(desk, form, words.REASON_REFUSED)
    except TooLarge:
        return _page(desk, form, Text(words.TOO_MANY.msgid, {"count": MOST_ROWS}), 413)
    return download(desk, table, format_)


def choices(desk: Desk) -> list[str]:
    """What this member may take. A list of reports only where they may see reports at all."""
    allowed = {
        CASES: desk.may(Action.SEE_CASE),
        OFFICES: desk.may(Action.SEE_FIGURES),
        AUDIT: desk.may(Action.SEE_AUDIT),
    }
    return [what for what, is_allowed in allowed.items() if is_allowed]


def download(desk: Desk, table: Table, format_: str) -> Response:
    """The name says neither what nor whose it is; the guard of the page adds that nobody stores it."""
    zone = desk.town.rules.zone
    now = desk.parts.clock.now()
    if format_ == "csv":
        content, media = csv.as_csv(table.head, table.pages, zone), csv.MEDIA_TYPE
    else:
        content = xlsx.as_xlsx("1", table.head, table.pages, zone)
        media = xlsx.MEDIA_TYPE
    name = f"table-{now:%Y%m%d-%H%M%S}.{format_}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Pragma": "no-cache"}
    return StreamingResponse(content, media_type=media, headers=headers)


async def _cases(desk: Desk, form: Mapping[str, str], format_: str) -> Table:
    wanted, said = read_cases_wanted(desk, form)
    asking = Asking(desk.by, format_, said, form.get("reason", ""))
    found = await desk.parts.oversight.exports.cases(desk.visit.municipality, desk.reach, wanted, asking)
    head = [words.NUMBER, words.MATTER, words.URGENCY, words.STATUS, words.OPENED, words.CHANGED]
    head += [words.PLACE, words.INSTITUTION]
    return Table(_said(desk, head), _rows(found, lambda row: _case_cells(desk, row)))


def read_cases_wanted(desk: Desk, form: Mapping[str, str]) -> tuple[CasesWanted, str]:
    """What the form asks for, and the same in words for the log. What nobody can choose is left out."""
    weeks, now = period_of(form.get("weeks", "")), desk.parts.clock.now()
    status = form.get("status", "") if form.get("status", "") in STATUSES else "any"
    category = form.get("category", "") if form.get("category", "") in CATEGORIES else ""
    office = form.get("institution", "") if form.get("institution", "") in desk.town.rules.institutions else ""
    since = id_at(now - timedelta(weeks=weeks))
    wanted = CasesWanted(since, id_at(now + timedelta(minutes=1)), STATUSES[status], category, office)
    parts = {"weeks": str(weeks), "status": status, "category": category, "institution": office}
    return wanted, " ".join(f"{name}={value}" for name, value in parts.items() if value)


def _case_cells(desk: Desk, of: Outline) -> list[Cell]:
    town = desk.town
    matter = CATEGORIES[of.category].label if of.category in CATEGORIES else of.category
    texts = [Text(matter), console_words.URGENCIES[of.urgency], console_words.STATUSES[of.status]]
    cells: list[Cell] = [of.number, *_said(desk, texts), of.opened_at, of.updated_at]
    return [*cells, *_said(desk, [place_name(town, of.place), town.name_of(of.lead)])]


async def _offices(desk: Desk, form: Mapping[str, str], format_: str) -> Table:
    overview = await overview_for(desk, form.get("weeks", ""))
    asking = Asking(desk.by, format_, f"weeks={overview.weeks}", form.get("reason", ""))
    found = await desk.parts.oversight.exports.figures(desk.visit.municipality, list(overview.offices), asking)
    head = [words.INSTITUTION, words.REPORTS, words.ANSWER_HALF, words.ANSWER_MOST, words.PROMISED_ANSWER]
    head += [words.KEPT_ANSWER, words.DONE_HALF, words.DONE_MOST, words.PROMISED_DONE, words.KEPT_DONE]
    return Table(_said(desk, head), _rows(found, lambda group: _group_cells(desk, group)))


def _group_cells(desk: Desk, group: Group) -> list[Cell]:
    """As on the page: what is not said there is not said here."""
    (name,) = _said(desk, [desk.town.name_of(group.key)])
    if group.count is None:
        return [name, *_said(desk, [Text(figure_words.FEW.msgid, {"count": FEWEST})])]
    return [name, group.count, *_times_cells(desk, group.answered), *_times_cells(desk, group.done)]


def _times_cells(desk: Desk, of: Shown) -> list[Cell]:
    if of.few:
        return [*_said(desk, [Text(figure_words.FEW.msgid, {"count": FEWEST})]), None, None, None]
    (waits,) = _said(desk, [figure_words.NOT_YET])
    half: Cell = _hours(of.half) if of.half is not None else waits
    most: Cell = None if not of.has_most else _hours(of.most) if of.most is not None else waits
    return [half, most, of.promised or None, of.kept if of.promised else None]


async def _audit(desk: Desk, form: Mapping[str, str], format_: str) -> Table:
    people = await desk.people()
    wanted = read_audit_wanted(desk, form, people)
    asked = asked_of_log({**form, "actor": wanted.actor})  # by key: an account may be called otherwise one day
    asking = Asking(desk.by, format_, asked, form.get("reason", ""))
    found = await desk.parts.oversight.exports.audit(desk.visit.municipality, wanted, asking)
    head = [
        words.ENTRY,
        words.WHEN,
        words.WHO,
        words.WHO_NOTED,
        words.ACT,
        words.ACT_NOTED,
        words.NUMBER,
        words.DETAILS,
    ]
    called = cache(lambda actor: _said(desk, [actor_name(actor, people, desk.town)])[0])
    done = cache(lambda act: _said(desk, [act_name(act)])[0])
    return Table(_said(desk, head), _rows(found, lambda line: _entry_cells(line, called(line.actor), done(line.act))))


def _entry_cells(line: AuditLine, who: str, act: str) -> list[Cell]:
    """In words, and as it was noted."""
    facts = " ".join(f"{name}={value}" for name, value in (line.facts or {"?": "?"}).items())
    return [line.position, line.at, who, line.actor, act, line.act, line.subject, facts]


async def _rows(export: Export[Row], cells: Any) -> AsyncIterator[Sequence[Sequence[Cell]]]:
    async for page in export.pages:
        yield [cells(row) for row in page]


def _hours(span: timedelta) -> float:
    return round(span / timedelta(hours=1), 1)


def _said(desk: Desk, texts: Sequence[Text]) -> list[str]:
    say, zone = desk.parts.translator.say, desk.town.rules.zone
    return [say(text, desk.language, zone=zone) for text in texts]


_TABLES = {CASES: _cases, OFFICES: _offices, AUDIT: _audit}


def _page(desk: Desk, form: Mapping[str, str], problem: Text | None = None, status: int = 400) -> Response:
    offered = choices(desk)
    labels = {
        CASES: (words.CASES, words.CASES_HELP),
        OFFICES: (words.OFFICES, words.OFFICES_HELP),
        AUDIT: (words.AUDIT, words.AUDIT_HELP),
    }
    chosen = form.get("what", "") if form.get("what", "") in offered else offered[0] if offered else ""
    return desk.show(
        "console/exports.html",
        words.EXPORTS,
        status=status if problem else 200,
        exporting=words,
        problem=problem,
        whats=[(what, *labels[what]) for what in offered],
        chosen=chosen,
        narrows=CASES in offered,
        asks_log=AUDIT in offered,
        log_filter={name: form.get(name, "") for name in ("number", "actor", "act", "day")},
        typed={name: form.get(name, "") for name in ("reason", "status", "category", "institution")},
        weeks=period_of(form.get("weeks", "")),
        periods=PERIODS,
        format=form.get("format", "") if form.get("format", "") in FORMATS else FORMATS[0],
        statuses=(("any", words.ANY), ("open", words.OPEN), ("over", words.OVER)),
        matters=[(key, Text(each.label)) for key, each in CATEGORIES.items() if key not in desk.reach.hidden],
        offices=[(key, each.called) for key, each in desk.town.rules.institutions.items()],
    )
