"""What the desk writes down: notes, tasks, saved filters, changes of the municipality file."""

import sqlalchemy as sa
from alembic import op

from reportbot.storage.migrations.v0002.columns import BIG, SMALL, column, index


def make() -> None:
    _case_notes()
    _case_tasks()
    _saved_filters()
    _town_changes()
    _town_asks()


def _case_notes() -> None:
    op.create_table(
        "case_notes",
        column("id", BIG),
        column("case", BIG),
        column("municipality", sa.Text()),
        column("audience", sa.Text()),
        column("written_at", BIG),
        column("written_by", sa.Text()),
        column("sealed_words", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("id", name="pk_case_notes"),
        sa.ForeignKeyConstraint(
            ["case"], ["cases.id"], name="fk_case_notes_case", deferrable=True, initially="DEFERRED"
        ),
        sqlite_strict=True,
    )
    index("ix_case_notes_case", "case_notes", ["case", "id"])


def _case_tasks() -> None:
    op.create_table(
        "case_tasks",
        column("id", BIG),
        column("case", BIG),
        column("municipality", sa.Text()),
        column("due_at", BIG, nullable=True),
        column("whose", sa.Text()),
        column("made_at", BIG),
        column("made_by", sa.Text()),
        column("sealed_words", sa.LargeBinary()),
        column("done_at", BIG, nullable=True),
        column("done_by", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_case_tasks"),
        sa.ForeignKeyConstraint(
            ["case"], ["cases.id"], name="fk_case_tasks_case", deferrable=True, initially="DEFERRED"
        ),
        sqlite_strict=True,
    )
    index("ix_case_tasks_case", "case_tasks", ["case", "id"])
    index("ix_case_tasks_to_do", "case_tasks", ["municipality", "due_at", "id"], where="done_at IS NULL")


def _saved_filters() -> None:
    op.create_table(
        "saved_filters",
        column("id", BIG),
        column("municipality", sa.Text()),
        column("member", sa.Text()),
        column("name", sa.Text()),
        column("query", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_saved_filters"),
        sqlite_strict=True,
    )
    index("ix_saved_filters_member", "saved_filters", ["municipality", "member", "id"])


def _town_changes() -> None:
    op.create_table(
        "town_changes",
        column("id", BIG),
        column("municipality", sa.Text()),
        column("version", sa.Integer()),
        column("at", BIG),
        column("by", sa.Text()),
        column("kind", sa.Text()),
        column("subject", sa.Text()),
        column("undoes", BIG, nullable=True),
        column("sealed_key", sa.LargeBinary()),
        column("sealed_change", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("id", name="pk_town_changes"),
        sa.UniqueConstraint("municipality", "version", name="uq_town_changes"),
        sqlite_strict=True,
    )


def _town_asks() -> None:
    op.create_table(
        "town_asks",
        column("id", BIG),
        column("municipality", sa.Text()),
        column("kind", sa.Text()),
        column("subject", sa.Text()),
        column("seen", sa.Integer()),
        column("undoes", BIG, nullable=True),
        column("despite", SMALL),
        column("sealed_key", sa.LargeBinary()),
        column("sealed_change", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("id", name="pk_town_asks"),
        sqlite_strict=True,
    )
