"""Read how soon an office must answer, act and close, and who is told when it does not: by urgency, and by category."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from reportbot.core.cases.due.deadlines import LADDER_ROLES, Promise, Rung
from reportbot.core.categories import CATEGORIES
from reportbot.core.urgency import Urgency
from reportbot.core.wrong import Key, category, field_named, keys, office, wrong
from reportbot.municipality.offices import Institution
from reportbot.municipality.toml import Table

WORDS = tuple(urgency.word for urgency in Urgency)


@dataclass(frozen=True, slots=True)
class Promises:
    """`special` are the promises of [[promises_for]], by category and urgency."""

    usual: Mapping[Urgency, Promise]
    ladder: Mapping[Urgency, tuple[Rung, ...]]
    special: Mapping[tuple[str, Urgency], Promise]


def promises_from(top: Table, institutions: Mapping[str, Institution]) -> Promises:
    ladder = _ladder(top, institutions)
    given = top.table("promises")
    usual = {urgency: _promise(given.table(urgency.word), ladder[urgency]) for urgency in Urgency}
    if given.has("emergency") and not usual[Urgency.EMERGENCY].around_the_clock:
        where = (*given.where, "emergency", "around_the_clock")
        given.source.problem(where, wrong("emergencies count around the clock"))
    given.finish()
    return Promises(usual, ladder, _special(top, usual))


def _ladder(top: Table, institutions: Mapping[str, Institution]) -> Mapping[Urgency, tuple[Rung, ...]]:
    ladder: dict[Urgency, tuple[Rung, ...]] = dict.fromkeys(Urgency, ())
    for table in top.tables("ladder"):
        urgency, rung = _rung(table, institutions)
        above = [each for each in ladder[urgency] if _climb_together(each, rung)]
        if above and rung.after <= above[-1].after:
            table.problem(
                wrong("the rungs of {urgency} must stand in order of time", urgency=Key("urgency", urgency.word)),
                "after",
            )
        ladder[urgency] += (rung,)
    return ladder


def _climb_together(one: Rung, other: Rung) -> bool:
    return bool(one.categories & other.categories) or not (one.categories or other.categories)


def _rung(table: Table, institutions: Mapping[str, Institution]) -> tuple[Urgency, Rung]:
    urgency = Urgency.from_word(table.choice("urgency", WORDS))
    to = table.texts("to")
    for whom in to:
        if whom not in institutions and whom not in LADDER_ROLES:
            table.problem(wrong("unknown institution or role {office}", office=office(whom)), "to")
    if not to:
        table.problem(wrong("a rung tells somebody: to is missing"))
    rung = Rung(table.duration("after"), to, table.text("because"), _categories(table))
    table.finish()
    return urgency, rung


def _promise(table: Table, rungs: Sequence[Rung], usual: Promise | None = None) -> Promise:
    """What it leaves out is as in `usual`; without one, all times are needed."""

    def time(key: str, otherwise: timedelta | None) -> timedelta:
        return table.duration(key) if otherwise is None or table.raw(key) is not None else otherwise

    promise = Promise(
        acknowledge=time("acknowledge", usual.acknowledge if usual else None),
        act=time("act", usual.act if usual else None),
        close=time("close", usual.close if usual else None),
        reminders=tuple(rung.after for rung in rungs if not rung.categories),
        around_the_clock=table.flag("around_the_clock", usual.around_the_clock if usual else False),
    )
    if not promise.acknowledge <= promise.act <= promise.close:
        table.problem(
            wrong("a promise runs in order: {fields}", fields=keys("field", ("acknowledge", "act", "close"))), "act"
        )
    if usual is None:
        table.finish()
    return promise


def _special(top: Table, usual: Mapping[Urgency, Promise]) -> Mapping[tuple[str, Urgency], Promise]:
    special: dict[tuple[str, Urgency], Promise] = {}
    for table in top.tables("promises_for"):
        categories, urgency = _categories(table), Urgency.from_word(table.choice("urgency", WORDS))
        promise = _promise(table, (), usual[urgency])
        if not categories:
            table.problem(wrong("{field} is missing: for which it is promised", field=field_named("categories")))
        if urgency is Urgency.EMERGENCY and not promise.around_the_clock:
            table.problem(wrong("emergencies count around the clock"), "around_the_clock")
        for code in sorted(categories):
            if (code, urgency) in special:
                table.problem(
                    wrong(
                        "category {category} has two promises for {urgency}",
                        category=category(code),
                        urgency=Key("urgency", urgency.word),
                    ),
                    "categories",
                )
            special[code, urgency] = promise
        table.finish()
    return special


def _categories(table: Table) -> frozenset[str]:
    categories = table.texts("categories")
    for code in categories:
        if code not in CATEGORIES:
            table.problem(wrong("unknown category {category}", category=category(code)), "categories")
    return frozenset(categories)
