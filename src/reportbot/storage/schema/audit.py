"""The tables of who did and read what."""

from sqlalchemy import Index, Table, Text

from reportbot.storage.schema.base import made_with, metadata
from reportbot.storage.sql.columns import Facts, Id, Moment, Sealed, column

audit_entries = Table(
    "audit_entries",
    metadata,
    column("position", Id, "none", key=True),
    column("at", Moment(), "none"),
    column("municipality", Text(), "none"),
    column("actor", Text(), "none"),
    column("act", Text(), "none"),
    column("subject", Text(), "none"),
    column("facts", Facts(), "none"),
    column("digest", Sealed(), "none"),
    Index("ix_audit_entries_at", "at"),
    Index("ix_audit_entries_municipality", "municipality", "position"),
    Index("ix_audit_entries_subject", "municipality", "subject", "position"),
    sqlite_strict=True,
)

audit_head = Table(
    "audit_head",
    metadata,
    column("id", Id, "none", key=True),
    column("position", Id, "none"),
    column("digest", Sealed(), "none"),
    sqlite_strict=True,
)

# Neither rewritten nor removed, whoever holds the connection.
made_with(
    audit_entries,
    "sqlite",
    "CREATE TRIGGER audit_entries_no_update BEFORE UPDATE ON audit_entries "
    "BEGIN SELECT RAISE(ABORT, 'audit_entries is append-only'); END",
)
made_with(
    audit_entries,
    "sqlite",
    "CREATE TRIGGER audit_entries_no_delete BEFORE DELETE ON audit_entries "
    "BEGIN SELECT RAISE(ABORT, 'audit_entries is append-only'); END",
)
made_with(
    audit_entries,
    "postgresql",
    "CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS "
    "'BEGIN RAISE EXCEPTION ''audit_entries is append-only''; END'",
)
made_with(
    audit_entries,
    "postgresql",
    "CREATE TRIGGER audit_entries_append_only BEFORE UPDATE OR DELETE ON audit_entries "
    "FOR EACH ROW EXECUTE FUNCTION refuse_audit_change()",
)
