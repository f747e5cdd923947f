"""Cases with the indexes of the queue, and what was reported of them."""

import sqlalchemy as sa
from alembic import op

from reportbot.storage.migrations.v0002.columns import BIG, SMALL, column, index

_IS_OPEN = "merged_into IS NULL AND status IN ('acknowledged', 'new', 'referred')"
_IS_OVER = "merged_into IS NULL AND status IN ('closed', 'rejected', 'resolved')"
_BY_LATENESS = ["municipality", "late_at", "prio", "id"]


def make() -> None:
    _case_numbers()
    _cases()
    _reports()


def _case_numbers() -> None:
    op.create_table(
        "case_numbers",
        column("municipality", sa.Text()),
        column("year", sa.Integer()),
        column("taken", sa.Integer()),
        sa.PrimaryKeyConstraint("municipality", "year", name="pk_case_numbers"),
        sqlite_with_rowid=False,
        sqlite_strict=True,
    )


def _cases() -> None:
    op.create_table(
        "cases",
        column("id", BIG),
        column("municipality", sa.Text()),
        column("number", sa.Text()),
        column("category", sa.Text()),
        column("urgency", SMALL),
        column("status", sa.Text()),
        column("opened_at", BIG),
        column("updated_at", BIG),
        column("place", sa.Text()),
        column("lead", sa.Text()),
        column("language", sa.Text()),
        column("channel", sa.Text()),
        column("voice", sa.Text()),
        column("danger", sa.Text()),
        column("sealed_because", sa.LargeBinary()),
        column("receipt_tag", sa.LargeBinary()),
        column("sealed_key", sa.LargeBinary()),
        column("conversation", BIG, nullable=True),
        column("avoided", sa.Text()),
        column("needs_look", SMALL),
        column("merged_into", BIG, nullable=True),
        column("prio", SMALL),
        column("late_at", BIG),
        column("news_at", BIG, nullable=True),
        column("taken_by", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_cases"),
        sa.UniqueConstraint("municipality", "number", name="uq_cases"),
        sqlite_strict=True,
    )
    index("ix_cases_category", "cases", ["municipality", "category", "id"])
    index("ix_cases_conversation", "cases", ["conversation"], where="conversation IS NOT NULL")
    index("ix_cases_lead", "cases", ["municipality", "lead", "id"])
    index("ix_cases_status", "cases", ["municipality", "status", "id"])
    index("ix_cases_place", "cases", ["municipality", "place", "id"])
    index("ix_cases_merged", "cases", ["merged_into"], where="merged_into IS NOT NULL")
    index("ix_cases_open", "cases", _BY_LATENESS, where=_IS_OPEN)
    index("ix_cases_look", "cases", _BY_LATENESS, where="merged_into IS NULL AND needs_look = 1")
    index("ix_cases_danger", "cases", _BY_LATENESS, where=f"{_IS_OPEN} AND urgency = 3")
    index(
        "ix_cases_taken",
        "cases",
        ["municipality", "taken_by", *_BY_LATENESS[1:]],
        where=f"{_IS_OPEN} AND taken_by <> ''",
    )
    index("ix_cases_news", "cases", _BY_LATENESS, where="merged_into IS NULL AND news_at IS NOT NULL")
    index("ix_cases_over", "cases", ["municipality", "updated_at", "id"], where=_IS_OVER)
    index("ix_cases_receipt", "cases", ["receipt_tag"], unique=True, where="length(receipt_tag) > 0")


def _reports() -> None:
    op.create_table(
        "reports",
        column("id", BIG),
        column("case", BIG),
        column("municipality", sa.Text()),
        column("sealed_answers", sa.LargeBinary()),
        column("received_at", BIG),
        sa.PrimaryKeyConstraint("id", name="pk_reports"),
        sa.ForeignKeyConstraint(["case"], ["cases.id"], name="fk_reports_case", deferrable=True, initially="DEFERRED"),
        sqlite_strict=True,
    )
    index("ix_reports_case", "reports", ["case", "id"])
