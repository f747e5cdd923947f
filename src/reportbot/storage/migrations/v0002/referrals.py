"""Who must act on a case, what happened to it, and what falls due in it."""

import sqlalchemy as sa
from alembic import op

from reportbot.storage.migrations.v0002.columns import BIG, column, index, says


def make() -> None:
    _referrals()
    _case_events()
    _dues()


def _referrals() -> None:
    op.create_table(
        "referrals",
        column("id", BIG),
        column("case", BIG),
        column("municipality", sa.Text()),
        column("institution", sa.Text()),
        column("role", sa.Text()),
        column("created_at", BIG),
        column("answer", sa.Text(), nullable=True),
        column("answered_at", BIG, nullable=True),
        column("assigned", sa.Text()),
        column("acknowledge_by", BIG, nullable=True),
        column("act_by", BIG, nullable=True),
        column("close_by", BIG, nullable=True),
        column("clock_from", BIG, nullable=True),
        column("stopped_at", BIG, nullable=True),
        column("outcome", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_referrals"),
        sa.ForeignKeyConstraint(
            ["case"], ["cases.id"], name="fk_referrals_case", deferrable=True, initially="DEFERRED"
        ),
        sqlite_strict=True,
    )
    index("ix_referrals_case", "referrals", ["case", "id"])
    index("ix_referrals_municipality", "referrals", ["municipality", "id"])
    index(
        "ix_referrals_unfinished",
        "referrals",
        ["municipality", "institution", "id"],
        where="(answer IS NULL OR answer IN ('in_progress', 'received'))",
    )
    index(
        "ix_referrals_assigned",
        "referrals",
        ["municipality", "institution", "assigned", "case"],
        where="assigned <> '' AND (answer IS NULL OR answer IN ('in_progress', 'received'))",
    )


def _case_events() -> None:
    op.create_table(
        "case_events",
        column("id", BIG),
        column("case", BIG),
        column("municipality", sa.Text()),
        column("kind", sa.Text()),
        column("at", BIG),
        column("actor", sa.Text()),
        column("facts", sa.Text()),
        column("note", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("id", name="pk_case_events"),
        sa.ForeignKeyConstraint(
            ["case"], ["cases.id"], name="fk_case_events_case", deferrable=True, initially="DEFERRED"
        ),
        sqlite_strict=True,
    )
    index("ix_case_events_case", "case_events", ["case", "id"])
    says(
        (
            "CREATE TRIGGER case_events_append_only BEFORE UPDATE ON case_events "
            "BEGIN SELECT RAISE(ABORT, 'case_events is append-only'); END",
        ),
        (
            "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            "'BEGIN RAISE EXCEPTION ''case_events is append-only''; END'",
            "CREATE TRIGGER case_events_append_only BEFORE UPDATE ON case_events "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()",
        ),
    )


def _dues() -> None:
    op.create_table(
        "dues",
        column("id", BIG),
        column("municipality", sa.Text()),
        column("case", BIG),
        column("referral", BIG, nullable=True),
        column("kind", sa.Text()),
        column("step", sa.Integer()),
        column("due_at", BIG),
        column("done_at", BIG, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_dues"),
        sa.ForeignKeyConstraint(["case"], ["cases.id"], name="fk_dues_case", deferrable=True, initially="DEFERRED"),
        sqlite_strict=True,
    )
    index("ix_dues_case", "dues", ["case", "due_at", "id"], where="done_at IS NULL")
    index("ix_dues_due", "dues", ["due_at", "id"], where="done_at IS NULL")
    index("ix_dues_referral", "dues", ["referral"], where="done_at IS NULL")
