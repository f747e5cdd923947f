"""Hours of a town's own clock as its file writes them: "20:00-06:00", "saturday-sunday 08:00-12:00", "holidays …"."""

import re

from reportbot.core.cases.routing.when import HOLIDAY, Span, Window
from reportbot.core.wrong import Wrong
from reportbot.municipality.parts import Hours, days_from, span_from
from reportbot.municipality.toml import Table


def window_from(table: Table, key: str, text: str, hours: Hours, wrong: Wrong) -> Window | None:
    """Parts, each of days and hours; all of them add up. A part without days is for every day.

    None, with the problem `wrong`, where `text` is none of that.
    """
    zone, days_off, _ = hours
    weekly: dict[int, tuple[Span, ...]] = {}
    for part in text.split(";"):
        found = re.fullmatch(r"\s*(every day|[a-z]+(?:-[a-z]+)?)?((?:\s*\b\d\d:\d\d-\d\d:\d\d)+)\s*", part)
        days = (HOLIDAY,) if found and found[1] == "holidays" else days_from((found and found[1]) or "every day")
        spans = [span for each in found[2].split() if (span := span_from(each))] if found else []
        if not found or not days or len(spans) != len(found[2].split()):
            if text:
                table.problem(wrong, key)
            return None
        for day in days:
            weekly[day] = (*weekly.get(day, ()), *spans)
    return Window(weekly, days_off, zone)
