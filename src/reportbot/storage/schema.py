"""The tables. Every column says how private it is; every row carries its municipality; ids are given by the caller.

Columns stand in the order of the record's fields (service/records.py, core/cases), so that a row reads as a record.
"""

from sqlalchemy import DDL, ForeignKeyConstraint, Index, Integer, MetaData, Table, Text, UniqueConstraint, event, text

from reportbot.core.cases.referral import Answer
from reportbot.core.cases.workflow import OPEN, Status
from reportbot.core.spending import Level as SmsLevel
from reportbot.core.urgency import Urgency
from reportbot.service.records import DeliveryState, ModelState
from reportbot.storage.columns import Facts, Flag, Id, Keys, Level, Moment, Sealed, Small, Word, column

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s",
    }
)

# Conditions of partial indexes. A query that repeats one word for word is served by that index, on both databases.
IS_OPEN = text(f"status IN ({', '.join(repr(str(status)) for status in sorted(OPEN))})")
IS_UNFINISHED = text("state IN (0, 1)")
IS_DEAD = text("state = 3")
IS_TO_COME = text("done_at IS NULL")
HAS_SESSION = text("length(session) > 0")
HAS_RECEIPT = text("length(receipt_tag) > 0")
HAS_REPORTER = text("conversation IS NOT NULL")
IS_UNSURE = text("needs_look = 1")
IS_ASSIGNED = text("assigned <> '' AND (answer IS NULL OR answer = 'received')")
IS_MERGED = text("merged_into IS NOT NULL")
STANDS_ALONE = text("merged_into IS NULL")
IS_SEALED = text("length(words) = 0")

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
    Index("ix_broken_messages_municipality", "municipality", "id"),
    sqlite_strict=True,
)

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
    column("conversation", Id, "pseudonym"),
    column("case", Id, "none", null=True),
    column("sealed_handle", Sealed(), "sealed"),
    column("sealed_image", Sealed(), "sealed"),
    column("sealed_key", Sealed(), "key"),
    column("received_at", Moment(), "none"),
    Index("ix_photos_conversation", "conversation"),
    Index("ix_photos_case", "case"),
    sqlite_strict=True,
)

case_numbers = Table(
    "case_numbers",
    metadata,
    column("municipality", Text(), "none", key=True),
    column("year", Integer(), "none", key=True),
    column("taken", Integer(), "none"),
    sqlite_with_rowid=False,
    sqlite_strict=True,
)

cases = Table(
    "cases",
    metadata,
    column("id", Id, "none", key=True),
    column("municipality", Text(), "none"),
    column("number", Text(), "none"),
    column("category", Text(), "none"),
    column("urgency", Level(Urgency), "none"),
    column("status", Word(Status), "none"),
    column("opened_at", Moment(), "none"),
    column("updated_at", Moment(), "none"),
    column("place", Text(), "none"),
    column("lead", Text(), "none"),
    column("language", Text(), "none"),
    column("channel", Text(), "none"),
    column("voice", Text(), "none"),
    column("danger", Text(), "none"),
    column("sealed_because", Sealed(), "sealed"),
    column("receipt_tag", Sealed(), "pseudonym"),
    column("sealed_key", Sealed(), "key"),
    column("conversation", Id, "pseudonym", null=True),
    column("avoided", Keys(), "none"),
    column("needs_look", Flag(), "none"),
    column("merged_into", Id, "none", null=True),
    column("prio", Small, "none"),
    UniqueConstraint("municipality", "number"),
    Index("ix_cases_receipt", "receipt_tag", unique=True, sqlite_where=HAS_RECEIPT, postgresql_where=HAS_RECEIPT),
    Index("ix_cases_open", "municipality", "prio", "opened_at", "id", sqlite_where=IS_OPEN, postgresql_where=IS_OPEN),
    Index("ix_cases_all", "municipality", "prio", "opened_at", "id"),
    Index(
        "ix_cases_unsure", "municipality", "prio", "opened_at", "id", sqlite_where=IS_UNSURE, postgresql_where=IS_UNSURE
    ),
    Index("ix_cases_merged", "merged_into", sqlite_where=IS_MERGED, postgresql_where=IS_MERGED),
    Index("ix_cases_conversation", "conversation", sqlite_where=HAS_REPORTER, postgresql_where=HAS_REPORTER),
    sqlite_strict=True,
)

