"""What leaves, and how many SMS were paid for."""

import sqlalchemy as sa
from alembic import op

from reportbot.storage.migrations.v0002.columns import BIG, SMALL, column, index


def make() -> None:
    _outbox()
    _reminded()
    _sms_months()


def _outbox() -> None:
    op.create_table(
        "outbox",
        column("id", BIG),
        column("municipality", sa.Text()),
        column("lane", BIG),
        column("kind", sa.Text()),
        column("by", sa.Text()),
        column("due_at", BIG),
        column("created_at", BIG),
        column("payload", sa.LargeBinary()),
        column("conversation", BIG, nullable=True),
        column("case", BIG, nullable=True),
        column("referral", BIG, nullable=True),
        column("target", sa.Text()),
        column("at_most_once", SMALL),
        column("state", SMALL),
        column("attempts", sa.Integer()),
        column("claimed_until", BIG, nullable=True),
        column("failure", sa.Text()),
        column("evidence", sa.Text()),
        column("institution", sa.Text()),
        column("notice", BIG, nullable=True),
        column("rank", SMALL),
        column("gives_up_at", BIG, nullable=True),
        column("wake_at", BIG),
        column("finished_at", BIG, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sqlite_strict=True,
    )
    index("ix_outbox_case", "outbox", ["case"], where='"case" IS NOT NULL')
    index("ix_outbox_conversation", "outbox", ["conversation"], where="conversation IS NOT NULL")
    index("ix_outbox_dead", "outbox", ["municipality", "id"], where="state = 3")
    index("ix_outbox_lane", "outbox", ["lane", "id"], where="state IN (0, 1)")
    index("ix_outbox_notice", "outbox", ["notice"], where="notice IS NOT NULL")
    index(
        "ix_outbox_trouble",
        "outbox",
        ["municipality", "target"],
        where="institution <> '' AND (state = 3 OR failure = 'tried again')",
    )
    index(
        "ix_outbox_arrived",
        "outbox",
        ["municipality", "target", "by", "finished_at"],
        where="institution <> '' AND state = 2",
    )
    index("ix_outbox_wake", "outbox", ["wake_at", "id"], where="state IN (0, 1)")


def _reminded() -> None:
    op.create_table(
        "reminded",
        column("delivery", BIG),
        column("place", SMALL),
        column("municipality", sa.Text()),
        column("case", BIG),
        column("referral", BIG),
        column("owes", BIG),
        column("kind", sa.Text()),
        column("contact", sa.Text()),
        column("because", sa.Text()),
        column("until", BIG, nullable=True),
        column("due_at", BIG),
        sa.PrimaryKeyConstraint("delivery", "place", name="pk_reminded"),
        sqlite_with_rowid=False,
        sqlite_strict=True,
    )
    index("ix_reminded_case", "reminded", ["case"])


def _sms_months() -> None:
    op.create_table(
        "sms_months",
        column("municipality", sa.Text()),
        column("month", sa.Integer()),
        column("segments", sa.Integer()),
        column("told", SMALL),
        sa.PrimaryKeyConstraint("municipality", "month", name="pk_sms_months"),
        sqlite_with_rowid=False,
        sqlite_strict=True,
    )
