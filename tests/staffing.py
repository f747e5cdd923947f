"""Three roles in one office, put into a town that is running already."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, cast

from reportbot.core.cases.offices.assignment import Staff, subjects_of
from reportbot.service.towns import Town

ROADS = Staff("roads", "Officer for roads", "public_services", ("sq",), subjects_of(["manhole", "waste"]))
BINS = Staff("bins", "Officer for bins", "public_services", ("sq", "sr"))
GONE = Staff("gone", "Officer on leave", "public_services", away=((date(2026, 1, 1), date(2027, 12, 31)),))
DESK = Staff("desk_clerk", "Clerk of the desk", "coordinator")
EVERYBODY = (ROADS, BINS, GONE, DESK)


def staffed(towns: Mapping[str, Town], staff: tuple[Staff, ...] = EVERYBODY, key: str = "drenas") -> None:
    town = towns[key]
    cast(dict[str, Town], towns)[key] = replace(town, rules=replace(cast(Any, town.rules), staff=staff))
