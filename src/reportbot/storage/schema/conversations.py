"""The tables of who writes: their conversation, and the photos that they, or an office, have sent."""

from sqlalchemy import Index, Integer, Table, Text, UniqueConstraint, text

from reportbot.storage.schema.base import metadata
from reportbot.storage.sql.columns import Flag, Id, Moment, Sealed, column

HAS_SESSION = text("length(session) > 0")
HAS_REPORTER = text("conversation IS NOT NULL")
WAITS = text("waits_until IS NOT NULL")

conversations = Table(
    "conversations",
    metadata,
    column("id", Id, "pseudonym", key=True),
    column("municipality", Text(), "none"),
    column("channel", Text(), "none"),
    column("tag", Sealed(), "pseudonym"),
    column("sealed_address", Sealed(), "sealed"),
    column("language", Text(), "none"),
    column("may_push", Flag(), "none", null=True),
    column("session", Sealed(), "sealed"),
    column("case", Id, "pseudonym", null=True),
    column("last_at", Moment(), "none"),
    column("sms_month", Integer(), "none"),
    column("quiet", Flag(), "none"),
    column("paused_until", Moment(), "none", null=True),
    column("pause_told", Flag(), "none"),
    UniqueConstraint("municipality", "channel", "tag"),
    Index("ix_conversations_silent", "last_at", "id", sqlite_where=HAS_SESSION, postgresql_where=HAS_SESSION),
    sqlite_strict=True,
)

photos = Table(
    "photos",
    metadata,
    column("id", Id, "none", key=True),
    column("municipality", Text(), "none"),
    column("conversation", Id, "pseudonym", null=True),
    column("case", Id, "none", null=True),
    column("sealed_handle", Sealed(), "sealed"),
    column("sealed_image", Sealed(), "sealed"),
    column("sealed_key", Sealed(), "key"),
    column("received_at", Moment(), "none"),
    column("by", Text(), "none"),
    column("held_at", Moment(), "none", null=True),
    column("waits_until", Moment(), "none", null=True),
    Index("ix_photos_conversation", "conversation"),
    Index("ix_photos_case", "case"),
    Index("ix_photos_waits", "waits_until", sqlite_where=WAITS, postgresql_where=WAITS),
    sqlite_strict=True,
)

# Which duty chat has just said "done" of which referral, so that a photo may follow. The key is a keyed hash of the
# chat, which does not name it.
awaited_photos = Table(
    "awaited_photos",
    metadata,
    column("municipality", Text(), "none", key=True),
    column("key", Sealed(), "pseudonym", key=True),
    column("referral", Id, "none"),
    column("until", Moment(), "none"),
    sqlite_with_rowid=False,
    sqlite_strict=True,
)
