"""The supervisor's page: what is late and whose it is, how long it takes, who carries how much, who waits longer."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from starlette.responses import Response

from reportbot.core.access.actions import Action
from reportbot.core.access.counting import counted_for, listed_for
from reportbot.core.cases.desk.measures import FEWEST, FEWEST_FOR_SLOWEST, PERIODS, Group, Late, Load, Owed, period_of
from reportbot.core.categories import CATEGORIES
from reportbot.core.languages import NAMES_ON_PAGES
from reportbot.core.messages import Text
from reportbot.service.desk.supervising import Overview
from reportbot.service.towns import Town
from reportbot.web.console import times
from reportbot.web.console.actors import person_name
from reportbot.web.console.desk import Desk
from reportbot.web.console.oversight import figure_words as words
from reportbot.web.console.oversight.pictures import (
    Picture,
    few,
    half_of,
    kept_of,
    measured,
    most_of,
    shares,
    spans,
)
from reportbot.web.console.place_names import place_name


@dataclass(frozen=True, slots=True)
class OwedLine:
    """`since` is None where nothing is late."""

    institution: Text
    person: Text
    open: int
    late: int
    since: datetime | None


@dataclass(frozen=True, slots=True)
class LateLine:
    number: str
    matter: Text
    institution: Text
    person: Text
    how_late: Text


@dataclass(frozen=True, slots=True)
class GroupLine:
    """One line of a table; None is shown as a dash."""

    name: Text
    count: Text
    answer_half: Text | None = None
    answer_most: Text | None = None
    answer_kept: Text | None = None
    done_half: Text | None = None
    done_most: Text | None = None
    done_kept: Text | None = None


@dataclass(frozen=True, slots=True)
class Split:
    """The same times split by one thing: two pictures and one table."""

    pictures: Sequence[Picture]
    lines: Sequence[GroupLine]


async def show_figures(desk: Desk) -> Response:
    """GET …/figures?weeks=4|13|26|52"""
    overview = await overview_for(desk, desk.request.query_params.get("weeks", ""))
    town = desk.town
    return desk.show(
        "console/figures.html",
        words.FIGURES,
        figures=words,
        periods=PERIODS,
        weeks=overview.weeks,
        late_all=overview.late_all,
        late_picture=late_picture(overview.owed, town),
        owed=[owed_line(each, town) for each in overview.owed],
        late=[late_line(each, town, overview) for each in overview.late],
        opens=desk.may(Action.SEE_CASE),
        exports=desk.may(Action.EXPORT),
        offices=split_of("offices", overview.offices, {each.key: town.name_of(each.key) for each in overview.offices}),
        tongues=split_of("languages", overview.languages, {key: _language(key) for key in _keys(overview.languages)}),
        places=split_of("places", overview.places, {key: place_name(town, key) for key in _keys(overview.places)}),
        loads=_loads(overview, town),
        since=times.day(overview.since, town.rules.zone),
        until=times.day(overview.until - timedelta(days=1), town.rules.zone),
        few=FEWEST,
        slowest=FEWEST_FOR_SLOWEST,
    )


async def overview_for(desk: Desk, weeks: str) -> Overview:
    """As far as whoever asks reaches."""
    coordinator = desk.town.rules.coordinator
    counted, listed = counted_for(desk.member, coordinator), listed_for(desk.member, coordinator)
    return await desk.parts.oversight.figures.overview(desk.visit.municipality, counted, listed, period_of(weeks))


def late_picture(owed: Sequence[Owed], town: Town) -> Picture | None:
    """By institution, the one with most that is late first."""
    sums: dict[str, tuple[int, int]] = {}
    for each in owed:
        open_, late = sums.get(each.institution, (0, 0))
        sums[each.institution] = open_ + each.open, late + each.late
    rows = sorted(sums.items(), key=lambda row: (-row[1][1], -row[1][0], row[0]))
    named = [(town.name_of(key), open_, late) for key, (open_, late) in rows]
    desc = Text(words.DESC["late"].msgid, {"count": len(named)})
    return shares("late", words.LATE_PICTURE, desc, named) if named else None


def owed_line(owed: Owed, town: Town) -> OwedLine:
    person = _staff(town).get(owed.person, Text("{key}", {"key": owed.person})) if owed.person else words.NOBODY
    return OwedLine(town.name_of(owed.institution), person, owed.open, owed.late, owed.since)


def late_line(late: Late, town: Town, overview: Overview) -> LateLine:
    people = [person_name(late.taken_by, overview.people)] if late.taken_by else []
    if late.assigned:
        people.append(_staff(town).get(late.assigned, Text("{key}", {"key": late.assigned})))
    matter = CATEGORIES[late.category].label if late.category in CATEGORIES else late.category
    return LateLine(
        late.number, Text(matter), town.name_of(late.institution), _listed(people), times.due(late.due_at, overview.now)
    )


def split_of(key: str, groups: Sequence[Group], names: Mapping[str, Text]) -> Split:
    said = measured(groups)
    desc = Text(words.DESC["times"].msgid, {"count": len(said)})
    pictures = (
        spans(f"{key}-answer", words.ANSWER_PICTURE, desc, [(names[each.key], each.answered) for each in said]),
        spans(f"{key}-done", words.DONE_PICTURE, desc, [(names[each.key], each.done) for each in said]),
    )
    exact = key == "offices"
    return Split(pictures if said else (), [group_line(each, names[each.key], exact=exact) for each in groups])


def group_line(group: Group, name: Text, *, exact: bool) -> GroupLine:
    if group.count is None:
        return GroupLine(name, few())
    count = Text("{count}" if exact else words.ABOUT.msgid, {"count": group.count})
    answered, done = group.answered, group.done
    return GroupLine(
        name=name,
        count=count,
        answer_half=half_of(answered),
        answer_most=most_of(answered),
        answer_kept=kept_of(answered),
        done_half=half_of(done),
        done_most=most_of(done),
        done_kept=kept_of(done),
    )


def _loads(overview: Overview, town: Town) -> list[tuple[Picture, list[tuple[Text, int, int]]]]:
    """At the desk by member, in the institutions by those whom the file names."""
    staff = _staff(town)
    desk = _rows(overview.taken.values(), {key: person_name(key, overview.people) for key in overview.taken})
    offices = _rows(overview.assigned.values(), staff)
    found = []
    for key, title, rows in (("desk", words.DESK_PICTURE, desk), ("staff", words.OFFICES_PICTURE, offices)):
        desc = Text(words.DESC["load"].msgid, {"count": len(rows)})
        if rows:
            found.append((shares(f"load-{key}", title, desc, rows), rows))
    return found


def _rows(loads: Iterable[Load], names: Mapping[str, Text]) -> list[tuple[Text, int, int]]:
    ordered = sorted(loads, key=lambda each: (-each.open, -each.late, each.person))
    return [(names.get(each.person) or person_name(each.person, {}), each.open, each.late) for each in ordered]


def _staff(town: Town) -> dict[str, Text]:
    return {each.key: Text(each.name) for each in town.rules.staff}


def _listed(names: Sequence[Text]) -> Text:
    keyed = {f"name{place}": name for place, name in enumerate(names)}
    return Text(", ".join(f"{{{name}}}" for name in keyed), keyed) if keyed else words.NOBODY


def _keys(groups: Sequence[Group]) -> list[str]:
    return [each.key for each in groups]


def _language(key: str) -> Text:
    return Text("{name}", {"name": NAMES_ON_PAGES.get(key, key)})
