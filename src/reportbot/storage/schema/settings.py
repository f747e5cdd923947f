"""The tables of what was changed of municipality files in the console, and what of it awaits a second person."""

from sqlalchemy import Integer, Table, Text, UniqueConstraint

from reportbot.storage.schema.base import metadata
from reportbot.storage.sql.columns import Flag, Id, Moment, Sealed, column

town_changes = Table(
    "town_changes",
    metadata,
    column("id", Id, "none", key=True),
    column("municipality", Text(), "none"),
    column("version", Integer(), "none"),
    column("at", Moment(), "none"),
    column("by", Text(), "none"),
    column("kind", Text(), "none"),
    column("subject", Text(), "none"),
    column("undoes", Id, "none", null=True),
    column("sealed_key", Sealed(), "key"),
    column("sealed_change", Sealed(), "sealed"),
    UniqueConstraint("municipality", "version"),
    sqlite_strict=True,
)

town_asks = Table(
    "town_asks",
    metadata,
    column("id", Id, "none", key=True),
    column("municipality", Text(), "none"),
    column("kind", Text(), "none"),
    column("subject", Text(), "none"),
    column("seen", Integer(), "none"),
    column("undoes", Id, "none", null=True),
    column("despite", Flag(), "none"),
    column("sealed_key", Sealed(), "key"),
    column("sealed_change", Sealed(), "sealed"),
    sqlite_strict=True,
)
