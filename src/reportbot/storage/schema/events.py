"""The table of what happened to a case."""

from sqlalchemy import ForeignKeyConstraint, Index, Table, Text

from reportbot.storage.schema.base import made_with, metadata
from reportbot.storage.sql.columns import Facts, Id, Moment, Sealed, column

case_events = Table(
    "case_events",
    metadata,
    column("id", Id, "none", key=True),
    column("case", Id, "none"),
    column("municipality", Text(), "none"),
    column("kind", Text(), "none"),
    column("at", Moment(), "none"),
    column("actor", Text(), "none"),
    column("facts", Facts(), "none"),
    column("note", Sealed(), "sealed"),
    ForeignKeyConstraint(["case"], ["cases.id"], deferrable=True, initially="DEFERRED"),
    Index("ix_case_events_case", "case", "id"),
    sqlite_strict=True,
)

# What has happened is never rewritten, whoever holds the connection. Cases are purged one day, so rows may go.
made_with(
    case_events,
    "sqlite",
    "CREATE TRIGGER case_events_append_only BEFORE UPDATE ON case_events "
    "BEGIN SELECT RAISE(ABORT, 'case_events is append-only'); END",
)
made_with(
    case_events,
    "postgresql",
    "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
    "'BEGIN RAISE EXCEPTION ''case_events is append-only''; END'",
)
made_with(
    case_events,
    "postgresql",
    "CREATE TRIGGER case_events_append_only BEFORE UPDATE ON case_events FOR EACH ROW EXECUTE FUNCTION refuse_change()",
)
