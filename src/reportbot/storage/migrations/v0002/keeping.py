"""What is kept how long and under which secrets, and the log of who did and read what."""

import sqlalchemy as sa
from alembic import op

from reportbot.storage.migrations.v0002.columns import BIG, SMALL, column, index, says


def make() -> None:
    _retention()
    _weeks()
    _observed_days()
    _canaries()
    _audit_entries()
    _audit_head()


def _retention() -> None:
    op.create_table(
        "retention",
        column("case", BIG),
        column("municipality", sa.Text()),
        column("purge_at", BIG),
        column("warned_at", BIG, nullable=True),
        column("held", SMALL),
        column("shredded_at", BIG, nullable=True),
        sa.PrimaryKeyConstraint("case", name="pk_retention"),
        sqlite_strict=True,
    )
    index("ix_retention_purge", "retention", ["purge_at", "case"])


def _weeks() -> None:
    op.create_table(
        "weeks",
        column("week", BIG),
        column("sealed_pepper", sa.LargeBinary()),
        column("sealed_key", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("week", name="pk_weeks"),
        sqlite_strict=True,
    )


def _observed_days() -> None:
    op.create_table(
        "observed_days",
        column("day", BIG),
        sa.PrimaryKeyConstraint("day", name="pk_observed_days"),
        sqlite_strict=True,
    )


def _canaries() -> None:
    op.create_table(
        "canaries",
        column("name", sa.Text()),
        column("value", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("name", name="pk_canaries"),
        sqlite_with_rowid=False,
        sqlite_strict=True,
    )


def _audit_entries() -> None:
    op.create_table(
        "audit_entries",
        column("position", BIG),
        column("at", BIG),
        column("municipality", sa.Text()),
        column("actor", sa.Text()),
        column("act", sa.Text()),
        column("subject", sa.Text()),
        column("facts", sa.Text()),
        column("digest", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("position", name="pk_audit_entries"),
        sqlite_strict=True,
    )
    index("ix_audit_entries_at", "audit_entries", ["at"])
    index("ix_audit_entries_municipality", "audit_entries", ["municipality", "position"])
    index("ix_audit_entries_subject", "audit_entries", ["municipality", "subject", "position"])
    says(
        (
            "CREATE TRIGGER audit_entries_no_update BEFORE UPDATE ON audit_entries "
            "BEGIN SELECT RAISE(ABORT, 'audit_entries is append-only'); END",
            "CREATE TRIGGER audit_entries_no_delete BEFORE DELETE ON audit_entries "
            "BEGIN SELECT RAISE(ABORT, 'audit_entries is append-only'); END",
        ),
        (
            "CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS "
            "'BEGIN RAISE EXCEPTION ''audit_entries is append-only''; END'",
            "CREATE TRIGGER audit_entries_append_only BEFORE UPDATE OR DELETE ON audit_entries "
            "FOR EACH ROW EXECUTE FUNCTION refuse_audit_change()",
        ),
    )


def _audit_head() -> None:
    op.create_table(
        "audit_head",
        column("id", BIG),
        column("position", BIG),
        column("digest", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("id", name="pk_audit_head"),
        sqlite_strict=True,
    )
