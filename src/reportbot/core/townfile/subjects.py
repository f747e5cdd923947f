"""What of a municipality file can be changed in the console, each by its kind and its subject: look it up, replace it.

kind            subject                 value
hotline         its key                 the table
institution     its key                 the table, without what the next two are about; None before it is added
contact         an institution's key    its ways, second contact and head
office          an institution's key    who is told when it stays silent, and whether it takes no reports
duty            ""                      all rows of the roster
swap, absence   the row in a few words  the row
rule            its name                the table
rule_order      ""                      the names, first one first
promise         an urgency              the table
urgency         a category              {urgency: its word}
ladder          ""                      all rungs
signing         an institution's key    which of its webhook secrets signs
promises_for    ""                      all rows: what is promised for some categories
reply           its key                 the table
place, school   its key                 the table
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

Tables = dict[str, Any]
"""As tomllib reads them."""
BEFORE = "@before"
"""In the value of a rule: the name of the rule that it stands in front of. A hint, which is not compared."""
OFFICE_KEYS = ("boss", "refuses")
SECRET_KEYS = ("webhook_secret",)
CONTACT_KEYS = ("email", "telegram", "sms", "nowhere", "ways", "second", "head")


class Kind(StrEnum):
    FILE = "file"
    HOTLINE = "hotline"
    INSTITUTION = "institution"
    CONTACT = "contact"
    OFFICE = "office"
    DUTY = "duty"
    SWAP = "swap"
    ABSENCE = "absence"
    RULE = "rule"
    RULE_ORDER = "rule_order"
    PROMISE = "promise"
    PROMISES_FOR = "promises_for"
    REPLY = "reply"
    URGENCY = "urgency"
    LADDER = "ladder"
    SIGNING = "signing"
    PLACE = "place"
    SCHOOL = "school"


Subject = tuple[Kind, str]
_ROWS: Mapping[Kind, tuple[str, str]] = {
    Kind.HOTLINE: ("hotlines", "key"),
    Kind.RULE: ("rules", "name"),
    Kind.REPLY: ("reply_templates", "key"),
    Kind.PLACE: ("places", "key"),
    Kind.SCHOOL: ("schools", "key"),
}
_LISTS: Mapping[Kind, str] = {Kind.DUTY: "duty", Kind.PROMISES_FOR: "promises_for", Kind.LADDER: "ladder"}
_PERIODS: Mapping[Kind, tuple[str, Sequence[str]]] = {
    Kind.SWAP: ("duty_swaps", ("role", "with", "from", "to")),
    Kind.ABSENCE: ("duty_away", ("role", "from", "to")),
}
_PARTS: Mapping[Kind, Sequence[str]] = {
    Kind.CONTACT: CONTACT_KEYS,
    Kind.OFFICE: OFFICE_KEYS,
    Kind.SIGNING: SECRET_KEYS,
}
"""Of the table of an institution."""
_OF_PARTS = frozenset((*CONTACT_KEYS, *OFFICE_KEYS, *SECRET_KEYS))


def value_of(tables: Tables, of: Subject) -> Any:
    """None where the file has no such thing."""
    kind, subject = of
    if kind in _ROWS:
        name, key = _ROWS[kind]
        rows = _rows(tables, name)
        found = next((number for number, row in enumerate(rows) if row.get(key) == subject), None)
        if found is None:
            return None
        behind = {BEFORE: rows[found + 1].get(key, "")} if kind is Kind.RULE and found + 1 < len(rows) else {}
        return {**rows[found], **behind}
    if kind is Kind.RULE_ORDER:
        return [row.get("name", "") for row in _rows(tables, "rules")]
    if kind in _LISTS:
        return list(_rows(tables, _LISTS[kind])) or None
    if kind in _PERIODS:
        return next((row for row in _rows(tables, _PERIODS[kind][0]) if subject_of(kind, row) == subject), None)
    if kind is Kind.PROMISE:
        promises = tables.get("promises")
        return promises.get(subject) if isinstance(promises, dict) else None
    if kind is Kind.URGENCY:
        urgencies = tables.get("urgencies")
        word = urgencies.get(subject) if isinstance(urgencies, dict) else None
        return None if word is None else {"urgency": word}
    if kind is Kind.INSTITUTION:
        office = _office(tables, subject)
        return None if office is None else {key: each for key, each in office.items() if key not in _OF_PARTS}
    if kind in _PARTS:
        office = _office(tables, subject)
        return None if office is None else {key: office[key] for key in _PARTS[kind] if key in office}
    return None


def copy_of(value: Any) -> Any:
    """A value of a file with tables and lists of its own; what they hold cannot change. `deepcopy` takes ten times as
    long, for it looks after what a file does not have: the same table in two places, tables within themselves.
    """
    if isinstance(value, dict):
        return {key: copy_of(each) for key, each in value.items()}
    return [copy_of(each) for each in value] if isinstance(value, list) else value


def with_value(tables: Tables, of: Subject, value: Any) -> Tables:
    """The same tables with another value there; None removes it. What has no place in them is left out."""
    kind, subject = of
    changed = copy_of(tables)
    value = copy_of(value)
    if kind in _ROWS:
        name, key = _ROWS[kind]
        changed[name] = _with_row(_rows(changed, name), key, subject, value, first=kind is Kind.RULE)
    elif kind is Kind.RULE_ORDER:
        changed["rules"] = _ordered(_rows(changed, "rules"), value or [])
    elif kind in _LISTS:
        changed[_LISTS[kind]] = value or []
    elif kind in _PERIODS:
        name = _PERIODS[kind][0]
        kept = [row for row in _rows(changed, name) if subject_of(kind, row) != subject]
        changed[name] = [*kept, value] if value is not None else kept
    elif kind is Kind.INSTITUTION:
        changed["institutions"] = _with_office(_rows(changed, "institutions"), subject, value)
    elif kind is Kind.PROMISE and value is not None:
        changed.setdefault("promises", {})[subject] = value
    elif kind is Kind.URGENCY and value is not None:
        changed.setdefault("urgencies", {})[subject] = value["urgency"]
    elif kind in _PARTS and (office := _office(changed, subject)) is not None:
        for name in _PARTS[kind]:
            office.pop(name, None)
        office.update(value or {})
    return {name: each for name, each in changed.items() if each != [] or tables.get(name) == []}


def is_same(of: Subject, one: Any, other: Any) -> bool:
    """Whether two values say the same."""
    if of[0] in _PARTS:
        return _filled(one) == _filled(other)
    if of[0] is Kind.RULE and isinstance(one, dict) and isinstance(other, dict):
        return _plain(one) == _plain(other)
    return bool(one == other)


def is_untouched(of: Subject, one: Any, other: Any) -> bool:
    """Whether an operator has left it alone: of two orders only the rules that stand in both are looked at."""
    if of[0] is Kind.RULE_ORDER and one is not None and other is not None:
        both = set(one) & set(other)
        return [name for name in one if name in both] == [name for name in other if name in both]
    return is_same(of, one, other)


def subject_of(kind: Kind, row: Mapping[str, Any]) -> str:
    """In a few words, what a row is about: a swap or an absence has no key of its own."""
    _, keys = _PERIODS[kind]
    return " · ".join(str(row.get(key, "")) for key in keys)


def _with_row(rows: list[Any], key: str, subject: str, value: Any, *, first: bool) -> list[Any]:
    """A new rule stands in front of the one that it names, else first of all: the first that fits wins."""
    places = [number for number, row in enumerate(rows) if row.get(key) == subject]
    if value is None:
        return [row for row in rows if row.get(key) != subject]
    ahead = value.pop(BEFORE, "")
    if places:
        return [value if number == places[0] else row for number, row in enumerate(rows)]
    before = next((number for number, row in enumerate(rows) if ahead and row.get(key) == ahead), 0 if first else -1)
    return [*rows, value] if before < 0 else [*rows[:before], value, *rows[before:]]


def _with_office(rows: list[Any], key: str, value: Any) -> list[Any]:
    """Its contacts stay as they are."""
    if value is None:
        return [row for row in rows if row.get("key") != key]
    if all(row.get("key") != key for row in rows):
        return [*rows, value]
    return [value | _parts_of(row) if row.get("key") == key else row for row in rows]


def _parts_of(office: Mapping[str, Any]) -> dict[str, Any]:
    return {key: each for key, each in office.items() if key in _OF_PARTS}


def _ordered(rows: list[Any], names: Sequence[str]) -> list[Any]:
    """Those that are named change places among themselves; the others stay where they are."""
    named = {row.get("name"): row for row in rows if row.get("name") in names}
    turn = iter([named[name] for name in dict.fromkeys(names) if name in named])
    return [next(turn) if row.get("name") in named else row for row in rows]


def _rows(tables: Tables, name: str) -> list[Any]:
    rows = tables.get(name)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _office(tables: Tables, key: str) -> dict[str, Any] | None:
    return next((row for row in _rows(tables, "institutions") if row.get("key") == key), None)


def _filled(contact: Any) -> dict[str, Any]:
    """An address that is empty is none."""
    return {key: value for key, value in (contact or {}).items() if value not in ("", False, [], None)}


def _plain(rule: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in rule.items() if key != BEFORE}
