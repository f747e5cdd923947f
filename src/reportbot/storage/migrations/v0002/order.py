"""The triggers that keep the queue in order, whoever writes (what each is for: storage/schema/queue.py)."""

from reportbot.storage.migrations.v0002.columns import says

_OWED = (
    "SELECT coalesce(min(CASE"
    " WHEN r.id IS NULL OR d.kind = 'resume' THEN d.due_at"
    " WHEN r.answer IS NULL AND (r.role <> 'lead' OR c.status <> 'acknowledged')"
    " THEN coalesce(r.acknowledge_by, d.due_at)"
    " ELSE coalesce(r.act_by, d.due_at) END), 0) AS at"
    ' FROM dues AS d JOIN cases AS c ON c.id = d."case" LEFT JOIN referrals AS r ON r.id = d.referral'
    ' WHERE d."case" = {case} AND d.done_at IS NULL'
)
_LATE = "UPDATE cases SET late_at = n.at FROM ({owed}) AS n WHERE cases.id = {case} AND cases.late_at <> n.at"
_LATE_CASE, _LATE_ITSELF = (_LATE.format(owed=_OWED.format(case=case), case=case) for case in ('NEW."case"', "NEW.id"))
_IS_NEWS = "NEW.actor = 'reporter' AND NEW.kind IN ('answered_question', 'reopened', 'reporter_added')"
_NEWS = (
    "UPDATE cases SET news_at = coalesce(news_at, NEW.at)"
    ' WHERE id IN (NEW."case", (SELECT merged_into FROM cases WHERE id = NEW."case"))'
)
_NO_NEWS = 'UPDATE cases SET news_at = NULL WHERE id = NEW."case" AND news_at IS NOT NULL'
_IS_CANCELLED = "NEW.done_at IS NULL OR (OLD.done_at IS NULL AND NEW.done_at < NEW.due_at)"
_QUEUE = (
    ("queue_due_made", "INSERT ON dues", "NEW.done_at IS NULL", _LATE_CASE),
    ("queue_due_done", "UPDATE OF done_at, due_at ON dues", _IS_CANCELLED, _LATE_CASE),
    ("queue_answered", "UPDATE OF answer, acknowledge_by, act_by ON referrals", "", _LATE_CASE),
    ("queue_status", "UPDATE OF status ON cases", "OLD.status <> NEW.status", _LATE_ITSELF),
    ("queue_news", "INSERT ON case_events", _IS_NEWS, _NEWS),
    ("queue_no_news", "INSERT ON case_events", "substr(NEW.actor, 1, 1) = '@'", _NO_NEWS),
)


def make() -> None:
    """Last, when all their tables are there."""
    for name, change, which, then in _QUEUE:
        when = f"WHEN ({which}) " if which else ""
        head = f"CREATE TRIGGER {name} AFTER {change} "
        body = f"$$BEGIN {then}; RETURN NULL; END$$"
        says(
            (f"{head}{when}BEGIN {then}; END",),
            (
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS {body}",
                f"{head}FOR EACH ROW {when}EXECUTE FUNCTION {name}()",
            ),
        )
