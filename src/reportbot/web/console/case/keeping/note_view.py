"""Notes and tasks as they stand on the page of a case. Pure."""

from dataclasses import dataclass, field
from datetime import datetime

from reportbot.core.cases.desk.notes import DESK, OFFICES, in_order
from reportbot.core.messages import Text
from reportbot.service.desk.reading import CasePage
from reportbot.web.console import times
from reportbot.web.console.actors import at_case
from reportbot.web.console.case.keeping import note_words


@dataclass(frozen=True, slots=True)
class NoteLine:
    """`words` is None where they cannot be read."""

    at: datetime
    who: Text
    audience: Text
    words: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class TaskLine:
    id: int
    words: str | None = field(repr=False)
    whose: Text
    due: Text | None
    due_at: datetime | None
    late: bool
    done: Text | None
    done_at: datetime | None


def notes_of(page: CasePage) -> tuple[NoteLine, ...]:
    """The newest first."""
    to = {DESK: note_words.FOR_DESK, OFFICES: note_words.FOR_OFFICES}
    return tuple(
        NoteLine(each.note.written_at, _name(each.note.written_by, page), to[each.note.audience], each.words)
        for each in reversed(page.written)
    )


def tasks_of(page: CasePage, now: datetime) -> tuple[TaskLine, ...]:
    """What is to do first."""
    opened = {each.task.id: each.words for each in page.tasks}
    return tuple(
        TaskLine(
            id=each.id,
            words=opened[each.id],
            whose=_name(f"@{each.whose}", page) if each.whose else note_words.ANYBODY,
            due=times.due(each.due_at, now) if each.due_at and each.is_open else None,
            due_at=each.due_at,
            late=each.is_late(now),
            done=None if each.is_open else Text(note_words.IS_DONE.msgid, {"who": _name(each.done_by, page)}),
            done_at=each.done_at,
        )
        for each in in_order(each.task for each in page.tasks)
    )


def _name(actor: str, page: CasePage) -> Text:
    return at_case(actor, page.people, page.town)
