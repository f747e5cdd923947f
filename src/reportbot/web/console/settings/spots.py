"""Which field of a form a sentence of the check is about: the keys of the file beside the names of the fields."""

from collections.abc import Collection, Mapping

from reportbot.core.errors import Problem
from reportbot.core.townfile.subjects import Kind, Subject
from reportbot.web.console.settings.fields import Flat, Wanted, count_in

LISTS: Mapping[Kind, str] = {
    Kind.INSTITUTION: "institutions",
    Kind.CONTACT: "institutions",
    Kind.OFFICE: "institutions",
    Kind.HOTLINE: "hotlines",
    Kind.RULE: "rules",
    Kind.PLACE: "places",
    Kind.SCHOOL: "schools",
    Kind.REPLY: "reply_templates",
}
"""Whose rows have names, by which they are known."""
_ROWS: Mapping[Kind, str] = {
    Kind.DUTY: "duty",
    Kind.SWAP: "duty_swaps",
    Kind.ABSENCE: "duty_away",
    Kind.PROMISES_FOR: "promises_for",
}
"""Whose rows have numbers alone."""
_NAMES: Mapping[str, Mapping[str, str]] = {
    "hotlines": {"other_numbers": "number"},
    "places": {"in_place": "within", "kind": "kind_of", "at": "point"},
    "schools": {"place": "within"},
    "reply_templates": {"text": "text."},
    "duty": {
        "role": "role0",
        "rotation": "role1",
        "changes": "changes_on",
        "days": "day",
        "hours": "from_clock",
    },
    "duty_swaps": {"from": "from_day", "to": "to_day"},
    "duty_away": {"from": "from_day", "to": "to_day"},
}
"""Fields that have another name than the key in the file; one that ends with a full stop begins with it."""
_WAYS = ("ways", "second", "head")
_ASKED = ("by", "to", "urgency", "when")


def field_of(problem: Problem, of: Subject, wanted: Wanted, flat: Flat, names: Collection[str]) -> str:
    """The name of the field among `names`, as they stand on the page; "" where it is about something else, or about
    all of it."""
    table, key, *inner = *_inside(problem, of, wanted), "", ""
    if key in _WAYS:
        return _of_way(problem, flat, names)
    name = _NAMES.get(table, {}).get(key, key)
    if key == "name" and inner[0]:
        name = f"name_{inner[0]}"
    if name == "when" and flat.get("when_is"):
        name = "when_is"
    if name in names or not name:
        return name
    begins = "name_" if key == "name" else name if name.endswith(".") else "\0"
    return next((each for each in names if each.startswith(begins)), "")


def _inside(problem: Problem, of: Subject, wanted: Wanted) -> tuple[str, ...]:
    """The list, and the keys within the row that the form is about; nothing where it is about another row."""
    kind, subject = of
    where = tuple(str(each) for each in problem.where)
    if kind is Kind.PROMISE:
        return where[:1] + where[2:] if where[:2] == ("promises", subject) else ("",)
    if kind in LISTS:
        return where[:1] + where[2:] if problem.about == (LISTS[kind], subject) else ("",)
    is_here = count_in(wanted.of) is None or where[1:2] == (wanted.of,)  # what is new stands last: others are right
    return where[:1] + where[2:] if kind in _ROWS and where[:1] == (_ROWS[kind],) and is_here else ("",)


def _of_way(problem: Problem, flat: Flat, names: Collection[str]) -> str:
    """Ways that are left empty are not in the file."""
    given = [name[2:] for name in names if name.startswith("by") and flat.get(name)]
    keys = [each for each in problem.where[2:] if isinstance(each, int)]
    at = given[keys[0]] if keys and keys[0] < len(given) else ""
    last = str(problem.where[-1])
    name = f"{last if last in _ASKED else 'to'}{at}"
    return name if at and name in names else next(iter(names), "")
