"""What keeps the queue in order: three columns of `cases` that the database itself keeps right, whoever writes, and the
filters that members have saved.

late_at   when the next promise runs out, or ran out: the earliest of what is still owed; 0 where nobody owes anything
news_at   since when a word of the reporter waits that nobody at the desk has acted on; null where none does
taken_by  who at the desk has taken the case (the key of a member), "" for nobody; written by a verb, never by a trigger
"""

from sqlalchemy import Index, Table, Text

from reportbot.storage.schema.base import made_with, metadata
from reportbot.storage.schema.cases import cases as _cases
from reportbot.storage.schema.events import case_events
from reportbot.storage.schema.referrals import dues, referrals
from reportbot.storage.sql.columns import Id, column

saved_filters = Table(
    "saved_filters",
    metadata,
    column("id", Id, "none", key=True),
    column("municipality", Text(), "none"),
    column("member", Text(), "none"),
    column("name", Text(), "none"),
    column("query", Text(), "none"),
    Index("ix_saved_filters_member", "municipality", "member", "id"),
    sqlite_strict=True,
)

NEWS = ("answered_question", "reopened", "reporter_added")
"""Kinds of event that are news when the reporter is their actor."""

# Silence is late at the first answer; whoever has taken it on is late with the work. In an emergency whoever is on call
# may have taken it on for the lead. A clock that stands still is due when it goes on by itself.
_OWED = (
    "SELECT coalesce(min(CASE"
    " WHEN r.id IS NULL OR d.kind = 'resume' THEN d.due_at"
    " WHEN r.answer IS NULL AND (r.role <> 'lead' OR c.status <> 'acknowledged')"
    " THEN coalesce(r.acknowledge_by, d.due_at)"
    " ELSE coalesce(r.act_by, d.due_at) END), 0) AS at"
    ' FROM dues AS d JOIN cases AS c ON c.id = d."case" LEFT JOIN referrals AS r ON r.id = d.referral'
    ' WHERE d."case" = {case} AND d.done_at IS NULL'
)
SET_LATE = f"UPDATE cases SET late_at = ({_OWED.format(case='cases.id')})"  # noqa: S608 (no value in it)


def _late_of(case: str) -> str:
    """Where nothing has changed nothing is written, so that no index is touched."""
    owed = _OWED.format(case=case)
    return f"UPDATE cases SET late_at = n.at FROM ({owed}) AS n WHERE cases.id = {case} AND cases.late_at <> n.at"  # noqa: S608


_NEWS = (
    "UPDATE cases SET news_at = coalesce(news_at, NEW.at)"
    ' WHERE id IN (NEW."case", (SELECT merged_into FROM cases WHERE id = NEW."case"))'
)
_NO_NEWS = 'UPDATE cases SET news_at = NULL WHERE id = NEW."case" AND news_at IS NOT NULL'
_IS_NEWS = f"NEW.actor = 'reporter' AND NEW.kind IN ({', '.join(repr(kind) for kind in NEWS)})"
_IS_THE_DESK = "substr(NEW.actor, 1, 1) = '@'"

# A due that has fired is done at its time or later, a cancelled one before it (dues.py). What has fired changes nothing
# by itself: the promise that it spoke of has run out, and stays so until the office answers.
# (name, table, what happens to it, which rows, what follows)
_TRIGGERS = (
    ("queue_due_made", dues, "INSERT", "NEW.done_at IS NULL", _late_of('NEW."case"')),
    (
        "queue_due_done",
        dues,
        "UPDATE OF done_at, due_at",
        "NEW.done_at IS NULL OR (OLD.done_at IS NULL AND NEW.done_at < NEW.due_at)",
        _late_of('NEW."case"'),
    ),
    ("queue_answered", referrals, "UPDATE OF answer, acknowledge_by, act_by", "", _late_of('NEW."case"')),
    ("queue_status", _cases, "UPDATE OF status", "OLD.status <> NEW.status", _late_of("NEW.id")),
    ("queue_news", case_events, "INSERT", _IS_NEWS, _NEWS),
    ("queue_no_news", case_events, "INSERT", _IS_THE_DESK, _NO_NEWS),
)
for _name, _table, _change, _which, _then in _TRIGGERS:
    _when = f"WHEN ({_which}) " if _which else ""
    _head = f"CREATE TRIGGER {_name} AFTER {_change} ON {_table.name} "
    _body = f"$$BEGIN {_then}; RETURN NULL; END$$"
    made_with(_table, "sqlite", f"{_head}{_when}BEGIN {_then}; END")
    made_with(_table, "postgresql", f"CREATE FUNCTION {_name}() RETURNS trigger LANGUAGE plpgsql AS {_body}")
    made_with(_table, "postgresql", f"{_head}FOR EACH ROW {_when}EXECUTE FUNCTION {_name}()")
