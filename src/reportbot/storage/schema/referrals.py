"""The tables of who must act on a case, and of what falls due in it."""

from sqlalchemy import ForeignKeyConstraint, Index, Integer, Table, Text, text

from reportbot.core.cases.referral import Answer
from reportbot.storage.schema.base import metadata
from reportbot.storage.sql.columns import Id, Moment, Word, column

IS_STILL_THEIRS = text("(answer IS NULL OR answer IN ('in_progress', 'received'))")
IS_ASSIGNED = text("assigned <> '' AND (answer IS NULL OR answer IN ('in_progress', 'received'))")
IS_TO_COME = text("done_at IS NULL")

referrals = Table(
    "referrals",
    metadata,
    column("id", Id, "none", key=True),
    column("case", Id, "none"),
    column("municipality", Text(), "none"),
    column("institution", Text(), "none"),
    column("role", Text(), "none"),
    column("created_at", Moment(), "none"),
    column("answer", Word(Answer), "none", null=True),
    column("answered_at", Moment(), "none", null=True),
    column("assigned", Text(), "none"),
    column("acknowledge_by", Moment(), "none", null=True),
    column("act_by", Moment(), "none", null=True),
    column("close_by", Moment(), "none", null=True),
    column("clock_from", Moment(), "none", null=True),
    column("stopped_at", Moment(), "none", null=True),
    column("outcome", Text(), "none"),
    ForeignKeyConstraint(["case"], ["cases.id"], deferrable=True, initially="DEFERRED"),
    Index("ix_referrals_case", "case", "id"),
    Index("ix_referrals_municipality", "municipality", "id"),
    Index(
        "ix_referrals_unfinished",
        "municipality",
        "institution",
        "id",
        sqlite_where=IS_STILL_THEIRS,
        postgresql_where=IS_STILL_THEIRS,
    ),
    Index(
        "ix_referrals_assigned",
        "municipality",
        "institution",
        "assigned",
        "case",
        sqlite_where=IS_ASSIGNED,
        postgresql_where=IS_ASSIGNED,
    ),
    sqlite_strict=True,
)

dues = Table(
    "dues",
    metadata,
    column("id", Id, "none", key=True),
    column("municipality", Text(), "none"),
    column("case", Id, "none"),
    column("referral", Id, "none", null=True),
    column("kind", Text(), "none"),
    column("step", Integer(), "none"),
    column("due_at", Moment(), "none"),
    column("done_at", Moment(), "none", null=True),
    ForeignKeyConstraint(["case"], ["cases.id"], deferrable=True, initially="DEFERRED"),
    Index("ix_dues_due", "due_at", "id", sqlite_where=IS_TO_COME, postgresql_where=IS_TO_COME),
    Index("ix_dues_case", "case", "due_at", "id", sqlite_where=IS_TO_COME, postgresql_where=IS_TO_COME),
    sqlite_strict=True,
)
