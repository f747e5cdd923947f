"""The first tables. (0001 was never released: cases had no keys of their own.)"""

from reportbot.storage.migrations.v0002 import (
    cases,
    desk,
    keeping,
    messages,
    order,
    outbox,
    papers,
    referrals,
    staff,
    triage,
)

revision = "0002"
down_revision = None

PARTS = (messages, cases, referrals, outbox, triage, papers, desk, staff, keeping, order)
"""Cases before what refers to them; the triggers last."""


def upgrade() -> None:
    for part in PARTS:
        part.make()
