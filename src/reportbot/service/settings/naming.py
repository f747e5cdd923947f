"""What people type or read that decides where their words go, in two versions of a town: names of offices that a
complaint finds, names and points of places that rules tell apart, numbers and addresses that they are shown. Pure.
"""

from collections.abc import Iterable, Iterator, Mapping

from reportbot.core.messages import Location
from reportbot.core.outgoing.links import LINK, links_in
from reportbot.core.outgoing.personal import MAIL, PHONE, spans_of
from reportbot.core.places import Place
from reportbot.service.office_names import other_names
from reportbot.service.settings.hearing import Heard, heard_at
from reportbot.service.towns import Rules, Town

Places = Mapping[str, Place]
_REACHED = frozenset({LINK, MAIL, PHONE})
_NEAR = 5.0  # km
_ROUND = (-0.03, -0.01, -0.003, 0.0, 0.003, 0.01, 0.03)
"""In degrees, from a point: some hundred metres to some kilometres."""


def newly_shown(before: Town, after: Town) -> frozenset[tuple[str, str]]:
    """Numbers to call, and pages: who is shown one in danger tells there what they would tell us. Also those that stand
    in words of the town's own: below a number, in a reply, in the name of a place, in why an office has it."""
    one, other = _own_words(before), _own_words(after)
    said = {(key, way) for key, text in other - one for way in _ways_in(text)}
    if said:
        said -= {(key, way) for key, text in one - other for way in _ways_in(text)}
    return frozenset(said | (_shown(after.rules) - _shown(before.rules)))


def _shown(rules: Rules) -> set[tuple[str, str]]:
    entries = [entry for entry in rules.directory if entry.may_be_shown]
    return {(each.key, way) for each in entries for way in (each.number, *each.other_numbers, each.url) if way}


def _own_words(town: Town) -> set[tuple[str, str]]:
    rules, places = town.rules, town.around.gazetteer.by_key.values()
    entries = [each for each in rules.directory if each.may_be_shown]
    said = {(each.key, text) for each in entries for text in (each.name, each.short, each.note, each.audience)}
    said |= {(key, text) for key, reply in rules.replies.items() for text in reply.text.names.values()}
    said |= {(rule.name, rule.because) for rule in rules.rules}
    return said | {(place.key, text) for place in places for text in place.name.names.values()}


def renamed(before: Rules, after: Rules) -> Iterator[tuple[str, str]]:
    """Offices that a complaint would find by other words than before, and by which. Such a complaint is kept away from
    whom it names (R15): with a word less from nobody, with one more from somebody who is not meant."""
    for key, office in after.institutions.items():
        former = before.institutions.get(key)
        if former is None or former.retired or office.retired:
            continue
        if (names := other_names(office)) != other_names(former):
            yield key, ", ".join(sorted(names))


def misled(before: Town, after: Town) -> Iterator[str]:
    """Names or points that lead to another place than before, where somebody hears of it who did not."""
    one, other = before.around.gazetteer.by_key, after.around.gazetteer.by_key
    changed = [key for key in {**one, **other} if one.get(key) != other.get(key)]
    named = {place for town in (before, after) for rule in town.rules.rules for place in rule.places}
    if not changed or not named:
        return
    was, becomes = heard_at(before.rules, after.rules)
    for asked in sorted(set(_texts(one, other, changed))) + sorted(set(_points(one, other, changed))):
        found, now = _found(before, asked), _found(after, asked)
        if any(_is_more(becomes(key), map(was, found)) for key in now if key not in found):
            yield f"{asked} {now}"


def _is_more(now: Heard, before: Iterable[Heard]) -> bool:
    """Whether anybody hears of anything at all that they heard of nowhere before, or later."""
    known = list(before)
    return any(
        all(ear not in each[number] or soon < each[number][ear] for each in known)
        for number, matter in enumerate(now)
        for ear, soon in matter.items()
    )


def _found(town: Town, asked: str | tuple[float, float]) -> list[str]:
    """The keys of the places that are meant by a name or a point; "" for none."""
    gazetteer = town.around.gazetteer
    if isinstance(asked, str):
        return [each.key for each in gazetteer.find(asked)] or [""]
    near = gazetteer.nearest(Location(*asked), _NEAR)
    return [near.key if near else ""]


def _texts(one: Places, other: Places, changed: Iterable[str]) -> Iterator[str]:
    for place in (of[key] for of in (one, other) for key in changed if key in of):
        yield from (*place.name.names.values(), *place.variants, *place.alternatives)


def _points(one: Places, other: Places, changed: Iterable[str]) -> Iterator[tuple[float, float]]:
    """Where it lay and lies, and round about."""
    for key in changed:
        lay, lies = (of[key].location if key in of and of[key].offered else None for of in (one, other))
        for spot in (lay, lies) if lay != lies else ():
            if spot is None:
                continue
            yield from ((spot.latitude + north, spot.longitude + east) for north in _ROUND for east in _ROUND)


def _ways_in(text: str) -> tuple[str, ...]:
    """Numbers, mail addresses and links that somebody could write to."""
    return tuple(text[span.start : span.end] for span in (*spans_of(text), *links_in(text)) if span.kind in _REACHED)
