"""What people put right, what is alike, which models were made of it."""

import sqlalchemy as sa
from alembic import op

from reportbot.storage.migrations.v0002.columns import BIG, SMALL, column, index


def make() -> None:
    _corrections()
    _sketches()
    _trained_models()


def _corrections() -> None:
    op.create_table(
        "corrections",
        column("id", BIG),
        column("case", BIG),
        column("municipality", sa.Text()),
        column("at", BIG),
        column("actor", sa.Text()),
        column("kind", sa.Text()),
        column("was", sa.Text()),
        column("became", sa.Text()),
        column("sealed_text", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("id", name="pk_corrections"),
        sa.ForeignKeyConstraint(
            ["case"], ["cases.id"], name="fk_corrections_case", deferrable=True, initially="DEFERRED"
        ),
        sqlite_strict=True,
    )
    index("ix_corrections_case", "corrections", ["case", "id"])
    index("ix_corrections_municipality", "corrections", ["municipality", "id"])


def _sketches() -> None:
    op.create_table(
        "sketches",
        column("case", BIG),
        column("municipality", sa.Text()),
        column("category", sa.Text()),
        column("place", sa.Text()),
        column("opened_at", BIG),
        column("words", sa.LargeBinary()),
        column("sealed_words", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("case", name="pk_sketches"),
        sa.ForeignKeyConstraint(["case"], ["cases.id"], name="fk_sketches_case", deferrable=True, initially="DEFERRED"),
        sqlite_strict=True,
    )
    index("ix_sketches_alike", "sketches", ["municipality", "category", "place", "opened_at"])
    index("ix_sketches_sealed", "sketches", ["municipality", "opened_at"], where="length(words) = 0")


def _trained_models() -> None:
    op.create_table(
        "trained_models",
        column("id", BIG),
        column("municipality", sa.Text()),
        column("made_at", BIG),
        column("state", SMALL),
        column("facts", sa.Text()),
        column("switched_at", BIG, nullable=True),
        column("switched_by", sa.Text()),
        column("sealed_key", sa.LargeBinary()),
        column("sealed_head", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("id", name="pk_trained_models"),
        sqlite_strict=True,
    )
    index("ix_trained_models_municipality", "trained_models", ["municipality", "state", "id"])
