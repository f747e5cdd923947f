"""The ways to an institution: one short contact, or a list in order, each way for some urgencies and hours."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from reportbot.core.cases.routing.when import OfficeTime, When
from reportbot.core.cases.telling.publishing import PUBLISHED
from reportbot.core.mail.agekeys import is_public
from reportbot.core.urgency import Urgency
from reportbot.core.webaddress import wrong_with
from reportbot.core.wrong import Key, category, field_named, keys, said, wrong
from reportbot.municipality.offices import TransportKind, TransportTarget
from reportbot.municipality.open311 import traits_from
from reportbot.municipality.parts import Hours
from reportbot.municipality.times import window_from
from reportbot.municipality.toml import Table

MOST_WAYS = 10  # in one list
MOST_TOGETHER = 10  # addresses of one way
PATTERNS: Mapping[TransportKind, str] = {
    "email": r"[^@\s\"<>,;:]+@[a-z0-9-]+(\.[a-z0-9-]+)+",
    "telegram": r"-?\d{4,20}|@\w{5,32}",
    "sms": r"\+\d{8,15}",
}
_WEB: tuple[TransportKind, ...] = ("webhook", "open311")
_BARE: tuple[TransportKind, ...] = ("paper", "nowhere")  # lead to nobody's address
KINDS: tuple[TransportKind, ...] = (*PATTERNS, *_WEB, *_BARE)
SERVICE = "service:"
"""Begins the option of an open311 way that says how the other system calls a category: "service:manhole"."""

_LIST = '[{ by = "sms", to = "…", when = "closed" }, { by = "email", to = "…" }]'
_TIMES = wrong(
    "{field} must be such as {example}",
    field=field_named("when"),
    example='"open", "closed", "20:00-06:00", "saturday-sunday 08:00-12:00"',
)


def ways_from(table: Table, hours: Hours) -> tuple[TransportTarget, ...]:
    """Of one institution, whose own hours are the last of `hours`: `ways`, or today's short forms beside it."""
    short = _short(table)
    if not table.has("ways"):
        return short
    if short:
        table.problem(
            wrong(
                "write the short contact ({short}) or {field}, not both",
                short="email, telegram, sms, nowhere",
                field=field_named("ways"),
            ),
            "ways",
        )
    return list_from(table, "ways", hours)


def list_from(table: Table, key: str, hours: Hours) -> tuple[TransportTarget, ...]:
    """`ways`, `second` or `head`. Each way of the list is a group; its addresses are taken together."""
    given = table.raw(key)
    if given is None:
        return ()
    if not isinstance(given, list) or not all(isinstance(each, dict) for each in given):
        table.problem(wrong("{field} is a list such as {example}", field=field_named(key), example=_LIST), key)
        return ()
    if not 0 < len(given) <= MOST_WAYS:
        table.problem(wrong("{field} has one way to {most}", field=field_named(key), most=MOST_WAYS), key)
    found: list[TransportTarget] = []
    for number, each in enumerate(given[:MOST_WAYS]):
        found += _way(Table(table.source, (*table.where, key, number), each), number, hours)
    return tuple(found)


def _short(table: Table) -> tuple[TransportTarget, ...]:
    targets: list[TransportTarget] = []
    for kind in PATTERNS:
        address = table.text(kind, "")
        if address and _is_right(table, kind, address, kind):
            targets.append(TransportTarget(kind, address, group=len(targets)))
    if table.flag("nowhere", False):
        targets.append(TransportTarget("nowhere", group=len(targets)))
    return tuple(targets)


def _way(table: Table, group: int, hours: Hours) -> Iterable[TransportTarget]:
    kind = table.choice("by", KINDS)
    urgencies, when = _urgencies(table), _when(table, hours)
    if table.data.get("by") != kind:  # told already; what else is wrong depends on it
        return []
    options = _options(table) if kind == "open311" else _key(table) if kind == "email" else {}
    addresses = _addresses(table, kind)
    table.finish()
    return [TransportTarget(kind, address, urgencies, when, group, options) for address in addresses]


