"""The tables of triage: what people put right, what is alike, which models were made of it."""

from sqlalchemy import ForeignKeyConstraint, Index, Table, Text, text

from reportbot.service.records import ModelState
from reportbot.storage.schema.base import metadata
from reportbot.storage.sql.columns import Facts, Id, Level, Moment, Sealed, column

IS_SEALED = text("length(words) = 0")

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
