"""What falls due is found by its case alone: one index less to keep, wherever in the table the hundred due rows lie."""

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.drop_index("ix_dues_referral", table_name="dues")
