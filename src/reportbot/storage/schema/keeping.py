"""The tables of what is kept how long, and under which secrets."""

from sqlalchemy import Index, Table, Text

from reportbot.storage.schema.base import metadata
from reportbot.storage.sql.columns import Flag, Id, Moment, Sealed, column

# One row per case that runs out: when, and what stands in the way.
retention = Table(
    "retention",
    metadata,
    column("case", Id, "none", key=True),
    column("municipality", Text(), "none"),
    column("purge_at", Moment(), "none"),
    column("warned_at", Moment(), "none", null=True),
    column("held", Flag(), "none"),
    column("shredded_at", Moment(), "none", null=True),
    Index("ix_retention_purge", "purge_at", "case"),
    sqlite_strict=True,
)

# Of the house, not of a municipality: the secrets of each week, the days on which somebody saw the clock, what each
# key must be able to open, and the chain of what was done and read.
weeks = Table(
    "weeks",
    metadata,
    column("week", Id, "none", key=True),
    column("sealed_pepper", Sealed(), "key"),
    column("sealed_key", Sealed(), "key"),
    sqlite_strict=True,
)

observed_days = Table("observed_days", metadata, column("day", Id, "none", key=True), sqlite_strict=True)

canaries = Table(
    "canaries",
    metadata,
    column("name", Text(), "none", key=True),
    column("value", Sealed(), "none"),
    sqlite_with_rowid=False,
    sqlite_strict=True,
)
