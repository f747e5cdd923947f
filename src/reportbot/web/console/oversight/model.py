"""Which model reads along in the town, those that were trained for it, and the switch. As nouns, like all changes."""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.responses import Response

from reportbot.core.access.actions import Action
from reportbot.core.cases.triage.learning import may_be_switched_to, share_in
from reportbot.core.errors import TransitionRefused, UnknownCode
from reportbot.core.messages import Text
from reportbot.service.records import ModelState, TrainedModel
from reportbot.service.triage.learning import number_of
from reportbot.web.console import times
from reportbot.web.console.actors import actor_name
from reportbot.web.console.desk import Desk, back_to
from reportbot.web.console.oversight import model_words
from reportbot.web.forms import number_in

SHIPPED = "shipped"
UNKNOWN = "–"


Figure = tuple[str, str]
"""A share, and of how many."""


@dataclass(frozen=True, slots=True)
class Line:
    """One model; `figures` are a name, before and after. `may_switch`: it loses no emergency."""

    key: str
    name: Text
    made: Text
    is_active: bool
    may_switch: bool
    figures: list[tuple[Text, Figure, Figure]]


async def show_model(desk: Desk) -> Response:
    """GET …/model"""
    page = await desk.parts.models.page(desk.visit.municipality)
    zone, active = desk.town.rules.zone, page.active
    since = None
    if active and active.switched_at:
        who = actor_name(active.switched_by, await desk.people(), desk.town)
        since = Text(model_words.SINCE.msgid, {"day": times.day(active.switched_at, zone), "who": who})
    return desk.show(
        "console/model.html",
        model_words.MODEL,
        model=model_words,
        page=page,
        name=_name(active) if active else model_words.SHIPPED,
        since=since,
        was=str(active.id) if active else SHIPPED,
        no_model=Text(model_words.NONE.msgid, {"command": f"{model_words.TRAIN} {desk.visit.municipality}"}),
        lines=[_line(each, zone) for each in page.models],
        may_switch=desk.may(Action.SWITCH_MODEL),
        shipped=SHIPPED,
        note=model_words.DONE.get(desk.request.query_params.get("done", "")),
    )


async def make_switch(desk: Desk) -> Response:
    """POST …/model/switch with `to`, and `was` as it stood: a number, or "shipped". Raises FormRefused, UnknownCode."""
    form = await desk.form()
    try:
        to, was = _id(form.get("to", "")), _id(form.get("was", ""))
        await desk.parts.models.switch(desk.visit.municipality, to, was, desk.by)
    except TransitionRefused:
        return _refused(desk, 409)
    return back_to(f"{desk.home}/model", done="switched")


def _id(said: str) -> int | None:
    """None for the one that comes with the program. Raises UnknownCode."""
    if said == SHIPPED:
        return None
    if (number := number_in(said)) is None:
        raise UnknownCode("no such model")
    return number


def _line(model: TrainedModel, zone: str) -> Line:
    facts = model.facts
    made = {"day": times.day(model.made_at, zone), "count": facts.get("used", "0")}
    figures = [
        (label, _share(facts, f"{key}_before"), _share(facts, f"{key}_after"))
        for key, label in model_words.FIGURES.items()
    ]
    before, after = (facts.get(f"macro_f1_{which}", UNKNOWN) for which in ("before", "after"))
    figures.append((model_words.MACRO_F1, (before, ""), (after, "")))
    return Line(
        str(model.id),
        _name(model),
        Text(model_words.MADE.msgid, made),
        model.state is ModelState.ACTIVE,
        may_be_switched_to(facts),
        figures,
    )


def _share(facts: Mapping[str, str], name: str) -> Figure:
    share = share_in(facts, name)
    return (f"{100 * share.value:.1f} %", f"{share.hits}/{share.count}") if share else (UNKNOWN, "")


def _name(model: TrainedModel) -> Text:
    return Text(model_words.NUMBER.msgid, {"number": number_of(model)})


def _refused(desk: Desk, status: int) -> Response:
    return desk.show(
        "console/message.html", model_words.MODEL, status=status, text=model_words.NOT_NOW, back=f"{desk.home}/model"
    )
