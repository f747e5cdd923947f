"""One entry of the audit log in words: who, what was done, to what. What was noted itself stays beside it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from reportbot.core.access.member import is_member
from reportbot.core.categories import CATEGORIES
from reportbot.core.messages import Text
from reportbot.service.audit.reading import AuditLine
from reportbot.service.staff.people import People
from reportbot.service.towns import Town
from reportbot.web.console.actors import ROLES_OF_LINKS, actor_name
from reportbot.web.console.oversight import export_words as words
from reportbot.web.console.oversight.act_words import ACTS, FACTS, RESULTS, WAYS_IN
from reportbot.web.console.staff.staff_words import ROLE_SHORT


@dataclass(frozen=True, slots=True)
class Entry:
    """`key` is the name with which somebody signs in, "" for nobody of the staff: two people may have one name."""

    position: int
    at: datetime
    who: Text
    key: str
    act: Text
    subject: Text
    details: Text


def entry_of(line: AuditLine, people: People, town: Town) -> Entry:
    return Entry(
        line.position,
        line.at,
        actor_name(line.actor, people, town),
        key_of(line.actor),
        act_name(line.act),
        _said(line.subject, people, town),
        details_of(line, people, town),
    )


def key_of(actor: str) -> str:
    """Not where a link of the demo made the account: its key is its role."""
    return actor[1:] if is_member(actor) and actor[1:] not in ROLES_OF_LINKS else ""


def act_name(code: str) -> Text:
    """An act that this version does not know as it was noted."""
    return ACTS.get(code) or _plain(code)


def details_of(line: AuditLine, people: People, town: Town) -> Text:
    if line.facts is None:
        return words.UNREADABLE
    return listed([fact_of(name, value, people, town) for name, value in line.facts.items()], " · ")


def fact_of(name: str, value: str, people: People, town: Town) -> Text:
    """What has no word for people, as it was noted."""
    if name == "filter":
        parts = [_chosen(*each.partition("=")[::2], people, town) for each in value.split()]
    else:
        parts = [_value(name, each, people, town) for each in (value.split() if name in _SEVERAL else [value])]
    return Text("{name}: {value}", {"name": FACTS.get(name) or _plain(name), "value": listed(parts, ", ")})


def _chosen(name: str, value: str, people: People, town: Town) -> Text:
    """One field of the form through which a table was taken, or one word more of what was typed there."""
    if not value:
        return _plain(name)
    chosen = act_name(value) if name == "act" else _value(name, value, people, town)
    return Text("{name}: {value}", {"name": _FIELDS.get(name) or _plain(name), "value": chosen})


def listed(parts: list[Text], between: str) -> Text:
    holes = {f"part{place}": part for place, part in enumerate(parts)}
    return Text(between.join(f"{{{name}}}" for name in holes), holes)


def _value(name: str, value: str, people: People, town: Town) -> Text:
    if name in _OFFICES:
        return town.name_of(value)
    if name == "staff":
        return next((Text(each.name) for each in town.rules.staff if each.key == value), _plain(value))
    if name in _CODES:
        return _CODES[name].get(value) or _plain(value)
    return _said(value, people, town)


def _said(value: str, people: People, town: Town) -> Text:
    """A case number, the name of a row, or somebody with an account."""
    return actor_name(value, people, town) if is_member(value) else _plain(value)


def _plain(value: str) -> Text:
    return Text("{value}", {"value": value})


_OFFICES = frozenset(("institution", "lead", "copies", "duty"))
_SEVERAL = frozenset(("copies", "duty", "roles", "named"))
_CODES: Mapping[str, Mapping[str, Text]] = {
    "roles": {role.value: name for role, name in ROLE_SHORT.items()},
    "result": RESULTS,
    "how": WAYS_IN,
    "what": {"cases": words.CASES, "offices": words.OFFICES, "audit": words.AUDIT},
    "status": {"any": words.ANY, "open": words.OPEN, "over": words.OVER},
    "category": {code: Text(each.label) for code, each in CATEGORIES.items()},
    "named": {code: Text(each.label) for code, each in CATEGORIES.items()},
}
_FIELDS: Mapping[str, Text] = {
    "weeks": words.PERIOD,
    "status": words.STATUS,
    "category": words.MATTER,
    "institution": words.INSTITUTION,
    "number": words.NUMBER,
    "actor": words.WHO,
    "act": words.ACT,
    "day": words.DAY,
}
