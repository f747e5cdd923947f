"""The places of a town and its schools: names, kind, point, what they lie in. None is ever taken out."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from reportbot.core.errors import UnknownCode
from reportbot.core.languages import NAMES
from reportbot.core.messages import Text
from reportbot.core.townfile.subjects import Kind, value_of
from reportbot.web.console.settings import institution_words, place_words, words
from reportbot.web.console.settings import number_words as numbers
from reportbot.web.console.settings.fields import (
    ON,
    At,
    Change,
    Field,
    FieldSet,
    FieldsWrong,
    Flat,
    Group,
    Line,
    Wanted,
    check_field,
    choice_field,
    listed,
    plain,
    text_field,
    together,
)
from reportbot.web.console.settings.institutions import languages_of
from reportbot.web.console.settings.keys import key_made
from reportbot.web.console.settings.rules import place_said

EXAMPLE = "42.6283, 20.8939"
_POINT = re.compile(r"(-?\d{1,3}(?:\.\d{1,8})?)\s*[,; ]\s*(-?\d{1,3}(?:\.\d{1,8})?)")
_LISTS = {Kind.PLACE: "places", Kind.SCHOOL: "schools"}
_WITHIN = {Kind.PLACE: "in_place", Kind.SCHOOL: "place"}


class Places:
    path, title, help = "places", place_words.PLACES_AND_SCHOOLS, place_words.HELP
    kinds = (Kind.PLACE, Kind.SCHOOL)

    def groups(self, at: At) -> list[Group]:
        return [
            Group(place_words.PLACES, _lines(at, Kind.PLACE), (place_words.NEW_PLACE, Wanted(Kind.PLACE))),
            Group(place_words.SCHOOLS, _lines(at, Kind.SCHOOL), (place_words.NEW_SCHOOL, Wanted(Kind.SCHOOL))),
        ]

    def flat(self, at: At, wanted: Wanted) -> Flat:
        kind = Kind(wanted.kind)
        row = value_of(at.tables, (kind, wanted.of))
        if row is None:
            if wanted.of:
                raise UnknownCode("no such place")
            return {"kind_of": "village", "confidence": "B", "offered": ON}
        name, point = row.get("name", ""), row.get("at")
        flat = {f"name_{code}": said for code, said in name.items()} if isinstance(name, dict) else {"name": name}
        flat |= {"kind_of": row.get("kind", ""), "confidence": row.get("confidence", "")}
        flat |= {"within": row.get(_WITHIN[kind], ""), "variants": ", ".join(row.get("variants", []))}
        flat["point"] = f"{point[0]}, {point[1]}" if isinstance(point, list) and len(point) == 2 else ""
        flat |= {"removed": ON} if row.get("removed") else {}
        return flat | ({"offered": ON} if row.get("offered", row.get("confidence") != "C") else {})

    def fieldsets(self, at: At, wanted: Wanted, flat: Flat) -> list[FieldSet]:
        shared: tuple[Field, ...] = (
            text_field(flat, "variants", place_words.VARIANTS),
            choice_field(flat, "confidence", numbers.CONFIDENCE, place_words.SURE.items()),
            check_field(flat, "offered", place_words.OFFERED, place_words.OFFERED_HELP),
        )
        if wanted.of:
            shared = (*shared, check_field(flat, "removed", place_words.REMOVED, place_words.REMOVED_HELP))
        if wanted.kind == Kind.SCHOOL:
            within = choice_field(flat, "within", place_words.IN_PLACE, _places(at, flat))
            return [FieldSet(None, (text_field(flat, "name", words.NAME, required=True), within, *shared))]
        point = Text(place_words.POINT_HELP.msgid, {"example": EXAMPLE})
        others = [("", words.NO_OTHER), *(each for each in _places(at, flat) if each[0] != wanted.of)]
        return [
            FieldSet(words.NAME, tuple(_name_field(flat, code, n) for n, code in enumerate(languages_of(at)))),
            FieldSet(
                None,
                (
                    choice_field(flat, "kind_of", place_words.KIND, place_words.KINDS.items()),
                    choice_field(flat, "within", place_words.IN_PLACE, others),
                    text_field(flat, "point", place_words.POINT, help=point),
                    *shared,
                ),
            ),
        ]

    def read(self, at: At, wanted: Wanted, flat: Flat, today: date) -> Change:
        kind = Kind(wanted.kind)
        old = value_of(at.tables, (kind, wanted.of)) or {}
        names = _names(at, kind, flat, old)
        first = names if isinstance(names, str) else next(iter(names.values()), "")
        if not first:
            raise FieldsWrong(words.NAME_NEEDED, _first_field(at, kind))
        prefix = "school" if kind is Kind.SCHOOL else "place"
        said = f"school {first}" if kind is Kind.SCHOOL else first
        key = wanted.of or key_made(at, kind, said, prefix, _first_field(at, kind))
        row: dict[str, Any] = {"key": key, **old, "name": names, "confidence": flat.get("confidence", "")}
        given: dict[str, Any] = {_WITHIN[kind]: flat.get("within", ""), "variants": listed(flat.get("variants", ""))}
        if kind is Kind.PLACE:
            given |= {"kind": flat.get("kind_of", ""), "at": _point(flat.get("point", ""), old.get("at"))}
        row = {name: each for name, each in (row | given).items() if name not in given or each}
        offered = flat.get("offered") == ON and row["confidence"] != "C"
        if offered != row.get("offered", row["confidence"] != "C"):
            row["offered"] = offered
        if (flat.get("removed") == ON) != row.get("removed", False):
            row["removed"] = flat.get("removed") == ON
        return (kind, key), row


def _names(at: At, kind: Kind, flat: Flat, old: Mapping[str, Any]) -> Any:
    """A school has one name, a place one for each language; those in other languages stay."""
    if kind is Kind.SCHOOL:
        return flat.get("name", "").strip()
    fields = languages_of(at)
    before = old.get("name", {})
    typed = {code: flat.get(f"name_{code}", "").strip() for code in (*before, *(c for c in fields if c not in before))}
    named = {code: said if code in fields else before[code] for code, said in typed.items()}
    return {code: name for code, name in named.items() if name}


def _first_field(at: At, kind: Kind) -> str:
    return "name" if kind is Kind.SCHOOL else f"name_{languages_of(at)[0]}"


def _name_field(flat: Flat, code: str, place: int) -> Field:
    label = Text(institution_words.NAME_IN.msgid, {"language": NAMES[code]})
    help = institution_words.NAME_HELP if place == 0 else None
    return text_field(flat, f"name_{code}", label, help=help)


def _point(typed: str, before: Any) -> list[float] | None:
    """As it was where nobody has typed over it. Raises FieldsWrong."""
    if not typed.strip():
        return None
    found = _POINT.fullmatch(typed.strip())
    if found is None:
        raise FieldsWrong(Text(place_words.NO_POINT.msgid, {"example": EXAMPLE}), "point")
    point = [float(found[1]), float(found[2])]
    return before if before == point else point


def _places(at: At, flat: Flat) -> list[tuple[str, Text]]:
    there = [str(row.get("key", "")) for row in at.rows("places") if not row.get("removed") or _is_in(row, flat)]
    return [(key, place_said(key, at.town)) for key in there]


def _is_in(row: Mapping[str, Any], flat: Flat) -> bool:
    return bool(row.get("key") == flat.get("within"))


def _lines(at: At, kind: Kind) -> tuple[Line, ...]:
    """Those that are removed last."""
    rows = sorted(at.rows(_LISTS[kind]), key=lambda row: row.get("removed") is True)
    return tuple(_line(at, kind, row) for row in rows)


def _line(at: At, kind: Kind, row: Mapping[str, Any]) -> Line:
    key, within = str(row.get("key", "")), str(row.get(_WITHIN[kind], ""))
    about = [place_words.KINDS[row["kind"]]] if row.get("kind") in place_words.KINDS else []
    about += [place_said(within, at.town)] if within else []
    offered = row.get("offered", row.get("confidence") != "C")
    title = plain(row["name"]) if kind is Kind.SCHOOL else place_said(key, at.town)
    warning = place_words.IS_REMOVED if row.get("removed") else None if offered else place_words.NOT_OFFERED
    return Line(title, (together(about),) if about else (), Wanted(kind, key), (), warning)
