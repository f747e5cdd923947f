"""How sure triage must be to route a case at once, and of what it may learn: [triage] of a municipality's file."""

from reportbot.core.cases.triage.gate import USUAL_GATE
from reportbot.municipality.toml import Table


def triage_from(table: Table) -> tuple[float, bool]:
    """The gate, from 0 (no case waits for a look) to 1, and `learn_from_sensitive`. What the file does not say is as
    we propose: nothing is learnt of what concerns a person until a lawyer has confirmed that it may be."""
    gate = table.share("gate", USUAL_GATE)
    sensitive = table.flag("learn_from_sensitive", False)
    table.finish()
    return gate, sensitive
