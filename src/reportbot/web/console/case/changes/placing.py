"""The desk corrects where a case is: a page with one field, and what follows from it on the page of the case."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from reportbot.core.access.actions import Action
from reportbot.core.cases.placing import ELSEWHERE
from reportbot.core.conversation.questions import places
from reportbot.core.errors import BadInput, TooLarge, TransitionRefused
from reportbot.core.messages import Text
from reportbot.core.places import Gazetteer, Place
from reportbot.core.typed import typed_words
from reportbot.service.desk.passing_on import LONGEST_REASON
from reportbot.web.console import words
from reportbot.web.console.case.here import named, page_of_case
from reportbot.web.console.case.story import place_words
from reportbot.web.console.desk import Desk, back_to
from reportbot.web.console.place_names import place_name
from reportbot.web.console.typed_place import chosen_of, typed_in

WHERE = "where"  # the field, and its values beside a place
IN_TOWN, SOMEWHERE, UNKNOWN = "place", "elsewhere", "unknown"
_KEYS = {SOMEWHERE: ELSEWHERE, UNKNOWN: ""}


@dataclass(frozen=True, slots=True)
class Said:
    """What the form says: `key` of the place, or else the `problem`; `maybe` are those that may be meant."""

    key: str = ""
    problem: Text | None = None
    maybe: tuple[Place, ...] = ()


async def show_place(desk: Desk) -> Response:
    """GET …/place. Raises UnknownCode, TransitionRefused."""
    return await _form(desk, {})


async def make_place(desk: Desk) -> Response:
    """POST …/place with `where`, what was typed as `place`, `place_key` of several that may be meant, and `reason`.
    Raises FormRefused, UnknownCode, TransitionRefused, CannotBeRead."""
    form = await desk.form()
    said = read_place(form, desk.town.around.gazetteer)
    why = form.get("reason", "")
    try:
        why = typed_words(why, LONGEST_REASON)
    except TooLarge:
        long = Text(place_words.LONG.msgid, {"count": len(why.strip()), "most": LONGEST_REASON})
        return await _form(desk, form, Said(problem=long), status=413)
    except BadInput:
        why = ""
    if said.problem or said.maybe:
        return await _form(desk, form, said, status=400)
    await desk.parts.casework.correcting.place(*named(desk), said.key, desk.by, why)
    return back_to(page_of_case(desk), done="place-said")


def read_place(form: Mapping[str, str], gazetteer: Gazetteer) -> Said:
    """As a chat reads it, its schools too."""
    if form.get(WHERE) in _KEYS:
        return Said(_KEYS[form[WHERE]])
    typed = typed_in(form)
    if not typed:
        return Said(problem=place_words.EMPTY)
    meant = (*gazetteer.schools_meant(typed), *places.meant(typed, gazetteer))
    maybe = tuple({each.key: each for each in meant}.values())
    known = chosen_of(maybe, form)
    if known is not None:
        return Said(known.key)
    return Said(maybe=maybe) if maybe else Said(problem=place_words.NOT_FOUND)


async def _form(desk: Desk, form: Mapping[str, str], said: Said | None = None, *, status: int = 200) -> Response:
    reads = desk.may(Action.READ_STORY)
    page = await desk.parts.casework.case(*named(desk), desk.by, links=False, reads=reads, reach=desk.reach)
    if not page.case.is_worked_on:
        raise TransitionRefused("a case that is over is opened first")
    said = said or Said()
    values: dict[str, Any] = {name: form.get(name, "") for name in ("place", "place_key", "reason")}
    return desk.show(
        "console/placing.html",
        place_words.CORRECT,
        status=status,
        has_switch=not form,
        seen=form.get("seen") or page.seen,
        placing=place_words,
        problem=said.problem,
        maybe=said.maybe,
        values={**values, WHERE: form.get(WHERE, IN_TOWN)},
        others=[(SOMEWHERE, words.ELSEWHERE), (UNKNOWN, words.NOT_KNOWN)],
        in_town=IN_TOWN,
        stands=place_name(desk.town, page.case.place),
        names=_offered(desk.town.around.gazetteer),
        most=places.LONGEST_TYPED,
        here=desk.request.url.path,
        back_to=page_of_case(desk),
    )


def _offered(gazetteer: Gazetteer) -> list[Place]:
    """In the order of menus, each followed by its schools."""
    listed = gazetteer.listed()
    schools = [school for each in listed for school in gazetteer.schools_in(each.key)]
    return [*listed, *schools]
