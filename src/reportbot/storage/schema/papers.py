"""The tables of what stands for a case elsewhere: numbered letters, and requests in other Open311 systems."""

from sqlalchemy import ForeignKeyConstraint, Index, Integer, Table, Text, UniqueConstraint, text

from reportbot.storage.schema.base import metadata
from reportbot.storage.sql.columns import Flag, Id, Moment, Sealed, column

IS_TO_HAND_OVER = text("kind = 'notice' AND handed_at IS NULL")

# Numbered documents of a case. They go with it.
letters = Table(
    "letters",
    metadata,
    column("id", Id, "none", key=True),
    column("municipality", Text(), "none"),
    column("number", Text(), "none"),
    column("kind", Text(), "none"),
    column("case", Id, "none"),
    column("referral", Id, "none", null=True),
    column("institution", Text(), "none"),
    column("language", Text(), "none"),
    column("made_at", Moment(), "none"),
    column("made_by", Text(), "none"),
    column("sealed_pdf", Sealed(), "sealed"),
    column("handed_at", Moment(), "none", null=True),
    ForeignKeyConstraint(["case"], ["cases.id"], deferrable=True, initially="DEFERRED"),
    UniqueConstraint("municipality", "number"),
    Index("ix_letters_case", "case", "id"),
    Index("ix_letters_waiting", "municipality", "id", sqlite_where=IS_TO_HAND_OVER, postgresql_where=IS_TO_HAND_OVER),
    sqlite_strict=True,
)

letter_numbers = Table(
    "letter_numbers",
    metadata,
    column("municipality", Text(), "none", key=True),
    column("year", Integer(), "none", key=True),
    column("taken", Integer(), "none"),
    sqlite_with_rowid=False,
    sqlite_strict=True,
)

# Which case is which request in another Open311 system. Goes with its case.
outside = Table(
    "outside",
    metadata,
    column("id", Id, "none", key=True),
    column("municipality", Text(), "none"),
    column("case", Id, "none"),
    column("referral", Id, "none", null=True),
    column("peer", Text(), "none"),
    column("sent", Flag(), "none"),
    column("remote", Text(), "none"),
    column("status", Text(), "none"),
    column("updated_at", Moment(), "none"),
    column("checked_at", Moment(), "none", null=True),
    ForeignKeyConstraint(["case"], ["cases.id"], deferrable=True, initially="DEFERRED"),
    Index("ix_outside_case", "case"),
    Index("ix_outside_peer", "municipality", "peer", "remote"),
    sqlite_strict=True,
)
