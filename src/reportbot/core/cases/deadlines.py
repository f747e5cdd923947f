"""What is due when: a promise per urgency turned into dates, and the ladder of people who are told one after another.

The figures stand in the municipality files. They are the project's own proposal (domain facts, section 2.2), not law.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from reportbot.core.calendar import ALWAYS, OfficeHours, add_working

DeadlineKind = Literal["acknowledge", "act", "close", "reminder"]

LEAD = "@lead"
LEAD_BOSS = "@lead_boss"
ON_CALL = "@on_call"
LADDER_ROLES = frozenset({LEAD, LEAD_BOSS, ON_CALL})
"""Whom a rung may name beside institution keys: the case's lead, the lead's boss, whoever is on call now."""


@dataclass(frozen=True, slots=True)
class Promise:
    """How soon, counted from the moment the case was opened.

    Whole days are working days of the lead institution unless `around_the_clock`. `reminders` has one entry per rung
    of the ladder.
    """

    acknowledge: timedelta
    act: timedelta
    close: timedelta
    reminders: tuple[timedelta, ...]
    around_the_clock: bool


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of the ladder: `to` are institution keys or LADDER_ROLES; `because` is an English msgid."""

    after: timedelta
    to: tuple[str, ...]
    because: str


@dataclass(frozen=True, slots=True)
class Deadline:
    """`due_at` is UTC. `rung` counts reminders from 1, as the ladder does; 0 for the three promises."""

    kind: DeadlineKind
    due_at: datetime
    rung: int = 0


def deadlines(promise: Promise, opened_at: datetime, hours: OfficeHours) -> tuple[Deadline, ...]:
    """All that is due for a case, soonest first; promises before reminders of the same minute."""
    clock = ALWAYS if promise.around_the_clock else hours
    promised: tuple[tuple[DeadlineKind, timedelta], ...] = (
        ("acknowledge", promise.acknowledge),
        ("act", promise.act),
        ("close", promise.close),
    )
    due = [Deadline(kind, add_working(opened_at, amount, clock)) for kind, amount in promised]
    due += [
        Deadline("reminder", add_working(opened_at, amount, clock), rung)
        for rung, amount in enumerate(promise.reminders, start=1)
    ]
    return tuple(sorted(due, key=lambda deadline: (deadline.due_at, deadline.rung)))