def _key(table: Table) -> Mapping[str, str]:
    """Of a way by e-mail: the public key for which the referral form is enclosed, if the office has one."""
    key = table.text("age", "")
    if key and not is_public(key):
        table.problem(
            wrong(
                "{field} must be a public key of age, which begins with {example}: never its private half",
                field=field_named("age"),
                example="age1",
            ),
            "age",
        )
    return {"age": key} if key else {}


def _addresses(table: Table, kind: TransportKind) -> tuple[str, ...]:
    to: Any = table.raw("to")
    if kind in _BARE:
        if to is not None:
            table.problem(
                wrong(
                    "a way by {way} has no address: leave out {field}", field=field_named("to"), way=Key("way", kind)
                ),
                "to",
            )
        return ("",)
    named = to if isinstance(to, list) else [to]
    if to is None or not named or not all(isinstance(each, str) and each.strip() for each in named):
        where = None if to is None else "to"
        table.problem(wrong("{field} is missing: an address, or a list of them", field=field_named("to")), where)
        return ()
    if len(named) > MOST_TOGETHER:
        table.problem(wrong("{field} has at most {most} addresses", field=field_named("to"), most=MOST_TOGETHER), "to")
        return ()
    if len(set(named)) < len(named):
        table.problem(wrong("an address stands there twice"), "to")
    return tuple(each for each in dict.fromkeys(named) if _is_right(table, kind, each, "to"))


def _is_right(table: Table, kind: TransportKind, address: str, key: str) -> bool:
    if kind in _WEB:
        why = wrong_with(address)
        if why:
            table.problem(wrong("the address of {way} {why}", way=Key("way", kind), why=why), key)
        return not why
    if len(address) <= 320 and re.fullmatch(PATTERNS[kind], address, re.IGNORECASE | re.ASCII):
        return True
    spoken = "e-mail" if kind == "email" else kind
    table.problem(wrong("{field} is no {way} address", field=field_named(key), way=Key("way", spoken)), key)
    return False


def _urgencies(table: Table) -> frozenset[Urgency]:
    words = {urgency.word: urgency for urgency in Urgency}
    named = table.texts("urgency")
    for word in named:
        if word not in words:
            table.problem(
                wrong(
                    "urgency cannot be {said}: one of {urgencies}",
                    said=said(word[:40]),
                    urgencies=keys("urgency", words),
                ),
                "urgency",
            )
    return frozenset(words[word] for word in named if word in words)


def _when(table: Table, hours: Hours) -> When | None:
    if not table.has("when"):
        return None
    text = table.text("when")
    if text not in ("open", "closed"):
        return window_from(table, "when", text, hours, _TIMES)
    if hours[2].always:
        table.problem(
            wrong("this institution is open day and night: {field} says nothing", field=field_named("when")), "when"
        )
        return None
    return OfficeTime(hours[2], text == "open")


def _options(table: Table) -> Mapping[str, str]:
    """Of an open311 way: which of our categories it takes, how the other system calls them, and what else it knows."""
    services = table.table("services", needed=False)
    options = {"jurisdiction": table.text("jurisdiction", ""), **traits_from(table)}
    for matter, code in services.texts_by_key().items():
        if matter not in PUBLISHED:
            services.problem(
                wrong(
                    "{field}: {category} is no matter of public space",
                    field=field_named("services"),
                    category=category(matter[:40]),
                ),
                matter,
            )
        elif not re.fullmatch(r"[\w.:-]{1,60}", code, re.ASCII):
            services.problem(
                wrong(
                    "{field}: the code of {category} is 1 to 60 letters, digits, . : _ or -",
                    field=field_named("services"),
                    category=category(matter),
                ),
                matter,
            )
        else:
            options[SERVICE + matter] = code
    if not table.has("services"):
        table.problem(
            wrong("{field} is missing: such as {example}", field=field_named("services"), example='{ manhole = "001" }')
        )
    if len(options["jurisdiction"]) > 100:
        table.problem(
            wrong("{field} is longer than {most} letters", field=field_named("jurisdiction"), most=100), "jurisdiction"
        )
    return {name: value for name, value in options.items() if value}
