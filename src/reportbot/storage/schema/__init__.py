"""All tables, wherever they are described: whoever imports this has every one of them on `metadata`."""

from reportbot.storage.schema.audit import audit_entries, audit_head
from reportbot.storage.schema.base import metadata
from reportbot.storage.schema.cases import (
    HAS_NEWS,
    HAS_RECEIPT,
    IN_DANGER,
    IN_QUEUE,
    IS_MERGED,
    IS_OPEN,
    IS_OVER,
    IS_TAKEN,
    STANDS_ALONE,
    TO_LOOK_AT,
    case_numbers,
    cases,
    reports,
)
from reportbot.storage.schema.conversations import HAS_REPORTER, HAS_SESSION, conversations, photos
from reportbot.storage.schema.events import case_events
from reportbot.storage.schema.keeping import canaries, observed_days, retention, weeks
from reportbot.storage.schema.messages import broken_messages, chat_lines, offsets, seen_messages, wrong_codes
from reportbot.storage.schema.notes import IS_TO_DO, case_notes, case_tasks
from reportbot.storage.schema.outbox import (
    IS_ARRIVED,
    IS_DEAD,
    IS_NOTICE,
    IS_OF_A_CASE,
    IS_TROUBLE,
    IS_UNFINISHED,
    outbox,
    reminded,
    sms_months,
)
from reportbot.storage.schema.papers import IS_TO_HAND_OVER, letter_numbers, letters, outside
from reportbot.storage.schema.practice import practice_rooms
from reportbot.storage.schema.queue import SET_LATE, saved_filters
from reportbot.storage.schema.referrals import IS_ASSIGNED, IS_STILL_THEIRS, IS_TO_COME, dues, referrals
from reportbot.storage.schema.settings import town_asks, town_changes
from reportbot.storage.schema.staff import (
    drafts,
    staff_asks,
    staff_codes,
    staff_members,
    staff_passkeys,
    staff_sessions,
    staff_tries,
)
from reportbot.storage.schema.staff_chats import IS_TOLD, IS_UNTOLD, staff_alerts, staff_chat_codes, staff_chats
from reportbot.storage.schema.triage import IS_SEALED, corrections, sketches, trained_models

__all__ = [
    "HAS_NEWS",
    "HAS_RECEIPT",
    "HAS_REPORTER",
    "HAS_SESSION",
    "IN_DANGER",
    "IN_QUEUE",
    "IS_ARRIVED",
    "IS_ASSIGNED",
    "IS_DEAD",
    "IS_MERGED",
    "IS_NOTICE",
    "IS_OF_A_CASE",
    "IS_OPEN",
    "IS_OVER",
    "IS_SEALED",
    "IS_STILL_THEIRS",
    "IS_TAKEN",
    "IS_TOLD",
    "IS_TO_COME",
    "IS_TO_DO",
    "IS_TO_HAND_OVER",
    "IS_TROUBLE",
    "IS_UNFINISHED",
    "IS_UNTOLD",
    "SET_LATE",
    "STANDS_ALONE",
    "TO_LOOK_AT",
    "audit_entries",
    "audit_head",
    "broken_messages",
    "canaries",
    "case_events",
    "case_notes",
    "case_numbers",
    "case_tasks",
    "cases",
    "chat_lines",
    "conversations",
    "corrections",
    "drafts",
    "dues",
    "letter_numbers",
    "letters",
    "metadata",
    "observed_days",
    "offsets",
    "outbox",
    "outside",
    "photos",
    "practice_rooms",
    "referrals",
    "reminded",
    "reports",
    "retention",
    "saved_filters",
    "seen_messages",
    "sketches",
    "sms_months",
    "staff_alerts",
    "staff_asks",
    "staff_chat_codes",
    "staff_chats",
    "staff_codes",
    "staff_members",
    "staff_passkeys",
    "staff_sessions",
    "staff_tries",
    "town_asks",
    "town_changes",
    "trained_models",
    "weeks",
    "wrong_codes",
]
