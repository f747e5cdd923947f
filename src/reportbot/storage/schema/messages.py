"""The tables of what comes in: what was seen, how far a channel was read, what broke, bubbles of the web chat."""

from sqlalchemy import Index, Integer, Table, Text

from reportbot.storage.schema.base import metadata
from reportbot.storage.sql.columns import Flag, Id, Keys, Moment, Sealed, column

# A keyed hash that names nobody and nothing: the only rows without a municipality.
seen_messages = Table(
    "seen_messages",
    metadata,
    column("key", Sealed(), "pseudonym", key=True),
    column("at", Moment(), "none"),
    sqlite_with_rowid=False,
    sqlite_strict=True,
)

offsets = Table(
    "offsets",
    metadata,
    column("municipality", Text(), "none", key=True),
    column("channel", Text(), "none", key=True),
    column("offset", Id, "none"),
    sqlite_with_rowid=False,
    sqlite_strict=True,
)

broken_messages = Table(
    "broken_messages",
    metadata,
    column("id", Id, "none", key=True),
    column("municipality", Text(), "none"),
    column("channel", Text(), "none"),
    column("conversation", Id, "pseudonym", null=True),
    column("sealed_message", Sealed(), "sealed"),
    column("sealed_key", Sealed(), "key"),
    column("failure", Text(), "none"),
    column("received_at", Moment(), "none"),
    column("avoided", Keys(), "none"),
    Index("ix_broken_messages_municipality", "municipality", "id"),
    sqlite_strict=True,
)

chat_lines = Table(
    "chat_lines",
    metadata,
    column("id", Id, "none", key=True),
    column("municipality", Text(), "none"),
    column("tag", Sealed(), "pseudonym"),
    column("from_reporter", Flag(), "none"),
    column("at", Moment(), "none"),
    column("payload", Sealed(), "sealed"),
    Index("ix_chat_lines_page", "municipality", "tag", "id"),
    Index("ix_chat_lines_at", "at"),
    sqlite_strict=True,
)

# How often somebody was wrong who typed a code that opens or answers something: a phone, a link. The key is a keyed
# hash, which names neither. `since`: when the count began; once there were too many, when that was.
wrong_codes = Table(
    "wrong_codes",
    metadata,
    column("municipality", Text(), "none", key=True),
    column("key", Sealed(), "pseudonym", key=True),
    column("wrong", Integer(), "none"),
    column("since", Moment(), "none"),
    sqlite_with_rowid=False,
    sqlite_strict=True,
)
