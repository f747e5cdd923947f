"""What comes in: what was seen, how far a channel was read, who writes, their photos, bubbles of the web chat."""

import sqlalchemy as sa
from alembic import op

from reportbot.storage.migrations.v0002.columns import BIG, SMALL, column, index


def make() -> None:
    _seen_messages()
    _offsets()
    _broken_messages()
    _conversations()
    _photos()
    _chat_lines()
    _wrong_codes()


def _seen_messages() -> None:
    op.create_table(
        "seen_messages",
        column("key", sa.LargeBinary()),
        column("at", BIG),
        sa.PrimaryKeyConstraint("key", name="pk_seen_messages"),
        sqlite_with_rowid=False,
        sqlite_strict=True,
    )


def _offsets() -> None:
    op.create_table(
        "offsets",
        column("municipality", sa.Text()),
        column("channel", sa.Text()),
        column("offset", BIG),
        sa.PrimaryKeyConstraint("municipality", "channel", name="pk_offsets"),
        sqlite_with_rowid=False,
        sqlite_strict=True,
    )


def _broken_messages() -> None:
    op.create_table(
        "broken_messages",
        column("id", BIG),
        column("municipality", sa.Text()),
        column("channel", sa.Text()),
        column("conversation", BIG, nullable=True),
        column("sealed_message", sa.LargeBinary()),
        column("sealed_key", sa.LargeBinary()),
        column("failure", sa.Text()),
        column("received_at", BIG),
        column("avoided", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_broken_messages"),
        sqlite_strict=True,
    )
    index("ix_broken_messages_municipality", "broken_messages", ["municipality", "id"])


def _conversations() -> None:
    op.create_table(
        "conversations",
        column("id", BIG),
        column("municipality", sa.Text()),
        column("channel", sa.Text()),
        column("tag", sa.LargeBinary()),
        column("sealed_address", sa.LargeBinary()),
        column("language", sa.Text()),
        column("may_push", SMALL, nullable=True),
        column("session", sa.LargeBinary()),
        column("case", BIG, nullable=True),
        column("last_at", BIG),
        column("sms_month", sa.Integer()),
        column("quiet", SMALL),
        column("paused_until", BIG, nullable=True),
        column("pause_told", SMALL),
        sa.PrimaryKeyConstraint("id", name="pk_conversations"),
        sa.UniqueConstraint("municipality", "channel", "tag", name="uq_conversations"),
        sqlite_strict=True,
    )
    index("ix_conversations_silent", "conversations", ["last_at", "id"], where="length(session) > 0")


def _photos() -> None:
    op.create_table(
        "photos",
        column("id", BIG),
        column("municipality", sa.Text()),
        column("conversation", BIG, nullable=True),
        column("case", BIG, nullable=True),
        column("sealed_handle", sa.LargeBinary()),
        column("sealed_image", sa.LargeBinary()),
        column("sealed_key", sa.LargeBinary()),
        column("received_at", BIG),
        column("by", sa.Text()),
        column("held_at", BIG, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_photos"),
        sqlite_strict=True,
    )
    index("ix_photos_case", "photos", ["case"])
    index("ix_photos_conversation", "photos", ["conversation"])


def _chat_lines() -> None:
    op.create_table(
        "chat_lines",
        column("id", BIG),
        column("municipality", sa.Text()),
        column("tag", sa.LargeBinary()),
        column("from_reporter", SMALL),
        column("at", BIG),
        column("payload", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("id", name="pk_chat_lines"),
        sqlite_strict=True,
    )
    index("ix_chat_lines_at", "chat_lines", ["at"])
    index("ix_chat_lines_page", "chat_lines", ["municipality", "tag", "id"])


def _wrong_codes() -> None:
    op.create_table(
        "wrong_codes",
        column("municipality", sa.Text()),
        column("key", sa.LargeBinary()),
        column("wrong", sa.Integer()),
        column("since", BIG),
        sa.PrimaryKeyConstraint("municipality", "key", name="pk_wrong_codes"),
        sqlite_with_rowid=False,
        sqlite_strict=True,
    )
