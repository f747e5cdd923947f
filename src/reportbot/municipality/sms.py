"""What a municipality may spend on SMS: the table [sms] of its file. What it does not say is as we propose."""

from reportbot.core.spending import SmsBudget
from reportbot.municipality.toml import Table

MOST_SEGMENTS = 10_000_000  # a month


def budget_from(table: Table) -> SmsBudget:
    usual = SmsBudget()
    budget = SmsBudget(
        monthly_segments=table.whole("monthly_segments", usual.monthly_segments, 1, MOST_SEGMENTS),
        warn_at=table.whole("warn_at", usual.warn_at, 1, 100),
    )
    table.finish()
    return budget
