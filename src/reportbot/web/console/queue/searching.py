"""Find a case by its number, kind, place, office, status, or by words that were said in it.

What is looked for comes by POST: it stands in no address, no history of the browser and no server's log.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from starlette.responses import Response

from reportbot.core.access.actions import Action
from reportbot.core.cases.workflow import Status
from reportbot.core.categories import CATEGORIES
from reportbot.core.finding import LONGEST_SEARCH, case_number_in
from reportbot.core.messages import Text
from reportbot.service.desk.search import MOST_OPENED, Hit, Wanted
from reportbot.service.towns import Town
from reportbot.web.console import words
from reportbot.web.console.desk import Desk, back_to
from reportbot.web.console.offers import categories, offices, places
from reportbot.web.console.place_names import place_name
from reportbot.web.console.queue import searching_words


@dataclass(frozen=True, slots=True)
class Refused:
    """What was typed and cannot be looked for."""

    why: Text


async def show_search(desk: Desk) -> Response:
    """GET …/search: the empty form."""
    return desk.show(
        "console/search.html", searching_words.SEARCH, **_form(desk, {}), found=None, lines=[], more=None, problem=None
    )


async def make_search(desk: Desk) -> Response:
    """POST …/search. Raises FormRefused."""
    form = await desk.form()
    wanted = read_wanted(form, desk.town)
    if desk.parts.open311 and isinstance(wanted, Wanted) and wanted.words:
        number = await desk.parts.open311.requests.number_of(desk.visit.municipality, wanted.words)
        wanted = replace(wanted, words="", number=number) if number else wanted
    if isinstance(wanted, Wanted) and wanted.words and not desk.may(Action.SEARCH_CONTENT):
        wanted = Refused(searching_words.NO_CONTENT)
    if isinstance(wanted, Refused):
        page = _form(desk, form)
        return desk.show(
            "console/search.html",
            searching_words.SEARCH,
            status=400,
            **page,
            found=None,
            lines=[],
            more=None,
            problem=wanted.why,
        )
    found = await desk.parts.search.find(desk.visit.municipality, wanted, desk.by, desk.reach)
    if wanted.is_one_number and found.hits:
        return back_to(f"{desk.home}/cases/{found.hits[0].case.number}")
    more = Text(searching_words.MORE_WORDS.msgid, {"count": MOST_OPENED}) if found.opened >= MOST_OPENED else None
    return desk.show(
        "console/search.html",
        searching_words.SEARCH,
        **_form(desk, form),
        found=found,
        lines=[_line(hit, desk.town) for hit in found.hits],
        more=more or searching_words.MORE_SHOWN if found.more else None,
        problem=None,
    )


def read_wanted(form: Mapping[str, str], town: Town) -> Wanted | Refused:
    """What the form asks for. A number in the box is a number, anything else there is words."""
    typed, at = form.get("words", "").strip(), form.get("place", "").strip()
    if len(typed) > LONGEST_SEARCH or len(at) > LONGEST_SEARCH:
        return Refused(searching_words.TOO_LONG)
    places = town.around.gazetteer.find(at) if at else ()
    if at and not places:
        return Refused(searching_words.NO_PLACE)
    number = case_number_in(typed)
    wanted = Wanted(
        words="" if number else typed,
        number=number,
        category=_known(form.get("category", ""), CATEGORIES),
        place=places[0].key if places else "",
        lead=_known(form.get("office", ""), town.rules.institutions),
        status=_known(form.get("status", ""), {str(each): each for each in Status}),
    )
    return wanted if wanted.words or wanted.columns else Refused(searching_words.ASK_SOMETHING)


def _known(value: str, all_there_are: Mapping[str, object]) -> str:
    return value if value in all_there_are else ""


def _form(desk: Desk, form: Mapping[str, str]) -> dict[str, Any]:
    """The fields as they were filled in, and what can be chosen."""
    return {
        "searching": searching_words,
        "typed": {name: form.get(name, "") for name in ("words", "place", "category", "office", "status")},
        "narrowed": any(form.get(name) for name in ("place", "category", "office", "status")),
        "choices": (
            ("category", words.MATTER, categories()),
            ("office", words.OFFICE, offices(desk.town)),
            ("status", words.STATUS_WORD, [(str(each), words.STATUSES[each]) for each in Status]),
        ),
        "places": places(desk.town),
    }


def _line(hit: Hit, town: Town) -> dict[str, object]:
    case = hit.case
    return {
        "number": case.number,
        "matter": Text(CATEGORIES[case.category].label),
        "place": place_name(town, case.place),
        "status": words.status_word(case, town.rules.coordinator),
        "at": case.opened_at,
        "said": hit.said,
    }
