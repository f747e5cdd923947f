"""How sure triage must be to route a case at once: the table [triage] of a municipality's file."""

from reportbot.core.cases.gate import USUAL_GATE
from reportbot.municipality_toml import Table


def gate_from(table: Table) -> float:
    """From 0 (no case waits for a look) to 1. What the file does not say is as we propose."""
    gate = table.share("gate", USUAL_GATE)
    table.finish()
    return gate
