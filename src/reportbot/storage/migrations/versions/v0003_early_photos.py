"""Photos of offices that wait for "done", and chats that have said it, outlive a restart."""

import sqlalchemy as sa
from alembic import op

from reportbot.storage.migrations.v0002.columns import BIG, column, index

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("photos", column("waits_until", BIG, nullable=True))
    index("ix_photos_waits", "photos", ["waits_until"], where="waits_until IS NOT NULL")
    op.create_table(
        "awaited_photos",
        column("municipality", sa.Text()),
        column("key", sa.LargeBinary()),
        column("referral", BIG),
        column("until", BIG),
        sa.PrimaryKeyConstraint("municipality", "key", name="pk_awaited_photos"),
        sqlite_with_rowid=False,
        sqlite_strict=True,
    )
