"""A report for somebody who calls: typed while they speak, saved once, its code shown once to be read out."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.responses import Response

from reportbot.core.categories import CATEGORIES
from reportbot.core.conversation.questions import places
from reportbot.core.errors import AlreadySent
from reportbot.core.messages import Text
from reportbot.core.places import Place
from reportbot.service.desk.calling import Call, Taken
from reportbot.service.towns import Town
from reportbot.web.console import words
from reportbot.web.console.case.reporter import calling_words
from reportbot.web.console.desk import Desk
from reportbot.web.console.typed_place import KEY, chosen_of, typed_in
from reportbot.web.forms import text_in

LONGEST_WORDS = 4000  # letters
KEY_BYTES = 16
_KEY = re.compile(r"[0-9a-f]{32}")
_FIELDS = ("danger", "words", "category", "place", "place_key", "language", "voice", "avoid", "key")


@dataclass(frozen=True, slots=True)
class Typed:
    """What the form says. `maybe` are the places that may be meant, while that is open; `problem` what is missing."""

    call: Call = field(repr=False)
    maybe: tuple[Place, ...] = ()
    problem: Text | None = None


async def show_call(desk: Desk) -> Response:
    """GET …/calls/new: an empty form."""
    return _form(desk, {})


async def make_call(desk: Desk) -> Response:
    """POST …/calls: propose a kind, save and show the code, or show it once more. Raises FormRefused, UnknownCode."""
    form = await desk.form()
    if form.get("do") == "code":
        return _shown(desk, await desk.parts.calling.code_again(desk.visit.municipality, _key(form), desk.by))
    typed = read_call(form, desk.town)
    if form.get("do") != "save":
        return _form(desk, form, typed, proposes=bool(typed.call.words))
    if typed.problem or typed.maybe:
        return _form(desk, form, typed, status=400)
    key = _key(form)
    try:
        taken = await desk.parts.calling.report(desk.visit.municipality, typed.call, key, desk.by)
    except AlreadySent:
        return desk.show("console/code_again.html", calling_words.AGAIN, status=409, calling=calling_words, key=key)
    return _shown(desk, taken)


def _shown(desk: Desk, taken: Taken) -> Response:
    return desk.show(
        "console/code.html",
        Text(calling_words.TAKEN.msgid, {"number": taken.number}),
        has_switch=False,  # the page cannot be loaded again
        calling=calling_words,
        taken=taken,
        groups=taken.code.split(),
        emergency=desk.town.around.emergency,
    )


def read_call(form: Mapping[str, str], town: Town) -> Typed:
    """What was typed, with the first thing that is missing. Whatever is not one of our choices counts as not chosen."""
    said = text_in(form, "words").strip()
    category, danger = form.get("category", ""), form.get("danger", "")
    place, maybe = _place(form, town)
    spoken = town.rules.languages
    call = Call(
        said[:LONGEST_WORDS],
        category if category in CATEGORIES else "",
        place,
        danger == "yes",
        form.get("language", "") if form.get("language") in spoken else spoken[0],
        form.get("voice", "") if form.get("voice") in calling_words.VOICES else "citizen",
        form.get("avoid") == "yes",
    )
    problem = None
    if len(said) > LONGEST_WORDS:
        problem = Text(calling_words.REFUSED_LONG.msgid, {"count": len(said), "most": LONGEST_WORDS})
    elif not said and not call.category:
        problem = calling_words.REFUSED_EMPTY
    elif danger not in ("yes", "no"):
        problem = calling_words.REFUSED_DANGER
    return Typed(call, maybe, problem)


def _key(form: Mapping[str, str]) -> str:
    """That of the form, or a new one: the code follows from it, so that no other will do."""
    return form.get("key", "") if _KEY.fullmatch(form.get("key", "")) else secrets.token_hex(KEY_BYTES)


def _place(form: Mapping[str, str], town: Town) -> tuple[dict[str, Any], tuple[Place, ...]]:
    """As a flow reads it: a known place, the words as written, or several that may be meant."""
    gazetteer = town.around.gazetteer
    typed = typed_in(form)
    if not typed:
        return {}, ()
    meant = places.meant(typed, gazetteer)
    known = chosen_of(meant, form)
    if known is not None:
        return dict(places.found(known, typed, gazetteer)), ()
    return {"text": typed}, () if form.get(KEY) == places.KEEP else meant


def _form(
    desk: Desk, form: Mapping[str, str], typed: Typed | None = None, *, status: int = 200, proposes: bool = False
) -> Response:
    values = {name: form.get(name, "") for name in _FIELDS}
    values["key"] = _key(form)
    proposed = goes_to = None
    if typed is not None and proposes:
        decision = desk.parts.calling.propose(desk.visit.municipality, typed.call)
        values["category"] = decision.category
        urgency = words.URGENCIES[decision.urgency]
        fill = {"category": Text(CATEGORIES[decision.category].label), "urgency": urgency}
        proposed = Text(calling_words.PROPOSED.msgid, fill)
        goes_to = desk.town.around.goes_to(typed.call.answers, typed.call.voice, desk.parts.clock.now())
        sounds_bad = bool(decision.danger) and not typed.call.in_danger
    else:
        sounds_bad = False
    return desk.show(
        "console/call.html",
        calling_words.NEW,
        status=status,
        has_switch=not form,
        calling=calling_words,
        values=values,
        proposed=proposed,
        goes_to=goes_to,
        sounds_bad=sounds_bad,
        problem=typed.problem if typed and status != 200 else None,
        maybe=typed.maybe if typed else (),
        keep=places.KEEP,
        most=LONGEST_WORDS,
        categories=[(key, Text(each.label)) for key, each in CATEGORIES.items()],
        places=[place.name for place in desk.town.around.gazetteer.listed()],
        spoken=[(code, desk.town.around.language_names.get(code, code)) for code in desk.town.rules.languages],
    )
