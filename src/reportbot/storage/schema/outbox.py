"""The tables of what leaves: each delivery with its attempts, and how many SMS of each month were paid for."""

from sqlalchemy import Index, Integer, Table, Text, text

from reportbot.core.spending import Level as SmsLevel
from reportbot.service.records import DeliveryState
from reportbot.storage.schema.base import metadata
from reportbot.storage.schema.conversations import HAS_REPORTER
from reportbot.storage.sql.columns import Flag, Id, Level, Moment, Sealed, Small, column

IS_UNFINISHED = text("state IN (0, 1)")
IS_DEAD = text("state = 3")
IS_TROUBLE = text("institution <> '' AND (state = 3 OR failure = 'tried again')")
IS_ARRIVED = text("institution <> '' AND state = 2")
IS_NOTICE = text("notice IS NOT NULL")
IS_OF_A_CASE = text('"case" IS NOT NULL')

outbox = Table(
    "outbox",
    metadata,
    column("id", Id, "none", key=True),
    column("municipality", Text(), "none"),
    column("lane", Id, "pseudonym"),
    column("kind", Text(), "none"),
    column("by", Text(), "none"),
    column("due_at", Moment(), "none"),
    column("created_at", Moment(), "none"),
    column("payload", Sealed(), "sealed"),
    column("conversation", Id, "pseudonym", null=True),
    column("case", Id, "none", null=True),
    column("referral", Id, "none", null=True),
    column("target", Text(), "pseudonym"),
    column("at_most_once", Flag(), "none"),
    column("state", Level(DeliveryState), "none"),
    column("attempts", Integer(), "none"),
    column("claimed_until", Moment(), "none", null=True),
    column("failure", Text(), "none"),
    column("evidence", Text(), "pseudonym"),
    column("institution", Text(), "none"),
    column("notice", Id, "none", null=True),
    column("rank", Small, "none"),
    column("gives_up_at", Moment(), "none", null=True),
    column("wake_at", Moment(), "none"),
    column("finished_at", Moment(), "none", null=True),
    Index("ix_outbox_wake", "wake_at", "id", sqlite_where=IS_UNFINISHED, postgresql_where=IS_UNFINISHED),
    Index("ix_outbox_lane", "lane", "id", sqlite_where=IS_UNFINISHED, postgresql_where=IS_UNFINISHED),
    Index("ix_outbox_conversation", "conversation", sqlite_where=HAS_REPORTER, postgresql_where=HAS_REPORTER),
    Index("ix_outbox_dead", "municipality", "id", sqlite_where=IS_DEAD, postgresql_where=IS_DEAD),
    Index("ix_outbox_notice", "notice", sqlite_where=IS_NOTICE, postgresql_where=IS_NOTICE),
    Index("ix_outbox_trouble", "municipality", "target", sqlite_where=IS_TROUBLE, postgresql_where=IS_TROUBLE),
    Index(
        "ix_outbox_arrived",
        "municipality",
        "target",
        "by",
        "finished_at",
        sqlite_where=IS_ARRIVED,
        postgresql_where=IS_ARRIVED,
    ),
    Index("ix_outbox_case", "case", sqlite_where=IS_OF_A_CASE, postgresql_where=IS_OF_A_CASE),
    sqlite_strict=True,
)

# Which reports a message about several names: a row of the outbox belongs to one case, or to none.
reminded = Table(
    "reminded",
    metadata,
    column("delivery", Id, "none", key=True),
    column("place", Small, "none", key=True),
    column("municipality", Text(), "none"),
    column("case", Id, "none"),
    column("referral", Id, "none"),
    column("owes", Id, "none"),
    column("kind", Text(), "none"),
    column("contact", Text(), "none"),
    column("because", Text(), "none"),
    column("until", Moment(), "none", null=True),
    column("due_at", Moment(), "none"),
    Index("ix_reminded_case", "case"),
    sqlite_with_rowid=False,
    sqlite_strict=True,
)

# What leaves by SMS is billed by the piece: how many in each calendar month of the town.
sms_months = Table(
    "sms_months",
    metadata,
    column("municipality", Text(), "none", key=True),
    column("month", Integer(), "none", key=True),
    column("segments", Integer(), "none"),
    column("told", Level(SmsLevel), "none"),
    sqlite_with_rowid=False,
    sqlite_strict=True,
)
