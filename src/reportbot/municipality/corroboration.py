"""How many people make a matter urgent: the table [corroboration] of a municipality file. Else as we propose."""

from reportbot.core.cases.triage.corroboration import Corroboration
from reportbot.municipality.toml import Table


def corroboration_from(table: Table) -> Corroboration:
    usual = Corroboration()
    found = Corroboration(
        senders=table.whole("senders", usual.senders, 2, 100),
        days=table.whole("days", usual.days, 1, 90),
    )
    table.finish()
    return found
