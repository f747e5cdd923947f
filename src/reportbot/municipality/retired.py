"""An institution that is retired keeps its name for old cases; nothing of the file may still lead to it."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from reportbot.core.wrong import Wrong, office, wrong
from reportbot.municipality.offices import Institution
from reportbot.municipality.toml import Source

_NAMED: Mapping[str, tuple[str, ...]] = {
    "institutions": ("boss", "instead", "people_of"),
    "rules": ("lead", "together", "copies", "instead", "when"),
    "duty": ("role", "rotation", "deputy"),
    "duty_swaps": ("role", "with"),
    "duty_away": ("role",),
    "ladder": ("to",),
    "staff": ("institution",),
}
"""Which keys of which tables name institutions."""


def check_retired(source: Source, institutions: Mapping[str, Institution], coordinator: str) -> None:
    """Every problem goes to the table that names one."""
    gone = {key for key, each in institutions.items() if each.retired}
    if coordinator in gone:
        source.problem(("coordinator",), wrong("the reporting desk cannot be retired"))
    for name, keys in _NAMED.items() if gone else ():
        for number, row in enumerate(_rows(source.data.get(name))):
            if row.get("retired") is True:
                continue
            for key in keys:
                for named in _offices(row.get(key), is_time=key == "when"):
                    if named in gone:
                        source.problem((name, number, key), _still(name, named))


def _still(table: str, key: str) -> Wrong:
    match table:
        case "rules":
            return wrong("{office} is retired, but this rule still names it", office=office(key))
        case "institutions":
            return wrong("{office} is retired, but this institution still names it", office=office(key))
        case "ladder":
            return wrong("{office} is retired, but the reminders still go to it", office=office(key))
        case "staff":
            return wrong("{office} is retired, but the list of staff still names it", office=office(key))
    return wrong("{office} is retired, but the duty roster still names it", office=office(key))


def _rows(given: Any) -> list[dict[str, Any]]:
    return [row for row in given if isinstance(row, dict)] if isinstance(given, list) else []


def _offices(value: Any, *, is_time: bool) -> Iterator[str]:
    """ "police is closed" names one too."""
    texts: Iterable[Any] = value if isinstance(value, list) else [value]
    for text in texts:
        if isinstance(text, str):
            yield text.partition(" is ")[0] if is_time else text
