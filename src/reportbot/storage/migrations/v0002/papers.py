"""Numbered letters, and requests in other Open311 systems."""

import sqlalchemy as sa
from alembic import op

from reportbot.storage.migrations.v0002.columns import BIG, SMALL, column, index


def make() -> None:
    _letters()
    _letter_numbers()
    _outside()


def _letters() -> None:
    op.create_table(
        "letters",
        column("id", BIG),
        column("municipality", sa.Text()),
        column("number", sa.Text()),
        column("kind", sa.Text()),
        column("case", BIG),
        column("referral", BIG, nullable=True),
        column("institution", sa.Text()),
        column("language", sa.Text()),
        column("made_at", BIG),
        column("made_by", sa.Text()),
        column("sealed_pdf", sa.LargeBinary()),
        column("handed_at", BIG, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_letters"),
        sa.ForeignKeyConstraint(["case"], ["cases.id"], name="fk_letters_case", deferrable=True, initially="DEFERRED"),
        sa.UniqueConstraint("municipality", "number", name="uq_letters"),
        sqlite_strict=True,
    )
    index("ix_letters_case", "letters", ["case", "id"])
    index("ix_letters_waiting", "letters", ["municipality", "id"], where="kind = 'notice' AND handed_at IS NULL")


def _letter_numbers() -> None:
    op.create_table(
        "letter_numbers",
        column("municipality", sa.Text()),
        column("year", sa.Integer()),
        column("taken", sa.Integer()),
        sa.PrimaryKeyConstraint("municipality", "year", name="pk_letter_numbers"),
        sqlite_with_rowid=False,
        sqlite_strict=True,
    )


def _outside() -> None:
    op.create_table(
        "outside",
        column("id", BIG),
        column("municipality", sa.Text()),
        column("case", BIG),
        column("referral", BIG, nullable=True),
        column("peer", sa.Text()),
        column("sent", SMALL),
        column("remote", sa.Text()),
        column("status", sa.Text()),
        column("updated_at", BIG),
        column("checked_at", BIG, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_outside"),
        sa.ForeignKeyConstraint(["case"], ["cases.id"], name="fk_outside_case", deferrable=True, initially="DEFERRED"),
        sqlite_strict=True,
    )
    index("ix_outside_case", "outside", ["case"])
    index("ix_outside_peer", "outside", ["municipality", "peer", "remote"])
