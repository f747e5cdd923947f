"""Two people on one case at once: the one seam that every change of a case passes on its way in.

The form names the newest event that its page had shown. If somebody else, or the service of its own accord, has changed
the case since, nothing is done (service/cases/seen.py): the second sees what has changed, their words stand in their
field, one button does it all the same. So it is with a form that does not say what its page had shown: it is shown how
the case stands now. A change that the rules refuse gives its words back too.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from starlette.responses import Response

from reportbot.core.access.actions import Action
from reportbot.core.cases.desk.conflict import is_by_itself
from reportbot.core.cases.events import CaseEvent
from reportbot.core.errors import CannotBeRead, OfficeAvoided, TransitionRefused
from reportbot.core.messages import Text
from reportbot.service.cases.seen import ChangedMeanwhile, NothingSeen, Seen, having_seen
from reportbot.web.console import words
from reportbot.web.console.case.changes import conflict_words
from reportbot.web.console.case.here import named, number_of
from reportbot.web.console.case.offices import answer_words
from reportbot.web.console.case.timeline.timeline_view import event_lines
from reportbot.web.console.desk import Desk, Handler
from reportbot.web.forms import number_in

SHOWN = 8  # of what has happened last
OURS = frozenset(("form_token", "seen"))
_REFUSALS = {
    OfficeAvoided: (409, words.KEPT_OUT_REFUSED),
    TransitionRefused: (409, words.NOT_ALLOWED_NOW),
    CannotBeRead: (410, words.UNREADABLE),
}


def as_seen(handler: Handler) -> Handler:
    """The handler of a change of one case, which is done only to what its writer has seen."""

    async def guarded(desk: Desk) -> Response:
        form = await desk.form()
        seen = _seen(desk, form)
        if seen is None:
            return await _show_changed(desk, form, None)
        try:
            with having_seen(seen):
                return await handler(desk)
        except ChangedMeanwhile as changed:
            return await _show_changed(desk, form, changed.events)
        except NothingSeen:
            return await _show_changed(desk, form, None)
        except tuple(_REFUSALS) as refusal:
            if not _typed(form):
                raise
            return _show_refused(desk, form, refusal)

    return guarded


def _seen(desk: Desk, form: Mapping[str, str]) -> Seen | None:
    seen = number_in(form.get("seen", ""))
    return None if seen is None else Seen(number_of(desk), seen, desk.by)


async def _show_changed(desk: Desk, form: Mapping[str, str], changes: Sequence[CaseEvent] | None) -> Response:
    """None: nobody knows what they had seen, so it is what has happened last."""
    reads = desk.may(Action.READ_STORY)
    page = await desk.parts.casework.case(*named(desk), desk.by, links=False, reads=reads)
    page = replace(page, people=await desk.people())
    return desk.show(
        "console/changed.html",
        _title(changes),
        status=409,
        has_switch=False,
        conflict=conflict_words,
        answers=answer_words,
        verb=_verb(desk),
        said=conflict_words.NOT_SAID_HELP if changes is None else conflict_words.NOTHING_DONE,
        what=conflict_words.AS_IT_STANDS if changes is None else conflict_words.WHAT_CHANGED,
        state=words.STATUSES[page.case.status] if changes is None else None,
        changes=event_lines(page, page.events[-SHOWN:] if changes is None else changes),
        choices=_choices(desk, form),
        hidden=[(name, value) for name, value in form.items() if name not in OURS | set(conflict_words.WORDS)],
        typed=_typed(form),
        seen=page.seen,
        here=desk.request.url.path,
        number=number_of(desk),
    )


def _title(changes: Sequence[CaseEvent] | None) -> Text:
    if changes is None:
        return conflict_words.NOT_SAID
    return conflict_words.CHANGED_BY_ITSELF if is_by_itself(changes) else conflict_words.CHANGED


def _show_refused(desk: Desk, form: Mapping[str, str], refusal: Exception) -> Response:
    status, text = next(said for kind, said in _REFUSALS.items() if isinstance(refusal, kind))
    return desk.show(
        "console/refused.html",
        conflict_words.REFUSED,
        status=status,
        has_switch=False,
        conflict=conflict_words,
        text=text,
        typed=_typed(form),
        number=number_of(desk),
    )


def _typed(form: Mapping[str, str]) -> list[tuple[str, Text, str]]:
    """What somebody wrote: the field, what it is called, the words."""
    return [(name, label, form[name]) for name, label in conflict_words.WORDS.items() if form.get(name, "").strip()]


def _verb(desk: Desk) -> Text:
    *_, noun, last = desk.request.url.path.split("/")
    last = "giving-back" if (noun, last) == ("taking", "end") else last
    return conflict_words.VERBS.get(last, conflict_words.SOMETHING)


def _choices(desk: Desk, form: Mapping[str, str]) -> list[Text]:
    """What was chosen, where it has a name."""
    key = form.get("institution", "")
    return [desk.town.name_of(key)] if key in desk.town.rules.institutions else []
