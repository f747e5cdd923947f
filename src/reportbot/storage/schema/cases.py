"""The tables of cases: their numbers, themselves with an index for each view of the queue, what was reported."""

from sqlalchemy import ForeignKeyConstraint, Index, Integer, Table, Text, UniqueConstraint, text

from reportbot.core.cases.workflow import OPEN, Status
from reportbot.core.urgency import Urgency
from reportbot.storage.schema.base import metadata
from reportbot.storage.schema.conversations import HAS_REPORTER
from reportbot.storage.sql.columns import Flag, Id, Keys, Level, Moment, Sealed, Small, Word, column

IS_OPEN = text(f"status IN ({', '.join(repr(str(status)) for status in sorted(OPEN))})")
HAS_RECEIPT = text("length(receipt_tag) > 0")
STANDS_ALONE = text("merged_into IS NULL")
_LEADS_OPEN = f"merged_into IS NULL AND {IS_OPEN.text}"
IN_QUEUE = text(_LEADS_OPEN)
TO_LOOK_AT = text("merged_into IS NULL AND needs_look = 1")
IN_DANGER = text(f"{_LEADS_OPEN} AND urgency = {int(Urgency.EMERGENCY)}")
IS_TAKEN = text(f"{_LEADS_OPEN} AND taken_by <> ''")
HAS_NEWS = text("merged_into IS NULL AND news_at IS NOT NULL")
IS_OVER = text(
    f"merged_into IS NULL AND status IN ({', '.join(repr(str(status)) for status in sorted(set(Status) - OPEN))})"
)
IS_MERGED = text("merged_into IS NOT NULL")

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
    column("late_at", Id, "none"),
    column("news_at", Moment(), "none", null=True),
    column("taken_by", Text(), "none"),
    UniqueConstraint("municipality", "number"),
    Index("ix_cases_receipt", "receipt_tag", unique=True, sqlite_where=HAS_RECEIPT, postgresql_where=HAS_RECEIPT),
    *(
        Index(name, "municipality", *columns, "id", sqlite_where=which, postgresql_where=which)
        for name, columns, which in (
            ("ix_cases_open", ("late_at", "prio"), IN_QUEUE),
            ("ix_cases_look", ("late_at", "prio"), TO_LOOK_AT),
            ("ix_cases_danger", ("late_at", "prio"), IN_DANGER),
            ("ix_cases_taken", ("taken_by", "late_at", "prio"), IS_TAKEN),
            ("ix_cases_news", ("late_at", "prio"), HAS_NEWS),
            ("ix_cases_over", ("updated_at",), IS_OVER),
        )
    ),
    *(Index(f"ix_cases_{name}", "municipality", name, "id") for name in ("category", "place", "lead", "status")),
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
