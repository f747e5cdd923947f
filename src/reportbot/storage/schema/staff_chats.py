"""The tables of staff chats: who is linked, codes that link, emergencies that are told."""

from sqlalchemy import ForeignKeyConstraint, Index, Integer, Table, Text, UniqueConstraint, text

from reportbot.storage.schema.base import metadata
from reportbot.storage.sql.columns import Id, Moment, Sealed, column

IS_UNTOLD = text("told_at IS NULL")
IS_TOLD = text("told_at IS NOT NULL")
WAITS = text("widen_at IS NOT NULL")

staff_chats = Table(
    "staff_chats",
    metadata,
    column("id", Id, "none", key=True),
    column("municipality", Text(), "none"),
    column("channel", Text(), "none"),
    column("member", Text(), "pseudonym"),
    column("tag", Sealed(), "pseudonym"),
    column("sealed_chat", Sealed(), "sealed"),
    column("linked_at", Moment(), "none"),
    column("digest_hour", Integer(), "none", null=True),
    column("digest_day", Integer(), "none"),
    column("digest_at", Moment(), "none"),
    column("language", Text(), "none"),
    UniqueConstraint("municipality", "member"),
    Index("ix_staff_chats_tag", "municipality", "tag", unique=True),
    sqlite_strict=True,
)

staff_chat_codes = Table(
    "staff_chat_codes",
    metadata,
    column("tag", Sealed(), "pseudonym", key=True),
    column("municipality", Text(), "none"),
    column("member", Text(), "pseudonym"),
    column("expires_at", Moment(), "none"),
    sqlite_strict=True,
)

staff_alerts = Table(
    "staff_alerts",
    metadata,
    column("case", Id, "none", key=True),
    column("municipality", Text(), "none"),
    column("told_at", Moment(), "none", null=True),
    column("shown", Text(), "none"),
    column("widen_at", Moment(), "none", null=True),
    ForeignKeyConstraint(["case"], ["cases.id"], deferrable=True, initially="DEFERRED"),
    Index("ix_staff_alerts_untold", "case", sqlite_where=IS_UNTOLD, postgresql_where=IS_UNTOLD),
    Index("ix_staff_alerts_told", "told_at", sqlite_where=IS_TOLD, postgresql_where=IS_TOLD),
    Index("ix_staff_alerts_widen", "widen_at", sqlite_where=WAITS, postgresql_where=WAITS),
    sqlite_strict=True,
)
