"""Who works here: accounts, their sessions, their chats."""

import sqlalchemy as sa
from alembic import op

from reportbot.storage.migrations.v0002.columns import BIG, SMALL, column, index


def make() -> None:
    _staff_members()
    _staff_passkeys()
    _staff_codes()
    _staff_tries()
    _staff_sessions()
    _drafts()
    _staff_asks()
    _staff_chats()
    _staff_chat_codes()
    _staff_alerts()


def _staff_members() -> None:
    op.create_table(
        "staff_members",
        column("id", BIG),
        column("municipality", sa.Text()),
        column("key", sa.Text()),
        column("name", sa.Text()),
        column("roles", sa.Text()),
        column("institution", sa.Text()),
        column("sensitive", sa.Text()),
        column("language", sa.Text()),
        column("created_at", BIG),
        column("disabled_at", BIG, nullable=True),
        column("invitation", sa.LargeBinary()),
        column("invited_until", BIG, nullable=True),
        column("totp_step", sa.Integer()),
        column("sealed_key", sa.LargeBinary()),
        column("sealed_password", sa.LargeBinary()),
        column("sealed_totp", sa.LargeBinary()),
        column("set_up_at", BIG, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_staff_members"),
        sa.UniqueConstraint("municipality", "key", name="uq_staff_members"),
        sqlite_strict=True,
    )


def _staff_passkeys() -> None:
    op.create_table(
        "staff_passkeys",
        column("id", BIG),
        column("municipality", sa.Text()),
        column("member", BIG),
        column("credential", sa.LargeBinary()),
        column("public_key", sa.LargeBinary()),
        column("counted", BIG),
        column("label", sa.Text()),
        column("created_at", BIG),
        column("used_at", BIG, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_staff_passkeys"),
        sa.UniqueConstraint("municipality", "credential", name="uq_staff_passkeys"),
        sqlite_strict=True,
    )
    index("ix_staff_passkeys_member", "staff_passkeys", ["member", "id"])


def _staff_codes() -> None:
    op.create_table(
        "staff_codes",
        column("member", BIG),
        column("digest", sa.LargeBinary()),
        column("municipality", sa.Text()),
        sa.PrimaryKeyConstraint("member", "digest", name="pk_staff_codes"),
        sqlite_with_rowid=False,
        sqlite_strict=True,
    )


def _staff_tries() -> None:
    op.create_table(
        "staff_tries",
        column("municipality", sa.Text()),
        column("key", sa.LargeBinary()),
        column("tries", sa.Integer()),
        column("next_at", BIG),
        column("at", BIG),
        sa.PrimaryKeyConstraint("municipality", "key", name="pk_staff_tries"),
        sqlite_with_rowid=False,
        sqlite_strict=True,
    )


def _staff_sessions() -> None:
    op.create_table(
        "staff_sessions",
        column("id", BIG),
        column("municipality", sa.Text()),
        column("member", BIG),
        column("token", sa.LargeBinary()),
        column("created_at", BIG),
        column("seen_at", BIG),
        column("expires_at", BIG),
        column("second_at", BIG, nullable=True),
        column("stepped_at", BIG, nullable=True),
        column("browser", sa.Text()),
        column("by_link", SMALL),
        column("ended_at", BIG, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_staff_sessions"),
        sqlite_strict=True,
    )
    index("ix_staff_sessions_token", "staff_sessions", ["token"], unique=True)
    index("ix_staff_sessions_member", "staff_sessions", ["member", "id"])


def _drafts() -> None:
    op.create_table(
        "drafts",
        column("id", BIG),
        column("municipality", sa.Text()),
        column("member", BIG),
        column("path", sa.Text()),
        column("sealed_words", sa.LargeBinary()),
        column("kept_at", BIG),
        sa.PrimaryKeyConstraint("id", name="pk_drafts"),
        sa.UniqueConstraint("member", "path", name="uq_drafts"),
        sqlite_strict=True,
    )
    op.create_table(
        "practice_rooms",
        column("municipality", sa.Text()),
        column("member", sa.Text()),
        column("version", sa.Integer()),
        column("ends_at", BIG),
        column("sealed_room", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("municipality", "member", name="pk_practice_rooms"),
        sqlite_strict=True,
    )
    index("ix_practice_rooms_ends", "practice_rooms", ["ends_at"])


def _staff_asks() -> None:
    op.create_table(
        "staff_asks",
        column("id", BIG),
        column("municipality", sa.Text()),
        column("kind", sa.Text()),
        column("member", BIG),
        column("key", sa.Text()),
        column("name", sa.Text()),
        column("roles", sa.Text()),
        column("institution", sa.Text()),
        column("sensitive", sa.Text()),
        column("language", sa.Text()),
        column("asked_by", sa.Text()),
        column("asked_at", BIG),
        column("until", BIG),
        column("link", sa.LargeBinary()),
        column("opened", sa.LargeBinary()),
        column("outcome", sa.Text()),
        column("decided_by", sa.Text()),
        column("decided_at", BIG, nullable=True),
        column("told_at", BIG, nullable=True),
        column("seen_at", BIG, nullable=True),
        column("beside", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_staff_asks"),
        sqlite_strict=True,
    )
    index("ix_staff_asks_unseen", "staff_asks", ["municipality"], where="seen_at IS NULL")
    index("ix_staff_asks_untold", "staff_asks", ["id"], where="told_at IS NULL")


def _staff_chats() -> None:
    op.create_table(
        "staff_chats",
        column("id", BIG),
        column("municipality", sa.Text()),
        column("channel", sa.Text()),
        column("member", sa.Text()),
        column("tag", sa.LargeBinary()),
        column("sealed_chat", sa.LargeBinary()),
        column("linked_at", BIG),
        column("digest_hour", sa.Integer(), nullable=True),
        column("digest_day", sa.Integer()),
        column("digest_at", BIG),
        column("language", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_staff_chats"),
        sa.UniqueConstraint("municipality", "member", name="uq_staff_chats"),
        sqlite_strict=True,
    )
    index("ix_staff_chats_tag", "staff_chats", ["municipality", "tag"], unique=True)


def _staff_chat_codes() -> None:
    op.create_table(
        "staff_chat_codes",
        column("tag", sa.LargeBinary()),
        column("municipality", sa.Text()),
        column("member", sa.Text()),
        column("expires_at", BIG),
        sa.PrimaryKeyConstraint("tag", name="pk_staff_chat_codes"),
        sqlite_strict=True,
    )


def _staff_alerts() -> None:
    op.create_table(
        "staff_alerts",
        column("case", BIG),
        column("municipality", sa.Text()),
        column("told_at", BIG, nullable=True),
        column("shown", sa.Text()),
        column("widen_at", BIG, nullable=True),
        sa.PrimaryKeyConstraint("case", name="pk_staff_alerts"),
        sa.ForeignKeyConstraint(
            ["case"], ["cases.id"], name="fk_staff_alerts_case", deferrable=True, initially="DEFERRED"
        ),
        sqlite_strict=True,
    )
    index("ix_staff_alerts_untold", "staff_alerts", ["case"], where="told_at IS NULL")
    index("ix_staff_alerts_told", "staff_alerts", ["told_at"], where="told_at IS NOT NULL")
    index("ix_staff_alerts_widen", "staff_alerts", ["widen_at"], where="widen_at IS NOT NULL")
