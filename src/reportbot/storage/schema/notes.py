"""The tables of what the desk writes down about a case. They go with it."""

from sqlalchemy import ForeignKeyConstraint, Index, Table, Text, text

from reportbot.storage.schema.base import metadata
from reportbot.storage.sql.columns import Id, Moment, Sealed, column

IS_TO_DO = text("done_at IS NULL")

case_notes = Table(
    "case_notes",
    metadata,
    column("id", Id, "none", key=True),
    column("case", Id, "none"),
    column("municipality", Text(), "none"),
    column("audience", Text(), "none"),
    column("written_at", Moment(), "none"),
    column("written_by", Text(), "none"),
    column("sealed_words", Sealed(), "sealed"),
    ForeignKeyConstraint(["case"], ["cases.id"], deferrable=True, initially="DEFERRED"),
    Index("ix_case_notes_case", "case", "id"),
    sqlite_strict=True,
)

case_tasks = Table(
    "case_tasks",
    metadata,
    column("id", Id, "none", key=True),
    column("case", Id, "none"),
    column("municipality", Text(), "none"),
    column("due_at", Moment(), "none", null=True),
    column("whose", Text(), "none"),
    column("made_at", Moment(), "none"),
    column("made_by", Text(), "none"),
    column("sealed_words", Sealed(), "sealed"),
    column("done_at", Moment(), "none", null=True),
    column("done_by", Text(), "none"),
    ForeignKeyConstraint(["case"], ["cases.id"], deferrable=True, initially="DEFERRED"),
    Index("ix_case_tasks_case", "case", "id"),
    Index("ix_case_tasks_to_do", "municipality", "due_at", "id", sqlite_where=IS_TO_DO, postgresql_where=IS_TO_DO),
    sqlite_strict=True,
)
