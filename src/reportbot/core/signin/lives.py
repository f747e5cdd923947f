"""How long a session lasts, and how long the second factor counts as just given."""

from datetime import datetime, timedelta

LONGEST = timedelta(hours=12)
IDLE = timedelta(hours=2)
SECOND_WITHIN = timedelta(minutes=10)  # between the password and the second factor
STEP_UP = timedelta(minutes=10)
NOTED_EVERY = timedelta(minutes=5)  # how exactly we know when somebody was last here
INVITATION = timedelta(days=3)
ASK = timedelta(days=3)  # for which a second person may confirm; our own number: over a weekend
ASK_KEPT = timedelta(days=90)  # after it was decided, for whoever it is about to read it
DRAFTS = timedelta(hours=24)


def is_over(seen_at: datetime, expires_at: datetime, ended_at: datetime | None, now: datetime) -> bool:
    """Ended by hand, run out, or nobody there for two hours."""
    return ended_at is not None or now >= expires_at or now - seen_at >= IDLE


def is_fresh(stepped_at: datetime | None, now: datetime) -> bool:
    """Whether the second factor was given so recently that it counts for what is dangerous."""
    return stepped_at is not None and timedelta(0) <= now - stepped_at < STEP_UP


def was_here(seen_at: datetime, now: datetime) -> bool:
    """Whether it is time to write down that somebody is still here."""
    return now - seen_at >= NOTED_EVERY
