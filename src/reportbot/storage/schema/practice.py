"""The table of those who practise. What they do is one sealed value: nothing of it can be counted or searched."""

from sqlalchemy import Index, Integer, Table, Text

from reportbot.storage.schema.base import metadata
from reportbot.storage.sql.columns import Moment, Sealed, column

practice_rooms = Table(
    "practice_rooms",
    metadata,
    column("municipality", Text(), "none", key=True),
    column("member", Text(), "pseudonym", key=True),
    column("version", Integer(), "none"),
    column("ends_at", Moment(), "none"),
    column("sealed_room", Sealed(), "sealed"),
    Index("ix_practice_rooms_ends", "ends_at"),
    sqlite_strict=True,
)
