"""The tables of people who work here. Passwords and TOTP secrets are sealed; recovery codes and cookies are digests."""

from sqlalchemy import Index, Integer, Table, Text, UniqueConstraint, text

from reportbot.service.records.staff import AskKind, Outcome
from reportbot.storage.schema.base import metadata
from reportbot.storage.sql.columns import Flag, Id, Keys, Moment, Sealed, Word, column

staff_members = Table(
    "staff_members",
    metadata,
    column("id", Id, "none", key=True),
    column("municipality", Text(), "none"),
    column("key", Text(), "pseudonym"),
    column("name", Text(), "pseudonym"),
    column("roles", Keys(), "none"),
    column("institution", Text(), "none"),
    column("sensitive", Keys(), "none"),
    column("language", Text(), "none"),
    column("created_at", Moment(), "none"),
    column("disabled_at", Moment(), "none", null=True),
    column("invitation", Sealed(), "none"),
    column("invited_until", Moment(), "none", null=True),
    column("totp_step", Integer(), "none"),
    column("sealed_key", Sealed(), "key"),
    column("sealed_password", Sealed(), "sealed"),
    column("sealed_totp", Sealed(), "sealed"),
    column("set_up_at", Moment(), "none", null=True),
    UniqueConstraint("municipality", "key"),
    sqlite_strict=True,
)

staff_passkeys = Table(
    "staff_passkeys",
    metadata,
    column("id", Id, "none", key=True),
    column("municipality", Text(), "none"),
    column("member", Id, "none"),
    column("credential", Sealed(), "pseudonym"),
    column("public_key", Sealed(), "none"),
    column("counted", Id, "none"),
    column("label", Text(), "none"),
    column("created_at", Moment(), "none"),
    column("used_at", Moment(), "none", null=True),
    UniqueConstraint("municipality", "credential"),
    Index("ix_staff_passkeys_member", "member", "id"),
    sqlite_strict=True,
)

staff_codes = Table(
    "staff_codes",
    metadata,
    column("member", Id, "none", key=True),
    column("digest", Sealed(), "none", key=True),
    column("municipality", Text(), "none"),
    sqlite_with_rowid=False,
    sqlite_strict=True,
)

staff_tries = Table(
    "staff_tries",
    metadata,
    column("municipality", Text(), "none", key=True),
    column("key", Sealed(), "pseudonym", key=True),
    column("tries", Integer(), "none"),
    column("next_at", Moment(), "none"),
    column("at", Moment(), "none"),
    sqlite_with_rowid=False,
    sqlite_strict=True,
)

staff_sessions = Table(
    "staff_sessions",
    metadata,
    column("id", Id, "none", key=True),
    column("municipality", Text(), "none"),
    column("member", Id, "none"),
    column("token", Sealed(), "none"),
    column("created_at", Moment(), "none"),
    column("seen_at", Moment(), "none"),
    column("expires_at", Moment(), "none"),
    column("second_at", Moment(), "none", null=True),
    column("stepped_at", Moment(), "none", null=True),
    column("browser", Text(), "none"),
    column("by_link", Flag(), "none"),
    column("ended_at", Moment(), "none", null=True),
    Index("ix_staff_sessions_token", "token", unique=True),
    Index("ix_staff_sessions_member", "member", "id"),
    sqlite_strict=True,
)

drafts = Table(
    "drafts",
    metadata,
    column("id", Id, "none", key=True),
    column("municipality", Text(), "none"),
    column("member", Id, "none"),
    column("path", Text(), "none"),
    column("sealed_words", Sealed(), "sealed"),
    column("kept_at", Moment(), "none"),
    UniqueConstraint("member", "path"),
    sqlite_strict=True,
)

IS_UNSEEN = text("seen_at IS NULL")
IS_UNTOLD_ASK = text("told_at IS NULL")

staff_asks = Table(
    "staff_asks",
    metadata,
    column("id", Id, "none", key=True),
    column("municipality", Text(), "none"),
    column("kind", Word(AskKind), "none"),
    column("member", Id, "none"),
    column("key", Text(), "pseudonym"),
    column("name", Text(), "pseudonym"),
    column("roles", Keys(), "none"),
    column("institution", Text(), "none"),
    column("sensitive", Keys(), "none"),
    column("language", Text(), "none"),
    column("asked_by", Text(), "pseudonym"),
    column("asked_at", Moment(), "none"),
    column("until", Moment(), "none"),
    column("link", Sealed(), "none"),
    column("opened", Sealed(), "none"),
    column("outcome", Word(Outcome), "none"),
    column("decided_by", Text(), "pseudonym"),
    column("decided_at", Moment(), "none", null=True),
    column("told_at", Moment(), "none", null=True),
    column("seen_at", Moment(), "none", null=True),
    column("beside", Keys(), "pseudonym"),
    Index("ix_staff_asks_unseen", "municipality", sqlite_where=IS_UNSEEN, postgresql_where=IS_UNSEEN),
    Index("ix_staff_asks_untold", "id", sqlite_where=IS_UNTOLD_ASK, postgresql_where=IS_UNTOLD_ASK),
    sqlite_strict=True,
)
