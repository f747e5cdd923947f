"""The first tables. (0001 was never released: cases had no keys of their own.)"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SMALL = sa.SmallInteger().with_variant(sa.Integer(), "sqlite")

APPEND_ONLY = {
    "sqlite": (
        "CREATE TRIGGER case_events_append_only BEFORE UPDATE ON case_events "
        "BEGIN SELECT RAISE(ABORT, 'case_events is append-only'); END",
        "CREATE TRIGGER audit_entries_no_update BEFORE UPDATE ON audit_entries "
        "BEGIN SELECT RAISE(ABORT, 'audit_entries is append-only'); END",
        "CREATE TRIGGER audit_entries_no_delete BEFORE DELETE ON audit_entries "
        "BEGIN SELECT RAISE(ABORT, 'audit_entries is append-only'); END",
    ),
    "postgresql": (
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "'BEGIN RAISE EXCEPTION ''case_events is append-only''; END'",
        "CREATE TRIGGER case_events_append_only BEFORE UPDATE ON case_events "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()",
        "CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS "
        "'BEGIN RAISE EXCEPTION ''audit_entries is append-only''; END'",
        "CREATE TRIGGER audit_entries_append_only BEFORE UPDATE OR DELETE ON audit_entries "
        "FOR EACH ROW EXECUTE FUNCTION refuse_audit_change()",
    ),
}


def upgrade() -> None:
    op.create_table(
        "seen_messages",
        _column("key", sa.LargeBinary()),
        _column("at", BIG),
        sa.PrimaryKeyConstraint("key", name="pk_seen_messages"),
        sqlite_with_rowid=False,
        sqlite_strict=True,
    )
    op.create_table(
        "offsets",
        _column("municipality", sa.Text()),
        _column("channel", sa.Text()),
        _column("offset", BIG),
        sa.PrimaryKeyConstraint("municipality", "channel", name="pk_offsets"),
        sqlite_with_rowid=False,
        sqlite_strict=True,
    )
    op.create_table(
        "broken_messages",
        _column("id", BIG),
        _column("municipality", sa.Text()),
        _column("channel", sa.Text()),
        _column("conversation", BIG, nullable=True),
        _column("sealed_message", sa.LargeBinary()),
        _column("sealed_key", sa.LargeBinary()),
        _column("failure", sa.Text()),
        _column("received_at", BIG),
        sa.PrimaryKeyConstraint("id", name="pk_broken_messages"),
        sqlite_strict=True,
    )
    _index("ix_broken_messages_municipality", "broken_messages", ["municipality", "id"])
    op.create_table(
        "conversations",
        _column("id", BIG),
        _column("municipality", sa.Text()),
        _column("channel", sa.Text()),
        _column("tag", sa.LargeBinary()),
        _column("sealed_address", sa.LargeBinary()),
        _column("language", sa.Text()),
        _column("may_push", SMALL, nullable=True),
        _column("session", sa.LargeBinary()),
        _column("case", BIG, nullable=True),
        _column("last_at", BIG),
        _column("sms_month", sa.Integer()),
        _column("quiet", SMALL),
        _column("paused_until", BIG, nullable=True),
        _column("pause_told", SMALL),
        sa.PrimaryKeyConstraint("id", name="pk_conversations"),
        sa.UniqueConstraint("municipality", "channel", "tag", name="uq_conversations"),
        sqlite_strict=True,
    )
    _index("ix_conversations_silent", "conversations", ["last_at", "id"], where="length(session) > 0")
    op.create_table(
        "photos",
        _column("id", BIG),
        _column("municipality", sa.Text()),
        _column("conversation", BIG),
        _column("case", BIG, nullable=True),
        _column("sealed_handle", sa.LargeBinary()),
        _column("sealed_image", sa.LargeBinary()),
        _column("sealed_key", sa.LargeBinary()),
        _column("received_at", BIG),
        sa.PrimaryKeyConstraint("id", name="pk_photos"),
        sqlite_strict=True,
    )
    _index("ix_photos_case", "photos", ["case"])
    _index("ix_photos_conversation", "photos", ["conversation"])
    op.create_table(
        "case_numbers",
        _column("municipality", sa.Text()),
        _column("year", sa.Integer()),
        _column("taken", sa.Integer()),
        sa.PrimaryKeyConstraint("municipality", "year", name="pk_case_numbers"),
        sqlite_with_rowid=False,
        sqlite_strict=True,
    )
    op.create_table(
        "cases",
        _column("id", BIG),
        _column("municipality", sa.Text()),
        _column("number", sa.Text()),
        _column("category", sa.Text()),
        _column("urgency", SMALL),
        _column("status", sa.Text()),
        _column("opened_at", BIG),
        _column("updated_at", BIG),
        _column("place", sa.Text()),
        _column("lead", sa.Text()),
        _column("language", sa.Text()),
        _column("channel", sa.Text()),
        _column("voice", sa.Text()),
        _column("danger", sa.Text()),
        _column("sealed_because", sa.LargeBinary()),
        _column("receipt_tag", sa.LargeBinary()),
        _column("sealed_key", sa.LargeBinary()),
        _column("conversation", BIG, nullable=True),
        _column("avoided", sa.Text()),
        _column("needs_look", SMALL),
        _column("merged_into", BIG, nullable=True),
        _column("prio", SMALL),
        sa.PrimaryKeyConstraint("id", name="pk_cases"),
        sa.UniqueConstraint("municipality", "number", name="uq_cases"),
        sqlite_strict=True,
    )
    _index("ix_cases_all", "cases", ["municipality", "prio", "opened_at", "id"])
    _index("ix_cases_conversation", "cases", ["conversation"], where="conversation IS NOT NULL")
    _index("ix_cases_merged", "cases", ["merged_into"], where="merged_into IS NOT NULL")
    _index("ix_cases_unsure", "cases", ["municipality", "prio", "opened_at", "id"], where="needs_look = 1")
    _index(
        "ix_cases_open",
        "cases",
        ["municipality", "prio", "opened_at", "id"],
        where="status IN ('acknowledged', 'new', 'referred')",
    )
    _index("ix_cases_receipt", "cases", ["receipt_tag"], unique=True, where="length(receipt_tag) > 0")
    op.create_table(
        "reports",
        _column("id", BIG),
        _column("case", BIG),
        _column("municipality", sa.Text()),
        _column("sealed_answers", sa.LargeBinary()),
        _column("received_at", BIG),
        sa.PrimaryKeyConstraint("id", name="pk_reports"),
        sa.ForeignKeyConstraint(["case"], ["cases.id"], name="fk_reports_case", deferrable=True, initially="DEFERRED"),
        sqlite_strict=True,
    )
    _index("ix_reports_case", "reports", ["case", "id"])
    op.create_table(
        "referrals",
        _column("id", BIG),
        _column("case", BIG),
        _column("municipality", sa.Text()),
        _column("institution", sa.Text()),
        _column("role", sa.Text()),
        _column("created_at", BIG),
        _column("answer", sa.Text(), nullable=True),
        _column("answered_at", BIG, nullable=True),
        _column("assigned", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_referrals"),
        sa.ForeignKeyConstraint(
            ["case"], ["cases.id"], name="fk_referrals_case", deferrable=True, initially="DEFERRED"
        ),
        sqlite_strict=True,
    )
    _index("ix_referrals_case", "referrals", ["case", "id"])
    _index(
        "ix_referrals_assigned",
        "referrals",
        ["municipality", "institution", "assigned", "case"],
        where="assigned <> '' AND (answer IS NULL OR answer = 'received')",
    )
    op.create_table(
        "case_events",
        _column("id", BIG),
        _column("case", BIG),
        _column("municipality", sa.Text()),
        _column("kind", sa.Text()),
        _column("at", BIG),
        _column("actor", sa.Text()),
        _column("facts", sa.Text()),
        _column("note", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("id", name="pk_case_events"),
        sa.ForeignKeyConstraint(
            ["case"], ["cases.id"], name="fk_case_events_case", deferrable=True, initially="DEFERRED"
        ),
        sqlite_strict=True,
    )
    _index("ix_case_events_case", "case_events", ["case", "id"])
    op.create_table(
        "outbox",
        _column("id", BIG),
        _column("municipality", sa.Text()),
        _column("lane", BIG),
        _column("kind", sa.Text()),
        _column("by", sa.Text()),
        _column("due_at", BIG),
        _column("created_at", BIG),
        _column("payload", sa.LargeBinary()),
        _column("conversation", BIG, nullable=True),
        _column("case", BIG, nullable=True),
        _column("referral", BIG, nullable=True),
        _column("target", sa.Text()),
        _column("at_most_once", SMALL),
        _column("state", SMALL),
        _column("attempts", sa.Integer()),
        _column("claimed_until", BIG, nullable=True),
        _column("failure", sa.Text()),
        _column("evidence", sa.Text()),
        _column("wake_at", BIG),
        _column("finished_at", BIG, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sqlite_strict=True,
    )
    _index("ix_outbox_case", "outbox", ["case"], where='"case" IS NOT NULL')
    _index("ix_outbox_conversation", "outbox", ["conversation"], where="conversation IS NOT NULL")
    _index("ix_outbox_dead", "outbox", ["municipality", "id"], where="state = 3")
    _index("ix_outbox_lane", "outbox", ["lane", "id"], where="state IN (0, 1)")
    _index("ix_outbox_wake", "outbox", ["wake_at", "id"], where="state IN (0, 1)")
    op.create_table(
        "dues",
        _column("id", BIG),
        _column("municipality", sa.Text()),
        _column("case", BIG),
        _column("referral", BIG, nullable=True),
        _column("kind", sa.Text()),
        _column("step", sa.Integer()),
        _column("due_at", BIG),
        _column("done_at", BIG, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_dues"),
        sa.ForeignKeyConstraint(["case"], ["cases.id"], name="fk_dues_case", deferrable=True, initially="DEFERRED"),
        sqlite_strict=True,
    )
    _index("ix_dues_case", "dues", ["case", "due_at", "id"], where="done_at IS NULL")
    _index("ix_dues_due", "dues", ["due_at", "id"], where="done_at IS NULL")
    _index("ix_dues_referral", "dues", ["referral"], where="done_at IS NULL")
    op.create_table(
        "chat_lines",
        _column("id", BIG),
        _column("municipality", sa.Text()),
        _column("tag", sa.LargeBinary()),
        _column("from_reporter", SMALL),
        _column("at", BIG),
        _column("payload", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("id", name="pk_chat_lines"),
        sqlite_strict=True,
    )
    _index("ix_chat_lines_at", "chat_lines", ["at"])
    _index("ix_chat_lines_page", "chat_lines", ["municipality", "tag", "id"])
    _triage()
    _secrets_and_audit()
    for statement in APPEND_ONLY[op.get_bind().dialect.name]:
        op.execute(statement)


def _triage() -> None:
    op.create_table(
        "corrections",
        _column("id", BIG),
        _column("case", BIG),
        _column("municipality", sa.Text()),
        _column("at", BIG),
        _column("actor", sa.Text()),
        _column("kind", sa.Text()),
        _column("was", sa.Text()),
        _column("became", sa.Text()),
        _column("sealed_text", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("id", name="pk_corrections"),
        sa.ForeignKeyConstraint(
            ["case"], ["cases.id"], name="fk_corrections_case", deferrable=True, initially="DEFERRED"
        ),
        sqlite_strict=True,
    )
    _index("ix_corrections_case", "corrections", ["case", "id"])
    _index("ix_corrections_municipality", "corrections", ["municipality", "id"])
    op.create_table(
        "sketches",
        _column("case", BIG),
        _column("municipality", sa.Text()),
        _column("category", sa.Text()),
        _column("place", sa.Text()),
        _column("opened_at", BIG),
        _column("words", sa.LargeBinary()),
        _column("sealed_words", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("case", name="pk_sketches"),
        sa.ForeignKeyConstraint(["case"], ["cases.id"], name="fk_sketches_case", deferrable=True, initially="DEFERRED"),
        sqlite_strict=True,
    )
    _index("ix_sketches_alike", "sketches", ["municipality", "category", "place", "opened_at"])
    _index("ix_sketches_sealed", "sketches", ["municipality", "opened_at"], where="length(words) = 0")
    op.create_table(
        "trained_models",
        _column("id", BIG),
        _column("municipality", sa.Text()),
        _column("made_at", BIG),
        _column("state", SMALL),
        _column("facts", sa.Text()),
        _column("switched_at", BIG, nullable=True),
        _column("switched_by", sa.Text()),
        _column("sealed_key", sa.LargeBinary()),
        _column("sealed_head", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("id", name="pk_trained_models"),
        sqlite_strict=True,
    )
    _index("ix_trained_models_municipality", "trained_models", ["municipality", "state", "id"])


def _secrets_and_audit() -> None:
    op.create_table(
        "retention",
        _column("case", BIG),
        _column("municipality", sa.Text()),
        _column("purge_at", BIG),
        _column("warned_at", BIG, nullable=True),
        _column("held", SMALL),
        _column("shredded_at", BIG, nullable=True),
        sa.PrimaryKeyConstraint("case", name="pk_retention"),
        sqlite_strict=True,
    )
    _index("ix_retention_purge", "retention", ["purge_at", "case"])
    op.create_table(
        "sms_months",
        _column("municipality", sa.Text()),
        _column("month", sa.Integer()),
        _column("segments", sa.Integer()),
        _column("told", SMALL),
        sa.PrimaryKeyConstraint("municipality", "month", name="pk_sms_months"),
        sqlite_with_rowid=False,
        sqlite_strict=True,
    )
    op.create_table(
        "weeks",
        _column("week", BIG),
        _column("sealed_pepper", sa.LargeBinary()),
        _column("sealed_key", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("week", name="pk_weeks"),
        sqlite_strict=True,
    )
    op.create_table(
        "observed_days",
        _column("day", BIG),
        sa.PrimaryKeyConstraint("day", name="pk_observed_days"),
        sqlite_strict=True,
    )
    op.create_table(
        "canaries",
        _column("name", sa.Text()),
        _column("value", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("name", name="pk_canaries"),
        sqlite_with_rowid=False,
        sqlite_strict=True,
    )
    op.create_table(
        "audit_entries",
        _column("position", BIG),
        _column("at", BIG),
        _column("municipality", sa.Text()),
        _column("actor", sa.Text()),
        _column("act", sa.Text()),
        _column("subject", sa.Text()),
        _column("facts", sa.Text()),
        _column("digest", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("position", name="pk_audit_entries"),
        sqlite_strict=True,
    )
    _index("ix_audit_entries_at", "audit_entries", ["at"])
    op.create_table(
        "audit_head",
        _column("id", BIG),
        _column("position", BIG),
        _column("digest", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("id", name="pk_audit_head"),
        sqlite_strict=True,
    )


def _column(name: str, type_: sa.types.TypeEngine[Any], *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, type_, nullable=nullable, autoincrement=False)


def _index(name: str, table: str, columns: list[str], *, unique: bool = False, where: str = "") -> None:
    condition: dict[str, Any] = {"sqlite_where": sa.text(where), "postgresql_where": sa.text(where)} if where else {}
    op.create_index(name, table, columns, unique=unique, **condition)
