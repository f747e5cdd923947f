"""How long a municipality keeps things: the table [retention] of its file. What it does not say is as we propose."""

from collections.abc import Mapping
from datetime import timedelta

from reportbot.core.cases.retention import DAYS, LEAST_DAYS, MOST_DAYS, Keeping, Outcome
from reportbot.core.categories import Group
from reportbot.municipality.toml import Table


def keeping_from(table: Table) -> Keeping:
    usual = Keeping()
    keeping = Keeping(
        days=_days(table.table("days", needed=False)),
        close_after=_days_of(table, "close_after_days", usual.close_after, 7, 365),
        warn=_days_of(table, "warn_days", usual.warn, 7, 60),
        address=_days_of(table, "address_days", usual.address, 1, 90),
        purge_at_most=table.whole("purge_at_most", usual.purge_at_most, 1, 1000),
    )
    table.finish()
    return keeping


def _days(table: Table) -> Mapping[Group, Mapping[Outcome, int]]:
    days: dict[Group, Mapping[Outcome, int]] = {}
    for group, usual in DAYS.items():
        given = table.table(group, needed=False)
        days[group] = {outcome: given.whole(str(outcome), usual[outcome], LEAST_DAYS, MOST_DAYS) for outcome in Outcome}
        given.finish()
    table.finish()
    return days


def _days_of(table: Table, key: str, usual: timedelta, least: int, most: int) -> timedelta:
    return timedelta(days=table.whole(key, usual.days, least, most))
