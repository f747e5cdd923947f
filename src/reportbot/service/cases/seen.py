"""Two people on one case at once: whoever changes it says what they had seen of it, and nothing is done where somebody
else has changed it since. What follows by itself from one's own doing is one's own (core/cases/desk/conflict.py).

The console says once, around its handler, what the page had shown (`having_seen`). Every verb looks its case up by
`case_for_desk`, within its own unit of work, and so under the lock; there it is asked (`check_unchanged`). So no verb
can forget it, and none has it among its arguments.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from reportbot.core.cases.case import Case
from reportbot.core.cases.desk.conflict import changes_since
from reportbot.core.cases.events import CaseEvent
from reportbot.core.errors import Refusal
from reportbot.service.ports import Work


class ChangedMeanwhile(Refusal):
    """Somebody else has changed the case since its page was shown; nothing was done. `events` are these changes."""

    def __init__(self, events: Sequence[CaseEvent]) -> None:
        super().__init__("somebody else has changed the case meanwhile")
        self.events = events


class NothingSeen(Refusal):
    """Nobody can tell what whoever sent this had before them: what was said is no event of this case. Nothing was
    done."""

    def __init__(self) -> None:
        super().__init__("it does not say what had been seen of the case")


@dataclass(frozen=True, slots=True)
class Seen:
    """`last` is the id of the newest event of this case that `by` had before them."""

    number: str
    last: int
    by: str


@contextmanager
def having_seen(seen: Seen | None) -> Iterator[None]:
    """For all that is done within; None where nobody is shown a page, as with a button in a chat."""
    token = _SEEN.set(seen)
    try:
        yield
    finally:
        _SEEN.reset(token)


async def check_unchanged(work: Work, case: Case) -> None:
    """Raises ChangedMeanwhile, NothingSeen. Cases that were not shown beside it are not asked about."""
    seen = _SEEN.get()
    if seen is None or seen.number != case.number:
        return
    events = await work.cases.events(case.id)
    if seen.last not in {each.id for each in events}:
        raise NothingSeen
    changes = changes_since(events, seen.last, seen.by)
    if changes:
        raise ChangedMeanwhile(changes)


_SEEN: ContextVar[Seen | None] = ContextVar("seen", default=None)