reports = Table(
    "reports",
    metadata,
    column("id", Id, "none", key=True),
    column("case", Id, "none"),
    column("municipality", Text(), "none"),
    column("sealed_answers", Sealed(), "sealed"),
    column("received_at", Moment(), "none"),
    ForeignKeyConstraint(["case"], ["cases.id"], deferrable=True, initially="DEFERRED"),
    Index("ix_reports_case", "case", "id"),
    sqlite_strict=True,
)

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
    ForeignKeyConstraint(["case"], ["cases.id"], deferrable=True, initially="DEFERRED"),
    Index("ix_referrals_case", "case", "id"),
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

outbox = Table(
    "outbox",
    metadata,
    column("id", Id, "none", key=True),
    column("municipality", Text(), "none"),
    column("lane", Id, "pseudonym"),
    column("kind", Text(), "none"),
    column("by", Text(), "none"),
    column("due_at", Moment(), "none"),
    column("created_at", Moment(), "none"),
    column("payload", Sealed(), "sealed"),
    column("conversation", Id, "pseudonym", null=True),
    column("case", Id, "none", null=True),
    column("referral", Id, "none", null=True),
    column("target", Text(), "pseudonym"),
    column("at_most_once", Flag(), "none"),
    column("state", Level(DeliveryState), "none"),
    column("attempts", Integer(), "none"),
    column("claimed_until", Moment(), "none", null=True),
    column("failure", Text(), "none"),
    column("evidence", Text(), "pseudonym"),
    column("wake_at", Moment(), "none"),
    column("finished_at", Moment(), "none", null=True),
    Index("ix_outbox_wake", "wake_at", "id", sqlite_where=IS_UNFINISHED, postgresql_where=IS_UNFINISHED),
    Index("ix_outbox_lane", "lane", "id", sqlite_where=IS_UNFINISHED, postgresql_where=IS_UNFINISHED),
    Index("ix_outbox_conversation", "conversation", sqlite_where=HAS_REPORTER, postgresql_where=HAS_REPORTER),
    Index("ix_outbox_dead", "municipality", "id", sqlite_where=IS_DEAD, postgresql_where=IS_DEAD),
    Index(
        "ix_outbox_case", "case", sqlite_where=text('"case" IS NOT NULL'), postgresql_where=text('"case" IS NOT NULL')
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
    Index("ix_dues_referral", "referral", sqlite_where=IS_TO_COME, postgresql_where=IS_TO_COME),
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

# What people put right in what triage thought. Goes with its case.
corrections = Table(
    "corrections",
    metadata,
    column("id", Id, "none", key=True),
    column("case", Id, "none"),
    column("municipality", Text(), "none"),
    column("at", Moment(), "none"),
    column("actor", Text(), "none"),
    column("kind", Text(), "none"),
    column("was", Text(), "none"),
    column("became", Text(), "none"),
    column("sealed_text", Sealed(), "sealed"),
    ForeignKeyConstraint(["case"], ["cases.id"], deferrable=True, initially="DEFERRED"),
    Index("ix_corrections_case", "case", "id"),
    Index("ix_corrections_municipality", "municipality", "id"),
    sqlite_strict=True,
)

# By which cases that are alike find each other. Goes with its case.
sketches = Table(
    "sketches",
    metadata,
    column("case", Id, "none", key=True),
    column("municipality", Text(), "none"),
    column("category", Text(), "none"),
    column("place", Text(), "none"),
    column("opened_at", Moment(), "none"),
    column("words", Sealed(), "pseudonym"),
    column("sealed_words", Sealed(), "sealed"),
    ForeignKeyConstraint(["case"], ["cases.id"], deferrable=True, initially="DEFERRED"),
    Index("ix_sketches_alike", "municipality", "category", "place", "opened_at"),
    Index("ix_sketches_sealed", "municipality", "opened_at", sqlite_where=IS_SEALED, postgresql_where=IS_SEALED),
    sqlite_strict=True,
)

trained_models = Table(
    "trained_models",
    metadata,
    column("id", Id, "none", key=True),
    column("municipality", Text(), "none"),
    column("made_at", Moment(), "none"),
    column("state", Level(ModelState), "none"),
    column("facts", Facts(), "none"),
    column("switched_at", Moment(), "none", null=True),
    column("switched_by", Text(), "none"),
    column("sealed_key", Sealed(), "key"),
    column("sealed_head", Sealed(), "sealed"),
    Index("ix_trained_models_municipality", "municipality", "state", "id"),
    sqlite_strict=True,
)

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

# What leaves by SMS is billed by the piece: how many in each calendar month of the town.
sms_months = Table(
    "sms_months",
    metadata,
    column("municipality", Text(), "none", key=True),
    column("month", Integer(), "none", key=True),
    column("segments", Integer(), "none"),
    column("told", Level(SmsLevel), "none"),
    sqlite_with_rowid=False,
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

audit_entries = Table(
    "audit_entries",
    metadata,
    column("position", Id, "none", key=True),
    column("at", Moment(), "none"),
    column("municipality", Text(), "none"),
    column("actor", Text(), "none"),
    column("act", Text(), "none"),
    column("subject", Text(), "none"),
    column("facts", Facts(), "none"),
    column("digest", Sealed(), "none"),
    Index("ix_audit_entries_at", "at"),
    sqlite_strict=True,
)

audit_head = Table(
    "audit_head",
    metadata,
    column("id", Id, "none", key=True),
    column("position", Id, "none"),
    column("digest", Sealed(), "none"),
    sqlite_strict=True,
)

# What has happened is never rewritten, whoever holds the connection. Cases are purged one day; the audit log is not.
APPEND_ONLY = {
    "sqlite": (
        (
            case_events,
            "CREATE TRIGGER case_events_append_only BEFORE UPDATE ON case_events "
            "BEGIN SELECT RAISE(ABORT, 'case_events is append-only'); END",
        ),
        (
            audit_entries,
            "CREATE TRIGGER audit_entries_no_update BEFORE UPDATE ON audit_entries "
            "BEGIN SELECT RAISE(ABORT, 'audit_entries is append-only'); END",
        ),
        (
            audit_entries,
            "CREATE TRIGGER audit_entries_no_delete BEFORE DELETE ON audit_entries "
            "BEGIN SELECT RAISE(ABORT, 'audit_entries is append-only'); END",
        ),
    ),
    "postgresql": (
        (
            case_events,
            "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            "'BEGIN RAISE EXCEPTION ''case_events is append-only''; END'",
        ),
        (
            case_events,
            "CREATE TRIGGER case_events_append_only BEFORE UPDATE ON case_events "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()",
        ),
        (
            audit_entries,
            "CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS "
            "'BEGIN RAISE EXCEPTION ''audit_entries is append-only''; END'",
        ),
        (
            audit_entries,
            "CREATE TRIGGER audit_entries_append_only BEFORE UPDATE OR DELETE ON audit_entries "
            "FOR EACH ROW EXECUTE FUNCTION refuse_audit_change()",
        ),
    ),
}
for _dialect, _statements in APPEND_ONLY.items():
    for _table, _statement in _statements:
        event.listen(_table, "after_create", DDL(_statement).execute_if(dialect=_dialect))  # type: ignore[no-untyped-call]
